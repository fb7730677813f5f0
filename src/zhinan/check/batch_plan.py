"""The comparisons of the rules over all applications, their paths made ready to be followed through rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from zhinan.application import Row, Rows
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH

if TYPE_CHECKING:
    from zhinan.check.batch_rules import Comparison, Look

Follow = Callable[[str, Rows], Sequence[str]]
_NONE: Row = {}


@dataclass(frozen=True, slots=True)
class ComparisonPlan:
    """A comparison: ``holder`` is a place in the list of holders; terms are written as in N-Triples."""

    holder: int
    keys: tuple[Follow, ...]
    identity: bool
    together: Follow | None
    lacking: str


@dataclass(frozen=True, slots=True)
class LookPlan:
    """When an application is looked at whatever it shares."""

    holder: int
    needs: tuple[str, ...]
    needs_true: tuple[str, ...]
    alone: Follow | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All comparisons and looks, the paths to the holders that they share, and the predicates wanted, as written."""

    holders: tuple[Follow, ...]
    comparisons: tuple[ComparisonPlan, ...]
    looks: tuple[LookPlan, ...]
    wanted: frozenset[str]


def make_plan(comparisons: Sequence[Comparison], looks: Sequence[Look], wanted: frozenset[str]) -> Plan:
    """The plan of some comparisons and looks."""
    holders: list[Tree | None] = []

    def place(holder: Tree | None) -> int:
        if holder not in holders:
            holders.append(holder)
        return holders.index(holder)

    plans = tuple(
        ComparisonPlan(
            holder=place(one.holder),
            keys=tuple(map(make_follower, one.keys)),
            identity=one.identity,
            together=None if one.together is None else make_follower(one.together),
            lacking=f"<{one.lacking}>" if one.lacking else "",
        )
        for one in comparisons
    )
    looked = tuple(
        LookPlan(
            holder=place(one.holder),
            needs=tuple(f"<{need}>" for need in one.needs),
            needs_true=tuple(f"<{need}>" for need in one.needs_true),
            alone=None if one.alone is None else make_follower(one.alone),
        )
        for one in looks
    )
    return Plan(
        holders=tuple(make_follower(holder) for holder in holders),
        comparisons=plans,
        looks=looked,
        wanted=frozenset(f"<{name}>" for name in wanted),
    )


def make_follower(path: Tree | None) -> Follow:
    """A function to the values at the end of a path of predicates, sequences and alternatives; None stays put."""
    if path is None:
        return lambda node, rows: (node,)
    if isinstance(path, NamedNode):
        written = f"<{path.value}>"
        return lambda node, rows: rows.get(node, _NONE).get(written, ())
    if isinstance(path, Listed):
        return _make_sequence([make_follower(step) for step in path.items])
    lists = list(path.get(SH + "alternativePath")) if isinstance(path, Nested) else []
    branches = [make_follower(step) for one in lists if isinstance(one, Listed) for step in one.items]
    return lambda node, rows: [end for branch in branches for end in branch(node, rows)]


def _make_sequence(steps: Sequence[Follow]) -> Follow:
    def follow(node: str, rows: Rows) -> Sequence[str]:
        nodes: Sequence[str] = (node,)
        for step in steps:
            nodes = [end for here in nodes for end in step(here, rows)]
        return nodes

    return follow
