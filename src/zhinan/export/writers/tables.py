"""Tables for Excel, Power BI and other tools that join: nodes, edges, and look-ups of what they use.

UTF-8 with a byte-order mark and CRLF (RFC 4180). A text that a spreadsheet would take for a formula gets a ``'``
in front, and so does one that begins with ``'``: readers drop one leading ``'``. Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from zhinan.export.graph import Attributes, Cell, Column, PropertyGraph
from zhinan.export.writers.text import to_text
from zhinan.files import guard_cell

_BOM = "\ufeff"
_WORD = ("name", "iri", "name_zh", "name_en")
_ROWS_AT_ONCE = 1000


def write_tables(graph: PropertyGraph) -> Iterator[tuple[str, Iterator[str]]]:
    """Each file's name and text: a row is a node, an edge, a value of a list, a class or a kind of edge."""
    nodes, edges = _pick_single(graph.node_columns), _pick_single(graph.edge_columns)
    yield (
        "nodes.csv",
        write_guarded(
            ("id", "label", *nodes), ((n.id, n.label, *_get(n.attributes, nodes)) for n in graph.nodes)
        ),
    )
    yield (
        "edges.csv",
        write_guarded(
            ("id", "source", "target", "label", *edges),
            ((e.id, e.source, e.target, e.label, *_get(e.attributes, edges)) for e in graph.edges),
        ),
    )
    for owner, columns, items in (
        ("node", graph.node_columns, graph.nodes),
        ("edge", graph.edge_columns, graph.edges),
    ):
        lists = [column.name for column in columns if column.many]
        rows = (row for item in items for row in _list_values(item.id, item.attributes, lists))
        yield f"{owner}_values.csv", write_guarded((owner, "column", "place", "value"), rows)
    yield "classes.csv", write_guarded(_WORD, graph.classes)
    yield "kinds.csv", write_guarded(_WORD, graph.kinds)


def write_guarded(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A table with a byte-order mark; only text is guarded, so that -1 stays a number."""
    yield _BOM
    yield from write_csv(header, (tuple(map(guard_cell, row)) for row in rows), "\r\n")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], line_end: str) -> Iterator[str]:
    """A table, a thousand rows at a time; values are as ``to_text`` gives them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=line_end)
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([to_text(cell) for cell in row])
        if number % _ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _pick_single(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns if not column.many]


def _get(attributes: Attributes, names: Sequence[str]) -> Iterator[Cell]:
    return (attributes.get(name, "") for name in names)


def _list_values(owner: str, attributes: Attributes, names: Sequence[str]) -> Iterator[Sequence[Cell]]:
    for name in names:
        cell = attributes.get(name, ())
        for place, value in enumerate(cell if isinstance(cell, tuple) else (cell,), start=1):
            yield owner, name, place, value
