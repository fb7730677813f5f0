"""The form of one direction: the sheets and columns that its rules ask for, with the clauses they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhinan.application.forms.layout import Column, Layout, Sheet
from zhinan.application.forms.names import Names
from zhinan.application.required import required_facts
from zhinan.application.vocabulary import split_iri
from zhinan.rules import ClauseText, DirectionRules, Rulebook, load_direction_rules
from zhinan.terms import ID

Choice = tuple[str, str, str]  # what is written, its English, its code
_QUOTED = 5  # clauses in a note; a lead unit is spoken of by dozens


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """A column with the clauses that it rests on, and what may be chosen in it (empty: anything)."""

    column: Column
    clauses: tuple[ClauseText, ...]
    choices: tuple[Choice, ...]

    def note(self) -> str:
        """The words of the clauses, in Chinese and English, each with its number; empty where there are none."""
        parts = []
        for clause in self.clauses[:_QUOTED]:
            guide = clause.guide.removeprefix(f"{ID}guide/")
            english = f"\n{clause.text['en']}" if clause.text.get("en") else ""
            parts.append(f"「{clause.text.get('zh', '')}」{english}\n—— {guide} {clause.number}")
        if (more := len(self.clauses) - _QUOTED) > 0:
            parts.append(f"另有 {more} 条。And {more} more.")
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """A sheet with the columns that the form has of it, and the keys of the amounts that belong to its records."""

    sheet: Sheet
    columns: tuple[FormColumn, ...]
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of a direction; ``layout`` and ``names`` are those that filled-in forms are read with.

    ``roles`` are the keys that its rules ask for of those which lead from the application to its records.
    """

    rules: DirectionRules
    roles: frozenset[str]
    sheets: tuple[FormSheet, ...]
    layout: Layout
    names: Names


def make_forms(direction: str, book: Rulebook, layout: Layout) -> tuple[Form, Form]:
    """The form of a direction: what its rules look at; and the same with all that an application can state."""
    rules, names = load_direction_rules(book, direction), Names(layout)
    needs = _find_needs(direction, book, layout, rules)
    forms = []
    for whole in (False, True):
        maker = _Maker(layout, names, direction, needs, whole)
        sheets = [maker.sheet(sheet) for sheet in layout.sheets if maker.wants(sheet)]
        roles = frozenset() if whole else frozenset(needs.roles)
        forms.append(Form(rules=rules, roles=roles, sheets=tuple(sheets), layout=layout, names=names))
    return forms[0], forms[1]


@dataclass(slots=True)
class _Needs:
    """What is asked for: (sheet, column) → the clauses, and the sheets of records that are led to."""

    clauses: dict[tuple[str, str], dict[str, ClauseText]] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)

    def add(self, sheet: Sheet, key: str, clauses: Sequence[ClauseText]) -> None:
        self.sheets.add(sheet.key)
        self.clauses.setdefault((sheet.key, key), {}).update({clause.iri: clause for clause in clauses})


def _find_needs(direction: str, book: Rulebook, layout: Layout, rules: DirectionRules) -> _Needs:
    needs, texts = _Needs(), {clause.iri: clause for clause in rules.clauses}
    for fact in required_facts(direction, book):
        clauses = [texts[iri] for iri in fact.clauses if iri in texts]
        for sheet in _sheets_on_the_way(fact.path[:-1], layout):
            _add_need(needs, sheet, fact.path[-1], layout, clauses)
    return needs


def _sheets_on_the_way(path: Sequence[str], layout: Layout) -> list[Sheet]:
    """The sheet of what a path leads to, from the application on; none where it leads to no record."""
    cls = layout.root.cls
    for step in path:
        known = layout.vocabulary.properties.get(step)
        cls = known.range if known else None
    return [sheet for sheet in layout.sheets if sheet.cls and sheet.cls == cls]


def _add_need(needs: _Needs, sheet: Sheet, prop: str, layout: Layout, clauses: Sequence[ClauseText]) -> None:
    known = layout.vocabulary.properties.get(prop)
    target = next((s for s in layout.sheets if s.cls and known and s.cls == known.range), None)
    if target:
        needs.sheets.add(target.key)
    if sheet is layout.root and target:
        needs.add(target, "role", clauses)
        needs.roles.add(split_iri(prop)[1])
        return
    column = next((c for c in sheet.columns if c.property == prop and c.kind != "zone"), None)
    if column and column.kind == "money":
        needs.add(layout.sheet_of(None), "item", clauses)
        needs.add(layout.sheet_of(None), f"item.{split_iri(prop)[1]}", clauses)
    if column:
        needs.add(sheet, column.key, clauses)


@dataclass(frozen=True, slots=True)
class _Maker:
    layout: Layout
    names: Names
    direction: str
    needs: _Needs
    whole: bool

    def wants(self, sheet: Sheet) -> bool:
        return self.whole or sheet.always or sheet.key in self.needs.sheets

    def sheet(self, sheet: Sheet) -> FormSheet:
        columns = [self.column(sheet, column) for column in sheet.columns if self.has(sheet, column)]
        amounts = [column.key for column in sheet.columns if column.kind == "money"]
        asked = [key for key in amounts if self.whole or (sheet.key, key) in self.needs.clauses]
        return FormSheet(sheet=sheet, columns=tuple(columns), amounts=tuple(asked))

    def has(self, sheet: Sheet, column: Column) -> bool:
        if column.kind == "money":
            return False
        if column.kind == "role":
            return self.whole or len(sheet.roles) > 1
        if column.kind == "of":
            return self.wants(self.layout.sheet_of(column.target))
        key = column.key.removesuffix(".zone")
        return self.whole or key in self.layout.always or (sheet.key, key) in self.needs.clauses

    def column(self, sheet: Sheet, column: Column) -> FormColumn:
        clauses = self.needs.clauses.get((sheet.key, column.key), {})
        return FormColumn(column=column, clauses=tuple(clauses.values()), choices=self.choices(sheet, column))

    def choices(self, sheet: Sheet, column: Column) -> tuple[Choice, ...]:
        if column.key == "appliesTo":
            return (self.choice(column, self.direction),)
        if column.kind == "thing":
            stated = self.names.stated_by(self.direction, column.property or "")
            things = [iri for iri in self.names.things(column) if not stated or iri in stated]
            return tuple(self.choice(column, iri, stated) for iri in things)
        if column.kind == "role":
            return tuple((role.zh, role.en, role.key) for role in sheet.roles)
        if column.kind == "item":
            money = self.layout.money().values()
            asked = [c for c in money if self.whole or (sheet.key, f"item.{c.key}") in self.needs.clauses]
            return tuple((item.zh, item.en, item.key) for item in asked or money)
        if column.kind == "boolean":
            return tuple((word, word, word) for word in self.layout.yes_no)
        if column.kind in ("unit", "zone"):
            words = self.layout.unit_names if column.kind == "unit" else tuple(self.layout.zones)
            return tuple((word, word, word) for word in words)
        return ()

    def choice(self, column: Column, iri: str, prefer: frozenset[str] = frozenset()) -> Choice:
        english = self.names.show(iri, column, "en", prefer)
        code = iri.removeprefix(ID).partition("/")[2] if iri.startswith(ID) else split_iri(iri)[1]
        return self.names.show(iri, column, "zh", prefer), english, code
