"""An XLSX workbook as tables, read row by row; formulas and macros are never run."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhinan.application.forms.readings import ErrorCell, Formula, Raw, Source
from zhinan.application.tables.grid import Line
from zhinan.application.tables.inspect_workbook import Part, cut_off, inspect_workbook
from zhinan.errors import DataError

if TYPE_CHECKING:
    from openpyxl import Workbook as OpenWorkbook

_COLUMNS = 256  # of a sheet that are read
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})


class Workbook:
    """A workbook open for reading, to be closed; ``source`` holds the day from which it counts (1900 or 1904).

    ``size`` is about that of the texts in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts = inspect_workbook(path)
        self.size = sum(part.size for part in self.parts.values()) // 4  # the rest is tags
        self.values = self._load(data_only=True)
        self._formulas: OpenWorkbook | None = None
        epoch: Any = self.values.epoch
        self.source = Source(first_day=epoch.date() if isinstance(epoch, datetime) else date(1899, 12, 30))

    def close(self) -> None:
        """Let go of the file."""
        for book in (self.values, self._formulas):
            if book is not None:
                book.close()

    def names(self) -> list[str]:
        """The names of the sheets, but for charts and macro sheets."""
        return [sheet.title for sheet in self.values.worksheets]

    def lines(self, name: str) -> Iterator[Line]:
        """The rows of a sheet; a formula gives the value stored with it, or a Formula where none is."""
        rows = self._rows(self.values, name)
        if not self._part(name).formulas:
            for number, cells in enumerate(rows, 1):
                if any(cell is not None for cell in cells):
                    yield Line(number, [_tidy(cell) for cell in cells])
            return
        if self._formulas is None:
            self._formulas = self._load(data_only=False)
        for number, (cells, texts) in enumerate(zip(rows, self._rows(self._formulas, name), strict=False), 1):
            found = {
                at
                for at, text in enumerate(texts)
                if _is_formula(text, cells[at] if at < len(cells) else None)
            }
            values = [*(_tidy(cell) for cell in cells), *([None] * (len(texts) - len(cells)))]
            for at in found:
                if values[at] is None:
                    values[at] = Formula(_formula_text(texts[at]))
            if any(value is not None for value in values):
                yield Line(number, values, frozenset(found))

    def merges(self, name: str) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The rows that are merged, by column from 0."""
        return {at: list(spans) for at, spans in self._part(name).merges.items()}

    def place(self, name: str, row: int, column: int) -> str:
        """Sheet and cell, such as ``人员!C5``."""
        letters, number = "", column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{name}!{letters}{row}"

    def _part(self, name: str) -> Part:
        path = str(getattr(self.values[name], "_worksheet_path", "")).lstrip("/")
        return self.parts.get(path, Part({}, formulas=True, size=0))

    def _rows(self, book: OpenWorkbook, name: str) -> Iterator[tuple[Any, ...]]:
        sheet: Any = book[name]
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        with _translated(self.path):
            for row in sheet.iter_rows(values_only=True):
                yield row[:_COLUMNS]

    def _load(self, *, data_only: bool) -> OpenWorkbook:
        from openpyxl import load_workbook

        with _translated(self.path):
            return load_workbook(
                self.path, read_only=True, data_only=data_only, keep_links=False, keep_vba=False
            )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """What openpyxl raises on broken parts, as one message; its warnings on extensions are of no account here."""
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InvalidFileException as err:
        raise DataError(f"{path}: this is no XLSX workbook. Save it as .xlsx and run again.") from err
    except (
        ParseError,
        BadZipFile,
        SyntaxError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as err:
        raise cut_off(path) from err


def _tidy(value: Any) -> Raw | None:
    if isinstance(value, str):
        if value in _ERRORS:
            return ErrorCell(value)
        return value or None
    return value  # type: ignore[no-any-return]


def _is_formula(text: Any, value: Any) -> bool:
    """Whether a cell is a formula: read as one it is not what its stored value is."""
    if isinstance(text, str):
        return text.startswith("=") and text != value
    return text is not None and hasattr(text, "ref")


def _formula_text(text: Any) -> str:
    return text if isinstance(text, str) else str(getattr(text, "text", "") or "=")
