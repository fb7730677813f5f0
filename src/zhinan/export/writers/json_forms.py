"""Graphs as JSON: graphology for sigma, node-link for D3 and networkx, and Kumu.

Sources: https://graphology.github.io/serialization.html; networkx ``node_link_data``; https://docs.kumu.io/guides/import
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from zhinan.export.graph import Edge, Node, PropertyGraph
from zhinan.export.writers.style import choose_looks
from zhinan.export.writers.text import join_lines, render_members, to_json


def write_graphology(graph: PropertyGraph) -> Iterator[str]:
    """A serialised graphology graph: directed and multi; with places on a circle, sizes and colours for sigma."""
    yield '{"options":{"type":"directed","multi":true,"allowSelfLoops":true},'
    yield f'"attributes":{to_json({"name": graph.name})},"nodes":['
    yield from join_lines(_place_nodes(graph))
    yield '],"edges":['
    members = render_members(graph.edges)
    yield from join_lines(
        f'{{"key":"{edge.id}","source":"{edge.source}","target":"{edge.target}","attributes":{{{members(edge)}}}'
        for edge in graph.edges
    )
    yield "]}\n"


def write_node_link(graph: PropertyGraph) -> Iterator[str]:
    """``{"nodes": [{"id": …}], "links": [{"source": …, "target": …, "key": …}]}``, directed and multi."""
    yield f'{{"directed":true,"multigraph":true,"graph":{to_json({"name": graph.name})},"nodes":['
    yield from join_lines(
        to_json({"id": node.id, "label": node.label, **node.attributes}) for node in graph.nodes
    )
    yield '],"links":['
    members = render_members(graph.edges)
    yield from join_lines(
        f'{{"source":"{edge.source}","target":"{edge.target}","key":"{edge.id}",{members(edge)}'
        for edge in graph.edges
    )
    yield "]}\n"


def write_kumu(graph: PropertyGraph) -> Iterator[str]:
    """``{"elements": […], "connections": […]}``, joined by ids, since labels repeat."""
    names = {word.name: word.name_zh or word.name_en or word.name for word in graph.classes}
    yield '{"elements":['
    yield from join_lines(to_json(_describe_element(node, names)) for node in graph.nodes)
    yield '],"connections":['
    yield from join_lines(to_json(_describe_connection(edge)) for edge in graph.edges)
    yield "]}\n"


def _describe_element(node: Node, names: dict[str, str]) -> dict[str, object]:
    return {"id": node.id, "label": node.label, "type": names[node.kind], **node.attributes}


def _describe_connection(edge: Edge) -> dict[str, object]:
    return {
        "id": edge.id,
        "from": edge.source,
        "to": edge.target,
        "direction": "directed",
        "label": edge.label,
        "type": edge.label,
        **edge.attributes,
    }


def _place_nodes(graph: PropertyGraph) -> Iterator[str]:
    looks, count = choose_looks(graph), len(graph.nodes)
    for place, node in enumerate(graph.nodes):
        angle = 2 * math.pi * place / count
        seen = {"x": round(math.cos(angle), 6), "y": round(math.sin(angle), 6), "size": 5}
        colour = {"color": looks[node.kind].line}
        yield to_json(
            {"key": node.id, "attributes": {"label": node.label, **node.attributes, **seen, **colour}}
        )
