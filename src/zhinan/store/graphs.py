"""Named graphs: what a store holds of ours, and whether that is what another holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pyoxigraph as ox

from zhinan.files import find_folder, read_utf8
from zhinan.graph import Step
from zhinan.store.interface import Store
from zhinan.terms import XSD

_PIECE = 10_000
"""Triples asked for at once: servers bound their answers, Virtuoso at 10,000 where it is not told otherwise."""


_INTEGER, _DECIMAL = ox.NamedNode(XSD + "integer"), ox.NamedNode(XSD + "decimal")


class State(Enum):
    """How a named graph of one store stands in another."""

    CURRENT = "current"
    DIFFERING = "differing"
    MISSING = "missing"
    EXTRA = "extra"

    @property
    def zh(self) -> str:
        """The state in Chinese."""
        return {"current": "一致", "differing": "不同", "missing": "缺少", "extra": "多出"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A named graph in two stores: triples here and there, and hashes of what they say.

    A hash is empty where the number of triples has decided already.
    """

    graph: str
    state: State
    here: int
    there: int
    hash_here: str = ""
    hash_there: str = ""


def count_graphs(store: Store) -> dict[str, int]:
    """Our named graphs in a store → their triples, by name; a store of some graphs only tells of these."""
    rows = store.select(_read_query("graphs")).rows
    return {str(graph): int(str(triples)) for graph, triples in sorted(rows, key=lambda row: str(row[0]))}


def read_graph(store: Store, graph: str, size: int) -> list[ox.Triple]:
    """The triples of a named graph, ``size`` of them as counted before; a large one is asked for piece by piece."""
    if size <= _PIECE:
        return list(store.construct(_read_query("graph", graph)))
    text, found = _read_query("graph-in-pieces", graph), dict[ox.Triple, None]()
    for start in range(0, size, _PIECE):
        found |= dict.fromkeys(store.construct(f"{text}\nLIMIT {_PIECE} OFFSET {start}"))
    return list(found)


def hash_triples(triples: Iterable[ox.Triple]) -> str:
    """SHA-256 of what triples say, whatever their order, their blank nodes' labels and the form of their numbers.

    Source: RDF Dataset Canonicalization (RDFC-1.0), over values in their canonical form; xsd:integer is derived from
    xsd:decimal, so that 36 and 36.0 are one value, and Virtuoso answers the one for the other.
    """
    store = ox.Store()  # which keeps values, not forms: "3.0" and "3.00" are one decimal
    store.extend(ox.Quad(s, p, _widen(o)) for s, p, o in triples)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad.triple} .\n".encode() for quad in dataset)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def _widen(term: Any) -> Any:
    if isinstance(term, ox.Literal) and term.datatype == _INTEGER:
        return ox.Literal(term.value, datatype=_DECIMAL)
    return term


def compare_stores(here: Store, there: Store, on_step: Step | None = None) -> list[Comparison]:
    """Our named graphs by name, each as it stands in ``there`` beside ``here``."""
    ours, theirs = count_graphs(here), count_graphs(there)
    names = sorted(ours.keys() | theirs.keys())
    compared = []
    for done, graph in enumerate(names):
        if on_step:
            on_step(graph.rpartition("/")[2], done, len(names))
        compared.append(_compare_graph(here, there, graph, ours.get(graph, 0), theirs.get(graph, 0)))
    return compared


def _compare_graph(here: Store, there: Store, graph: str, ours: int, theirs: int) -> Comparison:
    if not ours or not theirs or ours != theirs:
        state = State.EXTRA if not ours else State.MISSING if not theirs else State.DIFFERING
        return Comparison(graph=graph, state=state, here=ours, there=theirs)
    hashes = [hash_triples(read_graph(store, graph, ours)) for store in (here, there)]
    state = State.CURRENT if hashes[0] == hashes[1] else State.DIFFERING
    return Comparison(
        graph=graph, state=state, here=ours, there=theirs, hash_here=hashes[0], hash_there=hashes[1]
    )


def _read_query(name: str, graph: str | None = None) -> str:
    text = read_utf8(find_folder("queries") / "store" / f"{name}.rq")
    return text if graph is None else text.replace("$graph", str(ox.NamedNode(graph)))
