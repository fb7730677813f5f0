"""The priority table: cells one to a line, merged cells and printed groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.names import Names, find_names
from zhinan.ingest.passage import Passage
from zhinan.model import Document, Notice, Priority

_COLUMNS = ("group", "country", "field", "research", "partners")
_NEITHER = " \u3000\t"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a printed row, merged ones filled in from above."""

    cells: dict[str, Passage]

    def text(self, column: str) -> str:
        """The words of a cell, "" where it is empty."""
        return self.cells[column].text


def read_priorities(
    document: Document, grammar: Grammar, names: Names
) -> tuple[list[Priority], list[Notice]]:
    """The rows of the table in the order printed, with a notice for every word that names nothing known."""
    priorities: list[Priority] = []
    notices: list[Notice] = []
    for number, row in enumerate(read_rows(document, grammar), 1):
        priority, unread = _to_priority(number, row, grammar, names)
        priorities.append(priority)
        notices += [
            Notice(message=f"row {number}: {words!r} is not in the reference data", where=f"row {number}")
            for words in unread
        ]
    return priorities, notices


def read_rows(document: Document, grammar: Grammar) -> Iterator[Row]:
    """Rows below the header. Cells are lines that begin with a tab; a line without one goes on with its cell."""
    above: dict[str, Passage] = {}
    columns: list[str] = []
    for cells in _printed_rows(document):
        labels = [grammar.table.get(cell.text) for cell in cells]
        if sum(label is not None for label in labels) >= len(_COLUMNS) - 1:
            rest = iter(column for column in _COLUMNS if column not in labels)
            columns = [label or next(rest) for label in labels]
        elif columns and len(cells) == len(columns):
            row = dict(zip(columns, cells, strict=True))
            for column in ("group", "country"):
                row[column] = row[column] if row[column].text else above.get(column, row[column])
            above = row
            yield Row(row)


def _printed_rows(document: Document) -> Iterator[list[Passage]]:
    cells: list[Passage] = []
    for match in re.finditer(r"[^\n]*(?:\n|$)", document.text):
        line = match.group().rstrip("\r\n")
        passage = Passage(document, line, tuple(range(match.start(), match.start() + len(line))))
        if not line:
            yield cells
            cells = []
        elif line.startswith("\t"):
            cells = [*cells, passage[1:].strip(_NEITHER)]
        elif cells:
            cells = [*cells[:-1], cells[-1] + passage.strip(_NEITHER)]
    yield cells


def _to_priority(number: int, row: Row, grammar: Grammar, names: Names) -> tuple[Priority, list[str]]:
    partner = next((iris[0] for _, iris in find_names(row.cells["country"], names.partners)), None)
    bodies, unread = _find_bodies(row.cells["partners"], partner, grammar, names)
    if partner is None:
        unread.append(row.text("country"))
    research = re.split("、", row.text("research")) if row.text("research") else []
    printed = [row.cells[column] for column in _COLUMNS[1:] if row.cells[column].text]
    whole = sum(printed[1:], printed[0])
    return Priority(
        row=number, group=row.text("group"), country=row.text("country"), partner=partner, field=row.text("field"),
        research_directions=tuple(research), printed=row.text("partners"),
        institutions=tuple(iri for iri in bodies if iri not in names.categories),
        categories=tuple(iri for iri in bodies if iri in names.categories),
        open_list=bool(grammar.table_open.search(row.text("partners"))), spans=(whole.span,),
    ), unread  # fmt: skip


def _find_bodies(
    cell: Passage, partner: str | None, grammar: Grammar, names: Names
) -> tuple[list[str], list[str]]:
    """Institutions and categories in a cell, of the row's own country where a name is borne by several, and unread words."""
    found: dict[str, None] = {}
    unread: list[str] = []
    position = 0
    for words, iris in find_names(cell, names.bodies):
        start = cell.offsets.index(words.offsets[0])
        unread.append(grammar.table_between.sub("", cell[position:start].key))
        here = [iri for iri in iris if names.within.get(iri) == partner]
        found[(here or list(iris))[0]] = None
        position = start + len(words)
    unread.append(grammar.table_between.sub("", cell[position:].key))
    return list(found), [words for words in unread if words]
