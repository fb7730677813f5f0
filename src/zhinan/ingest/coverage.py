"""Every character of a document accounted for: by a fact, by an explicit rule, or by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from zhinan.ingest.corrections import Corrections, read_corrected
from zhinan.ingest.grammar import Grammar, read_toml
from zhinan.ingest.layout import FURNITURE, LineKind, read_blocks, read_lines
from zhinan.ingest.passage import Passage
from zhinan.ingest.sections import is_section
from zhinan.model import Document, Span

FACT = "fact"
"""The rule of what stands in a span that a fact or a clause was read from."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that need not become a fact; ``under`` limits it to paragraphs below such a heading.

    ``paragraph``: the pattern is of a whole paragraph, not of the words left over in one.
    """

    name: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    under: re.Pattern[str]
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many characters of a document each rule accounts for, and the stretches that none does."""

    document: str
    characters: dict[str, int]
    rest: tuple[Span, ...]


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """The rules of ``coverage.toml`` in the folder of the grammar, in their order."""
    return tuple(
        Rule(
            name=entry["name"], zh=entry["zh"], en=entry["en"],
            pattern=re.compile(entry["pattern"]), under=re.compile(entry.get("under", "")),
            paragraph=entry.get("paragraph", False),
        )
        for entry in read_toml(folder / "coverage.toml")["rule"]
    )  # fmt: skip


def cover_document(
    document: Document,
    spans: Iterable[tuple[int, int]],
    grammar: Grammar,
    rules: Sequence[Rule],
    corrections: Corrections,
) -> Coverage:
    """What accounts for each character: the layout, a span, then the first rule that fits the words left over."""
    marks = _mark_layout(document)
    for start, end in spans:
        for position in range(start, end):
            marks[position] = marks[position] or FACT
    for heading, block in _paragraphs(document, grammar, corrections):
        _mark_words(block, [rule for rule in rules if rule.under.search(heading)], marks)
    anywhere = [rule for rule in rules if not rule.under.pattern]
    for line in read_lines(document):  # cells of a table, and marks that no paragraph shows
        where = range(line.start, line.end)
        _mark_words(Passage(document, document.text[line.start : line.end], tuple(where)), anywhere, marks)
    names = [FACT, *dict.fromkeys(mark for mark in marks if mark and mark != FACT)]
    return Coverage(document.id, {name: marks.count(name) for name in names}, tuple(_rest(document, marks)))


def _mark_layout(document: Document) -> list[str]:
    """Blank lines, page furniture and the space around words."""
    marks = [""] * len(document.text)
    for line in read_lines(document):
        for position in range(line.start, line.end):
            if line.kind in FURNITURE:
                marks[position] = line.kind.value
            elif line.kind is LineKind.BLANK or document.text[position].isspace():
                marks[position] = "white space"
    return marks


def _paragraphs(
    document: Document, grammar: Grammar, corrections: Corrections
) -> Iterator[tuple[str, Passage]]:
    """Every paragraph with the heading it stands under; a heading stands under itself."""
    heading = ""
    for block in read_blocks(read_lines(document), grammar.label):
        passage = read_corrected(block.passage, corrections)
        if is_section(passage.key, grammar):
            heading = passage.key
        yield heading, passage


def _mark_words(block: Passage, rules: Sequence[Rule], marks: list[str]) -> None:
    """Give what nothing accounts for in a paragraph to the rules, from left to right."""
    key = block.key
    whole = next((rule.name for rule in rules if rule.paragraph and rule.pattern.fullmatch(key)), "")
    position = 0
    while position < len(block):
        rule, end = (whole, len(block)) if whole else _find_rule(key, position, rules)
        if marks[block.offsets[position]] or not rule:
            position += 1
            continue
        while position < end:
            marks[block.offsets[position]] = marks[block.offsets[position]] or rule
            position += 1


def _find_rule(key: str, position: int, rules: Sequence[Rule]) -> tuple[str, int]:
    for rule in rules:
        if not rule.paragraph and (match := rule.pattern.match(key, position)) and match.end() > position:
            return rule.name, match.end()
    return "", position


def _rest(document: Document, marks: Sequence[str]) -> Iterator[Span]:
    position = 0
    for covered, group in groupby(marks, key=bool):
        length = len(list(group))
        if not covered:
            yield Span.of(document, position, position + length)
        position += length
