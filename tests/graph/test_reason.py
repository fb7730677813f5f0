"""HermiT finds contradictions, and fills the defined classes as a person would."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest

from house.artefacts import ROOT, list_files, read
from zhinan.errors import ToolMissing
from zhinan.graph.reason import Classification, classify_graph

CASES = tomllib.loads(read(Path("tests/cases/graph/reason.toml")))
ID, ZN = "https://w3id.org/zhinan/id/", "https://w3id.org/zhinan/ontology#"


@pytest.fixture(scope="module", autouse=True)
def need_java() -> None:
    pytest.importorskip("owlready2", reason="owlready2 is not installed: pip install 'zhinan[reason]'")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, and HermiT runs on it")


def load_graph(more: str = "") -> ox.Store:
    store = ox.Store()
    for path in list_files("ontology", suffixes=(".ttl",)):
        store.load(path=str(ROOT / path), format=ox.RdfFormat.TURTLE)
    store.load(path=str(ROOT / "tests/cases/graph/whole.ttl"), format=ox.RdfFormat.TURTLE)
    store.load(read(Path("ontology/prefixes.ttl")).encode() + more.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def found() -> Classification:
    return classify_graph(load_graph())


def test_the_whole_graph_is_sound(found: Classification) -> None:
    assert found.sound


def test_every_defined_class_has_the_members_that_follow(found: Classification) -> None:
    shown = {
        iri.removeprefix(ZN): [thing.removeprefix(ID) for thing in things] for iri, things in found.members
    }
    assert shown == CASES["members"]


@pytest.mark.parametrize("case", CASES["contradiction"], ids=lambda case: case["name"])
def test_a_planted_contradiction_is_caught(case: dict[str, str]) -> None:
    assert classify_graph(load_graph(case["planted"])) == Classification(consistent=False)


def test_a_class_that_nothing_can_be_in_is_named() -> None:
    found = classify_graph(load_graph("zn:planted a owl:Class ; rdfs:subClassOf zn:Guide, zn:Clause ."))
    assert (found.unsatisfiable, found.consistent, found.sound) == ((ZN + "planted",), True, False)


def test_without_java_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissing, match="Java 8 or later"):
        classify_graph(load_graph())


def test_reasoning_leaves_the_graph_as_it_was() -> None:
    graph = load_graph()
    before = len(graph)
    classify_graph(graph)
    assert len(graph) == before
