"""GraphML: for yEd, Gephi, networkx, igraph, Cytoscape.

Lists are JSON arrays in a string, since GraphML has scalars only; integers are ``long``, days are strings.
Source: GraphML 1.0, http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Iterator

from zhinan.export.graph import Attributes, Column, PropertyGraph
from zhinan.export.writers.text import render_once, to_text
from zhinan.export.writers.xml import escape_text, quote_attribute

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {"integer": "long", "double": "double", "boolean": "boolean"}
_LABEL = Column("label", "string")


def write_graphml(graph: PropertyGraph) -> Iterator[str]:
    """The document in pieces; nodes and edges carry ``label`` beside their columns."""
    yield _HEAD
    yield from declare_keys(graph)
    yield f'  <graph id={quote_attribute(graph.name)} edgedefault="directed">\n'
    for node in graph.nodes:
        yield f'    <node id="{node.id}">{write_data("n", node.label, node.attributes)}</node>\n'
    render = render_once(graph.edges, lambda edge: write_data("e", edge.label, edge.attributes))
    for edge in graph.edges:
        yield f'    <edge id="{edge.id}" source="{edge.source}" target="{edge.target}">{render(edge)}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def declare_keys(graph: PropertyGraph) -> Iterator[str]:
    """The ``key`` elements; a key's id is ``n_`` or ``e_`` and the column's name."""
    for owner, columns in (("node", graph.node_columns), ("edge", graph.edge_columns)):
        for column in (_LABEL, *columns):
            kind = "string" if column.many else _TYPES.get(column.type, "string")
            name = column.name
            yield f'  <key id="{owner[0]}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'


def write_data(owner: str, label: str, attributes: Attributes) -> str:
    """The ``data`` elements of one node or edge, its label first."""
    cells = (("label", label), *attributes.items())
    return "".join(f'<data key="{owner}_{name}">{escape_text(to_text(cell))}</data>' for name, cell in cells)
