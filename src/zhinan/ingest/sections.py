"""Blocks into parts, chapters and directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.layout import Block
from zhinan.ingest.passage import Passage


@dataclass(slots=True)
class DirectionText:
    """The text of one direction: its labelled parts, and what stands before the first label."""

    number: str
    title: Passage
    parts: dict[str, list[Passage]] = field(default_factory=dict)
    labels: list[tuple[str, Passage]] = field(default_factory=list)
    loose: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class PartText:
    """A part of a document (the whole, or one annex): its directions, and its other text by chapter."""

    heading: str
    directions: list[DirectionText] = field(default_factory=list)
    chapters: list[tuple[str, Passage]] = field(default_factory=list)


def read_parts(blocks: Iterable[Block], grammar: Grammar) -> list[PartText]:
    """The parts of a document in order. A chapter or a list of conditions ends the directions of its part."""
    parts = [PartText("")]
    chapter = ""
    direction: DirectionText | None = None
    for block in blocks:
        key = block.passage.key
        if grammar.sections["part"].fullmatch(key):
            parts.append(PartText(block.passage.text.rstrip("：:")))
            chapter, direction = "", None
        elif match := grammar.sections["direction"].fullmatch(key):
            direction = _open_direction(
                block.passage, match["number"], match.start("title"), _path(parts[-1], chapter)
            )
            parts[-1].directions.append(direction)
        elif grammar.sections["chapter"].fullmatch(key) or grammar.sections["review"].fullmatch(key):
            chapter, direction = block.passage.text, None
            parts[-1].chapters.append((chapter, block.passage.under(_path(parts[-1], chapter))))
        elif direction is not None:
            _add(direction, block.passage.under(direction.title.section), grammar)
        else:
            parts[-1].chapters.append((chapter, block.passage.under(_path(parts[-1], chapter))))
    return parts


def _path(part: PartText, *headings: str) -> str:
    return " / ".join(heading for heading in (part.heading, *headings) if heading)


def _open_direction(passage: Passage, number: str, title: int, path: str) -> DirectionText:
    section = f"{path} / {number}" if path else number
    return DirectionText(number, passage.under(section)[title:])


def _add(direction: DirectionText, passage: Passage, grammar: Grammar) -> None:
    match = grammar.label.match(passage.key)
    if match:
        part = grammar.labels[match["label"]]
        direction.labels.append((part, passage[: match.end()]))
        rest = passage[match.end() :].strip()
        direction.parts.setdefault(part, []).extend([rest] if rest.text else [])
    elif direction.labels:
        direction.parts[direction.labels[-1][0]].append(passage)
    else:
        direction.loose.append(passage)
