"""How long an export takes beside reading its triples, and how much memory, against networkx's own writers.

``python tests/bench/export.py [EDGES]`` makes a graph of that many edges (a million by default) in a store.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from resource import RUSAGE_SELF, getrusage
from typing import Any

import pyoxigraph as ox

from zhinan.export import PropertyGraph, find_format, project_view, to_networkx
from zhinan.terms import GRAPH, ID, ONTOLOGY, RDF_TYPE

FORMATS = ("graphml", "gexf", "cytoscape", "node-link")
EDGES_A_NODE = 10


class Quads:
    """A store of made-up things."""

    def __init__(self, edges: int) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(_make_quads(edges))

    def construct(self, query: str) -> Any:
        return self.store.query(query, use_default_graph_as_union=True)


def _make_quads(edges: int) -> Iterator[ox.Quad]:
    graph, count = ox.NamedNode(GRAPH + "bench"), max(1, edges // EDGES_A_NODE)
    field, label = (
        ox.NamedNode(ONTOLOGY + "Field"),
        ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    )
    things = [ox.NamedNode(f"{ID}field/bench/{number}") for number in range(count)]
    for number, thing in enumerate(things):
        yield ox.Quad(thing, ox.NamedNode(RDF_TYPE), field, graph)
        yield ox.Quad(thing, label, ox.Literal(f"领域 {number}", language="zh"), graph)
    for number in range(edges):
        kind = ox.NamedNode(f"{ONTOLOGY}bench{number // count % 5}")
        yield ox.Quad(things[number % count], kind, things[(number * 7919 + number // count) % count], graph)


def measure(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that the work took, and what it gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def read_all(quads: Quads) -> int:
    """Read every triple as the projection has to: its three terms as text."""
    count = 0
    for subject, predicate, value in quads.construct(
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    ):
        count += bool(subject.value and predicate.value and value.value)
    return count


def write(graph: PropertyGraph, form: str) -> int:
    """The bytes of an export, written nowhere."""
    return sum(len(piece.encode()) for piece in find_format(form).write(graph))


def main() -> None:
    """Print the table."""
    edges = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    quads = Quads(edges)
    show("store made", None)
    reading, count = measure(lambda: read_all(quads))
    show(f"reading {count:,} triples", reading)
    projecting, graph = measure(lambda: project_view(quads, "whole"))
    show(f"projecting {len(graph.edges):,} edges", projecting, reading)
    for form in FORMATS:
        seconds, size = measure(lambda form=form: write(graph, form))
        show(f"writing {form} ({size / 1e6:.0f} MB)", seconds, reading)
    compare_networkx(graph, reading)


def compare_networkx(graph: PropertyGraph, reading: float) -> None:
    """networkx's GraphML writer; its GEXF writer repeats edge ids, so that the file does not open."""
    import networkx as nx

    making, network = measure(lambda: to_networkx(graph))
    show("networkx: MultiDiGraph", making, reading)
    seconds, _ = measure(lambda: nx.write_graphml_xml(network, io.BytesIO()))
    show("networkx: writing graphml", seconds, reading)


def show(what: str, seconds: float | None, reading: float | None = None) -> None:
    """A row: seconds, their ratio to reading, and the most memory held so far."""
    took = "" if seconds is None else f"{seconds:7.1f} s"
    ratio = "" if seconds is None or reading is None else f"{seconds / reading:5.2f} × reading"
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{what:40} {took:>10} {ratio:>16} {peak:7.0f} MB\n")


if __name__ == "__main__":
    main()
