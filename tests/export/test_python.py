"""The graph in networkx and pandas has the same nodes, edges and types, and measures are attributes."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

from export.corpus import load_case, project_case
from zhinan.export import Selection, list_measures, project_view, to_dataframes, to_networkx

CASES = ("small", "hostile")


@pytest.mark.parametrize("case", CASES)
def test_networkx_has_every_node_edge_and_value(case: str) -> None:
    graph = project_case(case)
    made = to_networkx(graph)
    assert isinstance(made, nx.MultiDiGraph)
    assert list(made.nodes) == [node.id for node in graph.nodes]
    assert set(made.edges(keys=True)) == {(edge.source, edge.target, edge.id) for edge in graph.edges}
    dated = {column.name for column in graph.node_columns if column.type in ("date", "datetime")}
    for node in graph.nodes:
        wanted = {name: list(v) if isinstance(v, tuple) else v for name, v in node.attributes.items()}
        found = made.nodes[node.id]
        assert {name: v for name, v in found.items() if name not in dated} == {
            "label": node.label,
            **{name: v for name, v in wanted.items() if name not in dated},
        }


def test_days_are_days_in_networkx() -> None:
    assert to_networkx(project_case("small")).nodes["guide_demo_2020"]["issuedOn"] == date(2020, 3, 1)


def test_tables_have_types_and_missing_values() -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    nodes, edges = to_dataframes(project_case("small"))
    kinds = {name: str(nodes[name].dtype) for name in ("year", "budget_maximum", "openList", "number")}
    assert kinds == {"year": "Int64", "budget_maximum": "Float64", "openList": "boolean", "number": "string"}
    assert nodes.loc["guide_demo_2020", "issuedOn"] == pd.Timestamp(2020, 3, 1)
    assert nodes.loc["country_IL", "skos_altLabel_zh"] == ("以", "以色列国")
    assert pd.isna(nodes.loc["country_IL", "year"])
    assert set(edges["source"]) <= set(nodes.index)
    assert len(edges) == len(project_case("small").edges)


def test_measures_are_typed_attributes_and_the_same_each_time() -> None:
    selection = Selection(measures=tuple(list_measures()))
    graph, again = (project_view(load_case("small"), "whole", selection) for _ in range(2))
    types = {column.name: column.type for column in graph.node_columns}
    assert [types[name] for name in list_measures()] == ["double", *["integer"] * 4]
    assert graph.nodes == again.nodes
    israel = next(node for node in graph.nodes if node.id == "country_IL").attributes
    touching = [edge for edge in graph.edges if "country_IL" in (edge.source, edge.target)]
    assert israel["degree"] == len(touching)
    assert israel["in_degree"] == sum(edge.target == "country_IL" for edge in touching)
    assert {node.attributes["community"] for node in graph.nodes} >= {1, 2}
