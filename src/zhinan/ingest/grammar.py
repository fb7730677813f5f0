"""The grammar of guides, as data: labels, section marks, modality and the readings of clauses.

Source: ``data/grammar/*.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhinan.errors import DataError, SyntaxFault
from zhinan.files import read_utf8
from zhinan.model import Modality, Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """How a parameter is taken from a match.

    Either ``constants``, or from the words of ``group``: entries of the word list ``words``, the ``bound`` of a
    number in ``unit`` (``less`` so many), or what ``form`` says (date, moment, year, so many days
    after the day that is ``fact``); or ``fact`` of the direction or its guide, that of the
    name in ``group`` where there is one.
    """

    name: str
    constants: tuple[str | int, ...] = ()
    group: str = ""
    words: str = ""
    unit: str = ""
    bound: str = ""
    form: str = ""
    fact: str = ""
    less: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement as the grammar has it: ``binds`` is empty where it binds whom its clause binds.

    ``each_part``: it means another thing in each guide that a notice issues, so that each has a requirement of its own.
    """

    family: str
    binds: str
    parameters: tuple[Parameter, ...]
    each_part: bool


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """How one kind of clause is worded, and what it then means.

    ``part`` limits it to chapters or parts of a direction; ``binds`` is empty where the words name nobody, and the
    clause then binds whom the one before it in the sentence binds. ``facts`` are what such words say of the direction.
    """

    pattern: re.Pattern[str]
    part: re.Pattern[str]
    treatment: Treatment
    binds: str
    modality: Modality | None
    reason: str
    demands: tuple[Demand, ...]
    facts: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything that reading needs to know about how guides are worded."""

    labels: dict[str, str]
    label: re.Pattern[str]
    sections: dict[str, re.Pattern[str]]
    chapters: dict[str, re.Pattern[str]]
    totals: dict[str, re.Pattern[str]]
    missing: dict[str, list[str]]
    fields: dict[str, re.Pattern[str]]
    modality: tuple[tuple[Modality, re.Pattern[str]], ...]
    border: re.Pattern[str]
    cut: re.Pattern[str]
    condition: re.Pattern[str]
    connective: re.Pattern[str]
    tail: re.Pattern[str]
    whole: re.Pattern[str]
    contacts: dict[str, re.Pattern[str]]
    step: re.Pattern[str]
    groups: tuple[tuple[re.Pattern[str], str], ...]
    subjects: tuple[tuple[re.Pattern[str], str], ...]
    table: dict[str, str]
    table_open: re.Pattern[str]
    table_related: re.Pattern[str]
    table_between: re.Pattern[str]
    readings: tuple[ClauseReading, ...]
    pending: str
    words: dict[str, dict[str, str]]


def load_grammar(folder: Path) -> Grammar:
    """The grammar in ``structure.toml`` and ``readings.toml`` of a folder.

    Raises SyntaxFault where a file is no TOML, DataError where a pattern is no regular expression.
    """
    structure = read_toml(folder / "structure.toml")
    readings = read_toml(folder / "readings.toml")
    labels = {word: part for part, words in structure["labels"].items() for word in words}
    longest_first = sorted(labels, key=len, reverse=True)
    return Grammar(
        labels=labels,
        label=_compile(rf"(?P<label>{'|'.join(longest_first)})\s?:\s?", folder),
        sections={name: _compile(pattern, folder) for name, pattern in structure["sections"].items()},
        chapters={name: _compile(pattern, folder) for name, pattern in structure["chapters"].items()},
        totals={name: _compile(pattern, folder) for name, pattern in structure["totals"].items()},
        missing=structure["missing"],
        fields={name: _compile(pattern, folder) for name, pattern in structure["fields"].items()},
        modality=tuple(
            (Modality(name), _compile(pattern, folder)) for name, pattern in structure["modality"].items()
        ),
        border=_compile(structure["clauses"]["border"], folder),
        cut=_compile(structure["clauses"]["cut"], folder),
        connective=_compile(structure["clauses"]["connective"], folder),
        condition=_compile(structure["clauses"]["condition"], folder),
        tail=_compile(structure["clauses"]["tail"], folder),
        whole=_compile(structure["clauses"]["whole"], folder),
        contacts={name: _compile(pattern, folder) for name, pattern in structure["contacts"].items()},
        step=_compile(structure["procedure"]["step"], folder),
        groups=_to_parties(structure["groups"], folder),
        subjects=_to_parties(structure["subjects"], folder),
        table=structure["table"]["columns"],
        table_open=_compile(structure["table"]["open"], folder),
        table_related=_compile(structure["table"]["related"], folder),
        table_between=_compile(structure["table"]["between"], folder),
        readings=tuple(_to_reading(entry, folder) for entry in readings["reading"]),
        pending=readings["pending"]["reason"],
        words=readings.get("words", {}),
    )


def _to_parties(table: dict[str, str], where: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_compile(words, where), party) for party, words in table.items())


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary. Raises SyntaxFault with line and column where it does not parse."""
    text = read_utf8(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        place = re.search(r"line (\d+), column (\d+)", str(err))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        raise SyntaxFault(str(path), line, column, f"this is no TOML: {err}") from err


def _compile(pattern: str, where: Path) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as err:
        raise DataError(
            f"{where}: {pattern!r} is no regular expression ({err}). Correct it and run again."
        ) from err


def _to_reading(entry: dict[str, Any], where: Path) -> ClauseReading:
    demands = [entry] if "family" in entry else []
    demands += entry.get("also", [])
    return ClauseReading(
        pattern=_compile(entry["pattern"], where),
        part=_compile(entry.get("part", ""), where),
        treatment=Treatment(entry.get("treatment", "Encoded" if demands else "Pending")),
        binds=entry.get("binds", ""),
        modality=Modality(entry["modality"]) if "modality" in entry else None,
        reason=entry.get("reason", ""),
        demands=tuple(_to_demand(demand) for demand in demands),
        facts=_to_parameters(entry.get("facts", {})),
    )


def _to_demand(entry: dict[str, Any]) -> Demand:
    return Demand(
        family=entry["family"],
        binds=entry.get("binds", ""),
        parameters=_to_parameters(entry.get("parameters", {})),
        each_part=entry.get("each_part", False),
    )


def _to_parameters(given: dict[str, object]) -> tuple[Parameter, ...]:
    return tuple(_to_parameter(name, value) for name, value in given.items())


def _to_parameter(name: str, value: object) -> Parameter:
    if isinstance(value, dict):
        return Parameter(name=name, **value)
    return Parameter(name=name, constants=tuple(value) if isinstance(value, list) else (value,))  # type: ignore[arg-type]
