"""The applications among statements: each with what can be reached from it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode

from zhinan.application.statements import Application, Statement
from zhinan.application.vocabulary import GENID
from zhinan.terms import RDF_TYPE, zn

Rows = dict[NamedNode, list[Statement]]


def gather_applications(rows: Rows, source: str) -> Iterator[Application]:
    """The applications among some statements, each with what can be reached from it."""
    wanted = _find_applications(rows)
    for node in wanted:
        yield _gather(node, rows, wanted, source)


def name_blank(term: object, names: dict[str, NamedNode]) -> object:
    """A term, or in the place of a blank node the IRI given to it."""
    if not isinstance(term, BlankNode):
        return term
    if term.value not in names:
        names[term.value] = NamedNode(f"{GENID}{len(names) + 1}")
    return names[term.value]


def _find_applications(rows: Rows) -> dict[NamedNode, None]:
    cls, applies = NamedNode(zn("Application")), zn("appliesTo")
    found: dict[NamedNode, None] = {}
    for subject, triples in rows.items():
        for triple in triples:
            name = triple.predicate.value
            if name == applies or (name == RDF_TYPE and triple.object == cls):
                found[subject] = None
    return found


def _gather(node: NamedNode, rows: Rows, others: dict[NamedNode, None], source: str) -> Application:
    reached: dict[NamedNode, None] = {node: None}
    waiting = [node]
    while waiting:
        for triple in rows[waiting.pop()]:
            value = triple.object
            if (
                isinstance(value, NamedNode)
                and value in rows
                and value not in reached
                and value not in others
            ):
                reached[value] = None
                waiting.append(value)
    triples = tuple(dict.fromkeys(triple for subject in reached for triple in rows[subject]))
    own = rows[node]
    directions = dict.fromkeys(t.object.value for t in own if t.predicate.value == zn("appliesTo"))
    typed = any(t.predicate.value == RDF_TYPE and t.object == NamedNode(zn("Application")) for t in own)
    return Application(
        iri=node.value, directions=tuple(directions), typed=typed, triples=triples, source=source
    )
