"""Totals that a guide declares, kept beside the sums of its directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.numbers import find_numbers, to_quantity
from zhinan.ingest.passage import Passage
from zhinan.ingest.sections import Chapter
from zhinan.model import DeclaredTotal, Exactness, Quantity


def read_totals(chapters: Sequence[Chapter], grammar: Grammar) -> Iterator[DeclaredTotal]:
    """The declared numbers of directions, partners and projects, and the declared budget, where they are printed."""
    for chapter in chapters:
        for passage in chapter.passages:
            for what, pattern in grammar.totals.items():
                if match := pattern.search(passage.key):
                    yield DeclaredTotal(of=what, quantity=_quantity(passage.group(match, "value")))


def _quantity(words: Passage) -> Quantity:
    readings = find_numbers(words.key)
    if readings:
        return to_quantity(words, readings[0])
    count = Decimal(words.key)  # a bare number counts things
    return Quantity(
        minimum=count, maximum=count, exactness=Exactness.EXACT, unit="1", printed=words.text, span=words.span
    )
