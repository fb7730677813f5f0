"""A document into its guides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zhinan.errors import NotAGuide
from zhinan.ingest.clauses import read_rules
from zhinan.ingest.corrections import Corrections, find_unused, read_corrected
from zhinan.ingest.directions import find_duration, read_direction
from zhinan.ingest.grammar import Grammar
from zhinan.ingest.layout import Block, read_blocks, read_lines
from zhinan.ingest.names import Names
from zhinan.ingest.parameters import Facts
from zhinan.ingest.passage import fold
from zhinan.ingest.procedure import find_issue_day, read_aims, read_contacts, read_steps
from zhinan.ingest.sections import PartText, read_parts
from zhinan.ingest.table import read_priorities
from zhinan.ingest.totals import read_totals
from zhinan.model import Direction, Document, Duration, Guide, Notice, Partner, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePart:
    """Which part of a document holds a guide: its heading as printed, "" for the whole document."""

    guide: str
    part: str
    title: str


def read_guide(
    document: Document,
    part: GuidePart,
    grammar: Grammar,
    names: Names,
    corrections: Corrections | None = None,
) -> Guide:
    """The guide in a part of a document: directions, priorities, clauses, and notices of what was not read.

    Raises NotAGuide where there is no such part, or it has neither directions nor a table.
    """
    corrections = corrections or Corrections()
    blocks = [
        Block(read_corrected(block.passage, corrections), block.heading)
        for block in read_blocks(read_lines(document), grammar.label)
    ]
    notices = find_unused(document, corrections)
    text = _find_part(read_parts(blocks, grammar), part, document)
    priorities, unread = read_priorities(document, grammar, names, corrections)
    shared = _gather_facts(part, document, priorities, grammar)
    clauses = read_rules(text.chapters, grammar, Facts(shared))
    general = find_duration(clauses)
    directions = []
    for direction_text in text.directions:
        direction, problems = read_direction(direction_text, part.guide, grammar, names, corrections, shared)
        directions.append(_complete(direction, general, corrections))
        notices += problems
    if not (directions or priorities or clauses):
        raise NotAGuide(document.id, "no numbered direction, no table of priorities and no rule was found")
    return Guide(
        id=part.guide, document=document, title=part.title, directions=tuple(directions), priorities=tuple(priorities),
        clauses=tuple(clauses), totals=tuple(read_totals(text.chapters, grammar)), duration=general,
        aims=tuple(read_aims(text.chapters, grammar)), steps=tuple(read_steps(text.chapters, clauses, grammar)),
        contacts=tuple(read_contacts(text.chapters, grammar)),
        notices=(*notices, *_numbering(directions), *unread),
    )  # fmt: skip


def _gather_facts(
    part: GuidePart, document: Document, priorities: Sequence[Priority], grammar: Grammar
) -> dict[str, tuple[str, ...]]:
    """What the rules of the whole guide may refer to: the rows of its table, and the day it was issued."""
    issued = find_issue_day(document, grammar)
    return {
        "priorities": tuple(f"priority:{part.guide}/{priority.row}" for priority in priorities),
        "issued": (issued[0].isoformat(),) if issued else (),
    }


def _find_part(parts: Sequence[PartText], part: GuidePart, document: Document) -> PartText:
    for text in parts:
        if fold(text.heading) == fold(part.part):
            return text
    known = ", ".join(repr(text.heading) for text in parts)
    raise NotAGuide(document.id, f"there is no part {part.part!r} in it (found: {known})")


def _complete(direction: Direction, general: Duration | None, corrections: Corrections) -> Direction:
    """A direction with the guide's general duration where it states none, and with corrected partners."""
    if direction.duration is None and general is not None:
        direction = replace(direction, duration=replace(general, own=False))
    if direction.number in corrections.partners:
        partners = corrections.partners[direction.number]
        named = tuple(Partner(name=iri, iri=iri, span=direction.span) for iri in partners)
        direction = replace(direction, partners=named)
    return direction


def _numbering(directions: Sequence[Direction]) -> list[Notice]:
    """Numbers go up by a tenth: 1.9 is followed by 2.0; a repeated or skipped one is said."""
    notices = []
    for before, after in pairwise(directions):
        if _tenths(after.number) != _tenths(before.number) + 1:
            notices.append(
                Notice(message=f"direction {after.number} follows {before.number}", where=after.number)
            )
    return notices


def _tenths(number: str) -> int:
    whole, part = number.split(".")
    return int(whole) * 10 + int(part)
