"""GEXF 1.3: for Gephi and sigma.

Lists are ``liststring`` in the form of JSON arrays, which Gephi and graphology both read; parallel edges are told
apart by ``kind``; nodes with a start or an end make the graph dynamic. Source: GEXF 1.3, https://gexf.net/schema.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from zhinan.export.graph import Attributes, Cell, Column, Edge, Node, PropertyGraph
from zhinan.export.writers.style import Look, choose_looks, to_rgb
from zhinan.export.writers.text import render_once, to_json, to_text
from zhinan.export.writers.xml import quote_attribute, show_forbidden

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta><creator>zhinan</creator></meta>
"""
_TYPES = {"integer": "long", "double": "double", "boolean": "boolean"}
_WEIGHT = "weight"


def write_gexf(graph: PropertyGraph) -> Iterator[str]:
    """The document in pieces."""
    looks = choose_looks(graph)
    weighted = any(column.name == _WEIGHT and _is_number(column) for column in graph.edge_columns)
    edge_columns = [column for column in graph.edge_columns if not (weighted and column.name == _WEIGHT)]
    yield _HEAD + _open_graph(graph)
    yield from _declare("node", graph.node_columns)
    yield from _declare("edge", edge_columns)
    yield "    <nodes>\n"
    for node in graph.nodes:
        yield _write_node(node, graph, looks[node.kind])
    yield "    </nodes>\n    <edges>\n"
    render = render_once(graph.edges, partial(_write_edge, weighted=weighted))
    for edge in graph.edges:
        yield f'      <edge id="{edge.id}" source="{edge.source}" target="{edge.target}" {render(edge)}</edge>\n'
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _open_graph(graph: PropertyGraph) -> str:
    if not (graph.start or graph.end):
        return '  <graph defaultedgetype="directed" mode="static">\n'
    return '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">\n'


def _declare(owner: str, columns: Sequence[Column]) -> Iterator[str]:
    yield f'    <attributes class="{owner}" mode="static">\n'
    for column in columns:
        kind = "liststring" if column.many else _TYPES.get(column.type, "string")
        yield f'      <attribute id="{column.name}" title="{column.name}" type="{kind}"/>\n'
    yield "    </attributes>\n"


def _write_node(node: Node, graph: PropertyGraph, look: Look) -> str:
    red, green, blue = to_rgb(look.line)
    life = _find_time("start", graph.start, node.attributes) + _find_time("end", graph.end, node.attributes)
    return (
        f'      <node id="{node.id}" label={quote_attribute(node.label)}{life}>'
        f"{_write_values(node.attributes)}"
        f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>\n'
    )


def _write_edge(edge: Edge, *, weighted: bool) -> str:
    """What follows the ends of an edge: a numeric weight is an attribute of the element itself."""
    attributes = dict(edge.attributes)
    weight = f' weight="{to_text(attributes.pop(_WEIGHT))}"' if weighted and _WEIGHT in attributes else ""
    return f'kind="{edge.kind}" label={quote_attribute(edge.label)}{weight}>{_write_values(attributes)}'


def _write_values(attributes: Attributes) -> str:
    values = "".join(
        f'<attvalue for="{name}" value={_quote_cell(cell)}/>' for name, cell in attributes.items()
    )
    return f"<attvalues>{values}</attvalues>" if values else ""


def _quote_cell(cell: Cell) -> str:
    if isinstance(cell, tuple):
        # Readers of lists know \\n, \\t and \\" but no \\u: forbidden characters go before JSON would escape them.
        return quote_attribute(to_json([show_forbidden(to_text(value)) for value in cell]))
    return quote_attribute(to_text(cell))


def _find_time(name: str, columns: Sequence[str], attributes: Attributes) -> str:
    found = next((attributes[column] for column in columns if column in attributes), None)
    return f' {name}="{found}"' if found is not None else ""


def _is_number(column: Column) -> bool:
    return column.type in ("integer", "double") and not column.many
