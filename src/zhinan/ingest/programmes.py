"""A description of programmes into facts: what each is for, its parts, fields, conditions and figures.

Sentences that say nothing of these are left where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from zhinan.ingest.grammar import Grammar, read_toml
from zhinan.ingest.layout import read_blocks, read_lines
from zhinan.ingest.numbers import find_numbers, to_quantity
from zhinan.ingest.passage import Passage, split_outside_brackets
from zhinan.ingest.topics import read_fields
from zhinan.model import DeclaredTotal, Document, Span, Statement, Topic

_END = " 。；;，,、：:"
_FIELD = re.compile(r"^\(\d{1,2}\)")


@dataclass(slots=True)
class ProgrammeText:
    """What a document says of one programme.

    ``parts`` are programmes within it and where that is said; ``named`` is where it is named, or its fields listed.
    """

    programme: str
    purposes: list[Statement] = field(default_factory=list)
    conditions: list[Statement] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    figures: list[DeclaredTotal] = field(default_factory=list)
    parts: list[tuple[str, Span]] = field(default_factory=list)
    named: list[Span] = field(default_factory=list)


def read_programmes(document: Document, folder: Path, grammar: Grammar) -> list[ProgrammeText]:
    """The programmes that a document describes, in the order of their first mention as a subject.

    ``folder`` holds ``programmes.toml``; the names of programmes are those of the reference data.
    """
    patterns = read_toml(folder / "programmes.toml")
    reader = _Reader(
        grammar=grammar,
        patterns={name: re.compile(text) for name, text in patterns.items() if isinstance(text, str)},
        figures={name: re.compile(text) for name, text in patterns["figures"].items()},
        names=grammar.words["programme"],
    )
    for block in read_blocks(read_lines(document), re.compile(r"\(\d{1,2}\)|.*立项条件:")):
        reader.read(block.passage)
    reader.read_listed_fields()
    return list(reader.texts.values())


@dataclass(slots=True)
class _Reader:
    grammar: Grammar
    patterns: dict[str, re.Pattern[str]]
    figures: dict[str, re.Pattern[str]]
    names: dict[str, str]
    texts: dict[str, ProgrammeText] = field(default_factory=dict)
    listed: list[Passage] = field(default_factory=list)
    heading: str = ""
    below: str = ""

    def of(self, programme: str) -> ProgrammeText:
        return self.texts.setdefault(programme, ProgrammeText(programme))

    def read(self, passage: Passage) -> None:
        """A heading, an entry of a list of fields, or a paragraph of sentences."""
        if match := self.patterns["heading"].fullmatch(passage.key):
            self.read_listed_fields()
            self.heading, self.below = self._find(match["name"]), "heading"
            if self.heading:
                self.of(self.heading).named.append(passage.group(match, "name").span)
        elif self.patterns["conditions"].fullmatch(passage.key):
            self.below = "conditions"
        elif _FIELD.match(passage.key):
            self.listed.append(passage)
        elif self.heading:
            self._read_paragraph(passage)

    def _read_paragraph(self, passage: Passage) -> None:
        about = self.heading
        for sentence in split_outside_brackets(passage, "。"):
            named = self.patterns["purpose"].match(sentence.key)
            subject = self._find(named["name"]) if named else ""
            about = subject or about
            self._read_sentence(sentence.strip(_END), self.of(about), defining=bool(subject))
            if self.below == "heading":
                self.below = ""

    def _read_sentence(self, sentence: Passage, text: ProgrammeText, defining: bool) -> None:
        said = Statement(text=sentence.text, span=sentence.span)
        if match := self.patterns["fields"].search(sentence.key):
            text.topics += self._topics(sentence.group(match, "fields"), len(text.topics))
            text.named.append(sentence.span)
        elif self.below == "conditions" or self.patterns["condition"].search(sentence.key):
            text.conditions.append(said)
        elif match := self.patterns["parts"].search(sentence.key):
            text.parts += [(part, sentence.span) for part in self._parts(sentence.key[match.end() :])]
        elif self.below == "heading" or defining:
            text.purposes.append(said)
        text.figures += self._figures(sentence)

    def _topics(self, words: Passage, before: int) -> Iterator[Topic]:
        for number, label in enumerate(split_outside_brackets(words, "、"), before + 1):
            yield Topic(number=str(number), label=label.text, span=label.span)

    def read_listed_fields(self) -> None:
        """The numbered fields that have gathered below a heading."""
        if self.listed:
            self.of(self.heading).topics += read_fields(self.listed, self.grammar).topics
            self.listed = []

    def _parts(self, words: str) -> Iterator[str]:
        pattern = re.compile("|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True)))
        for match in pattern.finditer(words):
            yield self.names[match.group()]

    def _figures(self, sentence: Passage) -> Iterator[DeclaredTotal]:
        for what, pattern in self.figures.items():
            if match := pattern.search(sentence.key):
                words = sentence.group(match, "value")
                quantity = to_quantity(words, find_numbers(words.key)[0])
                yield DeclaredTotal(of=what, quantity=replace(quantity, span=sentence.strip(_END).span))

    def _find(self, words: str) -> str:
        """The programme that these words name, the longest name in them where they say more, "" where none."""
        if words in self.names:
            return self.names[words]
        inside = [name for name in self.names if words.endswith(name) or words.startswith(name)]
        return self.names[max(inside, key=len)] if inside else ""
