"""A named query: its header, its parameters and columns, and its text.

The header is the lines that begin with ``#+``; without that mark they are TOML::

    title, answer    what is asked and what a row says, each { zh, en }
    about            further words that ``zhinan queries --about`` finds it by
    sort             columns to show the rows by, "-" before one for the greatest first; else as found
    [param.NAME]     type, label, example; kind, scheme (for iri); default or optional
    [column]         NAME = "what it holds" or { zh, en, unit }, in the order selected
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhinan.errors import DataError, SyntaxFault
from zhinan.files import read_utf8
from zhinan.query.binding import find_given, find_variables

TYPES = ("iri", "string", "integer", "decimal", "date", "boolean")
_MARK = "#+"
_TOML_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_PARAMETER_KEYS = {"type", "label", "example", "kind", "scheme", "default", "optional", "many"}
_HEADER_KEYS = {"title", "answer", "about", "sort", "param", "column"}


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and in English; ``en`` is empty where there are none."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a caller gives. ``kind`` is a class of the ontology, ``scheme`` a concept scheme, by local name.

    ``optional``: left free when it is not given, so that every value fits; ``many``: several at once.
    """

    name: str
    type: str
    label: Words
    example: str
    kind: str = ""
    scheme: str = ""
    default: str | None = None
    optional: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer; ``unit`` as in the ontology: CNY, mo, 1, or empty."""

    name: str
    label: Words
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """A query of the catalogue; ``role`` is its folder under queries/, ``text`` the whole file."""

    name: str
    role: str
    title: Words
    answer: Words
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    about: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()


def read_query(path: Path, role: str = "") -> NamedQuery:
    """The named query in a file. Raises SyntaxFault or DataError where header and text disagree."""
    text = read_utf8(path)
    header = _read_header(path, text)
    if unknown := header.keys() - _HEADER_KEYS:
        raise DataError(
            f"{path}: the header says {min(unknown)!r}. Known are {', '.join(sorted(_HEADER_KEYS))}."
        )
    parameters = tuple(_read_parameter(path, name, table) for name, table in header.get("param", {}).items())
    _check_names(path, text, {parameter.name for parameter in parameters})
    return NamedQuery(
        name=path.stem,
        role=role,
        title=_read_words(path, header.get("title")),
        answer=_read_words(path, header.get("answer", "")),
        parameters=parameters,
        columns=tuple(_read_column(path, name, value) for name, value in header.get("column", {}).items()),
        text=text,
        about=tuple(header.get("about", ())),
        sort=tuple(header.get("sort", ())),
    )


def _read_header(path: Path, text: str) -> dict[str, Any]:
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.startswith(_MARK)]
    if not numbered:
        raise DataError(
            f'{path}: there is no header. Begin the file with \'#+ title = {{ zh = "…", en = "…" }}\'.'
        )
    try:
        return tomllib.loads("\n".join(line.removeprefix(_MARK) for _, line in numbered))
    except tomllib.TOMLDecodeError as err:
        found = _TOML_PLACE.fullmatch(str(err))
        line = numbered[int(found[2]) - 1][0] if found else None
        column = int(found[3]) + len(_MARK) if found else None
        raise SyntaxFault(
            str(path), line, column, f"the header is not TOML: {found[1] if found else err}"
        ) from err


def _read_words(path: Path, value: object) -> Words:
    match value:
        case str():
            return Words("", value)
        case {"zh": str(zh), **rest}:
            return Words(zh, str(rest.get("en", "")))
        case _:
            raise DataError(f'{path}: {value!r} stands where words should. Write {{ zh = "…", en = "…" }}.')


def _read_parameter(path: Path, name: str, table: Mapping[str, Any]) -> Parameter:
    if unknown := table.keys() - _PARAMETER_KEYS:
        raise DataError(
            f"{path}: {name!r} says {min(unknown)!r}. Known are {', '.join(sorted(_PARAMETER_KEYS))}."
        )
    if table.get("type") not in TYPES:
        raise DataError(
            f"{path}: parameter {name!r} is of type {table.get('type')!r}. Known are {', '.join(TYPES)}."
        )
    if "example" not in table:
        raise DataError(f"{path}: parameter {name!r} has no example. Give one that finds rows.")
    return Parameter(
        name=name,
        type=table["type"],
        label=_read_words(path, table.get("label")),
        example=str(table["example"]),
        kind=table.get("kind", ""),
        scheme=table.get("scheme", ""),
        default=str(table["default"]) if "default" in table else None,
        optional=bool(table.get("optional", False)),
        many=bool(table.get("many", False)),
    )


def _read_column(path: Path, name: str, value: str | Mapping[str, Any]) -> Column:
    if isinstance(value, str):
        return Column(name, Words("", value))
    unit = str(value.get("unit", ""))
    return Column(name, _read_words(path, {key: word for key, word in value.items() if key != "unit"}), unit)


def _check_names(path: Path, text: str, declared: set[str]) -> None:
    """Every $name is declared and every declared name used, and none of them is also found as ?name."""
    given = find_given(text)
    if differing := given ^ declared:
        raise DataError(f"{path}: ${min(differing)} is used or declared, but not both. Do both.")
    if both := given & find_variables(text):
        raise DataError(
            f"{path}: ${min(both)} and ?{min(both)} are one variable to SPARQL. Rename the one that is found."
        )
