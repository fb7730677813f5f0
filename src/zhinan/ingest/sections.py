"""Blocks into parts, chapters and directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.layout import Block
from zhinan.ingest.numbers import to_number
from zhinan.ingest.passage import Passage

# labels that belong to an entry where they stand in a list of fields
_NESTED = {"research_content", "indicators"}


@dataclass(slots=True)
class DirectionText:
    """The text of one direction: its labelled parts, and what stands before the first label."""

    number: str
    title: Passage
    parts: dict[str, list[Passage]] = field(default_factory=dict)
    labels: list[tuple[str, Passage]] = field(default_factory=list)
    loose: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """Text outside the directions: ``number`` is the chapter's own, "review" for a list of conditions,
    "table" for the title of a table, "foot" for what ends a notice, "0" before all."""

    number: str
    heading: str
    passages: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class PartText:
    """A part of a document (the whole, or one annex): its directions, and its other text by chapter."""

    heading: str
    directions: list[DirectionText] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=lambda: [Chapter("0", "")])


def read_parts(blocks: Iterable[Block], grammar: Grammar) -> list[PartText]:
    """The parts of a document in order. A chapter or a list of conditions ends the directions of its part."""
    parts = [PartText("")]
    direction: DirectionText | None = None
    for block in blocks:
        key, part = block.passage.key, parts[-1]
        if grammar.sections["part"].fullmatch(key):
            parts.append(PartText(block.passage.text.rstrip("：:")))
            direction = None
        elif match := grammar.sections["direction"].fullmatch(key):
            section = _path(part, part.chapters[-1].heading, match["number"])
            direction = DirectionText(match["number"], block.passage.under(section)[match.start("title") :])
            part.directions.append(direction)
        elif number := _chapter_number(key, grammar):
            part.chapters.append(Chapter(number, block.passage.text))
            direction = None
        elif direction is not None:
            _add(direction, block.passage.under(direction.title.section), grammar)
        else:
            chapter = part.chapters[-1]
            chapter.passages.append(block.passage.under(_path(part, chapter.heading)))
    return parts


def is_section(key: str, grammar: Grammar) -> bool:
    """The words head a part, a chapter or a direction."""
    named = (grammar.sections[name] for name in ("part", "direction"))
    return bool(_chapter_number(key, grammar)) or any(pattern.fullmatch(key) for pattern in named)


def _chapter_number(key: str, grammar: Grammar) -> str:
    if match := grammar.sections["chapter"].fullmatch(key):
        return str(to_number(match["numeral"]))
    named = (name for name in ("review", "table", "foot") if grammar.sections[name].fullmatch(key))
    return next(named, "")


def _path(part: PartText, *headings: str) -> str:
    return " / ".join(heading for heading in (part.heading, *headings) if heading)


def _add(direction: DirectionText, passage: Passage, grammar: Grammar) -> None:
    match = grammar.label.match(passage.key)
    part = grammar.labels[match["label"]] if match else ""
    if match and not (part in _NESTED and direction.labels and direction.labels[-1][0] == "fields"):
        direction.labels.append((part, passage[: match.end()]))
        rest = passage[match.end() :].strip()
        direction.parts.setdefault(part, []).extend([rest] if rest.text else [])
    elif direction.labels:
        direction.parts[direction.labels[-1][0]].append(passage)
    else:
        direction.loose.append(passage)
