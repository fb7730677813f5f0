"""Rules in words into clauses: one demand each, with modality, treatment and requirement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from zhinan.ingest.grammar import ClauseReading, Grammar, Parameter
from zhinan.ingest.items import Item, split_items
from zhinan.ingest.numbers import find_numbers
from zhinan.ingest.passage import Passage, find_outside_brackets, fold, split_outside_brackets
from zhinan.ingest.sections import Chapter
from zhinan.model import Clause, Modality, Requirement, Treatment

_END = " 。；;，,：:—"


def read_clauses(blocks: Sequence[Passage], grammar: Grammar, first: str = "") -> list[Clause]:
    """The clauses of a list of rules, numbered as printed: item 3 with two demands gives 3.1 and 3.2.

    Text without printed numbers is numbered in order; ``first`` is put before every number.
    """
    items = split_items(blocks)
    clauses: list[Clause] = []
    for order, item in enumerate(items, 1):
        number = item.number or (str(order) if len(items) > 1 else "")
        above, below = _nested(item)
        demands = [demand for sentence in _sentences(above) for demand in _split_demands(sentence, grammar)]
        for part, demand in enumerate(demands, 1):
            clauses.append(_to_clause(demand, first + _number(number, part, len(demands)), grammar))
        clauses += read_clauses(below, grammar, f"{first}{number}.") if below else []
    return clauses


def _nested(item: Item) -> tuple[Item, Sequence[Passage]]:
    """An item as what stands before a list within it, and that list."""
    for position, passage in enumerate(item.passages):
        if position and split_items([passage])[0].number:
            return Item(item.number, item.passages[:position]), item.passages[position:]
    return item, ()


def number_apart(clauses: Sequence[Clause]) -> list[Clause]:
    """The same clauses, the second and later bearer of a number told apart by a letter: 2/1, 2/1b."""
    seen: dict[str, int] = {}
    apart = []
    for clause in clauses:
        seen[clause.number] = seen.get(clause.number, 0) + 1
        letter = "" if seen[clause.number] == 1 else "abcdefghijklmnopqrstuvwxyz"[seen[clause.number] - 1]
        apart.append(replace(clause, number=clause.number + letter))
    return apart


def read_rules(chapters: Sequence[Chapter], grammar: Grammar) -> list[Clause]:
    """The clauses of chapters, numbered ``chapter/item``.

    In a chapter of rules every sentence is a clause, headings of groups excepted; in a narrative one only what a
    reading knows; in any other what demands something.
    """
    clauses = [
        clause
        for chapter in chapters
        for clause in read_clauses(chapter.passages, grammar, f"{chapter.number}/")
        if _is_rule(clause, chapter, grammar)
    ]
    return number_apart(clauses)


def _is_rule(clause: Clause, chapter: Chapter, grammar: Grammar) -> bool:
    if grammar.chapters["group"].fullmatch(fold(clause.text)):
        return False
    if clause.treatment is not Treatment.PENDING or grammar.chapters["rules"].fullmatch(
        fold(chapter.heading)
    ):
        return True
    narrative = grammar.chapters["narrative"].fullmatch(fold(chapter.heading))
    return not narrative and clause.modality is not Modality.INFORMATIONAL


def _number(number: str, part: int, parts: int) -> str:
    if not number:
        return str(part)
    return number if parts == 1 else f"{number}.{part}"


def _sentences(item: Item) -> Iterator[Passage]:
    for passage in _whole_sentences(item.passages):
        yield from split_outside_brackets(passage, "。；;")


def _whole_sentences(passages: Sequence[Passage]) -> list[Passage]:
    """Passages of an item, those joined where the first announces the second with a colon."""
    whole: list[Passage] = []
    for passage in passages:
        if whole and whole[-1].text.endswith(("：", ":")):
            whole[-1] = whole[-1] + passage
        else:
            whole.append(passage)
    return whole


def _split_demands(sentence: Passage, grammar: Grammar) -> list[Passage]:
    """A sentence cut at the commas behind which a demand of its own begins."""
    cuts: list[int] = []
    for position in find_outside_brackets(sentence.text, "，,"):
        before = sentence[cuts[-1] if cuts else 0 : position].strip(_END)
        if grammar.border.match(sentence.key, position + 1) and not grammar.condition.match(before.key):
            cuts.append(position + 1)
    parts = [sentence[a:b].strip(_END) for a, b in zip([0, *cuts], [*cuts, len(sentence)], strict=True)]
    joined = [
        part[match.end() :] if (match := grammar.connective.match(part.key)) else part for part in parts
    ]
    return [part for part in joined if part.text]


def _to_clause(demand: Passage, number: str, grammar: Grammar) -> Clause:
    reading, match = _find_reading(demand, grammar)
    modality = (reading and reading.modality) or read_modality(demand, grammar)
    requirements: tuple[Requirement, ...] = ()
    if reading and match and reading.family:
        requirements = (_to_requirement(reading, match, demand, grammar),)
    return Clause(
        number=number, text=demand.text, span=demand.span, modality=modality,
        treatment=reading.treatment if reading else Treatment.PENDING, binds=reading.binds if reading else "Project",
        reason=reading.reason if reading else "", requirements=requirements,
    )  # fmt: skip


def _find_reading(demand: Passage, grammar: Grammar) -> tuple[ClauseReading | None, re.Match[str] | None]:
    for reading in grammar.readings:
        if match := reading.pattern.search(demand.key):
            return reading, match
    return None, None


def read_modality(demand: Passage, grammar: Grammar) -> Modality:
    """The modality that the words show, by the first cue of the grammar that is found."""
    for modality, cue in grammar.modality:
        if cue.search(demand.key):
            return modality
    return Modality.INFORMATIONAL


def _to_requirement(
    reading: ClauseReading, match: re.Match[str], demand: Passage, grammar: Grammar
) -> Requirement:
    parameters = [
        (parameter.name, value)
        for parameter in reading.parameters
        for value in _values(parameter, match, demand, grammar)
    ]  # fmt: skip
    return Requirement(family=reading.family, binds=reading.binds, parameters=tuple(parameters))


def _values(
    parameter: Parameter, match: re.Match[str], demand: Passage, grammar: Grammar
) -> list[str | int | Decimal]:
    if parameter.constant is not None:
        return [parameter.constant]
    words = demand.group(match, parameter.group).key if match[parameter.group] is not None else ""
    if parameter.words:
        table = grammar.words[parameter.words]
        return [table[word] for word in sorted(table, key=words.find) if word in words]
    numbers = find_numbers(words, parameter.unit)
    bound: Decimal | None = getattr(numbers[0], parameter.bound) if numbers else None
    if bound is None:
        return []
    return [int(bound) if bound == int(bound) else bound]
