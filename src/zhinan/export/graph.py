"""What is drawn: nodes and directed edges with typed attributes, as plain values that every writer takes.

Attributes hold ``str``, ``int``, ``float`` or ``bool``, or a tuple of one of these where the column is
``many``; days and times are ISO 8601 text in columns of type ``date`` and ``datetime``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Value = str | int | float | bool
Cell = Value | tuple[Value, ...]
Attributes = Mapping[str, Cell]
ValueType = Literal["string", "integer", "double", "boolean", "date", "datetime"]


class Column(NamedTuple):
    """An attribute of nodes or edges: integers lie within ±2^53, so that JavaScript reads them whole."""

    name: str
    type: ValueType
    many: bool = False
    language: str = ""
    iri: str = ""


class Node(NamedTuple):
    """A thing; ``id`` is short and of ``[A-Za-z0-9_]``, its IRI is among the attributes."""

    id: str
    label: str
    kind: str
    attributes: Attributes


class Edge(NamedTuple):
    """A directed edge; ``kind`` tells parallel edges apart, ``id`` is unique in the graph."""

    id: str
    source: str
    target: str
    label: str
    kind: str
    attributes: Attributes


class Word(NamedTuple):
    """A class or property that the graph uses, with its names for legends and look-ups."""

    name: str
    iri: str
    name_zh: str
    name_en: str


class Link(NamedTuple):
    """An edge with attributes of its own, by places in the lists of an EdgeList."""

    source: int
    kind: int
    target: int
    attributes: Attributes


KIND_BITS, NODE_BITS = 16, 24
"""How an edge is packed into 64 bits; they bound a graph to 16 million nodes and 65,536 kinds of edges."""

_SOURCE_PLACE, _KIND_MASK, _NODE_MASK = KIND_BITS + NODE_BITS, (1 << KIND_BITS) - 1, (1 << NODE_BITS) - 1


def pack(source: int, kind: int, target: int) -> int:
    """An edge as one number that sorts by source, kind and target."""
    return (source << KIND_BITS | kind) << NODE_BITS | target


@dataclass(frozen=True, slots=True)
class EdgeList:
    """Edges in order, eight bytes each, made into Edge values as they are read; it can be read many times."""

    nodes: Sequence[str]
    kinds: Sequence[tuple[str, str, Attributes]]
    packed: array[int]
    links: Sequence[Link] = ()

    def __len__(self) -> int:
        """How many edges there are."""
        return len(self.packed) + len(self.links)

    def __iter__(self) -> Iterator[Edge]:
        """The edges, numbered from e1."""
        nodes, kinds = self.nodes, self.kinds
        for number, packed in enumerate(self.packed, start=1):
            source, target = nodes[packed >> _SOURCE_PLACE], nodes[packed & _NODE_MASK]
            kind, label, attributes = kinds[packed >> NODE_BITS & _KIND_MASK]
            yield Edge(f"e{number}", source, target, label, kind, attributes)
        for number, link in enumerate(self.links, start=len(self.packed) + 1):
            kind, label, attributes = kinds[link.kind]
            own = {**attributes, **link.attributes}
            yield Edge(f"e{number}", nodes[link.source], nodes[link.target], label, kind, own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How Graphviz is to draw a view; a view's own ``picture`` header says what differs from this.

    ``shape`` is ``graph``, ``tree`` (from the target of each edge to its source) or ``flow`` (sources on both sides
    of their targets, each target in a colour of its own and as tall as its edges are heavy). ``cluster`` is a column
    of nodes, ``class``, or "" for no clusters; ``number`` a column that stands before labels; ``wrap`` the columns
    of text in a line; ``gap`` and ``rank_gap`` are inches.
    """

    shape: Literal["graph", "tree", "flow"] = "graph"
    cluster: str = "class"
    number: str = ""
    edge_labels: bool = True
    wrap: int = 24
    gap: float = 0.12
    rank_gap: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyGraph:
    """A graph ready to be written; nodes are in the order of their IRIs, edges of source, kind and target.

    ``start`` and ``end`` name the columns of type ``date`` that say when a node is there.
    """

    name: str
    nodes: Sequence[Node]
    edges: EdgeList
    node_columns: tuple[Column, ...]
    edge_columns: tuple[Column, ...]
    classes: tuple[Word, ...] = ()
    kinds: tuple[Word, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    layout: Layout = field(default_factory=Layout)
