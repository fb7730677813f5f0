"""Rules in words into clauses: one demand each, with modality, treatment and requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from zhinan.ingest.demands import split_demands, split_sentences
from zhinan.ingest.grammar import ClauseReading, Grammar
from zhinan.ingest.items import Item, split_items
from zhinan.ingest.parameters import Facts, read_parameters
from zhinan.ingest.passage import Passage, fold
from zhinan.ingest.sections import Chapter
from zhinan.model import Clause, Modality, Requirement, Treatment


@dataclass(frozen=True, slots=True)
class Place:
    """Where rules stand: the chapter or the part of a direction, whom they speak of, and the facts beside them."""

    grammar: Grammar
    part: str = ""
    binds: str = "Project"
    facts: Facts = field(default_factory=Facts)


def read_clauses(blocks: Sequence[Passage], place: Place, first: str = "") -> list[Clause]:
    """The clauses of a list of rules, numbered as printed: item 3 with two demands gives 3.1 and 3.2.

    Text without printed numbers is numbered in order, text before a numbered list is 0; ``first`` is put before
    every number. The heading of a group demands nothing, and says whom the rules below it bind.
    """
    items = split_items(blocks)
    numbered = any(item.number for item in items)
    clauses: list[Clause] = []
    for order, item in enumerate(items, 1):
        number = item.number or ("0" if numbered else str(order) if len(items) > 1 else "")
        above, below = _nested(item)
        sentences = [split_demands(s, place.grammar) for s in split_sentences(above.passages, place.grammar)]
        clauses += _read_item(sentences, first, number, place)
        if below:
            clauses += read_clauses(below, _under(above, place), f"{first}{number}.")
    return clauses


def _nested(item: Item) -> tuple[Item, Sequence[Passage]]:
    """An item as what stands before a list within it, and that list."""
    for position, passage in enumerate(item.passages):
        if position and split_items([passage])[0].number:
            return Item(item.number, item.passages[:position]), item.passages[position:]
    return item, ()


def _under(heading: Item, place: Place) -> Place:
    said = [party for words, party in place.grammar.groups if words.search(heading.passage.key)]
    return replace(place, binds=said[0] if said else place.binds)


def _read_item(
    sentences: Sequence[Sequence[Passage]], first: str, number: str, place: Place
) -> Iterator[Clause]:
    parts, part = sum(len(demands) for demands in sentences), 0
    for demands in sentences:
        before: Clause | None = None
        for demand in demands:
            part += 1
            before = to_clause(demand, first + _number(number, part, parts), place, before)
            yield before


def _number(number: str, part: int, parts: int) -> str:
    if not number:
        return str(part)
    return number if parts == 1 else f"{number}.{part}"


def number_apart(clauses: Sequence[Clause]) -> list[Clause]:
    """The same clauses, the second and later bearer of a number told apart by a letter: 2/1, 2/1b."""
    seen: dict[str, int] = {}
    apart = []
    for clause in clauses:
        seen[clause.number] = seen.get(clause.number, 0) + 1
        letter = "" if seen[clause.number] == 1 else "abcdefghijklmnopqrstuvwxyz"[seen[clause.number] - 1]
        apart.append(replace(clause, number=clause.number + letter))
    return apart


def read_rules(chapters: Sequence[Chapter], grammar: Grammar, facts: Facts) -> list[Clause]:
    """The clauses of chapters, numbered ``chapter/item``.

    In a chapter of rules every sentence is a clause; in a narrative one only what becomes a requirement; in any other
    what demands something. A list of alternatives is one clause, numbered from its first item to its last.
    ``facts`` are those of the guide that rules may refer to.
    """
    clauses: list[Clause] = []
    for chapter in chapters:
        place = Place(grammar, part=chapter.heading or chapter.number, facts=facts)
        passages = list(chapter.passages)
        if grammar.chapters["alternatives"].fullmatch(fold(chapter.heading)):
            listed, passages = _take_list(passages)
            clauses += [to_clause(listed, f"{chapter.number}/0", place)] if listed else []
        clauses += [
            c for c in read_clauses(passages, place, f"{chapter.number}/") if _is_rule(c, chapter, grammar)
        ]
    return number_apart(clauses)


def _take_list(passages: Sequence[Passage]) -> tuple[Passage | None, list[Passage]]:
    """The numbered list that opens a chapter as one running text, and what stands behind it."""
    listed = list(takewhile(lambda passage: split_items([passage])[0].number, passages))
    rest = list(passages[len(listed) :])
    if not listed:
        return None, rest
    whole, *others = [item.passage for item in split_items(listed)]
    for passage in others:
        whole = whole + passage
    return whole.strip(" 。；;"), rest


def _is_rule(clause: Clause, chapter: Chapter, grammar: Grammar) -> bool:
    heading = fold(chapter.heading)
    if clause.requirements or grammar.chapters["rules"].fullmatch(heading):
        return True
    narrative = grammar.chapters["narrative"].fullmatch(heading)
    return not narrative and clause.modality is not Modality.INFORMATIONAL


def to_clause(demand: Passage, number: str, place: Place, before: Clause | None = None) -> Clause:
    """One demand as a clause; ``before`` is the demand before it in its sentence.

    Where the words name nobody it binds whom that one binds, and where they show no modality it is a must after a
    must (应为甲，具有乙) or where a person must judge it.
    """
    reading, match = _find_reading(demand, place)
    binds = (reading.binds if reading else "") or _find_subject(demand, place, before)
    return Clause(
        number=number, text=demand.text, span=demand.span, modality=_modality(demand, reading, place, before),
        treatment=reading.treatment if reading else Treatment.PENDING, binds=binds,
        reason=reading.reason if reading else "",
        requirements=_requirements(reading, match, demand, binds, place) if reading and match else (),
        facts=read_parameters(reading.facts, match, demand, place.grammar, place.facts) if reading and match else (),
    )  # fmt: skip


def _find_subject(demand: Passage, place: Place, before: Clause | None) -> str:
    """Whom the words name, else whom the demand before them binds, else whom the rules here are for."""
    named = next((party for words, party in place.grammar.subjects if words.match(demand.key)), "")
    carried = before.binds if before and before.treatment is not Treatment.INFORMATIVE else ""
    return named or carried or place.binds


def _find_reading(demand: Passage, place: Place) -> tuple[ClauseReading | None, re.Match[str] | None]:
    for reading in place.grammar.readings:
        if reading.part.search(fold(place.part)) and (match := reading.pattern.search(demand.key)):
            return reading, match
    return None, None


def _modality(
    demand: Passage, reading: ClauseReading | None, place: Place, before: Clause | None
) -> Modality:
    if reading and reading.modality:
        return reading.modality
    shown = read_modality(demand, place.grammar)
    treatment = reading.treatment if reading else Treatment.PENDING
    if treatment is Treatment.INFORMATIVE or shown is not Modality.INFORMATIONAL:
        return Modality.INFORMATIONAL if treatment is Treatment.INFORMATIVE else shown
    carried = before is not None and before.modality is Modality.MUST
    return Modality.MUST if carried or treatment is Treatment.MANUAL else shown


def read_modality(demand: Passage, grammar: Grammar) -> Modality:
    """The modality that the words show, by the first cue of the grammar that is found."""
    for modality, cue in grammar.modality:
        if cue.search(demand.key):
            return modality
    return Modality.INFORMATIONAL


def _requirements(
    reading: ClauseReading, match: re.Match[str], words: Passage, binds: str, place: Place
) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            family=demand.family,
            binds=demand.binds or binds,
            parameters=read_parameters(demand.parameters, match, words, place.grammar, place.facts),
            each_part=demand.each_part,
        )
        for demand in reading.demands
    )
