"""The layout of application forms: sheets and columns, made from the ontology and ``data/template/layout.toml``."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from zhinan.application.vocabulary import Property, Vocabulary, make_vocabulary, split_iri
from zhinan.errors import DataError
from zhinan.files import find_folder, read_utf8
from zhinan.rules import Index, read_index
from zhinan.terms import LABEL, XSD, zn

_DOMAIN_INCLUDES = "https://schema.org/domainIncludes"

_KINDS = {
    XSD + "date": "day",
    XSD + "dateTime": "moment",
    XSD + "integer": "integer",
    XSD + "decimal": "decimal",
    XSD + "boolean": "boolean",
    XSD + "string": "text",
    XSD + "anyURI": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet, or a plain key.

    ``kind`` is mark, id, application, role, label, item, amount, unit, of (whose money it is), zone (of the moment
    named by ``property``), or that of a property's values: day, moment, integer, decimal, money, boolean, text,
    thing (one of a closed list: ``choices``, or all things of the class ``target``) or record (a row of the sheet of
    the class ``target``). ``several`` says that a cell may hold more than one, with ``；`` between.
    """

    key: str
    zh: str
    en: str
    kind: str
    property: str | None = None
    target: str | None = None
    choices: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: the records of one class, or the amounts of money (``cls`` is None).

    ``roles`` are the columns that stand for the properties which lead from the application to its records;
    ``always`` says that every direction's form has the sheet.
    """

    key: str
    zh: str
    en: str
    cls: str | None
    columns: tuple[Column, ...]
    roles: tuple[Column, ...]
    always: bool = False

    def find_column(self, head: str) -> Column | None:
        """The column with this head: its key, or its name in Chinese or English; the first line decides."""
        wanted = fold(head.strip().partition("\n")[0])
        for column in self.columns:
            if wanted in (fold(column.key), fold(column.zh), fold(column.en)):
                return column
        return None

    def column(self, key: str) -> Column:
        """The column of a key that is known to exist."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """All sheets, the application's own first, and how values are written in them. Each is only equal to itself.

    ``always`` are the keys of columns that every direction's form has.
    """

    sheets: tuple[Sheet, ...]
    base: str
    private: frozenset[str]
    sheet_names: tuple[str, str]
    introduction: tuple[str, ...]
    always: frozenset[str]
    example: tuple[str, ...]
    units: Mapping[str, Decimal]
    zones: Mapping[str, str]
    booleans: Mapping[str, bool]
    yes_no: tuple[str, str]
    unit_names: tuple[str, ...]
    messages: Mapping[str, Mapping[str, str]]
    vocabulary: Vocabulary
    index: Index

    @property
    def root(self) -> Sheet:
        """The sheet of the applications themselves."""
        return self.sheets[0]

    def sheet_of(self, cls: str | None) -> Sheet:
        """The sheet of a record class."""
        return next(sheet for sheet in self.sheets if sheet.cls == cls)

    def find_sheet(self, name: str) -> Sheet | None:
        """The sheet of this name: its key, or its name in Chinese or English."""
        wanted = fold(name)
        return next((s for s in self.sheets if wanted in (fold(s.key), fold(s.zh), fold(s.en))), None)

    def money(self) -> dict[str, Column]:
        """The properties that are amounts of money: IRI → column."""
        return {
            column.property: column
            for sheet in self.sheets
            for column in sheet.columns
            if column.kind == "money" and column.property
        }


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """A text as it is compared: full-width forms made plain, blanks and case of no account."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def nearest(text: str, known: Sequence[str], count: int = 1) -> list[str]:
    """The known words most like a text, those that hold it or that it holds first."""
    folded = {fold(word): word for word in reversed(known)}
    mine = fold(text)
    close = get_close_matches(mine, list(folded), count, 0.5)
    inside = [word for word in folded if len(mine) > 1 and (mine in word or (len(word) > 1 and word in mine))]
    return [folded[word] for word in dict.fromkeys([*sorted(inside, key=len), *close])][:count]


def load_index() -> Index:
    """The guides, reference data and ontology of the project."""
    data, ontology = find_folder("data"), find_folder("ontology")
    files = [*sorted((data / "guides").glob("*.ttl")), *sorted((data / "reference").glob("*.ttl"))]
    return read_index([*files, *(p for p in sorted(ontology.glob("*.ttl")) if p.name != "prefixes.ttl")])


@lru_cache(maxsize=2)
def open_layout(index: Index) -> Layout:
    """The layout that follows from an ontology and ``data/template/``. Raises DataError where they disagree."""
    folder = find_folder("data") / "template"
    given = tomllib.loads(read_utf8(folder / "layout.toml"))
    maker = _Maker(given, index, make_vocabulary(index))
    return Layout(
        sheets=tuple(maker.sheets()),
        base=given["base"],
        private=frozenset(fold(name) for name in given["private"]),
        always=frozenset(given["always"]),
        sheet_names=(given["private"][0], given["private"][1]),
        introduction=tuple(given["introduction"]),
        example=tuple(fold(name) for name in given["example"]),
        units={fold(name): Decimal(factor) for name, factor in given["money"]["units"].items()},
        zones=given["zones"],
        booleans={fold(name): value for name, value in given["booleans"].items()},
        yes_no=(_first(given["booleans"], True), _first(given["booleans"], False)),
        unit_names=tuple(given["money"]["units"]),
        messages=tomllib.loads(read_utf8(folder / "messages.toml")),
        vocabulary=maker.vocabulary,
        index=index,
    )


def _first(words: Mapping[str, bool], wanted: bool) -> str:
    return next(word for word, value in words.items() if value is wanted)


@dataclass(frozen=True, slots=True)
class _Maker:
    given: Mapping[str, Any]
    index: Index
    vocabulary: Vocabulary

    def sheets(self) -> Iterator[Sheet]:
        records = self.records()
        listed = {zn(item["class"]): item for item in self.given["sheet"] if "class" in item}
        for item in self.given["sheet"]:
            cls = zn(item["class"]) if "class" in item else None
            made = self.sheet(item["key"], (item["zh"], item["en"]), cls, records)
            yield replace(made, always=item.get("always", False))
        for cls in records:
            if cls not in listed:
                name = split_iri(cls)[1]
                yield self.sheet(name[:1].lower() + name[1:], self.labels(cls), cls, records)

    def records(self) -> list[str]:
        """The classes whose things an application makes itself: nothing of them is known beforehand."""
        known = {c for kinds in self.vocabulary.things.values() for k in kinds for c in self.above(k)}
        found, waiting = [], [zn(self.given["root"])]
        while waiting:
            cls = waiting.pop(0)
            found.append(cls)
            for item in self.properties(cls):
                new = item.range and not item.literal and item.range not in (*found, *waiting)
                if new and item.range and item.range not in known:
                    waiting.append(item.range)
        return found

    def above(self, cls: str) -> frozenset[str]:
        return self.vocabulary.classes.get(cls, frozenset())

    def properties(self, cls: str) -> list[Property]:
        above = self.above(cls) | {cls}
        found = []
        for item in self.vocabulary.properties.values():
            also = self.index.iris(NamedNode(item.iri), _DOMAIN_INCLUDES)
            if (item.domain in above or above & set(also)) and not self.excluded(item):
                found.append(item)
        return found

    def excluded(self, item: Property) -> bool:
        return split_iri(item.iri)[1] in self.given["exclude"]

    def labels(self, iri: str) -> tuple[str, str]:
        labels = self.index.by_language(NamedNode(iri), LABEL)
        return labels.get("zh", split_iri(iri)[1]), labels.get("en", split_iri(iri)[1])

    def sheet(self, key: str, names: tuple[str, str], cls: str | None, records: list[str]) -> Sheet:
        zh, en = names
        if cls is None:
            return Sheet(key=key, zh=zh, en=en, cls=None, columns=self.money_columns(records), roles=())
        root = zn(self.given["root"])
        links = self.properties(root) if cls != root else []
        roles = tuple(self.column(item, records) for item in links if item.range == cls)
        fixed = ["mark", "id"] if cls == root else ["mark", "application", "id", "role"]
        columns = [self.fixed(name) for name in (*fixed, "label", "label.en") if name != "role" or roles]
        for item in self.properties(cls):
            column = self.column(item, records)
            if cls != root or column.kind != "record":
                columns.append(column)
            if column.kind == "moment":
                columns.append(self.zone(column))
        return Sheet(key=key, zh=zh, en=en, cls=cls, columns=tuple(columns), roles=roles)

    def fixed(self, name: str, kind: str | None = None) -> Column:
        words = self.given["column"][name]
        return Column(key=name, zh=words["zh"], en=words["en"], kind=kind or name.partition(".")[0])

    def zone(self, column: Column) -> Column:
        made = self.fixed("zone")
        zh, en = made.zh.format(zh=column.zh), made.en.format(en=column.en)
        return replace(made, key=f"{column.key}.zone", zh=zh, en=en, property=column.property)

    def money_columns(self, records: list[str]) -> tuple[Column, ...]:
        columns = [self.fixed("mark"), self.fixed("application")]
        listed = {zn(item["class"]): item for item in self.given["sheet"] if "class" in item}
        for cls in records[1:]:
            if any(self.is_money(item) for item in self.properties(cls)):
                made, item = self.fixed("of"), listed.get(cls)
                zh, en = (item["zh"], item["en"]) if item else self.labels(cls)
                key = split_iri(cls)[1]
                key = f"of.{key[:1].lower()}{key[1:]}"
                columns.append(
                    replace(made, key=key, zh=made.zh.format(zh=zh), en=made.en.format(en=en), target=cls)
                )
        return (*columns, *(self.fixed(name) for name in ("item", "amount", "unit")))

    def is_money(self, item: Property) -> bool:
        return split_iri(item.iri)[1] in self.given["money"]["properties"]

    def column(self, item: Property, records: list[str]) -> Column:
        name = split_iri(item.iri)[1]
        zh, en = self.labels(item.iri)
        if item.literal:
            kind = "money" if self.is_money(item) else _KINDS.get(item.range or XSD + "string")
            if kind is None:
                raise DataError(
                    f"{name}: no form holds values of {item.range}. Exclude it in data/template/layout.toml."
                )
            several = name in self.given["lists"]
            return Column(key=name, zh=zh, en=en, kind=kind, property=item.iri, several=several)
        return Column(
            key=name,
            zh=zh,
            en=en,
            kind="record" if item.range in records else "thing",
            property=item.iri,
            target=item.range,
            choices=tuple(zn(choice) for choice in self.given["choices"].get(name, ())),
            several=True,
        )
