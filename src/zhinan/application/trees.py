"""The shapes that an application to one direction is held against, as trees to read and reason on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from zhinan.errors import DataError
from zhinan.files import find_folder
from zhinan.rules import (
    Index,
    Listed,
    Nested,
    Rule,
    Rulebook,
    Tree,
    find_calls,
    index_text,
    load_direction_rules,
    read_index,
    read_node,
)
from zhinan.terms import SH, shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrees:
    """A rule with its property shapes by IRI; the shapes of form are one rule without a clause.

    ``waiting`` are the shapes that say something of a value only where all facts are stated.
    """

    iri: str
    rule: Rule | None
    completeness: dict[str, Nested]
    eligibility: dict[str, Nested]
    waiting: frozenset[str]

    @property
    def shapes(self) -> Iterator[Nested]:
        """All its shapes, completeness first."""
        yield from self.completeness.values()
        yield from self.eligibility.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionTrees:
    """The rules of a direction, and what every application must state."""

    direction: str
    rules: tuple[RuleTrees, ...]
    form: RuleTrees


def read_trees(direction: str, book: Rulebook, shapes: Path | None = None) -> DirectionTrees:
    """The shapes of a direction; ``shapes`` is the folder of ``application.ttl``, the project's own by default.

    Raises DataError where there is no such direction.
    """
    if direction not in {node.value for node in find_calls(book.index)}:
        raise DataError(
            f"{shorten(direction)}: there is no such direction. `zhinan query guides` lists them."
        )
    rules = load_direction_rules(book, direction)
    index = index_text(rules.shapes, "shapes/rules")
    return DirectionTrees(
        direction=direction,
        rules=tuple(_read_rule(rule, index) for rule in rules.rules),
        form=_read_form(read_index([(shapes or find_folder("shapes")) / "application.ttl"])),
    )


def _read_rule(rule: Rule, index: Index) -> RuleTrees:
    return RuleTrees(
        iri=rule.iri,
        rule=rule,
        completeness={shape.iri: read_node(index, NamedNode(shape.iri)) for shape in rule.completeness},
        eligibility={shape.iri: read_node(index, NamedNode(shape.iri)) for shape in rule.eligibility},
        waiting=frozenset(shape.iri for shape in rule.eligibility if shape.only_when_complete),
    )


def _read_form(index: Index) -> RuleTrees:
    (target,) = index.instances(SH + "NodeShape")
    names = index.iris(target, SH + "property")
    found = {name: read_node(index, NamedNode(name)) for name in names}
    return RuleTrees(iri=target.value, rule=None, completeness=found, eligibility={}, waiting=frozenset())


def list_routes(path: Tree) -> list[tuple[str, ...]]:
    """A path as its ways of predicates; a way that goes backwards is left out, a step that may be left out is.

    Source: SHACL, section 2.3.1; ``( [ alternative ( a b ) ] c )`` has the ways ``(a, c)`` and ``(b, c)``.
    """
    if isinstance(path, NamedNode):
        return [(path.value,)]
    if isinstance(path, Listed):
        routes: list[tuple[str, ...]] = [()]
        for step in path.items:
            routes = [(*before, *after) for before in routes for after in list_routes(step)]
        return routes
    if isinstance(path, Nested):
        if path.get(SH + "zeroOrMorePath") or path.get(SH + "zeroOrOnePath"):
            return [()]
        return [
            route
            for choice in path.get(SH + "alternativePath")
            if isinstance(choice, Listed)
            for step in choice.items
            for route in list_routes(step)
        ]
    return []
