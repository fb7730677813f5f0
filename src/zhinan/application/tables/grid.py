"""A file of tables as its rows: what workbooks and folders of CSV have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from zhinan.application.forms.layout import Column, Layout, Sheet, fold, nearest
from zhinan.application.forms.readings import Raw, Source, show
from zhinan.errors import DataError

_HEAD_WITHIN = 10  # rows above the heads, such as a title


class Line(NamedTuple):
    """A row of a table: its number, its cells, and those of them (from 0) that hold the result of a formula."""

    number: int
    cells: Sequence[Raw | None]
    formulas: frozenset[int] = frozenset()


class Grid(Protocol):
    """A file of several tables."""

    @property
    def source(self) -> Source:
        """How the file counts days."""

    @property
    def size(self) -> int:
        """Its size in bytes."""

    def names(self) -> list[str]:
        """The names of the tables, in the order of the file."""

    def lines(self, name: str) -> Iterator[Line]:
        """The rows of a table; can be asked for again."""

    def merges(self, name: str) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The rows (first, last) that are merged, by column from 0."""

    def place(self, name: str, row: int, column: int) -> str:
        """Where a cell stands."""


class Cell(NamedTuple):
    """What stands in a column of a row, and where."""

    raw: Raw
    place: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row that says something: cells by the key of their column, those of columns not known by their heads."""

    sheet: Sheet
    place: str
    cells: Mapping[str, Cell]
    unknown: Mapping[str, Cell]
    has_role: bool

    def text(self, key: str) -> str:
        """What stands in a column, as text without blanks around it or an apostrophe before it; may be empty."""
        cell = self.cells.get(key)
        return show(cell.raw).strip().lstrip("'’‘") if cell else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose sheet and heads are known."""

    grid: Grid
    name: str
    sheet: Sheet
    heads: Sequence[Column | str | None]
    head_row: int
    example: Sequence[str]

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """Heads that stand twice, each with its place."""
        seen: set[str] = set()
        found = []
        for at, head in enumerate(self.heads):
            key = head.key if isinstance(head, Column) else head
            if key and key in seen:
                name = head.zh if isinstance(head, Column) else key
                found.append((name, self.grid.place(self.name, self.head_row, at)))
            seen.add(key or "")
        return found

    def records(self, *, examples: bool = False) -> Iterator[Record]:
        """The rows below the heads, but for blank ones and (unless asked for) examples."""
        merged = _Merged(self.grid.merges(self.name), self.heads)
        for line in self.grid.lines(self.name):
            if line.number <= self.head_row:
                continue
            record = self._record(line, merged.fill(line))
            if not record.cells and not record.unknown:
                continue
            mark = fold(record.text("mark"))
            if not examples and any(mark.startswith(word) for word in self.example):
                continue
            if record.cells.keys() - {"mark", "application"} or record.unknown:
                yield record

    def _record(self, line: Line, values: Sequence[Raw | None]) -> Record:
        cells: dict[str, Cell] = {}
        unknown: dict[str, Cell] = {}
        for at, (head, raw) in enumerate(zip(self.heads, values, strict=False)):
            if raw is None or head is None or (isinstance(raw, str) and not raw.strip()):
                continue
            place = self.grid.place(self.name, line.number, at)
            if at in line.formulas:
                place += "（公式 formula）"
            if isinstance(head, Column):
                cells.setdefault(head.key, Cell(unescape(raw), place))
            else:
                unknown.setdefault(head, Cell(raw, place))
        place = self.grid.place(self.name, line.number, 0)
        has_role = any(isinstance(head, Column) and head.kind == "role" for head in self.heads)
        return Record(self.sheet, place, cells, unknown, has_role)


class _Merged:
    """Fills merged cells down; ids, names and amounts stand once, however high their cell is."""

    def __init__(
        self, merges: Mapping[int, Sequence[tuple[int, int]]], heads: Sequence[Column | str | None]
    ) -> None:
        self.spans = {
            at: sorted(spans)
            for at, spans in merges.items()
            if at < len(heads)
            and (head := heads[at])
            and isinstance(head, Column)
            and head.kind not in ("id", "label", "amount")
        }
        self.values: dict[int, tuple[int, Raw | None]] = {}

    def fill(self, line: Line) -> Sequence[Raw | None]:
        """The cells of a row with what is merged into it."""
        if not self.spans:
            return line.cells
        cells = list(line.cells)
        for at, spans in self.spans.items():
            while spans and spans[0][1] < line.number:
                spans.pop(0)
            if not spans or spans[0][0] > line.number:
                continue
            cells += [None] * (at + 1 - len(cells))
            if cells[at] is not None:
                self.values[at] = spans[0][0], cells[at]
            elif at in self.values and self.values[at][0] == spans[0][0]:
                cells[at] = self.values[at][1]
        return cells


def unescape(raw: Raw) -> Raw:
    """What ``guard_cell`` was given: a leading apostrophe says "text" to a spreadsheet, and is no part of it.

    >>> unescape("'=1+1"), unescape("''quoted'"), unescape("007")
    ('=1+1', "'quoted'", '007')
    """
    return raw[1:] if isinstance(raw, str) and raw.startswith("'") else raw


def find_tables(grid: Grid, layout: Layout, where: str) -> tuple[list[Table], list[str]]:
    """The tables whose names and heads are known, and the names of those that are not and hold something.

    Raises DataError where the table of the applications is missing or has no head that is known.
    """
    tables: dict[str, Table] = {}
    strange = []
    for name in grid.names():
        sheet = layout.find_sheet(name)
        if fold(name) in layout.private or name.startswith(("#", "_")):
            continue
        if sheet is None or sheet.key in tables:
            strange += (
                [name] if any(any(c is not None for c in line.cells) for line in grid.lines(name)) else []
            )
            continue
        table = _find_heads(grid, name, sheet, layout)
        if table:
            tables[sheet.key] = table
        elif sheet is layout.root:
            raise DataError(_no_heads(where, name, sheet))
    if layout.root.key not in tables:
        raise DataError(_no_root(where, grid.names(), layout.root))
    return [tables[sheet.key] for sheet in layout.sheets if sheet.key in tables], strange


def _find_heads(grid: Grid, name: str, sheet: Sheet, layout: Layout) -> Table | None:
    best: tuple[int, Line, list[Column | str | None]] | None = None
    for line in islice(grid.lines(name), _HEAD_WITHIN):
        heads = [_head(cell, sheet) for cell in line.cells]
        count = sum(isinstance(head, Column) for head in heads)
        if count and (best is None or count > best[0]):
            best = count, line, heads
    if best is None:
        return None
    return Table(grid, name, sheet, best[2], best[1].number, layout.example)


def _head(cell: Raw | None, sheet: Sheet) -> Column | str | None:
    text = show(cell).strip() if cell is not None else ""
    return (sheet.find_column(text) or text.partition("\n")[0]) if text else None


def _no_root(where: str, names: Iterable[str], root: Sheet) -> str:
    near = nearest(root.zh, list(names)) or nearest(root.en, list(names))
    hint = f" The nearest is {near[0]!r}." if near else ""
    found = ", ".join(names) or "none"
    return (
        f"{where}: 没有“{root.zh}”这张表。There is no sheet {root.zh!r} ({root.en}); found: {found}.{hint} "
        "Name it so, or start from `zhinan template`."
    )


def _no_heads(where: str, name: str, sheet: Sheet) -> str:
    heads = ", ".join(column.zh for column in sheet.columns[1:5])
    return (
        f"{where}: “{name}”的前{_HEAD_WITHIN}行中没有列名。No head of a column is known in the first "
        f"{_HEAD_WITHIN} rows of {name!r} (such as {heads}). Start from `zhinan template`."
    )
