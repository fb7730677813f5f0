"""Labels broken into lines, with Chinese characters counted as two columns and words kept whole."""

from __future__ import annotations

import re
import unicodedata

_PIECE = re.compile(
    r"[\u2E80-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF][，。；：、！？）》」』”]*|\s+|[^\s\u2E80-\u9FFF]+"
)
_LONGEST = 400  # characters of a label in a picture; the attributes keep all of it


def measure_width(text: str) -> int:
    """The columns that a text takes in a fixed-width font.

    >>> measure_width("能源 ab")
    7
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap_label(text: str, width: int = 24) -> list[str]:
    """The text in lines of at most ``width`` columns and about equal length, words kept whole; never empty.

    >>> wrap_label("中国和古巴政府间科技合作项目", 16)
    ['中国和古巴政府', '间科技合作项目']
    """
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    lines = _fill_lines(short, width)
    even = _fill_lines(short, -(-measure_width(short) // len(lines)) + 1)
    return even if len(even) == len(lines) else lines


def _fill_lines(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _cut_long(_PIECE.findall(text), width):
        if line and measure_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.strip()] if line.strip() or not lines else lines


def _cut_long(pieces: list[str], width: int) -> list[str]:
    """Pieces no longer than two lines: IRIs and the like are cut where they must be."""
    return [piece[start : start + 2 * width] for piece in pieces for start in range(0, len(piece), 2 * width)]
