"""Whether two answers say the same: rows in any order unless they are numbered, blank nodes by any name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROWS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def say_same(expected: bytes, suffix: str, base: str, answer: bytes) -> bool:
    """Whether ``answer`` (JSON of rows or truth, N-Triples, or CSV as it is) says what the expected file says."""
    if suffix == ".csv":
        return _read_csv(expected) == _read_csv(answer)
    if suffix in _ROWS:
        return _say_same_rows(expected, _ROWS[suffix], answer)
    triples = list(ox.parse(expected, format=ox.RdfFormat.TURTLE, base_iri=base))
    if is_result_set(triples):
        return _say_same_set(triples, answer)
    return _canonical(triples) == _canonical(ox.parse(answer, format=ox.RdfFormat.N_TRIPLES))


def is_graph(path: str, data: bytes) -> bool:
    """Whether a result file holds a graph, and not rows written as a graph."""
    return Path(path).suffix == ".ttl" and b"ResultSet" not in data


def is_result_set(triples: list[ox.Quad]) -> bool:
    """Whether triples are rows written as a graph."""
    return any(quad.object == ox.NamedNode(RS + "ResultSet") for quad in triples)


def _say_same_set(triples: list[ox.Quad], answer: bytes) -> bool:
    """Rows as a graph, in the vocabulary of the tests, against rows as JSON; blank nodes do not stand in them."""
    values = {(quad.subject, quad.predicate.value.removeprefix(RS)): quad.object for quad in triples}
    rows = [
        sorted(
            (str(values[binding.object, "variable"]), str(_plain(values[binding.object, "value"])))
            for binding in triples
            if binding.subject == quad.object and binding.predicate.value == RS + "binding"
        )
        for quad in triples
        if quad.predicate.value == RS + "solution"
    ]
    found = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [f'"{variable.value}"' for variable in found.variables]
    given = [
        sorted((name, str(_plain(term))) for name, term in zip(names, row, strict=True) if term is not None)
        for row in found
    ]
    return sorted(rows) == sorted(given)


def _say_same_rows(expected: bytes, form: ox.QueryResultsFormat, answer: bytes) -> bool:
    wanted = ox.parse_query_results(expected, format=form)
    found = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
    if isinstance(wanted, ox.QueryBoolean) or isinstance(found, ox.QueryBoolean):
        return type(wanted) is type(found) and bool(wanted) == bool(found)
    assert isinstance(wanted, ox.QuerySolutions)
    assert isinstance(found, ox.QuerySolutions)
    names = {variable.value for variable in wanted.variables}
    if names != {variable.value for variable in found.variables}:
        return False
    return _canonical(_as_graph(wanted)) == _canonical(_as_graph(found))


def _as_graph(solutions: ox.QuerySolutions) -> list[ox.Quad]:
    """Rows as a graph: a blank node a row, a property a variable."""
    quads = []
    for solution in solutions:
        row = ox.BlankNode()
        quads.append(ox.Quad(row, ox.NamedNode(RS + "is"), ox.NamedNode(RS + "Row")))
        for variable, term in zip(solutions.variables, solution, strict=True):
            if term is not None:
                quads.append(ox.Quad(row, ox.NamedNode(f"urn:variable:{variable.value}"), _plain(term)))
    return quads


def _canonical(quads: Iterable[ox.Quad]) -> list[str]:
    dataset = ox.Dataset(
        ox.Quad(_plain(quad.subject), quad.predicate, _plain(quad.object))
        for quad in quads  # type: ignore[arg-type]
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def _plain(term: object) -> object:
    """A literal as the store writes it, which keeps values and not their spelling: "1.00" and "1.0" are one decimal."""
    if not isinstance(term, ox.Literal):
        return term
    store, node = ox.Store(), ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, term))
    return next(iter(store)).object


def _read_csv(data: bytes) -> list[list[str]]:
    """The rows in order of their values, each with its columns in order of their names: SELECT * fixes neither."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8")))
    return sorted([f"{name}={_blank(row[name])}" for name in sorted(row)] for row in rows)


def _blank(value: str) -> str:
    """A value of CSV, which has no types: a number by its value, a blank node by no name."""
    try:
        return repr(float(value))
    except ValueError:
        return "_:" if value.startswith("_:") else value
