"""The text of a direction into its facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhinan.ingest.clauses import read_clauses
from zhinan.ingest.grammar import Grammar
from zhinan.ingest.names import Names, find_partners
from zhinan.ingest.numbers import read_quantity
from zhinan.ingest.passage import Passage
from zhinan.ingest.sections import DirectionText
from zhinan.ingest.topics import read_fields
from zhinan.model import Agreement, Clause, Direction, Duration, Notice, Quantity

_TITLE = re.compile(r"《(?P<title>[^》]*)》(?:\([^)《]*\))?")
_BETWEEN = re.compile(r"^[、,及和与;。\s]+|[、,及和与;。\s]+$")


def read_direction(text: DirectionText, grammar: Grammar, names: Names) -> tuple[Direction, list[Notice]]:
    """A direction's facts, with a notice for each part that it lacks or that was not understood."""
    fields = read_fields(text.parts.get("fields", ()), grammar)
    field_clauses = read_clauses(fields.remarks, grammar, first="f") if fields.remarks else []
    clauses = [*field_clauses, *read_clauses(text.parts.get("requirements", ()), grammar)]
    direction = Direction(
        number=text.number, title=text.title.text, span=text.title.span,
        partners=find_partners(text.title, names),
        agreements=tuple(read_agreements(text.parts.get("agreements", ()))),
        topics=fields.topics, field_policy=fields.policy,
        projects=_quantity(text, "projects", "1"), budget=_quantity(text, "budget", "CNY"),
        duration=find_duration(clauses), clauses=tuple(clauses),
    )  # fmt: skip
    return direction, _missing(text, direction, grammar)


def _quantity(text: DirectionText, part: str, unit: str) -> Quantity | None:
    found = (read_quantity(passage, unit) for passage in text.parts.get(part, ()))
    return next((quantity for quantity in found if quantity), None)


def read_agreements(passages: Sequence[Passage]) -> list[Agreement]:
    """The instruments a direction rests on: each 《》, and what stands between them without 《》."""
    agreements: list[Agreement] = []
    for passage in passages:
        position = 0
        for match in _TITLE.finditer(passage.key):
            agreements += _without_marks(passage[position : match.start()])
            title = passage.group(match, "title")
            agreements.append(Agreement(title=title.text, span=title.span))
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
    for part, quantity in (("projects", direction.projects), ("budget", direction.budget)):
        if part in text.parts and quantity is None:
            problems.append(f"no number in {part}")
    return [Notice(message=problem, where=text.number) for problem in problems]


def _repeated(text: DirectionText) -> list[str]:
    parts = [part for part, _ in text.labels]
    return sorted({part for part in parts if parts.count(part) > 1})
