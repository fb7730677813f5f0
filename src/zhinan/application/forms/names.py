"""Closed lists: what a label, code or IRI in a form names, and how a thing is written there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.layout import Column, Layout, fold, nearest
from zhinan.application.vocabulary import split_iri
from zhinan.terms import ID, LABEL, SKOS, shorten, zn

_LABELS = (LABEL, SKOS + "prefLabel", SKOS + "altLabel", zn("shortForm"))
_CODES = (zn("alpha2"), zn("alpha3"), zn("m49"))
_BROADER = SKOS + "broader"


@dataclass(frozen=True, slots=True)
class Names:
    """The things of each closed list by all they are called; made when first asked for."""

    layout: Layout
    _tables: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _things: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _stated: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def find(self, column: Column, text: str, prefer: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The things of a column's list that a text may name; where several do, those preferred."""
        found = self._table(column).get(fold(text), ())
        preferred = tuple(iri for iri in found if iri in prefer)
        return preferred if len(found) > 1 and preferred else found

    def suggest(self, column: Column, text: str, prefer: frozenset[str] = frozenset()) -> list[str]:
        """What the text may have been meant to say: up to three labels."""
        return nearest(text, [self.show(iri, column) for iri in prefer or self.things(column)], 3)

    def show(
        self, iri: str, column: Column, language: str = "zh", prefer: frozenset[str] = frozenset()
    ) -> str:
        """What to write for a thing so that it is found again: its label where that is its alone, else its code."""
        label = self.layout.index.by_language(NamedNode(iri), LABEL).get(language, "")
        # A semicolon would cut a cell in two.
        usable = label and not set(label) & set(";；\n")
        if usable and self.find(column, label, prefer) == (iri,):
            return label
        code = shorten(iri)
        return code if self.find(column, code, prefer) == (iri,) else iri

    def things(self, column: Column) -> tuple[str, ...]:
        """The things of a column's list, in the order of the data."""
        if column.choices:
            return column.choices
        key = column.target or ""
        if key not in self._things:
            vocabulary = self.layout.vocabulary
            self._things[key] = tuple(
                iri
                for iri, kinds in vocabulary.things.items()
                if any(key in vocabulary.classes.get(kind, ()) for kind in kinds)
            )
        return self._things[key]

    def stated_by(self, direction: str, prop: str) -> frozenset[str]:
        """What a direction or its sub-directions state by the same property, narrower concepts included."""
        key = direction, prop
        if key not in self._stated:
            index, node = self.layout.index, NamedNode(direction)
            parts = [direction, *index.iris(node, zn("subDirection"))]
            found = {iri for part in parts for iri in index.iris(NamedNode(part), prop)}
            self._stated[key] = frozenset(self._with_narrower(found)) if found else frozenset()
        return self._stated[key]

    def _with_narrower(self, found: set[str]) -> set[str]:
        index, size = self.layout.index, -1
        while len(found) > size:
            size = len(found)
            found |= {
                node.value
                for node, row in index.rows.items()
                if isinstance(node, NamedNode)
                and any(isinstance(up, NamedNode) and up.value in found for up in row.get(_BROADER, ()))
            }
        return found

    def _table(self, column: Column) -> dict[str, tuple[str, ...]]:
        key = " ".join([column.target or "", *column.choices])
        if key not in self._tables:
            table: dict[str, dict[str, None]] = {}
            for iri in self.things(column):
                for name in self._called(iri):
                    table.setdefault(fold(name), {})[iri] = None
            self._tables[key] = {name: tuple(iris) for name, iris in table.items()}
        return self._tables[key]

    def _called(self, iri: str) -> list[str]:
        row = self.layout.index.rows.get(NamedNode(iri), {})
        words = [
            term.value
            for name in (*_LABELS, *_CODES)
            for term in row.get(name, ())
            if isinstance(term, Literal)
        ]
        tail = iri.removeprefix(ID).partition("/")[2] if iri.startswith(ID) else split_iri(iri)[1]
        return [*words, iri, shorten(iri), tail]


@lru_cache(maxsize=2)
def open_names(layout: Layout) -> Names:
    """The names of a layout, whose tables are made once for all files read by it."""
    return Names(layout)
