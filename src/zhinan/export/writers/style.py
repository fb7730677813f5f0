"""How classes look: one restrained palette, the same in every tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zhinan.export.graph import PropertyGraph


class Look(NamedTuple):
    """Fill and line of a class, as ``#rrggbb``; text on the fill is dark."""

    fill: str
    line: str


# Light fills with darker lines of the same hue, told apart by readers with colour-blindness in most pairs.
# Source: after Okabe and Ito, "Color Universal Design", and Brewer's Set3.
_PALETTE = (
    Look("#dce9f5", "#2f6690"),
    Look("#fbe3c8", "#b86b14"),
    Look("#d8eedd", "#2e7d4f"),
    Look("#f6dbe5", "#a8446e"),
    Look("#e7e0f3", "#6a4fa3"),
    Look("#f7efc3", "#8c7a12"),
    Look("#d5eeee", "#1f7a7a"),
    Look("#ecdfd5", "#7d5a3c"),
    Look("#e4e7ea", "#55606b"),
    Look("#fadcd6", "#b5473a"),
)


def choose_looks(graph: PropertyGraph) -> Mapping[str, Look]:
    """Class → look, by the alphabet of the classes, so that the same view always looks the same."""
    return {word.name: _PALETTE[place % len(_PALETTE)] for place, word in enumerate(graph.classes)}


def to_rgb(colour: str) -> tuple[int, int, int]:
    """The parts of a colour.

    >>> to_rgb("#dce9f5")
    (220, 233, 245)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
