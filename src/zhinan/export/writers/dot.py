"""DOT: for Graphviz, with clusters, wrapped labels and a stack of Chinese fonts.

Each attribute is also there as ``data_<name>``, its value as JSON. Source: https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from zhinan.export.graph import Cell, Edge, Node, PropertyGraph
from zhinan.export.writers.style import Look, choose_looks
from zhinan.export.writers.text import to_json, to_text
from zhinan.export.writers.wrap import wrap_label
from zhinan.export.writers.xml import show_forbidden

FONTS = (
    "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,WenQuanYi Micro Hei,SimHei,sans-serif"
)
_PART = 4000
_HEAVIEST = 6.0  # points: the widest line of an edge


def write_dot(graph: PropertyGraph, *, data: bool = True) -> Iterator[str]:
    """The document in pieces; ``data`` False leaves out what is not drawn."""
    looks = choose_looks(graph)
    yield _open(graph)
    for number, (title, nodes) in enumerate(_group(graph).items()):
        if title:
            yield _open_cluster(number, title)
        for node in nodes:
            yield f"    {node.id} [{_draw_node(node, looks[node.kind], graph)}{_attach(node.attributes, data)}];\n"
        yield "  }\n" if title else ""
    heaviest = max((_weigh(edge) for edge in graph.edges), default=1.0)
    look_of = {node.id: looks[node.kind] for node in graph.nodes}
    for edge in graph.edges:
        drawn = _draw_edge(edge, heaviest, look_of, graph)
        yield f"  {edge.source} -> {edge.target} [{drawn}{_attach(edge.attributes, data)}];\n"
    yield "}\n"


def _open(graph: PropertyGraph) -> str:
    layout = graph.layout
    return (
        f'digraph "{escape_dot(graph.name)}" {{\n'
        f'  graph [rankdir={layout.direction}, fontname="{FONTS}", fontsize=15, fontcolor="#333a41", pad=0.3,'
        f" nodesep={layout.gap}, ranksep={layout.rank_gap}, newrank=true, outputorder=edgesfirst, splines=true,"
        ' bgcolor="white"];\n'
        f'  node [shape=box, style="rounded,filled", fontname="{FONTS}", fontsize=13, fontcolor="#1f2429",'
        ' margin="0.12,0.06", height=0.32, penwidth=1.1];\n'
        f'  edge [fontname="{FONTS}", fontsize=10, fontcolor="#55606b", color="#8a939c", arrowsize=0.6];\n'
    )


def _open_cluster(number: int, title: str) -> str:
    return (
        f'  subgraph cluster_{number} {{\n    label="{_break_lines(title, 28)}"; labeljust=l; margin=12;\n'
        '    style="rounded,filled"; color="#dde2e6"; fillcolor="#f7f8f9";\n'
    )


def _group(graph: PropertyGraph) -> Mapping[str, list[Node]]:
    """Title of a cluster → its nodes, by title; nodes without one come last, under ""."""
    titles = {word.name: word.name_zh or word.name_en or word.name for word in graph.classes}
    groups: defaultdict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        groups[_find_title(node, graph.layout.cluster, titles)].append(node)
    return dict(sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0])))


def _find_title(node: Node, cluster: str, titles: Mapping[str, str]) -> str:
    if cluster == "class":
        return titles[node.kind]
    return to_text(node.attributes.get(cluster, "")) if cluster else ""


def _draw_node(node: Node, look: Look, graph: PropertyGraph) -> str:
    label = _break_lines(node.label, graph.layout.wrap)
    address = escape_dot(str(node.attributes.get("iri", "")))
    return f'label="{label}", fillcolor="{look.fill}", color="{look.line}", tooltip="{address}"'


def _draw_edge(edge: Edge, heaviest: float, looks: Mapping[str, Look], graph: PropertyGraph) -> str:
    label = (
        f'label="{_break_lines(edge.label, 16)}"'
        if graph.layout.edge_labels
        else f'tooltip="{escape_dot(edge.label)}"'
    )
    weight = _weigh(edge)
    width = 1 + (_HEAVIEST - 1) * math.sqrt((weight - 1) / (heaviest - 1)) if heaviest > 1 else 1
    line = looks[edge.target].line if graph.layout.colour_edges else "#8a939c"
    return f'id="{edge.id}", {label}, color="{line}", penwidth={width:.2f}'


def _weigh(edge: Edge) -> float:
    weight = edge.attributes.get("weight", 1)
    return max(1.0, float(weight)) if isinstance(weight, int | float) else 1.0


def _attach(attributes: Mapping[str, Cell], data: bool) -> str:
    if not data:
        return ""
    return "".join(f", data_{name}={_quote_long(to_json(cell))}" for name, cell in attributes.items())


def _quote_long(text: str) -> str:
    """A quoted text, in parts where it is long: Graphviz reads no more than 16,384 bytes between two quotes."""
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    return "+".join(f'"{escape_dot(part)}"' for part in parts)


def _break_lines(text: str, width: int) -> str:
    return "\\n".join(escape_dot(line) for line in wrap_label(text, width))


def escape_dot(text: str) -> str:
    """A text between double quotes: backslashes doubled, line ends as Graphviz writes them."""
    plain = show_forbidden(text).replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
