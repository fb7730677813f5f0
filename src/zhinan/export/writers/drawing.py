"""What a drawing needs to know before its first line: clusters, colours, sizes, and which edges run backwards."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhinan.export.graph import Edge, Node, PropertyGraph
from zhinan.export.writers.style import Look, choose_looks, pick_look
from zhinan.export.writers.text import to_text
from zhinan.export.writers.wrap import measure_width, wrap_label

_HEAVIEST = 6.0  # points: the widest line of an edge
_SIGN, _MARGIN = 0.0925, 0.3  # inches: a column of text, both margins of a box
_ROW = 0.42  # inches: a node with the gap below it


@dataclass(frozen=True, slots=True)
class Drawing:
    """Clusters by title (nodes without one under "", last), looks of nodes, heights in inches and widths in points.

    ``backward`` are the nodes whose outgoing edges are laid out from target to source; ``broad`` is the least width
    of a class's boxes in inches, so that they stand in columns.
    """

    clusters: Mapping[str, list[Node]]
    looks: Mapping[str, Look]
    backward: frozenset[str] = frozenset()
    heights: Mapping[str, float] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    broad: Mapping[str, float] = field(default_factory=dict)


def plan_drawing(graph: PropertyGraph) -> Drawing:
    """How this graph is drawn in the shape that its layout asks for."""
    by_class = choose_looks(graph)
    looks = {node.id: by_class[node.kind] for node in graph.nodes}
    clusters = _group(graph)
    if graph.layout.shape == "tree":
        return Drawing(clusters, looks, frozenset(looks), broad=_measure_classes(graph))
    if graph.layout.shape == "flow":
        return _plan_flow(graph, clusters, looks)
    return Drawing(clusters, looks)


def _measure_classes(graph: PropertyGraph) -> Mapping[str, float]:
    broad: defaultdict[str, float] = defaultdict(float)
    for node in graph.nodes:
        lines = wrap_label(label_node(node, graph), graph.layout.wrap)
        broad[node.kind] = max(broad[node.kind], _MARGIN + _SIGN * max(map(measure_width, lines)))
    return broad


def label_node(node: Node, graph: PropertyGraph) -> str:
    """The label of a node, with its number in front where the layout asks for one."""
    number = node.attributes.get(graph.layout.number, "")
    return f"{number} {node.label}" if number else node.label


def _plan_flow(graph: PropertyGraph, clusters: Mapping[str, list[Node]], looks: dict[str, Look]) -> Drawing:
    """Sources in two halves of about equal height, their targets between them, as tall in all as a half."""
    weights: defaultdict[str, float] = defaultdict(float)
    for edge in graph.edges:
        weights[edge.target] += weigh_edge(edge)
    own = {target: pick_look(place) for place, target in enumerate(sorted(weights))}
    right = _choose_right(
        [[node.id for node in nodes if node.id not in weights] for nodes in clusters.values()]
    )
    inches = _ROW * max(1, (len(looks) - len(weights)) / 2) / max(1, sum(weights.values()))
    heaviest = max((weigh_edge(edge) for edge in graph.edges), default=1.0)
    widths = {edge.id: _widen(weigh_edge(edge), heaviest) for edge in graph.edges}
    heights = {target: max(_ROW - 0.1, inches * weight * 0.8) for target, weight in weights.items()}
    return Drawing(clusters, looks | own, right, heights, widths)


def _choose_right(groups: list[list[str]]) -> frozenset[str]:
    """The largest groups first, each to the side that has fewer nodes."""
    left: list[str] = []
    right: list[str] = []
    for group in sorted(groups, key=len, reverse=True):
        side = left if len(left) <= len(right) else right
        side.extend(group)
    return frozenset(right)


def weigh_edge(edge: Edge) -> float:
    """The weight of an edge, 1 where it has none."""
    weight = edge.attributes.get("weight", 1)
    return max(1.0, float(weight)) if isinstance(weight, int | float) else 1.0


def _widen(weight: float, heaviest: float) -> float:
    return 1 + (_HEAVIEST - 1) * math.sqrt((weight - 1) / (heaviest - 1)) if heaviest > 1 else 1.0


def _group(graph: PropertyGraph) -> Mapping[str, list[Node]]:
    titles = {word.name: word.name_zh or word.name_en or word.name for word in graph.classes}
    groups: defaultdict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        groups[_find_title(node, graph.layout.cluster, titles)].append(node)
    return dict(sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0])))


def _find_title(node: Node, cluster: str, titles: Mapping[str, str]) -> str:
    if cluster == "class":
        return titles[node.kind]
    columns = (cluster, f"{cluster}_zh", f"{cluster}_en")
    found = next((node.attributes[name] for name in columns if name in node.attributes), "")
    return to_text(found) if cluster else ""
