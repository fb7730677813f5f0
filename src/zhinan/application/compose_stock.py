"""What a value of a property may be taken from: what the shapes name, what the ontology allows, what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pyoxigraph import Literal, NamedNode

from zhinan.application.compose_draft import Draft, Value
from zhinan.application.compose_hold import measure
from zhinan.application.vocabulary import Vocabulary
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH, XSD

_EDGES = frozenset(SH + name for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"))
_SAMPLES = {
    XSD + "string": ["示例"],
    XSD + "integer": ["1"],
    XSD + "decimal": ["1"],
    XSD + "date": ["2020-01-01"],
    XSD + "dateTime": ["2020-01-01T00:00:00+08:00"],
}
_FEW = 4  # things of a class that are tried where a shape names none


@dataclass(frozen=True, slots=True)
class Stock:
    """Known terms, the things of each class by IRI, the seed of every choice, and shapes that name more values."""

    vocabulary: Vocabulary
    by_class: dict[str, list[str]]
    seed: int = 0
    hints: tuple[Nested, ...] = ()

    def some(self, cls: str) -> list[NamedNode]:
        """A few things of a class; equal seeds give equal ones."""
        known = self.by_class.get(cls, [])
        chosen = Random(f"{self.seed} {cls}").sample(known, min(_FEW, len(known)))
        return [NamedNode(iri) for iri in chosen]

    def lists_all(self, cls: str, shape: Nested) -> bool:
        """Whether a shape names every known thing of a class; so it does where none is known."""
        known = self.by_class.get(cls, [])
        return not known or {NamedNode(iri) for iri in known} <= set(_listed(shape))


def open_stock(vocabulary: Vocabulary) -> Stock:
    """A stock of all things that the guides, reference data and ontology name."""
    by_class: dict[str, list[str]] = {}
    for thing in sorted(vocabulary.things):
        for cls in {c for t in vocabulary.things[thing] for c in vocabulary.classes.get(t, ())}:
            by_class.setdefault(cls, []).append(thing)
    return Stock(vocabulary, by_class)


def list_candidates(predicate: str, shape: Nested, node: Value, draft: Draft, stock: Stock) -> list[Value]:
    """Values that a property could take, each once: named by the shape, next to those, of the range."""
    known = stock.vocabulary.properties.get(predicate)
    trees = (shape, *stock.hints)
    named = [
        value
        for tree in trees
        for value in _named(tree, node, draft)
        if _fits(value, predicate, draft, stock)
    ]
    named = list(dict.fromkeys(named))
    Random(f"{stock.seed} {predicate}").shuffle(named)
    found = [*named, *(near for value in named for near in _near(value))]
    found += [value for row in draft.rows.values() for value in row.get(predicate, ())]
    if known and known.range:
        found += _of_range(known.range, known.literal, draft, stock)
    found += [near for value in draft.values(node, predicate) for near in _near(value)]
    return list(dict.fromkeys(found))


def _named(tree: Tree, node: Value, draft: Draft) -> Iterator[Value]:
    """The constants of a shape, and the values of the properties that it compares with."""
    if isinstance(tree, Listed):
        for item in tree.items:
            yield from _named(item, node, draft)
    elif isinstance(tree, Nested):
        for name, objects in tree.pairs:
            for item in objects:
                if name in (SH + "in", SH + "hasValue") or name in _EDGES:
                    yield from _constants(item)
                elif name in (SH + "equals", SH + "lessThanOrEquals") and isinstance(item, NamedNode):
                    yield from draft.values(node, item.value)
                elif name != SH + "path":
                    yield from _named(item, node, draft)


def _listed(tree: Tree) -> Iterator[Value]:
    """The members of the lists that a shape allows values from."""
    if isinstance(tree, Nested):
        for name, objects in tree.pairs:
            for item in objects:
                yield from _constants(item) if name == SH + "in" else _listed(item)
    elif isinstance(tree, Listed):
        for item in tree.items:
            yield from _listed(item)


def _constants(tree: Tree) -> Iterator[Value]:
    if isinstance(tree, Listed):
        yield from (item for item in tree.items if isinstance(item, NamedNode | Literal))
    elif isinstance(tree, NamedNode | Literal):
        yield tree


def _fits(value: Value, predicate: str, draft: Draft, stock: Stock) -> bool:
    known = stock.vocabulary.properties.get(predicate)
    if known is None or known.range is None:
        return True
    if isinstance(value, Literal):
        alike = {XSD + "integer", XSD + "decimal"}
        return known.literal and (
            {value.datatype.value, known.range} <= alike or value.datatype.value == known.range
        )
    classes = stock.vocabulary.things.get(value.value, frozenset())
    whole = {c for cls in classes for c in stock.vocabulary.classes.get(cls, ())}
    return known.range in whole or value in draft.of_class(known.range)


def _of_range(cls: str, literal: bool, draft: Draft, stock: Stock) -> list[Value]:
    if cls == XSD + "boolean":
        return [Literal(True), Literal(False)]
    if literal:
        return [Literal(text, datatype=NamedNode(cls)) for text in _SAMPLES.get(cls, ())]
    return [*draft.of_class(cls), *stock.some(cls)]


def _near(value: Value) -> Iterator[Value]:
    """What lies just below and just above a value."""
    if not isinstance(value, Literal):
        return
    kind, found = value.datatype.value, measure(value)
    if isinstance(found, datetime):
        second = timedelta(seconds=1)
        yield from (
            Literal((found + step).isoformat(), datatype=value.datatype) for step in (-second, second)
        )
    elif isinstance(found, date):
        day = timedelta(days=1)
        yield from (Literal((found + step).isoformat(), datatype=value.datatype) for step in (-day, day))
    elif found is not None:
        yield from (Literal(str(found + step), datatype=value.datatype) for step in (-1, 1))
    elif kind == XSD + "string":
        yield Literal(f"{value.value}-x")
