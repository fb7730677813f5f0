"""Running a named query: from what a caller gives to typed rows with labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhinan.errors import BadParameter
from zhinan.query.answer import Answer
from zhinan.query.binding import bind_values
from zhinan.query.catalogue import Catalogue
from zhinan.query.lookup import Labels, find_thing, read_labels
from zhinan.query.named import Column, NamedQuery, Parameter, Words
from zhinan.store import Iri, Row, Store, Value

Given = Mapping[str, Value | None]
"""What a caller gives: strings as typed on a command line, or values of the right type; None is not given."""

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def run_query(store: Store, catalogue: Catalogue, query: NamedQuery, given: Given) -> Answer:
    """The answer to a named query.

    Raises BadParameter where a parameter is missing, unknown or of the wrong type, UnknownLabel where a label
    names no one thing.
    """
    table = store.select(bind_query(store, catalogue, query, given))
    declared = {column.name: column for column in query.columns}
    columns = tuple(declared.get(name, Column(name, Words("", name))) for name in table.columns)
    iris = {value.value for row in table.rows for value in row if isinstance(value, Iri)}
    labels = read_labels(store, catalogue.lookups, iris)
    return Answer(query, columns, sort_rows(table.rows, table.columns, query.sort, labels), labels)


def bind_query(store: Store, catalogue: Catalogue, query: NamedQuery, given: Given) -> str:
    """The text that asks a named query with what is given; the store is asked what labels mean."""
    known = {parameter.name for parameter in query.parameters}
    if unknown := [name for name, value in given.items() if value is not None and name not in known]:
        takes = f"It takes {', '.join(f'--{name}' for name in sorted(known))}." if known else "It takes none."
        raise BadParameter(unknown[0], f"{query.name} has no such parameter", takes)
    values: dict[str, Value | tuple[Value, ...]] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name)
        value = parameter.default if value is None else value
        if value is not None:
            values[parameter.name] = _read_value(store, catalogue, parameter, value)
        elif not parameter.optional:
            raise BadParameter(
                parameter.name, f"{query.name} needs it", f"Give one, such as {parameter.example!r}."
            )
    return bind_values(query.text, values)


def _read_value(store: Store, catalogue: Catalogue, parameter: Parameter, value: Value) -> Value:
    if isinstance(value, Iri):
        value = value.value
    if not isinstance(value, str):
        value = str(value).lower() if isinstance(value, bool) else str(value)
    if parameter.type == "iri":
        return find_thing(store, catalogue.lookups, parameter, value)
    return read_argument(parameter, value)


def read_argument(parameter: Parameter, text: str) -> Value:
    """The value of a parameter that is no thing. Raises BadParameter where the text is not of its type."""
    text = text.strip()
    try:
        match parameter.type:
            case "string":
                return text
            case "integer" if _INTEGER.fullmatch(text):
                return int(text)
            case "decimal" if _DECIMAL.fullmatch(text):
                return Decimal(text)
            case "date":
                return date.fromisoformat(text)
            case "boolean" if text.lower() in ("true", "false"):
                return text.lower() == "true"
    except (ValueError, InvalidOperation):
        pass
    raise BadParameter(
        parameter.name, f"{text!r} is not {_FORMS[parameter.type]}", f"Give one like {parameter.example!r}."
    )


_FORMS = {
    "integer": "a whole number",
    "decimal": "a number (digits and a point, no commas)",
    "date": "a day (YYYY-MM-DD)",
    "boolean": "true or false",
}


def sort_rows(
    rows: tuple[Row, ...], columns: tuple[str, ...], keys: tuple[str, ...], labels: Labels
) -> tuple[Row, ...]:
    """The rows by the columns of ``keys``, Chinese labels by pinyin; rows equal in them stay in order."""
    for key in reversed(keys):
        rows = _sort_by(
            rows, columns.index(key.removeprefix("-")), labels, greatest_first=key.startswith("-")
        )
    return rows


def _sort_by(rows: tuple[Row, ...], at: int, labels: Labels, *, greatest_first: bool) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: _sort_key(row[at], labels), reverse=greatest_first))


def _sort_key(value: Value | None, labels: Labels) -> tuple[int, Any]:
    """Nothing first, then numbers, days, words. GB 18030 has the common characters in the order of pinyin."""
    match value:
        case None:
            return 0, 0
        case int() | float() | Decimal():
            return 1, value
        case date():
            return 2, value.isoformat()
        case Iri():
            return 3, labels.get(value.value, {}).get("zh", value.value).encode("gb18030", "replace")
        case _:
            return 3, str(value).encode("gb18030", "replace")
