"""A graph on a SPARQL 1.1 server, through SPARQLWrapper."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, TypeVar
from urllib.error import HTTPError

import pyoxigraph as ox

from zhinan.errors import QueryError, StoreError
from zhinan.store.connection import Connection, Credentials, explain_silence
from zhinan.store.syntax import find_form
from zhinan.store.values import Blank, Iri, Table, Value, read_literal

AT_ONCE = 1000
"""Quads in one INSERT DATA: servers bound the length of a request (Virtuoso: 10,000 lines of SPARQL code)."""

_CUT = "X-SPARQL-MaxRows"
"""The header by which Virtuoso says that rows were left out because there were more than its own bound."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStore:
    """A SPARQL endpoint. ``timeout`` is in seconds for each try; a try that may pass is repeated ``retries`` times.

    ``graphs`` are the named graphs that a query is asked over, their union being its default graph; without them it
    is the server's own default graph, which some servers (Virtuoso, ``oxigraph serve --union-default-graph``) make
    the union of all and others leave empty. ``auth`` is one of ``zhinan.store.connection.SCHEMES``.
    """

    where: str
    update: str | None = None
    graphs: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    auth: str = "any"
    timeout: int = 30
    retries: int = 2
    pause: float = 0.5
    connection: Connection = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        credentials = Credentials(self.user, self.password, self.auth)
        connection = Connection(credentials, timeout=self.timeout, retries=self.retries, pause=self.pause)
        object.__setattr__(self, "connection", connection)

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
        """Add quads by SPARQL Update in bounded pieces; a fault half-way leaves what was sent before it.

        A blank node holds within one piece, so all statements with blank nodes go in the first.
        """
        with_blanks, others = _part_blanks(quads)
        if with_blanks:
            self.change(_write_update("INSERT", with_blanks, "WHERE {}"))
        remaining = iter(others)
        while part := list(islice(remaining, AT_ONCE)):
            self.change(_write_update("INSERT DATA", part))

    def change(self, update: str) -> None:
        """Run a SPARQL Update."""
        self._send(update, None)

    def _read_answer(self, query: str, read: Callable[[Any], _Answer]) -> _Answer:
        data = self._send(query, "json")
        try:
            return read(json.loads(data))
        except (ValueError, KeyError, TypeError, AttributeError) as err:
            raise self._explain_answer(data.decode("utf-8", "replace")) from err

    def _send(self, text: str, form: str | None) -> bytes:
        """The bytes that answer a query, or an update where ``form`` is None."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        def attempt(authorization: str | None) -> bytes:
            request = self._prepare(text, form)
            if authorization:
                request.addCustomHttpHeader("Authorization", authorization)
            try:
                response = request.query().response
                data = bytes(response.read())
            except SPARQLWrapperException as err:
                if isinstance(err.__context__, HTTPError) and err.__context__.code == 401:
                    raise err.__context__ from None
                raise
            if bound := response.headers.get(_CUT):
                raise self._explain_cut(bound)
            return data

        try:
            return self.connection.send("POST", self.where if form else self.update or self.where, attempt)
        except HTTPError as err:
            if err.code == 401:
                raise self._explain_locked() from err
            raise explain_silence(self.where, f"it answers {err.code} {err.reason}") from err
        except SPARQLWrapperException as err:
            raise self._explain_refusal(err) from err

    def _prepare(self, text: str, form: str | None) -> Any:
        from SPARQLWrapper import POST, SPARQLWrapper

        request = SPARQLWrapper(self.where, updateEndpoint=self.update or self.where)
        request.setMethod(POST)
        request.setTimeout(self.timeout)
        if form is not None:
            request.setReturnFormat(form)
            for graph in self.graphs:
                request.addDefaultGraph(graph)
                request.addNamedGraph(graph)
        request.setQuery(text)
        # It guesses the form from the words of the text, comments included, and has taken a SELECT for an update.
        request.queryType = {"json": "SELECT", "n3": "CONSTRUCT", None: "INSERT"}[form]
        return request

    def _explain_answer(self, problem: str) -> StoreError:
        return StoreError(
            f"{self.where}: the answer is not that of a SPARQL server ({problem[:80]!r}). Check the address."
        )

    def _explain_cut(self, bound: str) -> QueryError:
        return QueryError(
            f"{self.where}: the server left rows out, since it answers with {bound} at most. "
            "Ask for fewer with LIMIT and OFFSET, or raise its bound (ResultSetMaxRows of Virtuoso)."
        )

    def _explain_locked(self) -> StoreError:
        return StoreError(
            f"{self.where}: the SPARQL server asks for a user and password, or does not take the one given. "
            "Give --user and $ZHINAN_PASSWORD."
        )

    def _explain_refusal(self, err: Exception) -> QueryError | StoreError:
        """The error for an answer that SPARQLWrapper knows: 400, 404, 414 or 500."""
        name, words = type(err).__name__, " ".join(str(err).split())[:300]
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


def _part_blanks(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], Iterator[ox.Quad]]:
    held = list(quads)
    blanks = [quad for quad in held if _has_blank(quad)]
    return blanks, (quad for quad in held if not _has_blank(quad))


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _write_update(verb: str, quads: list[ox.Quad], end: str = "") -> str:
    """An update; with blank nodes it is an INSERT with a template, since Virtuoso takes none in INSERT DATA."""
    lines = [verb, "{"]
    for graph, group in groupby(quads, key=lambda quad: quad.graph_name):
        triples = [f"{quad.subject} {quad.predicate} {quad.object} ." for quad in group]
        named = isinstance(graph, ox.NamedNode)
        lines += [f"GRAPH {graph} {{", *triples, "}"] if named else triples
    return "\n".join([*lines, "}", end])
