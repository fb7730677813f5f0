"""A stretch of a document that remembers, for every character, where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhinan.model import Document, Span

# full-width ASCII forms to their half-width twins, one to one, so that patterns are written once
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def fold(text: str) -> str:
    """The text with full-width letters, digits and punctuation made half-width; its length does not change.

    >>> fold("合作协议：（２０２０）")
    '合作协议:(2020)'
    """
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text without line breaks and page furniture; ``offsets[i]`` is where ``text[i]`` stands.

    ``key`` is the text to match patterns against: folded, of the same length. Slices are passages again.
    """

    document: Document
    text: str
    offsets: tuple[int, ...]
    section: str = ""

    @property
    def key(self) -> str:
        """The text folded to half-width, for matching."""
        return fold(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.document, self.text[part], self.offsets[part], self.section)

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.document, self.text + other.text, self.offsets + other.offsets, self.section)

    @property
    def span(self) -> Span:
        """From the first character to the last, as they stand in the document."""
        if not self.offsets:
            raise ValueError("an empty passage stands nowhere")
        return Span.of(self.document, self.offsets[0], self.offsets[-1] + 1, self.section)

    def strip(self, characters: str = " \u3000") -> Passage:
        """Without these characters at either end."""
        start = len(self.text) - len(self.text.lstrip(characters))
        end = len(self.text.rstrip(characters))
        return self[start : max(start, end)]

    def under(self, section: str) -> Passage:
        """The same passage, said to lie in this section."""
        return Passage(self.document, self.text, self.offsets, section)

    def group(self, match: re.Match[str], name: str | int = 0) -> Passage:
        """The part of the passage that a match of its ``key`` found."""
        return self[slice(*match.span(name))]


_CLOSING = {"(": ")", "（": "）", "《": "》", "“": "”", "[": "]", "【": "】", "「": "」"}


def find_outside_brackets(text: str, separators: str) -> Iterator[int]:
    """Positions of the separators that stand outside every pair of brackets and quotes.

    A bracket that is never closed opens nothing.

    >>> list(find_outside_brackets("甲、乙（丙、丁）、戊", "、"))
    [1, 8]
    """
    closers: list[str] = []
    for position, character in enumerate(text):
        if closers and character in (closers[-1], fold(closers[-1])):
            closers.pop()
        elif character in _CLOSING and _is_closed(text, position):
            closers.append(_CLOSING[character])
        elif character in separators and not closers:
            yield position


def _is_closed(text: str, position: int) -> bool:
    closer = _CLOSING[text[position]]
    return any(found > position for found in (text.find(closer, position), text.find(fold(closer), position)))


def split_outside_brackets(passage: Passage, separators: str) -> list[Passage]:
    """The parts between separators outside brackets, stripped; empty ones are dropped."""
    parts, start = [], 0
    for position in find_outside_brackets(passage.text, separators):
        parts.append(passage[start:position])
        start = position + 1
    parts.append(passage[start:])
    return [part for part in (part.strip() for part in parts) if part.text]
