"""An application while it is put together from a form: what it says, where that stands, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.layout import Column, Layout, Sheet, fold, nearest
from zhinan.application.forms.names import Names
from zhinan.application.forms.readings import (
    LITERALS,
    ErrorCell,
    Formula,
    Problem,
    Raw,
    Source,
    read_amount,
    read_day,
    read_moment,
    read_text,
    show,
)
from zhinan.application.places import Marked, Places
from zhinan.application.statements import Application, Fault, Statement
from zhinan.application.vocabulary import GENID
from zhinan.terms import LABEL, RDF_TYPE, zn

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s<>\"{}|\\^`]+")
_NOT_IN_IRI = re.compile(r"[\s<>\"{}|\\^`%#]")
_PARTS = re.compile(r"[;；\n]")


_OF_COLUMN_BESIDE = ("unknown-unit", "unknown-zone")
Mark = Any  # where something stands, as its reader notes it
Key = tuple[str, str, str]


def _as_it_is(mark: Mark) -> str:
    return str(mark)


@dataclass(slots=True)
class Draft:
    """One application being read.

    ``locate`` turns a mark of the reader's into a place; ``keep`` makes the places of all values, perhaps later.
    """

    layout: Layout
    names: Names
    iri: str
    source: Source
    locate: Callable[[Mark], str] = _as_it_is
    keep: Callable[[dict[Key, Mark]], Places] = Marked
    direction: str | None = None
    statements: dict[Statement, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    ids: dict[tuple[str, str], NamedNode] = field(default_factory=dict)

    @property
    def node(self) -> NamedNode:
        """The application itself."""
        return NamedNode(self.iri)

    def declare(self, sheet: Sheet, text: str, place: Mark) -> NamedNode:
        """The node of a record that gives itself an id; a fault where the id is taken."""
        node = NamedNode(mint_record(self.iri, sheet.key, text))
        key = sheet.key, fold(text)
        if key in self.ids:
            self.fault("duplicate-id", node.value, RDF_TYPE, place, value=text, sheet=sheet)
        self.ids[key] = node
        return node

    def say(self, subject: NamedNode, predicate: str, value: NamedNode | Literal, place: Mark) -> None:
        """A statement and where it stands; said twice, the first place is kept."""
        self.statements.setdefault(Statement(subject, NamedNode(predicate), value), place)

    def put(
        self,
        subject: NamedNode,
        column: Column,
        raw: Raw,
        place: Mark,
        beside: str | None = None,
        beside_at: Mark = None,
    ) -> None:
        """What a cell says of a subject; ``beside`` is the unit or time zone that stands in a column of its own.

        A value that cannot be taken is said as the text that stands there, which no rule accepts, with a fault.
        """
        prop = column.property or LABEL
        for part in self._parts(column, raw):
            try:
                value = self._value(column, part, beside)
            except Problem as problem:
                at = beside_at if problem.code in _OF_COLUMN_BESIDE and beside_at is not None else place
                self.refuse(subject, prop, part, problem, at, column)
            else:
                self.say(subject, prop, value, place)

    def refuse(
        self,
        subject: NamedNode,
        prop: str,
        raw: Raw,
        problem: Problem,
        place: Mark,
        column: Column | None = None,
    ) -> None:
        """A value that cannot be taken: said as the text it is, with the fault that tells why."""
        text = show(raw)
        # Without a direction nothing can be checked: that fault has a code of its own.
        applies = prop == zn("appliesTo")
        if not applies:
            self.say(subject, prop, Literal(text), place)
        self.fault(
            problem.code,
            subject.value,
            prop,
            place,
            value=problem.value,
            near=problem.near,
            unusable=None if applies else text,
            column=column,
            known_as="unknown-direction" if applies else None,
        )

    def fault(
        self,
        code: str,
        subject: str,
        term: str,
        place: Mark,
        *,
        value: str = "",
        near: Iterable[str] = (),
        unusable: str | None = None,
        column: Column | None = None,
        sheet: Sheet | None = None,
        known_as: str | None = None,
    ) -> None:
        """A fault of this application; the messages are those of ``data/template/messages.toml``."""
        known = list(near)
        messages = {
            language: text.format(
                value=value,
                near=("、" if language == "zh" else ", ").join(known),
                near_zh=f"最接近的是：{'、'.join(known)}。" if known else "",
                near_en=f" The nearest known: {', '.join(known)}." if known else "",
                column=getattr(column, language, ""),
                sheet=getattr(sheet, language, ""),
            )
            for language, text in self.layout.messages[code].items()
        }
        fault = Fault(
            code=known_as or code,
            subject=subject,
            term=term,
            nearest=known[0] if known else None,
            messages=messages,
            value=unusable,
            place=None if place is None else self.locate(place),
        )
        self.faults.append(fault)

    def find_direction(self, column: Column, raw: Raw) -> None:
        """Note the direction, so that lists that depend on it can be read."""
        found = self.names.find(column, show(raw))
        self.direction = found[0] if len(found) == 1 else None

    def _parts(self, column: Column, raw: Raw) -> Iterator[Raw]:
        whole = column.kind in ("label", "text", "money") and not column.several
        if whole or not isinstance(raw, str):
            yield raw
            return
        yield from (part.strip() for part in _PARTS.split(raw) if part.strip())

    def _value(self, column: Column, raw: Raw, beside: str | None) -> NamedNode | Literal:
        if isinstance(raw, Formula | ErrorCell):
            raise Problem("formula" if isinstance(raw, Formula) else "error-cell", raw.text)
        if column.kind == "label":
            return Literal(read_text(raw, self.layout).value, language=column.key.partition(".")[2] or "zh")
        if column.kind == "thing":
            return self._thing(column, show(raw))
        if column.kind == "record":
            return self._record(column, show(raw))
        if column.kind == "day":
            return read_day(raw, self.source)
        if column.kind == "moment":
            return read_moment(raw, beside, self.layout.zones)
        if column.kind == "money":
            return read_amount(raw, beside, self.layout.units)
        return LITERALS[column.kind](raw, self.layout)

    def _thing(self, column: Column, text: str) -> NamedNode:
        prefer = self._preferred(column)
        found = self.names.find(column, text, prefer)
        if len(found) == 1:
            return NamedNode(found[0])
        if found:
            codes = tuple(self.names.show(iri, column) for iri in found)
            raise Problem("ambiguous-choice", text, codes)
        if is_iri(text) and ("//" in text or text.startswith("urn:")):
            return NamedNode(text)
        raise Problem("unknown-choice", text, tuple(self.names.suggest(column, text, prefer)))

    def _preferred(self, column: Column) -> frozenset[str]:
        if self.direction is None or column.property is None:
            return frozenset()
        return self.names.stated_by(self.direction, column.property)

    def _record(self, column: Column, text: str) -> NamedNode:
        sheet = self.layout.sheet_of(column.target)
        node = self.refer(sheet, text)
        if node is None:
            known = [text for key, text in self.ids if key == sheet.key]
            raise Problem("unknown-reference", text, tuple(nearest(text, known)))
        return node

    def refer(self, sheet: Sheet, text: str) -> NamedNode | None:
        """The record that an id names: one of this application, or an IRI; None where there is none."""
        if (sheet.key, fold(text)) in self.ids:
            return self.ids[sheet.key, fold(text)]
        return NamedNode(text) if is_iri(text) else None

    def finish(self, source: str) -> Application:
        """The application, all its statements in the order said."""
        marks = {
            (s.subject.value, s.predicate.value, s.object.value): at for s, at in self.statements.items()
        }
        applies, own = zn("appliesTo"), [s for s in self.statements if s.subject.value == self.iri]
        named = dict.fromkeys(s.object.value for s in own if s.predicate.value == applies)
        return Application(
            iri=self.iri,
            directions=tuple(named),
            typed=any(s.predicate.value == RDF_TYPE and s.object.value == zn("Application") for s in own),
            triples=tuple(self.statements),
            source=source,
            faults=tuple(self.faults),
            places=self.keep(marks),
        )


def is_iri(text: str) -> bool:
    """Whether an id is an IRI as it stands.

    >>> is_iri("https://example.org/a#lead"), is_iri("2021-001")
    (True, False)
    """
    return bool(_IRI.fullmatch(text))


def mint_application(base: str, text: str) -> str:
    """The IRI of an application of this id.

    >>> mint_application("https://example.org/", "2021 001")
    'https://example.org/2021%20001'
    """
    return text if is_iri(text) else base + _escape(text)


def mint_record(application: str, sheet: str, text: str) -> str:
    """The IRI of a record of this id in a sheet; ``#name`` is taken as it stands, after the application's own IRI.

    >>> mint_record("https://example.org/1", "units", "U1")
    'https://example.org/1#units/U1'
    """
    if is_iri(text):
        return text
    base = application.partition("#")[0] + "#"
    return base + (_escape(text[1:]) if text.startswith("#") else f"{sheet}/{_escape(text)}")


def shorten_record(application: str, sheet: str, iri: str) -> str:
    """What to write for a record so that ``mint_record`` gives its IRI again.

    >>> shorten_record("https://example.org/1", "units", "https://example.org/1#units/U1")
    'U1'
    """
    base = application.partition("#")[0] + "#"
    for start, before in ((f"{base}{sheet}/", ""), (base, "#")):
        text = before + iri.removeprefix(start)
        usable = iri.startswith(start) and not set(text) & set(";；\n%'")
        if usable and mint_record(application, sheet, text) == iri:
            return text
    return iri


def make_unnamed(number: int) -> NamedNode:
    """The IRI of a record that gives itself no id (RDF 1.1, section 3.5)."""
    return NamedNode(f"{GENID}{number}")


def _escape(text: str) -> str:
    return _NOT_IN_IRI.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text.strip())
