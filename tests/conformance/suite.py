"""The W3C's test suites as data: their manifests, read where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
SUITE = Path(os.environ.get("ZHINAN_W3C") or ROOT.parent / "shared" / "w3c") / "sparql" / "sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
ABSENT = f"the W3C tests are not in {SUITE}; set ZHINAN_W3C to the folder that holds sparql/"

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Case:
    """One test of a suite: its folder and name, its kind, its query, what it is asked over, what it expects."""

    name: str
    kind: str
    query: str
    data: tuple[str, ...]
    graphs: tuple[str, ...]
    result: str | None


class Manifest:
    """A manifest as a graph that is walked by properties."""

    def __init__(self, path: str) -> None:
        self._graph = ox.Store()
        self._graph.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in ox.parse(path=str(SUITE / path), format=ox.RdfFormat.TURTLE, base_iri=BASE + path)
        )

    def values(self, subject: Term | None, *properties: str) -> list[Term]:
        """What a path of properties leads to."""
        found = [subject]
        for name in properties:
            predicate = ox.NamedNode(name)
            found = [
                quad.object
                for node in found
                for quad in self._graph.quads_for_pattern(node, predicate, None, None)  # type: ignore[arg-type]
            ]
        return [term for term in found if term is not None]

    def value(self, subject: Term | None, *properties: str) -> str | None:
        """The text at the end of a path, if there is one."""
        return next((term.value for term in self.values(subject, *properties)), None)  # type: ignore[union-attr]

    def members(self, head: Term) -> Iterator[Term]:
        """The members of a list."""
        while first := self.values(head, RDF + "first"):
            yield first[0]
            head = self.values(head, RDF + "rest")[0]

    def entries(self) -> list[Term]:
        """The tests, in order."""
        return [entry for head in self.values(None, MF + "entries") for entry in self.members(head)]

    def folders(self) -> list[str]:
        """The manifests that this one includes."""
        heads = self.values(None, MF + "include")
        return [entry.value.removeprefix(BASE) for head in heads for entry in self.members(head)]  # type: ignore[union-attr]


@cache
def list_cases() -> tuple[Case, ...]:
    """The tests of queries, of their syntax and of the formats of their results; none where the suites are absent."""
    if not SUITE.is_dir():
        return ()
    tops = [Manifest(name) for name in ("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")]
    return tuple(case for top in tops for folder in top.folders() for case in _read_cases(folder))


def _read_cases(path: str) -> Iterator[Case]:
    manifest = Manifest(path)
    for entry in manifest.entries():
        kind = manifest.value(entry, RDF + "type") or ""
        action = manifest.values(entry, MF + "action")[0]
        query = manifest.value(action, QT + "query") or getattr(action, "value", "")
        yield Case(
            f"{Path(path).parent}/{getattr(entry, 'value', '').rpartition('#')[2]}",
            kind.removeprefix(MF),
            query,
            tuple(term.value for term in manifest.values(action, QT + "data")),  # type: ignore[union-attr]
            tuple(term.value for term in manifest.values(action, QT + "graphData")),  # type: ignore[union-attr]
            manifest.value(entry, MF + "result"),
        )


def read(iri: str) -> bytes:
    """A file of the suites by its IRI."""
    return (SUITE / iri.removeprefix(BASE)).read_bytes()


def load_data(store: ox.Store, cases: tuple[Case, ...]) -> None:
    """Put every file that a test asks over into the graph of its own IRI."""
    for iri in {iri for case in cases for iri in (*case.data, *case.graphs)}:
        graph = ox.NamedNode(iri)
        quads = ox.parse(read(iri), format=_FORMATS[Path(iri).suffix], base_iri=iri)
        store.add_graph(graph)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
