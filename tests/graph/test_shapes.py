"""The shapes of our own graph pass what is whole and find each fault planted against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, Node, URIRef
from rdflib.collection import Collection

from house.artefacts import ROOT, list_files
from zhinan.graph import assemble_graph

EX = Namespace("https://example.org/")
ZN = Namespace("https://w3id.org/zhinan/ontology#")
SHAPE = Namespace("https://w3id.org/zhinan/id/shape/")


@cache
def load_turtle(*places: str) -> Graph:
    """The Turtle files at some places: files, or folders of files."""
    graph = Graph()
    for place in places:
        for path in list_files(place, suffixes=(".ttl",)) or [Path(place)]:
            graph.parse(ROOT / path)
    return graph


SHAPES = load_turtle("shapes/graph")


def load_whole() -> Graph:
    """The ontology and the small graph that is whole; each caller may change its own."""
    return load_turtle("ontology") + load_turtle("tests/cases/graph/whole.ttl")


def find_broken(graph: Graph) -> set[Node]:
    """The shapes of which some node falls short."""
    _, report, _ = validate(graph, shacl_graph=SHAPES, inplace=True)
    assert isinstance(report, Graph)
    return set(report.objects(None, SH.sourceShape))


def list_faults() -> Iterator[tuple[Node, URIRef]]:
    """Each property shape of a shape with a target, with each kind of constraint that it states."""
    for shape in SHAPES.objects(None, SH.property):
        for constraint in PLANTS:
            if (shape, constraint, None) in SHAPES:
                yield shape, constraint


def find_focus(graph: Graph, shape: Node) -> Node:
    """A node that the shape looks at, the one with most values on its path."""
    targets = [
        focus
        for parent in SHAPES.subjects(SH.property, shape)
        for kind in SHAPES.objects(parent, SH.targetClass)
        for focus in graph.subjects(RDF.type, kind)
    ]
    path = first_step(shape)
    return max(targets, key=lambda focus: (len(list(graph.objects(focus, path))), focus))


def first_step(shape: Node) -> Node:
    path = SHAPES.value(shape, SH.path)
    return next(iter(Collection(SHAPES, path))) if isinstance(path, BNode) else path


def drop(graph: Graph, focus: Node, path: Node, _: Node) -> None:
    graph.remove((focus, path, None))


def replace_by(value: Node) -> Callable[[Graph, Node, Node, Node], None]:
    def plant(graph: Graph, focus: Node, path: Node, _: Node) -> None:
        graph.set((focus, path, value))

    return plant


def add_another(graph: Graph, focus: Node, path: Node, _: Node) -> None:
    graph.add((focus, path, EX.other))


def go_below(graph: Graph, focus: Node, path: Node, bound: Node) -> None:
    graph.set((focus, path, Literal(int(bound) - 1)))


def go_above(graph: Graph, focus: Node, path: Node, other: Node) -> None:
    graph.set((focus, path, Literal(graph.value(focus, other).toPython() + 1)))


def say_twice(graph: Graph, focus: Node, path: Node, _: Node) -> None:
    graph.add((focus, path, Literal("另一", lang="zh")))


PLANTS: dict[URIRef, Callable[[Graph, Node, Node, Node], None]] = {
    SH.minCount: drop,
    SH.maxCount: add_another,
    SH["class"]: add_another,
    SH.datatype: replace_by(EX.other),
    SH.nodeKind: replace_by(Literal("other")),
    SH.pattern: replace_by(Literal("~")),
    SH.minLength: replace_by(Literal("")),
    SH.minInclusive: go_below,
    SH["in"]: replace_by(Literal("furlong")),
    SH.hasValue: drop,
    SH.lessThan: go_above,
    SH.lessThanOrEquals: go_above,
    SH.qualifiedMinCount: drop,
    SH.uniqueLang: say_twice,
}


def test_a_whole_graph_conforms() -> None:
    assert find_broken(load_whole()) == set()


@pytest.mark.parametrize(
    ("shape", "constraint"), sorted(list_faults()), ids=lambda term: term.split("/")[-1].split("#")[-1]
)
def test_a_fault_against_a_constraint_is_found_by_its_own_shape(shape: Node, constraint: URIRef) -> None:
    graph = load_whole()
    bound = SHAPES.value(shape, constraint)
    PLANTS[constraint](graph, find_focus(graph, shape), first_step(shape), bound)
    assert shape in find_broken(graph)


@pytest.mark.parametrize(
    ("kind", "stated", "shape"),
    [(ZN.Duration, ZN.maximum, SHAPE.quantity), (ZN.Institution, ZN.country, SHAPE.institution)],
)
def test_one_of_two_must_be_stated(kind: URIRef, stated: URIRef, shape: URIRef) -> None:
    graph = load_whole()
    graph.remove((next(graph.subjects(RDF.type, kind)), stated, None))
    assert shape in find_broken(graph)


def test_the_real_graph_conforms() -> None:
    store = assemble_graph(ROOT)
    facts = ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES)
    assert find_broken(Graph().parse(data=facts, format="nt")) == set()


def test_every_kind_of_constraint_can_be_planted() -> None:
    said = {SH.path, SH.severity, SH.message, SH.qualifiedValueShape, RDF.type}
    used = {term for shape in SHAPES.objects(None, SH.property) for term in SHAPES.predicates(shape, None)}
    assert used - said == PLANTS.keys()


@pytest.mark.parametrize(
    "shape", sorted(set(SHAPES.objects(None, SH.property))), ids=lambda term: term.split("/")[-1]
)
def test_a_property_shape_speaks_both_languages(shape: Node) -> None:
    messages = [message.language for message in SHAPES.objects(shape, SH.message)]
    assert sorted(messages) == ["en", "zh"]
    assert SHAPES.value(shape, SH.severity) == SH.Violation
