"""The graph in Python: networkx for algorithms, pandas for tables, and measures of networkx as attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhinan.errors import UnknownChoice, UsageError
from zhinan.export.graph import Attributes, Cell, Column, PropertyGraph, Value, ValueType

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

_DTYPES = {"string": "string", "integer": "Int64", "double": "Float64", "boolean": "boolean"}


def to_networkx(graph: PropertyGraph) -> nx.MultiDiGraph:
    """A MultiDiGraph: nodes and edge keys are ids; days are ``date``, times ``datetime``, lists are lists."""
    import networkx as nx

    types = {column.name: column.type for column in (*graph.node_columns, *graph.edge_columns)}
    made = nx.MultiDiGraph(name=graph.name)
    made.add_nodes_from(
        (node.id, {"label": node.label, **_restore(node.attributes, types)}) for node in graph.nodes
    )
    made.add_edges_from(
        (edge.source, edge.target, edge.id, {"label": edge.label, **_restore(edge.attributes, types)})
        for edge in graph.edges
    )
    return made


def to_dataframes(graph: PropertyGraph) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges as tables with their ids as index; what is absent is missing, lists are lists.

    Raises UsageError where pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as err:
        raise UsageError(
            "Tables in Python need pandas, which is not installed. Run: pip install pandas"
        ) from err
    nodes = [{"id": node.id, "label": node.label, **node.attributes} for node in graph.nodes]
    edges = [
        {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label, **edge.attributes}
        for edge in graph.edges
    ]
    return (
        _make_frame(pd, nodes, ("id", "label"), graph.node_columns),
        _make_frame(pd, edges, ("id", "source", "target", "label"), graph.edge_columns),
    )


def list_measures() -> list[str]:
    """The measures that can be added."""
    return sorted(_MEASURES)


def add_measures(graph: PropertyGraph, names: Sequence[str]) -> PropertyGraph:
    """The graph with measures of its nodes as attributes, over all edges, without direction but for degrees.

    ``community`` numbers the communities of Louvain from 1, the largest first. Raises UnknownChoice.
    """
    for name in names:
        if name not in _MEASURES:
            raise UnknownChoice("measure", name, list_measures())
    network = to_networkx(graph)
    taken = {column.name for column in graph.node_columns}
    for name in dict.fromkeys(names):
        kind, measure = _MEASURES[name]
        column = Column(name if name not in taken else f"network_{name}", kind)
        values = measure(network)
        nodes = [
            node._replace(attributes={**node.attributes, column.name: values[node.id]})
            for node in graph.nodes
        ]
        graph = replace(graph, nodes=nodes, node_columns=(*graph.node_columns, column))
    return graph


def _restore(attributes: Attributes, types: Mapping[str, ValueType]) -> dict[str, Any]:
    return {name: _restore_cell(cell, types[name]) for name, cell in attributes.items()}


def _restore_cell(cell: Cell, kind: ValueType) -> Any:
    if isinstance(cell, tuple):
        return [_restore_value(value, kind) for value in cell]
    return _restore_value(cell, kind)


def _restore_value(value: Value, kind: ValueType) -> Any:
    if kind == "date":
        return date.fromisoformat(str(value))
    return datetime.fromisoformat(str(value)) if kind == "datetime" else value


def _make_frame(
    pd: Any, rows: list[dict[str, Any]], fixed: Sequence[str], columns: Sequence[Column]
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*fixed, *(column.name for column in columns)])
    kinds = {column.name: _DTYPES.get(column.type, "object") for column in columns if not column.many}
    frame = frame.astype(dict.fromkeys(fixed, "string") | kinds)
    for column in columns:
        if column.type in ("date", "datetime") and not column.many:
            frame[column.name] = pd.to_datetime(frame[column.name], format="ISO8601")
    return frame.set_index("id")


def _rank_communities(network: nx.MultiDiGraph) -> dict[str, int]:
    import networkx as nx

    # A fixed seed, so that the same graph has the same communities.
    found = nx.community.louvain_communities(_flatten(network), weight="weight", seed=1)
    ranked = sorted(found, key=lambda members: (-len(members), min(members)))
    return {member: place for place, members in enumerate(ranked, start=1) for member in members}


def _measure_betweenness(network: nx.MultiDiGraph) -> dict[str, float]:
    import networkx as nx

    between: dict[str, float] = nx.betweenness_centrality(_flatten(network))
    return between


def _flatten(network: nx.MultiDiGraph) -> nx.Graph:
    """The simple graph behind: parallel edges together, their weights summed, edges to oneself left out."""
    import networkx as nx

    simple = nx.Graph()
    simple.add_nodes_from(network)
    for source, target, data in network.edges(data=True):
        if source != target:
            weight = data.get("weight", 1)
            before = simple.get_edge_data(source, target, {"weight": 0})["weight"]
            simple.add_edge(
                source, target, weight=before + (weight if isinstance(weight, int | float) else 1)
            )
    return simple


_MEASURES: dict[str, tuple[ValueType, Callable[[Any], Mapping[str, Any]]]] = {
    "degree": ("integer", lambda network: dict(network.degree())),
    "in_degree": ("integer", lambda network: dict(network.in_degree())),
    "out_degree": ("integer", lambda network: dict(network.out_degree())),
    "betweenness": ("double", _measure_betweenness),
    "community": ("integer", _rank_communities),
}
