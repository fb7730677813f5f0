"""What every store can do, wherever its graph lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox

from zhinan.store.values import Table


class Store(Protocol):
    """A graph that answers SPARQL 1.1; the default graph of a query is the union of the named graphs.

    Each method raises QueryError where the text does not parse or is not of the method's form, StoreError
    where the store does not answer.
    """

    @property
    def where(self) -> str:
        """Where the graph lies, for messages: ``memory``, a folder or a URL."""

    def select(self, query: str) -> Table:
        """The rows of a SELECT."""

    def ask(self, query: str) -> bool:
        """The answer to an ASK."""

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE, each once, in the order found."""

    def stream(self, query: str) -> Iterator[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE one by one, for large answers; some may come again."""

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to the store; all of them, or none where the store can undo."""
