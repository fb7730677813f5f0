"""GraphML: for yEd, Gephi, networkx, igraph, Cytoscape.

Lists are JSON arrays in a string, since GraphML has scalars only; integers are ``long``, days are strings.
Source: GraphML 1.0, http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhinan.export.graph import Attributes, Column, PropertyGraph
from zhinan.export.writers.text import to_text
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
    node_columns, edge_columns = (_LABEL, *graph.node_columns), (_LABEL, *graph.edge_columns)
    yield _HEAD
    yield from declare_keys("node", node_columns)
    yield from declare_keys("edge", edge_columns)
    yield f'  <graph id={quote_attribute(graph.name)} edgedefault="directed">\n'
    for node in graph.nodes:
        data = write_data("n", node_columns, {"label": node.label, **node.attributes})
        yield f'    <node id="{node.id}">{data}</node>\n'
    for edge in graph.edges:
        data = write_data("e", edge_columns, {"label": edge.label, **edge.attributes})
        yield f'    <edge id="{edge.id}" source="{edge.source}" target="{edge.target}">{data}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def declare_keys(owner: str, columns: Sequence[Column]) -> Iterator[str]:
    """The ``key`` elements of nodes or edges; a key's id is ``n_`` or ``e_`` and the column's name."""
    for column in columns:
        kind = "string" if column.many else _TYPES.get(column.type, "string")
        name = column.name
        yield f'  <key id="{owner[0]}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'


def write_data(owner: str, columns: Sequence[Column], attributes: Attributes) -> str:
    """The ``data`` elements of one node or edge, in the order of the columns."""
    return "".join(
        f'<data key="{owner}_{column.name}">{escape_text(to_text(attributes[column.name]))}</data>'
        for column in columns
        if column.name in attributes
    )
