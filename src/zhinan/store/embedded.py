"""A graph in this process: pyoxigraph, in memory or in a folder on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from zhinan.errors import QueryError, StoreError
from zhinan.store.syntax import explain_syntax
from zhinan.store.values import Blank, Iri, Row, Table, Value, read_literal

_Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class EmbeddedStore:
    """A pyoxigraph store; ``where`` is ``memory`` or its folder, ``graphs`` are those to ask over, () all."""

    def __init__(self, store: ox.Store, where: str = "memory", graphs: tuple[str, ...] = ()) -> None:
        self._store, self.where = store, where
        self._graphs: list[ox.NamedNode] = [ox.NamedNode(graph) for graph in graphs]

    def select(self, query: str) -> Table:
        """The rows of a SELECT."""
        result = self._run(query)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("This query has no rows: it is no SELECT. Ask it as what it is.")
        columns = tuple(variable.value for variable in result.variables)
        return Table(columns, tuple(_read_row(solution) for solution in result))

    def ask(self, query: str) -> bool:
        """The answer to an ASK."""
        result = self._run(query)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("This query has no yes or no: it is no ASK. Ask it as what it is.")
        return bool(result)

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE, each once, in the order found."""
        return tuple(dict.fromkeys(self.stream(query)))

    def stream(self, query: str) -> Iterator[ox.Triple]:
        """The triples as they are found; of more than a million, some may come again."""
        result = self._run(query)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("This query has no triples: it is no CONSTRUCT. Ask it as what it is.")
        return result

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads, all or none."""
        try:
            self._store.extend(quads)
        except (OSError, RuntimeError) as err:
            raise StoreError(
                f"{self.where}: cannot be written ({err}). Open it with write=True, on a disk with room."
            ) from err

    def dump(self, stream: BinaryIO) -> None:
        """Write every quad to ``stream`` as N-Quads."""
        self.inner.dump(stream, format=ox.RdfFormat.N_QUADS)

    @property
    def inner(self) -> ox.Store:
        """The pyoxigraph store itself, for who answers with the bytes that it writes."""
        return self._store

    def _run(self, query: str) -> _Result:
        try:
            if self._graphs:
                return self._store.query(query, default_graph=[*self._graphs], named_graphs=[*self._graphs])
            return self._store.query(query, use_default_graph_as_union=True)
        except SyntaxError as err:
            raise explain_syntax(query, str(err), "SPARQL") from err
        except (OSError, RuntimeError, ValueError) as err:
            raise StoreError(
                f"{self.where}: this query cannot be run ({err}). Change it and run again."
            ) from err


def open_folder(folder: Path, *, write: bool = False, graphs: tuple[str, ...] = ()) -> EmbeddedStore:
    """The store in a folder, for reading unless ``write``; for writing it is made where it is missing.

    ``graphs`` are the named graphs to ask over, all of them where there are none.

    Raises StoreError where the folder holds no store, or where another process writes to it.
    """
    if not write and not (folder / "CURRENT").is_file():
        raise StoreError(f"{folder}: this folder holds no store. Make one with `zhinan build --to {folder}`.")
    try:
        store = ox.Store(str(folder)) if write else ox.Store.read_only(str(folder))
    except (OSError, RuntimeError, ValueError) as err:
        raise StoreError(
            f"{folder}: the store cannot be opened ({err}). Build it again with `zhinan build --to {folder}`."
        ) from err
    return EmbeddedStore(store, str(folder), graphs)


def _read_row(solution: ox.QuerySolution) -> Row:
    return tuple(None if term is None else read_term(term) for term in solution)


def read_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Value:
    """The plain value of an RDF term. Raises StoreError on a quoted triple, which our graph never holds."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return read_literal(term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    raise StoreError(
        f"The answer holds a quoted triple ({term}), which has no plain value. Select its parts."
    )
