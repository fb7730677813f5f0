"""GraphML as yEd shows it: boxes with labels and colours, arrows with theirs.

Everything of plain GraphML is there too; open it and choose Layout > Hierarchical.
Source: yFiles GraphML, http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd
"""

from __future__ import annotations

from collections.abc import Iterator

from zhinan.export.graph import Edge, PropertyGraph
from zhinan.export.writers.graphml import declare_keys, write_data
from zhinan.export.writers.style import Look, choose_looks
from zhinan.export.writers.text import render_once
from zhinan.export.writers.wrap import measure_width, wrap_label
from zhinan.export.writers.xml import escape_text, quote_attribute

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">
  <key id="n_graphics" for="node" yfiles.type="nodegraphics"/>
  <key id="e_graphics" for="edge" yfiles.type="edgegraphics"/>
"""
_SIGN, _LINE, _MARGIN = 7, 16, 16  # pixels: a column of text, a line, both margins together


def write_yed(graph: PropertyGraph) -> Iterator[str]:
    """The document in pieces."""
    looks = choose_looks(graph)
    yield _HEAD
    yield from declare_keys(graph)
    yield f'  <graph id={quote_attribute(graph.name)} edgedefault="directed">\n'
    for node in graph.nodes:
        # The graphics come first: a reader that takes the box's text for the label then meets the whole label.
        drawn = _draw_node(node.label, looks[node.kind])
        yield f'    <node id="{node.id}">{drawn}{write_data("n", node.label, node.attributes)}</node>\n'
    render = render_once(graph.edges, _write_edge)
    for edge in graph.edges:
        yield f'    <edge id="{edge.id}" source="{edge.source}" target="{edge.target}">{render(edge)}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _write_edge(edge: Edge) -> str:
    return _draw_edge(edge.label) + write_data("e", edge.label, edge.attributes)


def _draw_node(label: str, look: Look) -> str:
    lines = wrap_label(label)
    width = _MARGIN + _SIGN * max(map(measure_width, lines))
    height = _MARGIN + _LINE * len(lines)
    return (
        f'<data key="n_graphics"><y:ShapeNode><y:Geometry width="{width}" height="{height}" x="0" y="0"/>'
        f'<y:Fill color="{look.fill}" transparent="false"/><y:BorderStyle color="{look.line}" type="line" width="1"/>'
        f'<y:NodeLabel fontFamily="Dialog" fontSize="12" textColor="#222222">{_join(lines)}</y:NodeLabel>'
        '<y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )


def _draw_edge(label: str) -> str:
    return (
        '<data key="e_graphics"><y:PolyLineEdge><y:LineStyle color="#8a939c" type="line" width="1"/>'
        '<y:Arrows source="none" target="standard"/><y:EdgeLabel fontFamily="Dialog" fontSize="10" '
        f'textColor="#55606b">{_join(wrap_label(label))}</y:EdgeLabel></y:PolyLineEdge></data>'
    )


def _join(lines: list[str]) -> str:
    return escape_text("\n".join(lines))
