"""Exports read back by libraries that are not ours, each into the same plain form."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from export.corpus import after_xml
from zhinan.export import Column, PropertyGraph

NODE = Path(__file__).resolve().parents[1] / "node"


class Plain(NamedTuple):
    """Node id → attributes with ``label``; edge id → source, target, attributes with ``label``."""

    nodes: dict[str, dict[str, Any]]
    edges: dict[str, tuple[str, str, dict[str, Any]]]


def to_plain(graph: PropertyGraph, change: Callable[[Any], Any] = lambda value: value) -> Plain:
    """What a reader has to find; ``change`` is what the format is known to do to a value."""

    def read(label: str, attributes: Any) -> dict[str, Any]:
        whole = {"label": label} | {name: _listed(value) for name, value in attributes.items()}
        changed = {name: change(value) for name, value in whole.items()}
        return {name: value for name, value in changed.items() if value is not None}

    return Plain(
        {node.id: read(node.label, node.attributes) for node in graph.nodes},
        {edge.id: (edge.source, edge.target, read(edge.label, edge.attributes)) for edge in graph.edges},
    )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def through_xml(value: Any) -> Any:
    """A value after XML: what it forbids is shown by others; several readers take "" for nothing."""
    if isinstance(value, str):
        return after_xml().get(value, value) or None
    return value


def find_lists(graph: PropertyGraph) -> tuple[Column, ...]:
    return tuple(column for column in (*graph.node_columns, *graph.edge_columns) if column.many)


def parse_lists(attributes: dict[str, Any], graph: PropertyGraph) -> dict[str, Any]:
    """Lists that a format keeps as JSON arrays in a string."""
    names = {column.name for column in find_lists(graph)}
    return {name: json.loads(value) if name in names else value for name, value in attributes.items()}


def run_node(script: str, path: Path, graph: PropertyGraph) -> Plain:
    """What a script under tests/node reads from a file; JavaScript prints 3.0 as 3."""
    need_node()
    command = ["node", str(NODE / script), str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    doubles = {
        one.name
        for one in (*graph.node_columns, *graph.edge_columns)
        if one.type == "double" and not one.many
    }
    for attributes in (*found["nodes"].values(), *(edge[2] for edge in found["edges"].values())):
        attributes |= {name: float(attributes[name]) for name in doubles & attributes.keys()}
    return Plain(found["nodes"], {name: tuple(edge) for name, edge in found["edges"].items()})


@cache
def need_node() -> None:
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    if not (NODE / "node_modules").is_dir():
        pytest.skip("the packages under tests/node are not installed; run: npm ci --prefix tests/node")


def read_graphml_networkx(path: Path, graph: PropertyGraph) -> Plain:
    import networkx as nx

    found = nx.read_graphml(path, force_multigraph=True)
    return Plain(
        {node: parse_lists(data, graph) for node, data in found.nodes(data=True)},
        {
            key: (source, target, parse_lists(data, graph))
            for source, target, key, data in found.edges(keys=True, data=True)
        },
    )


def read_graphml_igraph(path: Path, graph: PropertyGraph) -> Plain:
    import igraph

    found = igraph.Graph.Read_GraphML(str(path))
    nodes = [_read_igraph(vertex.attributes(), graph.node_columns, graph) for vertex in found.vs]
    ids = found.vs["id"]
    # igraph 1.0 mixes up the ids of edges with those of nodes; it keeps the edges' order.
    edges = {
        f"e{place}": (
            ids[edge.source],
            ids[edge.target],
            _read_igraph(edge.attributes(), graph.edge_columns, graph),
        )
        for place, edge in enumerate(found.es, start=1)
    }
    return Plain(dict(zip(ids, nodes, strict=True)), edges)


def _read_igraph(data: dict[str, Any], columns: tuple[Column, ...], graph: PropertyGraph) -> dict[str, Any]:
    """igraph keeps numbers as floats and fills what is absent: NaN, "" and False may say nothing."""
    types = {column.name: column for column in columns}
    data.pop("id")
    kept = {name: value for name, value in data.items() if value == value and value != ""}
    for name, value in kept.items():
        if name in types and types[name].type == "integer" and not types[name].many:
            kept[name] = int(value)
    return parse_lists(kept, graph)


READERS: dict[str, dict[str, Callable[[Path, PropertyGraph], Plain]]] = {
    "graphml": {
        "networkx": read_graphml_networkx,
        "igraph": read_graphml_igraph,
        "graphology": lambda path, graph: _parse(run_node("read-graphml.js", path, graph), graph),
    },
    "cyjs": {"cytoscape": lambda path, graph: run_node("read-cytoscape.js", path, graph)},
    "cytoscape": {"cytoscape": lambda path, graph: run_node("read-cytoscape.js", path, graph)},
}
"""Format → reader → what it finds."""

CHANGES: dict[str, Callable[[Any], Any]] = {"graphml": through_xml}
"""Format → what it does to values; the others change nothing."""


def _parse(found: Plain, graph: PropertyGraph) -> Plain:
    return Plain(
        {node: parse_lists(data, graph) for node, data in found.nodes.items()},
        {
            key: (source, target, parse_lists(data, graph))
            for key, (source, target, data) in found.edges.items()
        },
    )
