"""What a workbook or a folder of CSV is to hold: a form with the rows of applications, and what to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhinan.application.forms.form import Form, FormColumn, FormSheet
from zhinan.application.forms.layout import Sheet
from zhinan.application.statements import Application
from zhinan.application.tables.rows import Row, write_rows


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet to be written: its columns, and rows by the keys of them."""

    sheet: Sheet
    columns: Sequence[FormColumn]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Book:
    """All that is to be written; ``introduction`` are the lines of the sheet of notes."""

    sheets: Sequence[BookSheet]
    introduction: Sequence[str]
    notes_name: str
    lists_name: str
    yes_no: tuple[str, str]


def make_book(
    form: Form, whole: Form, applications: Iterable[Application], examples: Iterable[Application]
) -> Book:
    """The tables of a form with applications filled in; examples are marked so that they are not read.

    A column that an application needs and the form has not is taken from ``whole``, the form with all columns.
    """
    rows: dict[str, list[Row]] = {}
    mark = form.layout.example[0]
    for application in examples:
        for sheet, row in write_rows(application, form.layout, form.names):
            rows.setdefault(sheet.key, []).append({"mark": mark, **row})
    for application in applications:
        for sheet, row in write_rows(application, form.layout, form.names):
            rows.setdefault(sheet.key, []).append(row)
    own = {sheet.sheet.key: sheet for sheet in form.sheets}
    sheets = []
    for full in whole.sheets:
        there, kept = rows.get(full.sheet.key, []), own.get(full.sheet.key)
        if kept or there:
            columns = _choose(full, kept, there, form.layout.always)
            sheets.append(BookSheet(full.sheet, columns, there))
    notes, lists = form.layout.sheet_names
    return Book(sheets, _introduce(form), notes, lists, form.layout.yes_no)


def _choose(
    full: FormSheet, own: FormSheet | None, rows: Sequence[Row], always: frozenset[str]
) -> list[FormColumn]:
    """The columns of the form, and those of ``full`` that the rows need besides."""
    mine = {column.column.key: column for column in own.columns} if own else {}
    sheet = full.sheet
    used = {key for row in rows for key, value in row.items() if value not in ("", None)}
    implied = len(sheet.roles) == 1 and all(row.get("role") == sheet.roles[0].zh for row in rows)
    basic = frozenset() if own else always
    return [
        mine.get(column.column.key, column)
        for column in full.columns
        if column.column.key in mine
        or column.column.key in basic
        or (column.column.key in used and not (implied and column.column.key == "role"))
    ]


def _introduce(form: Form) -> list[str]:
    call = form.rules.direction
    return [
        f"{call.number} {call.labels.get('zh', '')}",
        f"{call.labels.get('en', '')}",
        *form.layout.introduction,
    ]
