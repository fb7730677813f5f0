"""Views show what they say, narrow as they are told, and any CONSTRUCT is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from export.corpus import CASES, load_case
from zhinan.application import read_applications
from zhinan.check import Checked, Verdict
from zhinan.export import (
    PropertyGraph,
    Selection,
    list_views,
    load_view,
    project_view,
    read_view,
    view_applications,
)

# What each view must hold of the small case, narrowed to the guide of 2020: classes of nodes, kinds of edges.
HOLDS: dict[str, tuple[set[str], set[str]]] = {
    "whole": ({"Direction", "Field", "Clause"}, {"partner", "field", "clause"}),
    "partners-fields": ({"Country", "Region", "Field"}, {"commonField"}),
    "programmes": ({"Programme", "Guide", "Direction"}, {"partOf", "programme", "guide"}),
    "rules": ({"Direction", "Clause", "Requirement", "Family"}, {"clause", "scope", "family"}),
    "institutions": ({"Institution", "Field", "Country", "InstitutionKind"}, {"commonField", "country"}),
    "neighbourhood": ({"Country", "Direction", "Priority"}, {"partner", "continent"}),
}
NARROWED = ("partners-fields", "programmes", "rules", "institutions")


def select(name: str, **more: tuple[int, ...] | tuple[str, ...]) -> Selection:
    return Selection(of="country/IL" if name == "neighbourhood" else "", **more)


def list_weights(graph: PropertyGraph) -> dict[tuple[str, str], object]:
    return {(edge.source, edge.target): edge.attributes.get("weight") for edge in graph.edges}


def test_every_view_is_tried() -> None:
    assert set(HOLDS) == set(list_views())


@pytest.mark.parametrize("name", HOLDS)
def test_a_view_holds_what_it_is_for(name: str) -> None:
    graph = project_view(load_case("small"), name, select(name))
    classes, kinds = HOLDS[name]
    assert classes <= {node.kind for node in graph.nodes}
    assert kinds <= {edge.kind for edge in graph.edges}
    assert set(load_view(name).title) == {"zh", "en"}


@pytest.mark.parametrize("name", NARROWED)
def test_a_guide_and_its_year_narrow_alike(name: str) -> None:
    by_guide = project_view(load_case("small"), name, select(name, guides=("demo-2020",)))
    by_year = project_view(load_case("small"), name, select(name, years=(2020,)))
    whole = project_view(load_case("small"), name, select(name, years=(2020, 2021)))
    assert [node.id for node in by_guide.nodes] == [node.id for node in by_year.nodes]
    assert not [node.id for node in by_guide.nodes if "2021" in node.id]
    assert len(by_guide.nodes) <= len(whole.nodes)


def test_weights_count_the_priorities_and_directions_behind_an_edge() -> None:
    wanted = {
        ("country_IL", "field_energy"): 4,
        ("region_HK", "field_energy"): 1,
        ("country_BR", "field_resources_environment"): 2,
    }
    assert list_weights(project_view(load_case("small"), "partners-fields")) == wanted
    narrowed = project_view(load_case("small"), "partners-fields", Selection(guides=("demo-2021",)))
    assert list_weights(narrowed) == {("country_BR", "field_resources_environment"): 1}


def test_a_neighbourhood_grows_with_its_depth() -> None:
    selections = [Selection(of="region/HK", depth=depth) for depth in (1, 2, 3)]
    sizes = [len(project_view(load_case("small"), "neighbourhood", one).nodes) for one in selections]
    assert sizes == sorted(set(sizes))


def test_the_thing_in_the_middle_is_a_node_even_where_others_of_its_class_are_folded() -> None:
    graph = project_view(load_case("small"), "neighbourhood", Selection(of="quantity-demo-budget"))
    assert "quantity_demo_budget" in {node.id for node in graph.nodes}


def test_any_construct_is_a_view_and_a_statement_is_an_edge_with_attributes() -> None:
    graph = project_view(load_case("small"), read_view(CASES / "weighted.rq"))
    assert graph.name == "weighted"
    edges = list(graph.edges)
    assert {(edge.kind, edge.attributes["weight"], edge.attributes["number"]) for edge in edges} == {
        ("partner", 7, ("1", "2"))
    }
    assert {node.label for node in graph.nodes} > {"以色列", "巴西"}


def test_an_application_has_its_verdict_and_an_edge_to_each_clause(tmp_path: Path) -> None:
    file = tmp_path / "application.ttl"
    file.write_text(
        "@prefix zn: <https://w3id.org/zhinan/ontology#> . @prefix ex: <https://example.org/> .\n"
        "ex:one a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/demo-2020-1.1> ;\n"
        "    zn:leadUnit ex:unit . ex:unit a zn:Unit .\n"
    )
    checked = Checked(
        application="https://example.org/one", source=str(file), direction=None,
        verdict=Verdict.MISSING, faults=(), findings=(),
    )  # fmt: skip
    graph = project_view(load_case("small"), view_applications(read_applications(file), [checked]))
    one = next(node for node in graph.nodes if node.kind == "Application")
    assert (one.attributes["verdict_zh"], one.attributes["verdict_en"]) == ("缺材料", "missing")
    assert {edge.kind for edge in graph.edges} == {"appliesTo", "leadUnit"}
