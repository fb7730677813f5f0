"""Tables as a folder of CSV files, UTF-8 with a byte-order mark, so that spreadsheets open them rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from zhinan.application.forms.written import Written
from zhinan.application.tables.contents import Book, BookSheet
from zhinan.files import guard_cell


def write_csv(book: Book) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, the notes first."""
    notes = [["表 sheet", "列 column", "", "可填 choices", "依据 clauses"]]
    for sheet in book.sheets:
        for column in sheet.columns:
            choices = "；".join(choice[0] for choice in column.choices)
            notes.append([sheet.sheet.zh, column.column.zh, column.column.en, choices, column.note()])
    yield f"{book.notes_name}.csv", _encode([[line] for line in book.introduction] + notes)
    for sheet in book.sheets:
        yield f"{sheet.sheet.zh}.csv", _encode(_lines(sheet, book))


def _lines(sheet: BookSheet, book: Book) -> Iterator[list[str]]:
    yield [column.column.zh for column in sheet.columns]
    for row in sheet.rows:
        yield [_cell(row.get(column.column.key), book) for column in sheet.columns]


def _cell(value: Written | None, book: Book) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return book.yes_no[0] if value else book.yes_no[1]
    return str(guard_cell(value)) if isinstance(value, str) else str(value)


def _encode(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()
