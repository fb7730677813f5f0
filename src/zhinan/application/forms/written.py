"""How the values of an application are written in a form, so that reading gives them back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.layout import Column
from zhinan.application.forms.names import Names
from zhinan.application.forms.outline import Outline
from zhinan.application.forms.readings import plain_number

Written = str | int | Decimal | bool | date
_EXACT = 10**15  # what a spreadsheet keeps of a number
_FIRST_DAY = date(1900, 3, 1)  # before it the 1900 system counts a day that never was


def write_value(
    column: Column, value: NamedNode | Literal, outline: Outline, names: Names, language: str = "zh"
) -> Written:
    """One value as it is written: a date, a number, yes or no, a label or code, the id of a record, or text."""
    text = value.value
    if column.kind == "record":
        item = outline.items[NamedNode(text)]
        return item.id
    if column.kind == "thing":
        prop, direction = column.property or "", outline.direction
        prefer = names.stated_by(direction, prop) if direction else frozenset()
        return names.show(text, column, language, prefer)
    if column.kind == "boolean":
        return text in ("true", "1")
    if column.kind == "day":
        return _write_day(text)
    if column.kind in ("integer", "decimal", "money"):
        return _write_number(text)
    return text


def _write_day(text: str) -> Written:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day >= _FIRST_DAY and day.isoformat() == text else text


def _write_number(text: str) -> Written:
    """A number where it is written back as it is read, else its text, which is."""
    number = Decimal(text)
    if plain_number(number) != text or abs(number) >= _EXACT or len(number.as_tuple().digits) > 15:
        return text
    return int(number) if number == int(number) else number
