"""The text of a direction into its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zhinan.ingest.clauses import Place, number_apart, read_clauses
from zhinan.ingest.contacts import find_contacts
from zhinan.ingest.corrections import Corrections
from zhinan.ingest.grammar import Grammar
from zhinan.ingest.indicators import read_indicators
from zhinan.ingest.items import split_items
from zhinan.ingest.names import Names, find_partners
from zhinan.ingest.numbers import read_quantity
from zhinan.ingest.parameters import Facts
from zhinan.ingest.passage import Passage, split_outside_brackets
from zhinan.ingest.sections import DirectionText
from zhinan.ingest.topics import read_fields
from zhinan.model import (
    Agreement,
    Clause,
    Direction,
    Duration,
    Indicator,
    Notice,
    Quantity,
    Span,
    Statement,
    Topic,
)

_TITLE = re.compile(
    r"《(?P<title>[^》]*)》(?:\((?:(?P<year>\d{4})\s?年?|简称:?\s?(?P<short>[^)《]*)|[^)《]*)\))?"
)
_BETWEEN = re.compile(r"^[、,及和与;。\s]+|[、,及和与;。\s]+$")


def read_direction(
    text: DirectionText,
    guide: str,
    grammar: Grammar,
    names: Names,
    corrections: Corrections,
    shared: Mapping[str, tuple[str, ...]],
) -> tuple[Direction, list[Notice]]:
    """A direction's facts, with a notice for each part that it lacks or that was not understood.

    ``shared`` are the facts of the whole guide that rules may refer to.
    """
    fields = read_fields(text.parts.get("fields", ()), grammar, corrections.together)
    indicators, demands = _indicators(text.parts.get("indicators", ()), grammar)
    rules = text.parts.get("requirements", ())
    facts = _gather_facts(fields.topics, f"{guide}/{text.number}", shared)
    clauses = [
        *read_clauses(fields.remarks, Place(grammar, "fields", facts=facts), first="f"),
        *read_clauses(demands, Place(grammar, "indicators", facts=facts), first="k"),
        *read_clauses(rules, Place(grammar, "requirements", facts=facts)),
    ]
    projects, budget = _quantities(text)
    direction = Direction(
        number=text.number, title=text.title.text, span=text.title.span,
        partners=find_partners(text.title, names),
        agreements=tuple(read_agreements(text.parts.get("agreements", ()))),
        initiatives=tuple(
            Statement(text=p.text, span=p.span)
            for p in (passage.strip(" 。") for passage in text.parts.get("initiative", ()))
        ),
        topics=fields.topics, field_policy=fields.policy, projects=projects, budget=budget,
        duration=find_duration(clauses), clauses=tuple(number_apart(clauses)), indicators=indicators,
        contacts=tuple(find_contacts((item.passage for item in split_items(rules)), grammar)),
    )  # fmt: skip
    return direction, _missing(text, direction, grammar)


def _gather_facts(topics: Sequence[Topic], path: str, shared: Mapping[str, tuple[str, ...]]) -> Facts:
    """What rules may refer to: the fields that the direction lists, the tasks among them, and their topic codes."""
    everything = list(_walk(topics))
    return Facts(
        values={
            **shared,
            **{f"field {topic.label}": (f"field:{path}/{topic.number}",) for topic in everything},
            "fields": tuple(f"field:{path}/{topic.number}" for topic in topics),
            "tasks": tuple(f"field:{path}/{topic.number}" for topic in everything if topic.content),
            "codes": tuple(topic.code for topic in everything if topic.code),
        },
        topics=tuple((topic.span.start, f"field:{path}/{topic.number}") for topic in everything),
    )


def _walk(topics: Sequence[Topic]) -> Iterator[Topic]:
    for topic in topics:
        yield topic
        yield from _walk(topic.items)


def _indicators(passages: Sequence[Passage], grammar: Grammar) -> tuple[tuple[Indicator, ...], list[Passage]]:
    found = [read_indicators(passage, grammar) for passage in passages]
    indicators = tuple(indicator for some, _ in found for indicator in some)
    return indicators, [demand for _, some in found for demand in some]


def _quantities(text: DirectionText) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """The quota and the budget, or those of each group of fields where they are printed together."""
    projects = _all(text.parts.get("projects", ())[:1], "1")
    budget = _all(text.parts.get("budget", ())[:1], "CNY")
    both = text.parts.get("projects_and_budget", ())
    together = [part for passage in both for part in split_outside_brackets(passage, "；;。")]
    return (*projects, *_shares(together, "1")), (*budget, *_shares(together, "CNY"))


def _all(passages: Sequence[Passage], unit: str) -> list[Quantity]:
    return [quantity for passage in passages if (quantity := read_quantity(passage, unit))]


def _shares(passages: Sequence[Passage], unit: str) -> list[Quantity]:
    found = [(passage, quantity) for passage in passages if (quantity := read_quantity(passage, unit))]
    return [replace(q, share_of=_subject(p), span=_from_subject(p, q)) for p, q in found]


def _from_subject(passage: Passage, quantity: Quantity) -> Span:
    """From the words that say what a quantity is for to the number itself."""
    start = passage.offsets[0]
    return Span.of(passage.document, start, quantity.span.end, passage.section)


def _subject(passage: Passage) -> str:
    match = re.match(r"(.*?)拟(?:共)?支持", passage.text)
    return match[1] if match else ""


def read_agreements(passages: Sequence[Passage]) -> list[Agreement]:
    """The instruments a direction rests on: each 《》, and what stands between them without 《》."""
    agreements: list[Agreement] = []
    for passage in passages:
        position = 0
        for match in _TITLE.finditer(passage.key):
            agreements += _without_marks(passage[position : match.start()])
            title = passage.group(match, "title")
            whole = (
                passage[match.start("title") : match.end()].strip("》")
                if match["year"] or match["short"]
                else title
            )
            year, short = match["year"], passage.group(match, "short").text if match["short"] else ""
            agreements.append(
                Agreement(title=title.text, span=whole.span, year=int(year) if year else None, short=short)
            )
            position = match.end()
        agreements += _without_marks(passage[position:])
    return agreements


def _without_marks(passage: Passage) -> list[Agreement]:
    while match := _BETWEEN.search(passage.key):
        passage = passage[match.end() :] if match.start() == 0 else passage[: match.start()]
    return [Agreement(title=passage.text, span=passage.span)] if passage.text else []


def find_duration(clauses: Sequence[Clause]) -> Duration | None:
    """The duration that a clause states, None where none does."""
    for clause in clauses:
        for requirement in clause.requirements:
            values = dict(requirement.parameters)
            if requirement.family == "duration":
                low, high = values.get("minMonths"), values.get("maxMonths")
                return Duration(
                    minimum=low if isinstance(low, int) else None, maximum=high if isinstance(high, int) else None,
                    modality=clause.modality, printed=clause.text, span=clause.span,
                )  # fmt: skip
    return None


def _missing(text: DirectionText, direction: Direction, grammar: Grammar) -> list[Notice]:
    """What a direction should say and does not, or says in words that were not understood."""
    absent = [part for part, labels in grammar.missing.items() if not text.parts.keys() & set(labels)]
    problems = [f"no part {part!r}: none of its labels is printed" for part in absent]
    problems += [f"label {label!r} is printed twice" for label in _repeated(text)]
    problems += [f"text before the first label: {passage.text!r}" for passage in text.loose]
    if not direction.partners:
        problems.append("no partner of the reference data in the title")
    for part, quantities in (("projects", direction.projects), ("budget", direction.budget)):
        if part in text.parts and not quantities:
            problems.append(f"no number in {part}")
    return [Notice(message=problem, where=text.number) for problem in problems]


def _repeated(text: DirectionText) -> list[str]:
    parts = [part for part, _ in text.labels]
    return sorted({part for part in parts if parts.count(part) > 1})
