"""How classes look: one restrained palette, the same in every tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zhinan.export.graph import PropertyGraph


class Look(NamedTuple):
    """Fill and line of a class, as ``#rrggbb``; text on the fill is dark."""

    fill: str
    line: str


# Light fills with darker lines of the same hue; neighbours in the list differ in hue and in lightness.
# Source: after Okabe and Ito, "Color Universal Design", and ColorBrewer's qualitative schemes.
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
    Look("#e3efcf", "#5f8125"),
    Look("#dfe3f7", "#4257a8"),
    Look("#f9e0f2", "#9a3f93"),
    Look("#d9f0f8", "#2a7fa5"),
    Look("#f3e6d3", "#96682a"),
)


def choose_looks(graph: PropertyGraph) -> Mapping[str, Look]:
    """Class → look, by the alphabet of the classes, so that the same view always looks the same."""
    return {word.name: pick_look(place) for place, word in enumerate(graph.classes)}


def pick_look(place: int) -> Look:
    """The look at a place of the palette, which begins anew behind its end."""
    return _PALETTE[place % len(_PALETTE)]


def to_rgb(colour: str) -> tuple[int, int, int]:
    """The parts of a colour.

    >>> to_rgb("#dce9f5")
    (220, 233, 245)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
