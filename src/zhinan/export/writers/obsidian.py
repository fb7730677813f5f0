"""Obsidian: a folder of notes with links, and a canvas of them all.

Sources: https://help.obsidian.md/properties; https://jsoncanvas.org/spec/1.0/
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from zhinan.export.graph import Edge, Node, PropertyGraph
from zhinan.export.writers.style import choose_looks
from zhinan.export.writers.text import to_json
from zhinan.export.writers.xml import show_forbidden

# Windows forbids <>:"/\|?* and control characters; Obsidian cannot link to # ^ [ ] and hides % pairs.
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*#^\[\]%`\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff]+'
)
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60  # characters; Chinese ones take three bytes of the 255 that most file systems allow
_STEP_X, _STEP_Y, _WIDTH, _HEIGHT = 360, 120, 280, 60


def write_obsidian(graph: PropertyGraph) -> Iterator[tuple[str, Iterator[str]]]:
    """Each note's path and text, in a folder a class, then the canvas."""
    paths = name_notes(graph)
    outgoing: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        outgoing[edge.source].append(edge)
    labels = {node.id: node.label for node in graph.nodes}
    for node in graph.nodes:
        yield f"{paths[node.id]}.md", _write_note(node, outgoing[node.id], paths, labels)
    yield f"{_clean(graph.name)}.canvas", _write_canvas(graph, paths)


def name_notes(graph: PropertyGraph) -> dict[str, str]:
    """Node id → path of its note without ``.md``; legal on every system, unique without regard to case."""
    taken: set[str] = set()
    paths = {}
    for node in graph.nodes:
        name = _clean(node.label)
        if not name or name.lower() in taken or _DEVICES.fullmatch(name):
            name = f"{name} {node.id}".strip()
        taken.add(name.lower())
        paths[node.id] = f"{node.kind}/{name}"
    return paths


def _clean(label: str) -> str:
    return _FORBIDDEN.sub(" ", label)[:_LONGEST].strip(" .")


def _write_note(
    node: Node, edges: list[Edge], paths: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[str]:
    yield f"---\nid: {to_json(node.id)}\nlabel: {_to_yaml(node.label)}\naliases: {_to_yaml([node.label])}\n"
    for name, cell in node.attributes.items():
        yield f"{name}: {_to_yaml(list(cell) if isinstance(cell, tuple) else cell)}\n"
    yield f"---\n# {_flatten(node.label)}\n"
    for edge in edges:
        target = paths[edge.target]
        yield f"\n- {_flatten(edge.label)} ({edge.kind}, {edge.id}): [[{target}|{_alias(labels[edge.target])}]]"
        others = {
            name: cell
            for name, cell in edge.attributes.items()
            if name not in ("kind", "iri", "name_zh", "name_en")
        }
        yield f" `{to_json(others)}`" if others else ""
    yield "\n"


def _to_yaml(value: object) -> str:
    """JSON is YAML 1.2, but for characters that YAML wants escaped."""
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda sign: f"\\u{ord(sign[0]):04x}", to_json(value)
    )


def _flatten(text: str) -> str:
    return " ".join(show_forbidden(text).split())


def _alias(text: str) -> str:
    return _flatten(re.sub(r"[\[\]|]", " ", text))[:_LONGEST] or "…"


def _write_canvas(graph: PropertyGraph, paths: Mapping[str, str]) -> Iterator[str]:
    looks, columns = choose_looks(graph), max(1, math.isqrt(len(graph.nodes)))
    cards = [
        {"id": node.id, "type": "file", "file": f"{paths[node.id]}.md", "color": looks[node.kind].line,
         "x": place % columns * _STEP_X, "y": place // columns * _STEP_Y, "width": _WIDTH, "height": _HEIGHT}
        for place, node in enumerate(graph.nodes)
    ]  # fmt: skip
    lines = [
        {"id": edge.id, "fromNode": edge.source, "toNode": edge.target, "toEnd": "arrow", "label": edge.label}
        for edge in graph.edges
    ]
    yield to_json({"nodes": cards, "edges": lines}) + "\n"
