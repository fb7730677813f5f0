"""How long an export takes beside reading its triples, and how much memory, against networkx's own writers.

``python tests/bench/export.py [EDGES]`` makes a graph of that many edges (a million by default) and puts it in a
folder, as ``zhinan build`` does. Reading is to go through the view's CONSTRUCT in that store, and to take the text
of each term. Times are CPU times, the least of some runs; memory is the most that was held so far.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import Any

import pyoxigraph as ox

from zhinan.export import PropertyGraph, find_format, load_view, project_view, to_networkx
from zhinan.store import Store, open_store
from zhinan.terms import GRAPH, ID, ONTOLOGY, RDF_TYPE

FORMATS = ("graphml", "gexf", "cytoscape", "node-link")
EDGES_A_NODE = 10
RUNS = 3
VIEW = "whole"


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


def make_store(folder: str, edges: int) -> None:
    """A store in a folder, as a build leaves it."""
    store = ox.Store(folder)
    store.bulk_extend(_make_quads(edges))
    store.optimize()
    store.flush()


def measure(work: Callable[[], Any]) -> tuple[float, Any]:
    """The CPU seconds that the work took, and what it gave."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def read_all(store: Store) -> int:
    """Read every triple of the view as the projection has to: its three terms as text."""
    count = 0
    for subject, predicate, value in store.stream(load_view(VIEW).query):
        count += bool(subject.value and predicate.value and value.value)
    return count


def write(graph: PropertyGraph, form: str) -> int:
    """The bytes of an export, written nowhere."""
    return sum(len(piece.encode()) for piece in find_format(form).write(graph))


def main() -> None:
    """Print the table."""
    edges = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, so that its memory is not counted here.
        making = get_context("spawn").Process(target=make_store, args=(folder, edges))
        making.start()
        making.join()
        reading, graph = compare_reading(open_store(folder))
    compare_networkx(graph, reading)


def compare_reading(store: Store) -> tuple[float, PropertyGraph]:
    """Rounds of reading, projecting and writing, so that what else the machine does falls on all of them alike."""
    least: dict[str, float] = {}

    def run(what: str, work: Callable[[], Any]) -> Any:
        seconds, result = measure(work)
        least[what] = min(seconds, least.get(what, seconds))
        show(f"… {what}", seconds)
        return result

    for _ in range(RUNS):
        graph = None  # what an earlier round gave is not to be held beside this one's
        run("reading", lambda: read_all(store))
        graph = run("projecting", lambda: project_view(store, VIEW))
        for form in FORMATS:
            run(form, lambda form=form, graph=graph: write(graph, form))
    reading, projecting = least.pop("reading"), least.pop("projecting")
    show("reading", reading)
    show(f"projecting {len(graph.edges):,} edges, reading included", projecting, reading)
    for form, writing in least.items():
        show(f"writing {form}", writing, reading)
        show(f"projecting and writing {form}", projecting + writing, reading)
    return reading, graph


def compare_networkx(graph: PropertyGraph, reading: float) -> None:
    """networkx's own writers, which repeat the ids of edges: many readers refuse its files."""
    import networkx as nx

    making, network = measure(lambda: to_networkx(graph))
    show("networkx: MultiDiGraph", making, reading)
    for form, save in (("graphml", nx.write_graphml_xml), ("gexf", nx.write_gexf)):
        seconds, _ = measure(lambda save=save: save(network, io.BytesIO()))
        show(f"networkx: writing {form}", seconds, reading)


def show(what: str, seconds: float | None, reading: float | None = None) -> None:
    """A row: CPU seconds, their ratio to reading, and the most memory held so far."""
    took = "" if seconds is None else f"{seconds:7.2f} s"
    ratio = "" if seconds is None or reading is None else f"{seconds / reading:5.2f} × reading"
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{what:48} {took:>10} {ratio:>16} {peak:7.0f} MB\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
