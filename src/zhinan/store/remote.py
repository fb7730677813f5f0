"""A graph on a SPARQL 1.1 server, through SPARQLWrapper."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import islice
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError

import pyoxigraph as ox

from zhinan.errors import QueryError, StoreError
from zhinan.store.syntax import find_form
from zhinan.store.values import Blank, Iri, Table, Value, read_literal

_AT_ONCE = 2000
"""Quads in one INSERT DATA: servers bound the length of a request (Virtuoso: 10,000 lines of SPARQL code)."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStore:
    """A SPARQL endpoint. ``timeout`` is in seconds for each try; a try is repeated ``retries`` times.

    Repeated are only faults that may pass: no connection, no answer in time, 502, 503, 504. ``graphs`` are the named
    graphs whose union a query is asked over; without them it is the server's own default graph, which some servers
    (Virtuoso, ``oxigraph serve --union-default-graph``) make the union of all and others leave empty.
    """

    where: str
    update: str | None = None
    graphs: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: int = 30
    retries: int = 2
    pause: float = 0.5

    def select(self, query: str) -> Table:
        """The rows of a SELECT."""
        _expect(query, "select")
        return self._read_answer(query, _read_table)

    def ask(self, query: str) -> bool:
        """The answer to an ASK."""
        _expect(query, "ask")
        return self._read_answer(query, lambda answer: bool(answer["boolean"]))

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        _expect(query, "construct")
        data = self._send(query, "n3")
        try:
            quads = ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=self.where)
            return tuple(dict.fromkeys(quad.triple for quad in quads))
        except SyntaxError as err:
            raise self._explain_answer(str(err)) from err

    def stream(self, query: str) -> Iterator[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE; a server's answer is read whole before the first."""
        return iter(self.construct(query))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads by SPARQL Update; a fault half-way leaves what was sent before it."""
        remaining = iter(quads)
        while part := list(islice(remaining, _AT_ONCE)):
            self._send(_insert_data(part), None)

    def _read_answer(self, query: str, read: Callable[[Any], _Answer]) -> _Answer:
        data = self._send(query, "json")
        try:
            return read(json.loads(data))
        except (ValueError, KeyError, TypeError, AttributeError) as err:
            raise self._explain_answer(data.decode("utf-8", "replace")) from err

    def _send(self, text: str, form: str | None) -> bytes:
        """The bytes that answer a query, or an update where ``form`` is None."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        request = self._prepare(text, form)
        for attempt in range(self.retries + 1):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            try:
                return bytes(request.query().response.read())
            except HTTPError as err:
                if err.code not in (502, 503, 504) or attempt == self.retries:
                    raise self._explain(f"it answers {err.code} {err.reason}") from err
            except (URLError, TimeoutError, ConnectionError, HTTPException) as err:
                if attempt == self.retries:
                    raise self._explain(str(getattr(err, "reason", err) or err)) from err
            except SPARQLWrapperException as err:
                raise self._explain_refusal(err) from err
        raise AssertionError("unreachable: the last try returns or raises")

    def _prepare(self, text: str, form: str | None) -> Any:
        from SPARQLWrapper import POST, SPARQLWrapper

        request = SPARQLWrapper(self.where, updateEndpoint=self.update or self.where)
        request.setMethod(POST)
        request.setTimeout(self.timeout)
        if self.user is not None:
            request.setCredentials(self.user, self.password or "")
        if form is not None:
            request.setReturnFormat(form)
            for graph in self.graphs:
                request.addDefaultGraph(graph)
        request.setQuery(text)
        # It guesses the form from the words of the text, comments included, and has taken a SELECT for an update.
        request.queryType = {"json": "SELECT", "n3": "CONSTRUCT", None: "INSERT"}[form]
        return request

    def _explain(self, problem: str) -> StoreError:
        return StoreError(f"{self.where}: no SPARQL server can be used here ({problem}). Check its address.")

    def _explain_answer(self, problem: str) -> StoreError:
        return StoreError(
            f"{self.where}: the answer is not that of a SPARQL server ({problem[:80]!r}). Check the address."
        )

    def _explain_refusal(self, err: Exception) -> QueryError | StoreError:
        """The error for an answer that SPARQLWrapper knows: 400, 401, 404, 414 or 500."""
        name, words = type(err).__name__, " ".join(str(err).split())[:300]
        if name == "Unauthorized":
            return StoreError(
                f"{self.where}: the SPARQL server asks for a user and password. Give --user and --password."
            )
        if name == "EndPointNotFound":
            return StoreError(
                f"{self.where}: no SPARQL server answers under this path (404). Check the address."
            )
        return QueryError(
            f"{self.where}: the SPARQL server refuses this query ({words}). Change it and run again."
        )


def _expect(query: str, form: str) -> None:
    if (found := find_form(query)) != form:
        raise QueryError(
            f"This query is of the form {found.upper()}, not {form.upper()}. Ask it as what it is."
        )


def _read_table(answer: Any) -> Table:
    columns = tuple(answer["head"]["vars"])
    found = answer["results"]["bindings"]
    rows = tuple(
        tuple(_read_term(row[column]) if column in row else None for column in columns) for row in found
    )
    return Table(columns, rows)


def _read_term(term: dict[str, str]) -> Value:
    """The plain value of a term in SPARQL 1.1 Query Results JSON (Virtuoso writes ``typed-literal``)."""
    match term["type"]:
        case "uri":
            return Iri(term["value"])
        case "bnode":
            return Blank(term["value"])
        case _:
            return read_literal(term["value"], term.get("datatype"), term.get("xml:lang"))


def _insert_data(quads: list[ox.Quad]) -> str:
    return "\n".join(["INSERT DATA", "{", *map(_write_quad, quads), "}"])


def _write_quad(quad: ox.Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return (
        triple if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}"
    )
