"""Triples become nodes, edges and attributes by the rules of data/export/projection.toml and the ontology."""

from __future__ import annotations

from itertools import combinations

import pytest

from export.corpus import EX, Twice, hostile_texts, load_case, project_case
from zhinan.export import Column, Node, PropertyGraph, Selection, project_view


def find_node(graph: PropertyGraph, identifier: str) -> Node:
    return next(node for node in graph.nodes if node.id == identifier)


def find_column(graph: PropertyGraph, name: str) -> Column:
    return next(column for column in graph.node_columns if column.name == name)


def list_edges(graph: PropertyGraph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.kind, edge.target) for edge in graph.edges}


def test_a_thing_has_a_short_id_names_and_a_class() -> None:
    israel = find_node(project_case("small"), "country_IL")
    assert (israel.label, israel.kind) == ("以色列", "Country")
    assert israel.attributes["iri"] == "https://w3id.org/zhinan/id/country/IL"
    assert (israel.attributes["name_zh"], israel.attributes["name_en"]) == ("以色列", "Israel")


def test_object_properties_are_edges_and_datatype_properties_are_typed_attributes() -> None:
    graph = project_case("small")
    assert ("direction_demo_2020_1_1", "partner", "country_IL") in list_edges(graph)
    guide = find_node(graph, "guide_demo_2020").attributes
    assert (guide["year"], guide["issuedOn"]) == (2020, "2020-03-01")
    assert [find_column(graph, name).type for name in ("year", "issuedOn", "openList", "number")] == [
        "integer",
        "date",
        "boolean",
        "string",
    ]
    assert graph.start == ("issuedOn",)


def test_values_of_one_property_are_a_list_in_order() -> None:
    graph = project_case("small")
    assert find_column(graph, "skos_altLabel_zh").many
    assert find_node(graph, "country_IL").attributes["skos_altLabel_zh"] == ("以", "以色列国")
    assert find_node(graph, "field_energy").attributes["skos_altLabel_zh"] == ("能源",)


def test_a_quantity_is_folded_into_what_it_is_said_of() -> None:
    graph = project_case("small")
    direction = find_node(graph, "direction_demo_2020_1_1").attributes
    assert direction["budget_maximum"] == 4500000.5
    assert direction["budget_exactness"] == "AtMost"
    assert find_column(graph, "budget_maximum").type == "double"
    assert not [node for node in graph.nodes if node.kind == "Quantity"]


def test_several_quantities_keep_their_places_and_leave_the_others_single() -> None:
    direction = find_node(project_case("small"), "direction_demo_2020_1_1").attributes
    assert direction["budget_share_each_printed"] == ("100万元", "其余")
    assert direction["budget_share_each_maximum"] == ("1000000.0", "")


def test_the_words_behind_a_fact_are_folded_as_lists() -> None:
    direction = find_node(project_case("small"), "direction_demo_2020_1_1").attributes
    assert direction["statedAt_oa_exact"] == ("能源合作", "水，\n合作")
    assert direction["statedAt_oa_start"] == (10, 30)


def test_a_word_of_a_closed_list_is_an_attribute_with_its_names() -> None:
    clause = find_node(project_case("small"), "clause_demo_2020_1_1_1").attributes
    names = [clause[f"modality{language}"] for language in ("", "_zh", "_en")]
    assert names == ["InPrinciple", "原则上", "in principle"]


def test_one_language_leaves_the_other_out() -> None:
    graph = project_view(load_case("small"), "whole", Selection(language="en"))
    israel = find_node(graph, "country_IL")
    assert israel.label == "Israel"
    assert [column.name for column in graph.node_columns if column.language == "zh"] == []
    assert "name_zh" not in israel.attributes
    assert find_node(graph, "programme_demo_fund").label == "示范专项"


def test_classes_keep_their_things_and_what_runs_between_them() -> None:
    graph = project_view(load_case("small"), "whole", Selection(types=("Direction", "Place")))
    assert {node.kind for node in graph.nodes} == {"Direction", "Country", "Region", "Continent"}
    assert {edge.kind for edge in graph.edges} == {"partner", "continent", "regionOf"}


def test_ids_and_columns_are_safe_and_unique_whatever_they_come_from() -> None:
    graph = project_case("hostile")
    ids = [node.id for node in graph.nodes]
    names = [column.name for column in graph.node_columns]
    for taken in (ids, names):
        assert len({name.lower() for name in taken}) == len(taken)
        assert all(
            name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit() for name in taken
        )
    assert {"id", "label", "viz", "start", "pid", "source", "target"}.isdisjoint(names)


def test_numbers_that_would_change_stay_text() -> None:
    attributes = find_node(project_case("hostile"), "ex_thing_quotes").attributes
    assert attributes["ex_large_integer"] == "9007199254740993"
    assert attributes["ex_large_decimal"] == "0.1000000000000000055"
    assert attributes["ex_typed_decimal"] == 0.1


@pytest.mark.parametrize(("name", "text"), hostile_texts().items(), ids=hostile_texts())
def test_a_hostile_text_is_kept_as_it_is(name: str, text: str) -> None:
    node = next(
        node for node in project_case("hostile").nodes if node.attributes["iri"] == f"{EX}thing/{name}"
    )
    assert node.attributes.get("name_zh", "") == text
    assert node.label


def test_parallel_edges_are_told_apart_by_kind_and_id() -> None:
    edges = list(project_case("hostile").edges)
    assert len({edge.id for edge in edges}) == len(edges)
    pairs = [(one.kind, other.kind) for one, other in combinations(edges, 2) if one[1:3] == other[1:3]]
    assert pairs
    assert all(first != second for first, second in pairs)


@pytest.mark.parametrize("name", ["small", "hostile"])
def test_what_a_store_says_twice_is_said_once(name: str) -> None:
    said_twice, said_once = project_view(Twice(load_case(name)), "whole"), project_case(name)
    assert said_twice.nodes == said_once.nodes
    assert list(said_twice.edges) == list(said_once.edges)
