"""What a query finds, as plain Python values that are equal whichever store they came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from zhinan.terms import XSD


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """The name of a thing."""

    value: str

    def __str__(self) -> str:
        """What is written for a person."""
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Blank:
    """A thing without a name; ``label`` holds within one answer only."""

    label: str

    def __str__(self) -> str:
        """What is written for a person."""
        return f"_:{self.label}"


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """Words in a language, such as ``Text("能源", "zh")``."""

    value: str
    language: str

    def __str__(self) -> str:
        """What is written for a person."""
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Typed:
    """A literal of a datatype that Python has no value for, or whose form is not of its datatype."""

    value: str
    datatype: str

    def __str__(self) -> str:
        """What is written for a person."""
        return self.value


Value = Iri | Blank | Text | Typed | str | bool | int | Decimal | float | date | datetime
"""``str`` is a plain string; ``date`` and ``datetime`` are of XSD's types of these names."""

Row = tuple[Value | None, ...]
"""A row of an answer; None where the query left a column unbound."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: columns in the order selected, rows in the order found."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def _read_boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_READERS: dict[str, Callable[[str], Value]] = {
    XSD + "string": str,
    XSD + "boolean": _read_boolean,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "date": date.fromisoformat,
    XSD + "dateTime": datetime.fromisoformat,
    **{
        XSD + name: int
        for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
    },
}


def read_literal(text: str, datatype: str | None = None, language: str | None = None) -> Value:
    """The Python value of an RDF literal; ``datatype`` None is a plain string.

    >>> read_literal("3.0", XSD + "decimal") == read_literal("3", XSD + "integer") == 3
    True
    >>> read_literal("能源", language="zh")
    Text(value='能源', language='zh')
    >>> read_literal("soon", XSD + "date")
    Typed(value='soon', datatype='http://www.w3.org/2001/XMLSchema#date')
    """
    if language:
        return Text(text, language.lower())
    reader = str if datatype is None else _READERS.get(datatype)
    if reader is None:
        return Typed(text, datatype or "")
    try:
        return reader(text)
    except (ValueError, KeyError, InvalidOperation):
        return Typed(text, datatype or "")
