"""The parameters of a requirement, from the words of its clause or from the facts of its direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from zhinan.ingest.grammar import Grammar, Parameter
from zhinan.ingest.numbers import find_numbers
from zhinan.ingest.passage import Passage
from zhinan.model import Value

_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BEIJING = timezone(timedelta(hours=8))  # times in Chinese guides are Beijing time


@dataclass(frozen=True, slots=True)
class Facts:
    """What a direction says beside its rules: name of the fact → values.

    ``topics`` are where its fields begin in the document, each with its name, in the order printed.
    """

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    topics: tuple[tuple[int, str], ...] = ()


def read_parameters(
    parameters: Sequence[Parameter], match: re.Match[str], words: Passage, grammar: Grammar, facts: Facts
) -> tuple[tuple[str, Value], ...]:
    """Name and value of every parameter, in the order of the grammar; a list gives the name several times."""
    return tuple(
        (parameter.name, value)
        for parameter in parameters
        for value in _read(parameter, match, words, grammar, facts)
    )


def _read(
    parameter: Parameter, match: re.Match[str], clause: Passage, grammar: Grammar, facts: Facts
) -> list[Value]:
    if parameter.constants:
        return list(parameter.constants)
    if parameter.fact and not parameter.group:
        return list(_facts(parameter.fact, clause, facts))
    words = clause.group(match, parameter.group).key if match[parameter.group] is not None else ""
    if parameter.fact and not parameter.form:
        return list(facts.values.get(f"{parameter.fact} {words}", ()))
    if parameter.words:
        return list(find_words(words, grammar.words.get(parameter.words, {})))
    if parameter.form == "days-after":
        return [
            date.fromisoformat(day) + timedelta(days=int(words))
            for day in _facts(parameter.fact, clause, facts)
        ]
    if parameter.form:
        return _read_form(parameter.form, words, match.string)
    numbers = find_numbers(words, parameter.unit)
    bound: Decimal | None = getattr(numbers[0], parameter.bound) if numbers else None
    if bound is None:
        return []
    bound -= parameter.less
    return [int(bound) if bound == int(bound) and parameter.unit != "CNY" else bound]


def _facts(name: str, clause: Passage, facts: Facts) -> tuple[str, ...]:
    """A fact of the direction; ``topic`` is the field under which the clause stands."""
    if name != "topic":
        return facts.values.get(name, ())
    above = [topic for start, topic in facts.topics if start <= clause.offsets[0]]
    return tuple(above[-1:])


def find_words(words: str, table: dict[str, str]) -> dict[str, None]:
    """What the words name, each once in the order it stands: the longest entry of the table at each place."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(table, key=len, reverse=True)) or "(?!)")
    return dict.fromkeys(table[match.group()] for match in pattern.finditer(words))


def _read_form(form: str, words: str, sentence: str) -> list[Value]:
    if form == "year":
        return [int(year) for year in _YEAR.findall(words)]
    if form == "count":
        return [int(digits) for digits in re.findall(r"\d+", words)[:1]]
    day = _DAY.search(words)
    moment = _to_moment(day, sentence) if day else None
    if moment is None:
        return []
    return [moment if form == "moment" else moment.date()]


def _to_moment(day: re.Match[str], sentence: str) -> datetime | None:
    """The day and time of a match in Beijing time; a day printed without a year is in that of its sentence.

    None where no year is printed, or where the calendar has no such day.
    """
    years = [day["year"]] if day["year"] else _YEAR.findall(sentence)
    if not years:
        return None
    hour, minute = int(day["hour"] or 0), int(day["minute"] or 0)
    try:
        return datetime(int(years[0]), int(day["month"]), int(day["day"]), hour, minute, tzinfo=_BEIJING)
    except ValueError:
        return None


def to_day(words: str) -> date | None:
    """The first day printed in full, None where there is none or the calendar has no such day.

    >>> to_day("注册时间为2019年8月31日前")
    datetime.date(2019, 8, 31)
    """
    day = _DAY.search(words)
    moment = _to_moment(day, words) if day and day["year"] else None
    return moment.date() if moment else None
