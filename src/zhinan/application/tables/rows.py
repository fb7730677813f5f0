"""An application as rows of tables: what each sheet gets, cells by the key of their column."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.layout import Column, Layout, Sheet
from zhinan.application.forms.names import Names
from zhinan.application.forms.outline import Item, Outline, outline_application
from zhinan.application.forms.written import Written, write_value
from zhinan.application.statements import Application
from zhinan.errors import DataError

Row = dict[str, Written]


def write_rows(application: Application, layout: Layout, names: Names) -> Iterator[tuple[Sheet, Row]]:
    """The rows of an application, its own first. Raises DataError where a statement cannot be held by a table."""
    outline = outline_application(application, layout)
    writer = _Writer(outline, layout, names)
    yield layout.root, {"id": outline.root.id, **writer.cells(outline.root)}
    for item in outline.items.values():
        roles = "；".join(role.zh for role in item.roles)
        head: Row = {"application": outline.root.id, "id": item.id, "role": roles}
        yield item.sheet, {**head, **writer.cells(item)}
    money = layout.sheet_of(None)
    for row in writer.money():
        yield money, {"application": outline.root.id, **row}


class _Writer:
    def __init__(self, outline: Outline, layout: Layout, names: Names) -> None:
        self.outline, self.layout, self.names = outline, layout, names
        self.columns = {sheet.key: {c.key: c for c in sheet.columns} for sheet in layout.sheets}

    def cells(self, item: Item) -> Row:
        """The values of a record, several in one cell where its column allows that."""
        row: Row = {}
        for key, values in item.values.items():
            column = self.columns[item.sheet.key][key]
            if column.kind != "money":
                row[key] = self.cell(column, values)
        return row

    def cell(self, column: Column, values: list[NamedNode | Literal]) -> Written:
        written = [write_value(column, value, self.outline, self.names) for value in values]
        if len(written) == 1:
            return written[0]
        yes, no = self.layout.yes_no
        texts = [(yes if one else no) if isinstance(one, bool) else str(one) for one in written]
        if (column.kind in ("label", "text") and not column.several) or any(
            set(t) & set(";；\n") for t in texts
        ):
            raise DataError(
                f"{self.outline.root.node.value}: one cell cannot hold several of {column.key}: {texts}."
            )
        return "；".join(texts)

    def money(self) -> Iterator[Row]:
        """A row an amount, in 元."""
        for item in (self.outline.root, *self.outline.items.values()):
            for key, values in item.values.items():
                column = self.columns[item.sheet.key][key]
                for value in values if column.kind == "money" else ():
                    of = self.owner(item)
                    yield {
                        **of,
                        "item": column.zh,
                        "amount": self.cell(column, [value]),
                        "unit": self.layout.unit_names[0],
                    }

    def owner(self, item: Item) -> Row:
        if item is self.outline.root:
            return {}
        of = next(c for c in self.layout.sheet_of(None).columns if c.target == item.sheet.cls)
        return {of.key: item.id}
