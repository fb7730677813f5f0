"""Where the values that a rule looked at stand in their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from pyoxigraph import NamedNode

from zhinan.check.report import Value
from zhinan.rules import Listed, Nested, Rule, Tree
from zhinan.terms import SH


class Placed(Protocol):
    """An application that can say where a value stands."""

    @property
    def iri(self) -> str:
        """Its IRI."""

    def place(self, subject: str, predicate: str, value: str) -> str | None:
        """Where a value stands; None where that is not known."""


def place_values(found: tuple[Value, ...], rule: Rule, application: Placed) -> tuple[Value, ...]:
    """The values that a rule looked at, each with its place in the file where that is known."""
    ends = [iri for shape in rule.demanding for iri in _last_steps(shape.path)]
    return tuple(_place(value, dict.fromkeys(ends), application) for value in found)


def _place(value: Value, ends: dict[str, None], application: Placed) -> Value:
    subject = value.of.value if value.of else application.iri
    places = (application.place(subject, predicate, value.value) for predicate in ends)
    place = next((place for place in places if place), None)
    return value if place is None else replace(value, place=place)


def _last_steps(path: Tree) -> Iterator[str]:
    """The properties that a path may end with."""
    if isinstance(path, NamedNode):
        yield path.value
    elif isinstance(path, Listed) and path.items:
        yield from _last_steps(path.items[-1])
    elif isinstance(path, Nested):
        for choice in path.get(SH + "alternativePath"):
            for item in choice.items if isinstance(choice, Listed) else ():
                yield from _last_steps(item)
