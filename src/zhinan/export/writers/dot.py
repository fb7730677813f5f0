"""DOT: for Graphviz, with clusters, wrapped labels and a stack of Chinese fonts.

Each attribute is also there as ``data_<name>``, its value as JSON. Source: https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhinan.export.graph import Cell, Edge, Node, PropertyGraph
from zhinan.export.writers.drawing import Drawing, label_node, plan_drawing
from zhinan.export.writers.text import to_json
from zhinan.export.writers.wrap import wrap_label
from zhinan.export.writers.xml import show_forbidden

FONTS = (
    "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,WenQuanYi Micro Hei,SimHei,sans-serif"
)
_PART = 4000
_HEAD = f"""  graph [rankdir=LR, fontname="{FONTS}", fontsize=15, fontcolor="#333a41", pad=0.3, newrank=true,
    outputorder=edgesfirst, splines=true, bgcolor="white"];
  node [shape=box, style="rounded,filled", fontname="{FONTS}", fontsize=13, fontcolor="#1f2429",
    margin="0.12,0.06", height=0.32, penwidth=1.1];
  edge [fontname="{FONTS}", fontsize=10, fontcolor="#55606b", color="#8a939c", arrowsize=0.6];
"""


def write_dot(graph: PropertyGraph, *, data: bool = True) -> Iterator[str]:
    """The document in pieces; ``data`` False leaves out what is not drawn."""
    drawing = plan_drawing(graph)
    yield f'digraph "{escape_dot(graph.name)}" {{\n{_HEAD}'
    yield f"  graph [nodesep={graph.layout.gap}, ranksep={graph.layout.rank_gap}];\n"
    for number, (title, nodes) in enumerate(drawing.clusters.items()):
        yield _open_cluster(number, title) if title else ""
        for node in nodes:
            yield f"    {node.id} [{_draw_node(node, graph, drawing)}{_attach(node.attributes, data)}];\n"
        yield "  }\n" if title else ""
    for edge in graph.edges:
        backward = edge.source in drawing.backward
        ends = f"{edge.target} -> {edge.source}" if backward else f"{edge.source} -> {edge.target}"
        drawn = _draw_edge(edge, graph, drawing, backward=backward)
        yield f"  {ends} [{drawn}{_attach(edge.attributes, data)}];\n"
    yield "}\n"


def _open_cluster(number: int, title: str) -> str:
    return (
        f'  subgraph cluster_{number} {{\n    label="{_break_lines(title, 28)}"; labeljust=l; margin=12;\n'
        '    style="rounded,filled"; color="#dde2e6"; fillcolor="#f7f8f9";\n'
    )


def _draw_node(node: Node, graph: PropertyGraph, drawing: Drawing) -> str:
    tree = graph.layout.shape == "tree"
    label = _break_lines(label_node(node, graph), graph.layout.wrap, "\\l" if tree else "\\n")
    look, height = drawing.looks[node.id], drawing.heights.get(node.id)
    size = f", height={height:.2f}" if height else f", width={drawing.broad[node.kind]:.2f}" if tree else ""
    address = escape_dot(str(node.attributes.get("iri", "")))
    return f'label="{label}", fillcolor="{look.fill}", color="{look.line}", tooltip="{address}"{size}'


def _draw_edge(edge: Edge, graph: PropertyGraph, drawing: Drawing, *, backward: bool) -> str:
    text = (
        f'label="{_break_lines(edge.label, 16)}"'
        if graph.layout.edge_labels
        else f'tooltip="{escape_dot(edge.label)}"'
    )
    way = ", dir=back" if backward else ""
    if graph.layout.shape == "tree":
        way = ", dir=none, tailport=e, headport=w"
    if graph.layout.shape == "flow":
        way = f', dir=none, color="{drawing.looks[edge.target].line}b0"'
    return f'id="{edge.id}", {text}, penwidth={drawing.widths.get(edge.id, 1):.2f}{way}'


def _attach(attributes: Mapping[str, Cell], data: bool) -> str:
    if not data:
        return ""
    return "".join(f", data_{name}={_quote_long(to_json(cell))}" for name, cell in attributes.items())


def _quote_long(text: str) -> str:
    """A quoted text, in parts where it is long: Graphviz reads no more than 16,384 bytes between two quotes."""
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    return "+".join(f'"{escape_dot(part)}"' for part in parts)


def _break_lines(text: str, width: int, end: str = "\\n") -> str:
    """Lines with an end between them; ``\\l``, which aligns to the left, stands behind each."""
    lines = end.join(escape_dot(line) for line in wrap_label(text, width))
    return lines + end if end == "\\l" else lines


def escape_dot(text: str) -> str:
    """A text between double quotes: backslashes doubled, line ends as Graphviz writes them."""
    plain = show_forbidden(text).replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
