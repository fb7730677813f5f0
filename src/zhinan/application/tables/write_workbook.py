"""Tables as an XLSX workbook: heads in two languages with notes, drop-down lists, frozen heads, fitting widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from zhinan.application.forms.form import Choice, FormColumn
from zhinan.application.forms.written import Written
from zhinan.application.tables.contents import Book, BookSheet
from zhinan.errors import DataError
from zhinan.files import guard_cell

if TYPE_CHECKING:
    from openpyxl import Workbook as OpenWorkbook

_ROWS = 1_000  # rows below the heads that have drop-down lists, or more where more are filled in
_WIDTHS = {
    "mark": 8,
    "id": 16,
    "application": 18,
    "label": 36,
    "role": 18,
    "text": 24,
    "moment": 27,
    "day": 13,
}
_NARROW, _WIDE = 12, 44
_FORMATS = {"day": "yyyy-mm-dd", "id": "@", "application": "@", "text": "@", "label": "@", "moment": "@"}


def write_workbook(book: Book, stream: BinaryIO) -> None:
    """Write a workbook. Raises DataError where a text holds a character that no workbook can."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for sheet in book.sheets:
        for text in (v for row in sheet.rows for v in row.values() if isinstance(v, str)):
            if ILLEGAL_CHARACTERS_RE.search(text):
                raise DataError(
                    f"No cell can hold the control character in {text!r}. Take it out, or write JSON."
                )
    workbook = Workbook(write_only=True)
    lists = _Lists(book)
    _write_notes(workbook, book)
    for sheet in book.sheets:
        _write_sheet(workbook, sheet, book, lists)
    lists.write(workbook)
    workbook.save(stream)


def _write_notes(workbook: OpenWorkbook, book: Book) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet: Any = workbook.create_sheet(book.notes_name)
    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(book.introduction):
        cell = WriteOnlyCell(sheet, guard_cell(line))
        cell.font = Font(bold=number == 0)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([cell])


def _write_sheet(workbook: OpenWorkbook, made: BookSheet, book: Book, lists: _Lists) -> None:
    from openpyxl.utils import get_column_letter

    sheet: Any = workbook.create_sheet(made.sheet.zh)
    keys = [column.column.key for column in made.columns]
    sheet.freeze_panes = f"{get_column_letter(keys.index('id') + 2 if 'id' in keys else 3)}2"
    for at, column in enumerate(made.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = _width(column)
        dimension.number_format = _FORMATS.get(column.column.kind, "General")
    _add_lists(sheet, made, book, lists)
    sheet.row_dimensions[1].height = 48
    sheet.append([_head(sheet, column) for column in made.columns])
    for row in made.rows:
        cells: list[Any] = [_cell(row.get(key), book) for key in keys]
        sheet.append([_greyed(sheet, cell) for cell in cells] if "mark" in row else cells)


def _greyed(sheet: Any, value: Any) -> Any:
    """A cell of an example."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(italic=True, color="808080")
    return cell


def _head(sheet: Any, column: FormColumn) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet, f"{column.column.zh}\n{column.column.en}")
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="DDEBF7")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if note := column.note():
        cell.comment = Comment(note, "zhinan", width=420, height=min(560, 60 + 22 * (len(note) // 28)))
    return cell


def _cell(value: Written | None, book: Book) -> Any:
    if isinstance(value, bool):
        return book.yes_no[0] if value else book.yes_no[1]
    return guard_cell(value) or None if isinstance(value, str) else value


def _width(column: FormColumn) -> float:
    """Columns wide enough for their head and their choices: a Chinese character takes two."""
    words = [column.column.zh, *(choice[0] for choice in column.choices)]
    longest = max(_columns(word) for word in words) + 4
    return max(_WIDTHS.get(column.column.kind, _NARROW), min(longest, _WIDE))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _add_lists(sheet: Any, made: BookSheet, book: Book, lists: _Lists) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = max(_ROWS, len(made.rows)) + 1
    for at, column in enumerate(made.columns, 1):
        formula = lists.formula(column, made)
        if formula is None:
            continue
        check = DataValidation(type="list", formula1=formula, allow_blank=True)
        # The list helps; it is reading that decides: codes, English and several values are as good.
        check.showErrorMessage = False
        check.showInputMessage = False
        letter = get_column_letter(at)
        check.add(f"{letter}2:{letter}{last}")
        sheet.data_validations.append(check)


class _Lists:
    """The sheet of all closed lists, three columns each: what is written, its English, its code."""

    def __init__(self, book: Book) -> None:
        self.name = book.lists_name
        self.sheets = {sheet.sheet.cls: sheet for sheet in book.sheets}
        self.lists: dict[tuple[Choice, ...], tuple[int, str]] = {}
        for sheet in book.sheets:
            for column in sheet.columns:
                if column.choices and column.choices not in self.lists:
                    self.lists[column.choices] = len(self.lists) * 3 + 1, column.column.zh

    def formula(self, column: FormColumn, made: BookSheet) -> str | None:
        """Where the choices of a column stand: in the sheet of lists, or the ids of another sheet."""
        from openpyxl.utils import get_column_letter

        if column.choices:
            letter = get_column_letter(self.lists[column.choices][0])
            return f"{_quote(self.name)}!${letter}$2:${letter}${len(column.choices) + 1}"
        target = column.column.target if column.column.kind in ("record", "of") else None
        if column.column.kind == "application":
            target = next(iter(self.sheets))
        other = self.sheets.get(target) if target else None
        if other is None:
            return None
        at = [one.column.key for one in other.columns].index("id") + 1
        letter = get_column_letter(at)
        return f"{_quote(other.sheet.zh)}!${letter}$2:${letter}${max(_ROWS, len(other.rows)) + 1}"

    def write(self, workbook: OpenWorkbook) -> None:
        """Add the sheet."""
        sheet: Any = workbook.create_sheet(self.name)
        heads: list[str] = []
        for _, zh in self.lists.values():
            heads += [zh, "English", "代码 code"]
        sheet.append(heads)
        for number in range(max(map(len, self.lists), default=0)):
            sheet.append([word for choices in self.lists for word in _at(choices, number)])


def _at(choices: Sequence[Choice], number: int) -> Sequence[str | None]:
    if number >= len(choices):
        return (None, None, None)
    return [str(guard_cell(word)) for word in choices[number]]


def _quote(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
