"""The priority table: cells one to a line, merged cells and printed groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhinan.ingest.corrections import Corrections, read_corrected
from zhinan.ingest.grammar import Grammar
from zhinan.ingest.names import Names, find_names, locate_names
from zhinan.ingest.passage import Passage
from zhinan.model import Document, Notice, Priority, Span

_COLUMNS = ("group", "country", "field", "research", "partners")
_NEITHER = " \u3000\t"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a printed row, merged ones filled in from above; ``own`` are those printed in the row itself."""

    cells: dict[str, Passage]
    own: tuple[Passage, ...]

    def text(self, column: str) -> str:
        """The words of a cell, "" where it is empty."""
        return self.cells[column].text


def read_priorities(
    document: Document, grammar: Grammar, names: Names, corrections: Corrections
) -> tuple[list[Priority], list[Notice]]:
    """The rows of the table in the order printed, with a notice for every word that names nothing known."""
    priorities: list[Priority] = []
    notices: list[Notice] = []
    for number, row in enumerate(read_rows(document, grammar), 1):
        priority, unread = _to_priority(number, row, grammar, names, corrections)
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
        if len(cells) == len(_COLUMNS) and sum(label is not None for label in labels) == len(_COLUMNS) - 1:
            rest = iter(column for column in _COLUMNS if column not in labels)
            columns = [label or next(rest) for label in labels]
        elif columns and len(cells) == len(columns):
            row = dict(zip(columns, cells, strict=True))
            own = tuple(cell for column, cell in row.items() if cell.text and column != "group")
            for column in ("group", "country"):
                row[column] = row[column] if row[column].text else above.get(column, row[column])
            above = row
            yield Row(row, own)


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


def _to_priority(
    number: int, row: Row, grammar: Grammar, names: Names, corrections: Corrections
) -> tuple[Priority, list[str]]:
    country = read_corrected(row.cells["country"], corrections)
    partner = next((iris[0] for _, iris in find_names(country, names.partners)), None)
    bodies = _find_bodies(read_corrected(row.cells["partners"], corrections), partner, grammar, names)
    unread = list(bodies.unread)
    if row.text("group") not in names.groups:
        unread.append(row.text("group"))
    if partner is None:
        unread.append(row.text("country"))
    research = re.split("、", row.text("research")) if row.text("research") else []
    return Priority(
        row=number, group=row.text("group"), group_iri=names.groups.get(row.text("group")),
        country=row.text("country"), partner=partner, field=row.text("field"),
        research_directions=tuple(research), printed=row.text("partners"),
        institutions=tuple(iri for iri in bodies.iris if iri not in names.categories),
        categories=tuple(iri for iri in bodies.iris if iri in names.categories),
        open_list=_is_open(row, bodies, grammar), spans=_spans(row),
    ), unread  # fmt: skip


def _is_open(row: Row, bodies: _Bodies, grammar: Grammar) -> bool:
    """等 behind the names, or institutions that are only said to be concerned (相关)."""
    return bool(
        grammar.table_open.search(bodies.beside) or grammar.table_related.search(row.text("partners"))
    )


def _spans(row: Row) -> tuple[Span, ...]:
    """The cells of the row from first to last, and those of country and group where a row above holds them."""
    whole = row.own[0]
    for cell in row.own[1:]:
        whole = whole + cell
    country, group = row.cells["country"], row.cells["group"]
    merged = [cell for cell in (country, group) if cell.text and cell not in row.own]
    return (whole.span, *(cell.span for cell in merged))


@dataclass(frozen=True, slots=True)
class _Bodies:
    """What a cell of partners names, the words in it that name nothing, and all the words beside the names."""

    iris: tuple[str, ...]
    unread: list[str]
    beside: str


def _find_bodies(cell: Passage, partner: str | None, grammar: Grammar, names: Names) -> _Bodies:
    """Institutions and categories in a cell, and the words left over.

    A name borne by several, or that means a body only under its country, is the one of the row's own country.
    """
    found: dict[str, None] = {}
    rest: list[str] = []
    position = 0
    for start, end, iris in locate_names(cell, names.bodies):
        here = [iri for iri in iris if names.within.get(iri) == partner]
        if not here and (cell[start:end].text in names.local or len(iris) > 1):
            continue
        rest.append(cell[position:start].key)
        found[(here or list(iris))[0]] = None
        position = end
    rest.append(cell[position:].key)
    between = grammar.table_between
    return _Bodies(tuple(found), [left for words in rest if (left := between.sub("", words))], "".join(rest))
