"""Typed values out of RDF literals, and the one type that a column of them gets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from zhinan.export.graph import Cell, Value, ValueType
from zhinan.terms import XSD

Typed = tuple[ValueType, Value]

_INTEGERS = frozenset(XSD + name for name in [
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte",
])  # fmt: skip
_NUMBERS = frozenset(XSD + name for name in ("decimal", "double", "float"))
_LARGEST = 2**53 - 1  # the largest integer that JSON readers in JavaScript keep whole


def read_literal(literal: ox.Literal) -> Typed:
    """The type and value of a literal; what a type cannot hold without loss stays text.

    >>> read_literal(ox.Literal("3.0", datatype=ox.NamedNode(XSD + "decimal")))
    ('double', 3.0)
    >>> read_literal(ox.Literal("123456789012345678901", datatype=ox.NamedNode(XSD + "integer")))
    ('string', '123456789012345678901')
    """
    text, datatype = literal.value, literal.datatype.value
    if datatype in _INTEGERS:
        return _read_integer(text)
    if datatype in _NUMBERS:
        return _read_number(text)
    if datatype == XSD + "boolean" and text in ("true", "false", "1", "0"):
        return "boolean", text in ("true", "1")
    if datatype == XSD + "date" and len(text) == len("2020-01-01"):
        return "date", text
    if datatype == XSD + "dateTime":
        return "datetime", text
    return "string", text


def widen(types: Iterable[ValueType]) -> ValueType:
    """The type that holds values of all these types: itself, a number, or text."""
    found = set(types)
    if len(found) == 1:
        return found.pop()
    return "double" if found == {"integer", "double"} else "string"


def convert(values: Iterable[Typed], to: ValueType, *, many: bool) -> Cell:
    """Values in the type of their column: a tuple where the column holds many, else the only one."""
    cells = tuple(_convert(kind, value, to) for kind, value in values)
    return cells if many else cells[0]


def _convert(kind: ValueType, value: Value, to: ValueType) -> Value:
    if kind == to:
        return value
    if to == "double":
        return float(value)
    return str(value).lower() if kind == "boolean" else str(value)


def _read_integer(text: str) -> Typed:
    try:
        value = int(text)
    except ValueError:
        return "string", text
    return ("integer", value) if abs(value) <= _LARGEST else ("string", text)


def _read_number(text: str) -> Typed:
    try:
        exact, value = Decimal(text), float(text)
    except (InvalidOperation, ValueError):
        return "string", text
    whole = math.isfinite(value) and Decimal(repr(value)) == exact
    return ("double", value) if whole else ("string", text)
