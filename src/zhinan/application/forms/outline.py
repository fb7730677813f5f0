"""An application as records of a form: what a table or a set of plain keys has to hold, and nothing lost of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.draft import mint_application, shorten_record
from zhinan.application.forms.layout import Column, Layout, Sheet
from zhinan.application.statements import Application, Statement
from zhinan.application.vocabulary import GENID
from zhinan.errors import DataError
from zhinan.terms import LABEL, RDF_TYPE, XSD, shorten

Values = dict[str, list[NamedNode | Literal]]
_DATATYPES = {
    "day": {XSD + "date"},
    "moment": {XSD + "dateTime"},
    "integer": {XSD + "integer"},
    "decimal": {XSD + "decimal", XSD + "integer"},
    "money": {XSD + "decimal", XSD + "integer"},
    "boolean": {XSD + "boolean"},
    "text": {XSD + "string"},
}


@dataclass(slots=True)
class Item:
    """A record: its node, the id it is written with (empty where nothing refers to it), its values by column key."""

    node: NamedNode
    sheet: Sheet
    id: str = ""
    roles: list[Column] = field(default_factory=list)
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outline:
    """An application's own record and those that hang on it, in the order of its statements."""

    root: Item
    items: Mapping[NamedNode, Item]

    @property
    def direction(self) -> str | None:
        """The direction applied to, where it is one."""
        named = self.root.values.get("appliesTo", [])
        return named[0].value if len(named) == 1 else None


def outline_application(application: Application, layout: Layout) -> Outline:
    """The records of an application.

    Raises DataError with the first statement that no form can hold, such as one with an unknown property.
    """
    outline = _find_items(application, layout)
    for statement in application.triples:
        if statement.predicate.value != RDF_TYPE and not _place(statement, outline):
            raise _cannot_hold(application, statement)
    _give_ids(outline)
    return outline


def _find_items(application: Application, layout: Layout) -> Outline:
    sheets = {sheet.cls: sheet for sheet in layout.sheets if sheet.cls}
    root = Item(NamedNode(application.iri), layout.root, _application_id(application.iri, layout.base))
    items: dict[NamedNode, Item] = {}
    seen: set[NamedNode] = set()
    for statement in application.triples:
        if statement.predicate.value != RDF_TYPE:
            continue
        sheet = sheets.get(statement.object.value)
        own = statement.subject == root.node
        if sheet is None or statement.subject in seen or own != (sheet is layout.root):
            raise _cannot_hold(application, statement)
        seen.add(statement.subject)
        if not own:
            items[statement.subject] = Item(statement.subject, sheet)
    if root.node not in seen:
        raise DataError(f"{application.iri}: it is not stated to be an application, so no form holds it.")
    return Outline(root, items)


def _place(statement: Statement, outline: Outline) -> bool:
    subject, prop, value = statement.subject, statement.predicate.value, statement.object
    item = outline.root if subject == outline.root.node else outline.items.get(subject)
    if item is None:
        return False
    if item is outline.root and isinstance(value, NamedNode) and value in outline.items:
        child = outline.items[value]
        role = next((role for role in child.sheet.roles if role.property == prop), None)
        if role:
            child.roles.append(role)
            return True
    column = _find_column(item.sheet, prop, value)
    if column is None or not _holds(column, value, outline):
        return False
    item.values.setdefault(column.key, []).append(value)
    return True


def _find_column(sheet: Sheet, prop: str, value: NamedNode | Literal) -> Column | None:
    if prop == LABEL and isinstance(value, Literal):
        key = {"zh": "label", "en": "label.en"}.get(value.language or "")
        return sheet.column(key) if key else None
    return next((c for c in sheet.columns if c.property == prop and c.kind != "zone"), None)


def _holds(column: Column, value: NamedNode | Literal, outline: Outline) -> bool:
    if column.kind == "label":
        return True
    if column.kind in ("thing", "record"):
        known = value in outline.items
        return isinstance(value, NamedNode) and known == (column.kind == "record")
    return isinstance(value, Literal) and value.datatype.value in _DATATYPES[column.kind]


def _give_ids(outline: Outline) -> None:
    used: dict[str, set[str]] = {}
    wanted = {value for item in outline.items.values() for v in item.values.values() for value in v}
    unnamed = []
    for node, item in outline.items.items():
        if node.value.startswith(GENID):
            unnamed.append(item)
            continue
        item.id = shorten_record(outline.root.node.value, item.sheet.key, node.value)
        used.setdefault(item.sheet.key, set()).add(item.id)
    for item in unnamed:
        money = any(column.kind == "money" and column.key in item.values for column in item.sheet.columns)
        if item.node in wanted or money or len(item.roles) != 1:
            taken = used.setdefault(item.sheet.key, set())
            item.id = next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
            taken.add(item.id)


def _application_id(iri: str, base: str) -> str:
    text = iri.removeprefix(base)
    return text if "%" not in text and mint_application(base, text) == iri else iri


def _cannot_hold(application: Application, statement: Statement) -> DataError:
    value = statement.object
    shown = f"“{value.value}”" if isinstance(value, Literal) else shorten(value.value)
    return DataError(
        f"{application.iri}: no form holds the statement {shorten(statement.subject.value)} "
        f"{shorten(statement.predicate.value)} {shown}. Correct it (`zhinan check` says what is wrong), "
        "or keep it as RDF."
    )
