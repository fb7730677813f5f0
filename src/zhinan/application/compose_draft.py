"""An application while it is being composed: a small graph that is never changed, only made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from zhinan.application.statements import Application, Statement
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import LABEL, RDF_TYPE, SH, zn

Value = NamedNode | Literal
Row = dict[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A graph by subject and predicate IRI; ``root`` is the application."""

    root: NamedNode
    rows: dict[str, Row]

    def values(self, subject: Value, predicate: str) -> tuple[Value, ...]:
        """What a thing has as a property; none is the empty tuple."""
        return self.rows.get(subject.value, {}).get(predicate, ())

    def put(self, subject: Value, predicate: str, values: Iterable[Value]) -> Draft:
        """The draft with these as the values of one property, each once, and without what nothing leads to."""
        row = dict(self.rows.get(subject.value, {}))
        row[predicate] = tuple(dict.fromkeys(values))
        if not row[predicate]:
            del row[predicate]
        return Draft(self.root, {**self.rows, subject.value: row})

    def subjects(self, predicate: str, value: Value) -> Iterator[NamedNode]:
        """What has this value as a property."""
        for subject, row in self.rows.items():
            if value in row.get(predicate, ()):
                yield NamedNode(subject)

    def of_class(self, cls: str) -> list[NamedNode]:
        """The things that are stated to be of a class."""
        return list(self.subjects(RDF_TYPE, NamedNode(cls)))

    def clone(self, node: Value) -> tuple[Draft, NamedNode]:
        """The draft with a copy of a thing under a new name, and that name."""
        stem = node.value.rstrip("0123456789").rstrip("-")
        number = next(n for n in range(2, len(self.rows) + 3) if f"{stem}-{n}" not in self.rows)
        name = NamedNode(f"{stem}-{number}")
        row = dict(self.rows.get(node.value, {}))
        if LABEL in row:
            row[LABEL] = tuple(_number_label(label, number) for label in row[LABEL])
        return Draft(self.root, {**self.rows, name.value: row}), name

    def reachable(self) -> Draft:
        """The draft without the things that nothing leads to from the application."""
        found: dict[str, Row] = {}
        waiting = [self.root.value]
        while waiting:
            node = waiting.pop(0)
            if node in self.rows and node not in found:
                found[node] = self.rows[node]
                waiting += [value.value for values in found[node].values() for value in values]
        return Draft(self.root, found)


def _number_label(label: Value, number: int) -> Value:
    if not isinstance(label, Literal):
        return label
    return Literal(f"{label.value} {number}", language=label.language or "zh")


def from_statements(root: str, statements: Iterable[Statement]) -> Draft:
    """The draft of some triples."""
    rows: dict[str, dict[str, list[Value]]] = {}
    for subject, predicate, value in statements:
        rows.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    return Draft(
        NamedNode(root),
        {node: {name: tuple(values) for name, values in row.items()} for node, row in rows.items()},
    )


def to_application(draft: Draft, source: str) -> Application:
    """What is reachable in a draft, as an application read from ``source``."""
    triples = tuple(
        Statement(NamedNode(subject), NamedNode(predicate), value)
        for subject, row in draft.reachable().rows.items()
        for predicate, values in row.items()
        for value in values
    )
    return Application(
        iri=draft.root.value,
        directions=tuple(value.value for value in draft.values(draft.root, zn("appliesTo"))),
        typed=NamedNode(zn("Application")) in draft.values(draft.root, RDF_TYPE),
        triples=triples,
        source=source,
    )


def follow(path: Tree, start: Value, draft: Draft) -> list[Value]:
    """The values at the end of a path, each once, in order. Source: SHACL, section 2.3.1."""
    if isinstance(path, NamedNode):
        return list(draft.values(start, path.value))
    if isinstance(path, Listed):
        ends = [start]
        for step in path.items:
            ends = list(dict.fromkeys(end for node in ends for end in follow(step, node, draft)))
        return ends
    found: list[Value] = []
    for kind, inner in _kinds(path):
        if kind == "alternativePath" and isinstance(inner, Listed):
            found += [end for step in inner.items for end in follow(step, start, draft)]
        elif kind == "inversePath" and isinstance(inner, NamedNode):
            found += draft.subjects(inner.value, start)
        elif kind == "zeroOrOnePath":
            found += [start, *follow(inner, start, draft)]
        elif kind in ("zeroOrMorePath", "oneOrMorePath"):
            found += ([start] if kind == "zeroOrMorePath" else []) + _repeat(inner, start, draft)
    return list(dict.fromkeys(found))


def _kinds(path: Tree) -> Iterator[tuple[str, Tree]]:
    for name, objects in path.pairs if isinstance(path, Nested) else ():
        yield from ((name.removeprefix(SH), item) for item in objects)


def _repeat(path: Tree, start: Value, draft: Draft) -> list[Value]:
    found: dict[Value, None] = {}
    waiting = follow(path, start, draft)
    while waiting:
        value = waiting.pop(0)
        if value not in found:
            found[value] = None
            waiting += follow(path, value, draft)
    return list(found)
