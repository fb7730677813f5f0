"""Bare results of SPARQL written down: a table for reading, and the standard forms for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from unicodedata import combining, east_asian_width

import pyoxigraph as ox

from zhinan.store import Blank, Iri, Table, Text, Typed, Value
from zhinan.terms import XSD, prefixes, shorten

_GAP = "   "


def write_rows(table: Table, form: str, *, bom: bool = False, terminal_width: int | None = None) -> str:
    """The rows as ``table``, ``csv`` or ``json``.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats; SPARQL 1.1 Query Results JSON Format.
    """
    if form == "csv":
        return _write_csv(table, bom=bom)
    if form == "json":
        return _write_json(table)
    cells = [[show_value(value) for value in row] for row in table.rows]
    return draw_table(table.columns, cells, [False] * len(table.columns), terminal_width)


def write_triples(triples: Iterable[ox.Triple]) -> str:
    """The triples as Turtle, with those of the project's prefixes that they need."""
    found = list(triples)
    iris = [term.value for triple in found for term in triple if isinstance(term, ox.NamedNode)]
    needed = {prefix: ns for prefix, ns in prefixes().items() if any(iri.startswith(ns) for iri in iris)}
    data = ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=needed)
    return (data or b"").decode("utf-8")


def draw_table(
    heads: Sequence[str], cells: Sequence[Sequence[str]], right: Sequence[bool], terminal_width: int | None
) -> str:
    """Rows in columns that stand in line whatever the script; ``right`` says which columns are numbers.

    Cells are folded only where the table is wider than a terminal, and only then is rich imported: its import takes
    a fifth of the time of a whole query.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in (heads, *cells)]
    widths = [max(map(measure_width, column)) for column in zip(*rows, strict=True)]
    if terminal_width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > terminal_width:
        return fold_table(rows, right, terminal_width)
    lines = [_GAP.join(map(_pad, row, widths, right)).rstrip() for row in rows]
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    return "".join(f"{line}\n" for line in (lines[0], rule, *lines[1:]))


def fold_table(rows: Sequence[Sequence[str]], right: Sequence[bool], width: int) -> str:
    """The rows, the first of them heads, with cells folded so that no line is wider than ``width``."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text as RichText

    table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="")
    for head, numeric in zip(rows[0], right, strict=True):
        table.add_column(RichText(head), justify="right" if numeric else "left", overflow="fold")
    for row in rows[1:]:
        table.add_row(*map(RichText, row))
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines() if line.strip())


def measure_width(text: str) -> int:
    """Cells of a terminal that a text takes: Chinese characters two, combining marks none.

    >>> measure_width("能源 energy")
    11
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - measure_width(text))
    return space + text if right else text + space


def show_value(value: Value | None) -> str:
    """A value as a person reads it: prefixed names, numbers without an exponent."""
    match value:
        case None:
            return ""
        case Iri():
            return shorten(value.value)
        case bool():
            return "是 yes" if value else "否 no"
        case _:
            return show_plain(value)


def show_plain(value: Value) -> str:
    """A value as another program reads it.

    >>> show_plain(Decimal("30000000.0")), show_plain(True)
    ('30000000', 'true')
    """
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _write_csv(table: Table, *, bom: bool) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    writer.writerows(["" if value is None else show_plain(value) for value in row] for row in table.rows)
    return ("\ufeff" if bom else "") + stream.getvalue()


def _write_json(table: Table) -> str:
    bindings = [
        {
            name: _to_binding(value)
            for name, value in zip(table.columns, row, strict=True)
            if value is not None
        }
        for row in table.rows
    ]
    document = {"head": {"vars": table.columns}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _to_binding(value: Value) -> dict[str, str]:
    match value:
        case Iri():
            return {"type": "uri", "value": value.value}
        case Blank():
            return {"type": "bnode", "value": value.label}
        case Text():
            return {"type": "literal", "value": value.value, "xml:lang": value.language}
        case Typed():
            return {"type": "literal", "value": value.value, "datatype": value.datatype}
        case str():
            return {"type": "literal", "value": value}
        case _:
            return {"type": "literal", "value": show_plain(value), "datatype": XSD + _DATATYPES[type(value)]}


_DATATYPES = {
    bool: "boolean",
    int: "integer",
    Decimal: "decimal",
    float: "double",
    date: "date",
    datetime: "dateTime",
}
