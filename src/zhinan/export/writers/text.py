"""Attributes as text and as JSON, where a format has no lists or types of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from zhinan.export.graph import Cell, Edge, EdgeList, Value

# One encoder for all calls: json.dumps makes one for each that differs from its own settings.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def to_json(value: Any) -> str:
    """Compact JSON with Chinese as it stands; what XML forbids is escaped, so that it goes into XML whole."""
    text = _ENCODER.encode(value)
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def to_text(cell: Cell) -> str:
    """A value as text; a list as a JSON array, which is unambiguous whatever it holds.

    >>> to_text(("能源", 'a"b'))
    '["能源","a\\\\"b"]'
    """
    return to_json(list(cell)) if isinstance(cell, tuple) else _to_text(cell)


def _to_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def join_lines(items: Iterator[str]) -> Iterator[str]:
    """Items of a JSON array, each on a line of its own."""
    comma = "\n"
    for item in items:
        yield comma + item
        comma = ",\n"
    yield "\n"


def render_once(edges: EdgeList, render: Callable[[Edge], str]) -> Callable[[Edge], str]:
    """The same rendering, done once for all edges of a kind that have no attributes of their own.

    ``render`` may use the label, kind and attributes of an edge, which such edges share, and nothing else.
    """
    shared: dict[int, str] = dict.fromkeys((id(attributes) for _, _, attributes in edges.kinds), "")

    def render_edge(edge: Edge) -> str:
        key = id(edge.attributes)
        text = shared.get(key)
        if text:
            return text
        rendered = render(edge)
        if text is not None:
            shared[key] = rendered
        return rendered

    return render_edge


def render_members(edges: EdgeList) -> Callable[[Edge], str]:
    """Label and attributes of an edge as members of a JSON object, without its first brace."""
    return render_once(edges, lambda edge: to_json({"label": edge.label, **edge.attributes})[1:])
