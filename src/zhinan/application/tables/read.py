"""Applications out of tables: the rows of all sheets that belong to one application, brought together.

Small files are gathered in memory. In large ones each sheet is first run through once: where its rows stand in the
order of the applications they are then streamed beside these, else that sheet is gathered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.draft import Draft, make_unnamed, mint_application
from zhinan.application.forms.layout import Column, Layout, fold, nearest
from zhinan.application.forms.names import Names, open_names
from zhinan.application.forms.readings import Problem
from zhinan.application.statements import Application
from zhinan.application.tables.grid import Cell, Grid, Record, Table, find_tables
from zhinan.terms import RDF_TYPE, zn

_SMALL = 4_000_000  # bytes of text in tables that may be gathered in memory, which takes twenty times as much
_APPLIES = zn("appliesTo")


def read_tables(grid: Grid, layout: Layout, where: str, *, examples: bool = False) -> Iterator[Application]:
    """The applications of a workbook or folder, in the order of its sheet of applications.

    Rows that name no known application come last, as applications of their own that name no direction.
    """
    tables, strange = find_tables(grid, layout, where)
    root, children = tables[0], tables[1:]
    order = _read_order(root, examples)
    alone = next(iter(order)) if len(order) == 1 and sum(order.values()) == 1 else None
    flows = [_open_flow(table, order, alone, grid.size, examples) for table in children]
    reader = _Reader(layout, open_names(layout), where, tables, strange, order, count(1))
    done: set[str] = set()
    for record in root.records(examples=examples):
        key = _key(record)
        rows = [row for flow in flows for row in flow.take(key)] if key not in done else []
        done.add(key)
        yield reader.read(record, rows)
    for text, rows in _strays(flows).items():
        yield reader.stray(text, rows)


def _key(record: Record) -> str:
    return fold(record.text("id")) or f"\n{record.place}"


def _read_order(root: Table, examples: bool) -> dict[str, int]:
    order: dict[str, int] = {}
    for record in root.records(examples=examples):
        order[_key(record)] = order.get(_key(record), 0) + 1
    return order


class _Flow:
    """The rows of one sheet by application: gathered, or in the order of the applications."""

    def __init__(self, table: Table, alone: str | None, examples: bool) -> None:
        self.table, self.alone, self.examples = table, alone, examples
        self.gathered: dict[str, list[Record]] = {}
        self.stream: Iterator[Record] | None = None
        self.next: Record | None = None

    def key(self, record: Record) -> str:
        """The application that a row belongs to: the one it names, or the only one there is."""
        return fold(record.text("application")) or self.alone or ""

    def take(self, key: str) -> list[Record]:
        """The rows of an application; each is given once."""
        if self.stream is None:
            return self.gathered.pop(key, [])
        rows = []
        while self.next is not None and self.key(self.next) == key:
            rows.append(self.next)
            self.next = next(self.stream, None)
        return rows


def _open_flow(table: Table, order: Mapping[str, int], alone: str | None, size: int, examples: bool) -> _Flow:
    flow = _Flow(table, alone, examples)
    if size > _SMALL and _is_in_order(flow, list(order)):
        flow.stream = table.records(examples=examples)
        flow.next = next(flow.stream, None)
        return flow
    for record in table.records(examples=examples):
        flow.gathered.setdefault(flow.key(record), []).append(record)
    return flow


def _is_in_order(flow: _Flow, order: Sequence[str]) -> bool:
    places = {key: place for place, key in enumerate(order)}
    last = 0
    for record in flow.table.records(examples=flow.examples):
        place = places.get(flow.key(record))
        if place is None or place < last:
            return False
        last = place
    return True


def _strays(flows: Sequence[_Flow]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for flow in flows:
        for rows in flow.gathered.values():
            for row in rows:
                found.setdefault(row.text("application"), []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    layout: Layout
    names: Names
    where: str
    tables: Sequence[Table]
    strange: Sequence[str]
    order: Mapping[str, int]
    unnamed: Iterator[int]

    def draft(self, text: str) -> Draft:
        iri = mint_application(self.layout.base, text)
        return Draft(self.layout, self.names, iri, self.tables[0].grid.source)

    def read(self, record: Record, rows: Sequence[Record]) -> Application:
        """One application of its row and of those that belong to it."""
        text = record.text("id") or f"{PurePath(self.where).stem}-{record.place.rpartition('!')[2]}"
        draft = self.draft(text)
        place = record.cells["id"].place if "id" in record.cells else record.place
        draft.say(draft.node, RDF_TYPE, NamedNode(self.layout.root.cls or ""), place)
        self.tell_file(draft)
        if self.order[_key(record)] > 1:
            draft.fault("duplicate-id", draft.iri, RDF_TYPE, place, value=text, sheet=record.sheet)
        if applies := record.cells.get("appliesTo"):
            draft.find_direction(record.sheet.column("appliesTo"), applies.raw)
        nodes = [self.declare(draft, row) for row in rows]
        self.fill(draft, draft.node, record)
        for node, row in zip(nodes, rows, strict=True):
            self.link(draft, node, row)
            self.fill(draft, node, row)
        return draft.finish(self.where)

    def tell_file(self, draft: Draft) -> None:
        """Faults of the file itself: sheets and columns that were not read."""
        for name in self.strange:
            known = nearest(name, [sheet.zh for sheet in self.layout.sheets])
            draft.fault("unknown-sheet", draft.iri, name, name, value=name, near=known)
        for table in self.tables:
            for name, place in table.doubled:
                draft.fault("double-column", draft.iri, name, place, value=name, sheet=table.sheet)

    def declare(self, draft: Draft, row: Record) -> NamedNode:
        if row.sheet.cls is None:
            return draft.node
        text = row.text("id")
        return (
            draft.declare(row.sheet, text, row.cells["id"].place)
            if text
            else make_unnamed(next(self.unnamed))
        )

    def link(self, draft: Draft, node: NamedNode, row: Record) -> None:
        """The record's class, and the properties that lead to it from the application."""
        if row.sheet.cls is None:
            return
        draft.say(node, RDF_TYPE, NamedNode(row.sheet.cls), row.place)
        roles = row.sheet.roles
        if not row.has_role and len(roles) == 1:
            draft.say(draft.node, roles[0].property or "", node, row.place)
        if cell := row.cells.get("role"):
            for part in row.text("role").replace(";", "；").replace("\n", "；").split("；"):
                self.give_role(draft, node, part.strip(), roles, cell)

    def give_role(
        self, draft: Draft, node: NamedNode, text: str, roles: Sequence[Column], cell: Cell
    ) -> None:
        known = {fold(name): role for role in roles for name in (role.key, role.zh, role.en)}
        if role := known.get(fold(text)):
            draft.say(draft.node, role.property or "", node, cell.place)
        elif text:
            # It may have been any of them: none of the rules that ask for one can be decided.
            problem = Problem("unknown-role", text, tuple(nearest(text, [role.zh for role in roles])))
            draft.refuse(draft.node, roles[0].property or "", text, problem, cell.place)
            for role in roles[1:]:
                draft.say(draft.node, role.property or "", Literal(text), cell.place)

    def fill(self, draft: Draft, subject: NamedNode, row: Record) -> None:
        """All cells of a row."""
        for head, cell in row.unknown.items():
            near = nearest(head, [column.zh for column in row.sheet.columns])
            draft.fault("unknown-column", draft.iri, head, cell.place, value=head, near=near, sheet=row.sheet)
        if row.sheet.cls is None:
            self.fill_money(draft, row)
            return
        for column in row.sheet.columns:
            if (
                (column.property or column.kind == "label")
                and column.kind != "zone"
                and column.key in row.cells
            ):
                raw, place = row.cells[column.key]
                zone = row.cells.get(f"{column.key}.zone")
                beside = row.text(f"{column.key}.zone") or None
                draft.put(subject, column, raw, place, beside, zone and zone.place)

    def fill_money(self, draft: Draft, row: Record) -> None:
        if "amount" not in row.cells:
            return
        raw, place = row.cells["amount"]
        subject = draft.node
        for column in row.sheet.columns:
            if column.kind == "of" and (text := row.text(column.key)):
                owner = self.layout.sheet_of(column.target)
                found = draft.refer(owner, text)
                if found is None:
                    known = [name for sheet, name in draft.ids if sheet == owner.key]
                    draft.fault(
                        "unknown-reference", draft.iri, column.key, row.cells[column.key].place, value=text,
                        near=nearest(text, known), column=column, sheet=owner,
                    )  # fmt: skip
                    return
                subject = found
        items = {fold(n): c for c in self.layout.money().values() for n in (c.key, c.zh, c.en)}
        item = row.text("item")
        if fold(item) in items:
            unit = row.cells.get("unit")
            draft.put(subject, items[fold(item)], raw, place, row.text("unit") or None, unit and unit.place)
        elif item:
            near, column = nearest(item, [c.zh for c in items.values()]), row.sheet.column("item")
            draft.fault(
                "unknown-choice",
                draft.iri,
                item,
                row.cells["item"].place,
                value=item,
                near=near,
                column=column,
            )
        else:
            draft.fault("no-item", draft.iri, "item", place)

    def stray(self, text: str, rows: Sequence[Record]) -> Application:
        """An application of which only other sheets speak."""
        draft = self.draft(text or "?")
        root = self.layout.root
        draft.say(draft.node, RDF_TYPE, NamedNode(root.cls or ""), rows[0].place)
        for row in rows:
            place = row.cells["application"].place if text else row.place
            code, near = ("no-row", nearest(text, list(self.order))) if text else ("no-application", [])
            sheet = root if text else row.sheet
            draft.fault(
                code, draft.iri, _APPLIES, place, value=text, near=near, sheet=sheet, known_as="no-direction"
            )
        return draft.finish(self.where)
