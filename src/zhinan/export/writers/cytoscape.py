"""Cytoscape: ``.cyjs`` for the desktop, elements JSON for Cytoscape.js.

Source: https://js.cytoscape.org/#notation/elements-json; Cytoscape manual, "Supported Network File Formats".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhinan.export.graph import Edge, Node, PropertyGraph
from zhinan.export.writers.text import join_lines, render_members, to_json


def write_elements(graph: PropertyGraph) -> Iterator[str]:
    """``{"elements": {"nodes": […], "edges": […]}}``, an element a line."""
    members = render_members(graph.edges)
    edges = (
        f'{{"data":{{"id":"{edge.id}","source":"{edge.source}","target":"{edge.target}",{members(edge)}}}'
        for edge in graph.edges
    )
    yield '{"elements":'
    yield from _write_elements(graph, edges, desktop=False)
    yield "}\n"


def write_cyjs(graph: PropertyGraph) -> Iterator[str]:
    """A network for Cytoscape desktop: with ``name``, ``shared name`` and ``interaction``."""
    data = {"name": graph.name, "shared name": graph.name}
    yield '{"format_version":"1.0","generated_by":"zhinan","target_cytoscapejs_version":"~3.0",'
    yield f'"data":{to_json(data)},"elements":'
    names = {node.id: node.label for node in graph.nodes}
    edges = (to_json({"data": _describe_edge(edge, names)}) for edge in graph.edges)
    yield from _write_elements(graph, edges, desktop=True)
    yield "}\n"


def _write_elements(graph: PropertyGraph, edges: Iterator[str], *, desktop: bool) -> Iterator[str]:
    nodes = ({"data": _describe_node(node, desktop=desktop)} for node in graph.nodes)
    yield '{"nodes":['
    yield from join_lines(map(to_json, nodes))
    yield '],"edges":['
    yield from join_lines(edges)
    yield "]}"


def _describe_node(node: Node, *, desktop: bool) -> dict[str, Any]:
    names = {"name": node.label, "shared name": node.label} if desktop else {}
    return {"id": node.id, "label": node.label, **names, **node.attributes}


def _describe_edge(edge: Edge, names: dict[str, str]) -> dict[str, Any]:
    name = f"{names[edge.source]} ({edge.kind}) {names[edge.target]}"
    return {
        "id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label,
        "name": name, "shared name": name, "interaction": edge.kind, "shared interaction": edge.kind,
        **edge.attributes,
    }  # fmt: skip
