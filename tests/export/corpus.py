"""The graphs that every writer has to carry: a small guide, and the hostile corpus."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from zhinan.export import PropertyGraph, project_view
from zhinan.files import find_folder
from zhinan.terms import RDF_TYPE, SKOS, XSD, graph_name, zn

CASES = Path(__file__).resolve().parents[1] / "cases" / "export"
EX = "https://example.org/"


class Quads:
    """A graph in memory that answers CONSTRUCT over all its named graphs."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def construct(self, query: str) -> Iterable[ox.Triple]:
        return self.store.query(query, use_default_graph_as_union=True)

    def stream(self, query: str) -> Iterable[ox.Triple]:
        return self.construct(query)


class Twice(Quads):
    """The same graph, whose stream says everything twice, as it may."""

    def __init__(self, quads: Quads) -> None:
        self.store = quads.store

    def stream(self, query: str) -> Iterable[ox.Triple]:
        return (*self.construct(query), *self.construct(query))


@cache
def load_case(name: str) -> Quads:
    """The ontology with a case: ``small``, or ``hostile``."""
    quads = Quads()
    for path in find_folder("ontology").glob("*.ttl"):
        quads.store.load(path=path, to_graph=ox.NamedNode(graph_name("ontology")))
    if name == "hostile":
        quads.store.extend(
            ox.Quad(*triple, ox.NamedNode(graph_name("hostile"))) for triple in _make_hostile()
        )
    else:
        quads.store.load(path=CASES / f"{name}.ttl", to_graph=ox.NamedNode(graph_name(name)))
    return quads


@cache
def project_case(name: str) -> PropertyGraph:
    """The whole graph of a case."""
    return project_view(load_case(name), "whole")


def read_hostile() -> dict:
    return tomllib.loads((CASES / "hostile.toml").read_text(encoding="utf-8"))


def hostile_texts() -> dict[str, str]:
    """The name of each hostile text → the text."""
    return {text["name"]: text["value"] * text.get("repeat", 1) for text in read_hostile()["text"]}


def after_xml() -> dict[str, str]:
    """Texts that XML cannot carry → what stands in their place."""
    return {text["value"]: text["xml"] for text in read_hostile()["text"] if "xml" in text}


def _make_hostile() -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """Things named by each text, in a ring, with two kinds of parallel edges; each text is also in a list."""
    case = read_hostile()
    texts = hostile_texts()
    things = [ox.NamedNode(f"{EX}thing/{name}") for name in texts]
    label, note = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.NamedNode(SKOS + "note")
    for place, (thing, text) in enumerate(zip(things, texts.values(), strict=True)):
        yield thing, ox.NamedNode(RDF_TYPE), ox.NamedNode(zn("Field"))
        yield thing, label, ox.Literal(text, language="zh")
        yield thing, ox.NamedNode(SKOS + "notation"), ox.Literal(text)
        yield thing, note, ox.Literal(text)
        yield thing, note, ox.Literal("另一条")
        yield thing, ox.NamedNode(SKOS + "related"), things[(place + 1) % len(things)]
        yield thing, ox.NamedNode(EX + "related"), things[(place + 1) % len(things)]
    for name in case["properties"]["names"]:
        for namespace in (EX, zn("")):
            yield things[0], ox.NamedNode(namespace + name), ox.Literal(f"{namespace}{name}")
    for iri in case["things"]["iris"]:
        yield ox.NamedNode(iri), ox.NamedNode(SKOS + "related"), ox.NamedNode(iri)
    yield from _make_typed(things[0])


def _make_typed(thing: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.Literal]]:
    values = {
        "integer": "-42", "decimal": "0.1", "double": "1e-300", "boolean": "false", "date": "2020-02-29",
        "dateTime": "2020-02-29T23:59:59Z", "gYear": "2020", "anyURI": "https://example.org/?a=b&c",
    }  # fmt: skip
    for datatype, text in values.items():
        yield (
            thing,
            ox.NamedNode(f"{EX}typed-{datatype}"),
            ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)),
        )
    large = {"integer": "9007199254740993", "decimal": "0.1000000000000000055", "double": "INF"}
    for datatype, text in large.items():
        yield (
            thing,
            ox.NamedNode(f"{EX}large-{datatype}"),
            ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)),
        )
    for text in ("1", "2"):
        yield (
            thing,
            ox.NamedNode(f"{EX}many-integer"),
            ox.Literal(text, datatype=ox.NamedNode(XSD + "integer")),
        )
    for text in ("true", "false"):
        yield (
            thing,
            ox.NamedNode(f"{EX}many-boolean"),
            ox.Literal(text, datatype=ox.NamedNode(XSD + "boolean")),
        )
