"""The comparisons of the rules over all applications, their paths made ready to be followed through rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from zhinan.application import Row, Rows
from zhinan.check.batch.rule import BatchRule, Comparison, Look
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH

Follow = Callable[[str, Rows], Sequence[str]]
_NONE: Row = {}
_CODES = [chr(code) for code in range(0x21, 0x7F) if chr(code) != "<"] + [
    chr(code) for code in range(0xA1, 0x200)
]
"""A character for each property in packed facts; none begins an IRI."""


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
    """When an application is looked at whatever it shares; see ``Look``."""

    holder: int
    needs: tuple[str, ...]
    needs_true: tuple[str, ...]
    alone: Follow | None
    known_by: Follow
    limit: int
    if_any: bool


class Work(NamedTuple):
    """What is to be found of an application: comparisons with their tags, looks with their bits."""

    comparisons: tuple[tuple[int, ComparisonPlan], ...]
    looks: tuple[tuple[int, LookPlan], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The paths to all holders, what is to be found of the applications to each call, and the properties kept.

    ``codes`` and ``names`` lead from a property to its character in packed facts and back. ``elsewhere`` is for the
    applications that no rule binds: what they state of someone may count for others.
    """

    holders: tuple[Follow, ...]
    comparisons: tuple[ComparisonPlan, ...]
    work: Mapping[str, Work]
    elsewhere: Work
    codes: Mapping[str, str]
    names: Mapping[str, str]

    def work_on(self, call: str) -> Work:
        """What is to be found of an application to one call."""
        return self.work.get(call, self.elsewhere)


def make_plan(
    rules: Sequence[BatchRule],
    comparisons: Sequence[Comparison],
    looks: Sequence[Look],
    wanted: Iterable[str],
    by_call: Mapping[str, Sequence[BatchRule]],
) -> Plan:
    """The plan of the comparisons and looks of some rules."""
    holders: list[Tree | None] = []

    def place(holder: Tree | None) -> int:
        if holder not in holders:
            holders.append(holder)
        return holders.index(holder)

    ready = [_plan_comparison(one, place(one.holder)) for one in comparisons]
    ready_looks = [_plan_look(one, place(one.holder)) for one in looks]
    beyond = {number for rule in rules if rule.beyond_scope for number in rule.comparisons}

    def work(compared: Iterable[int], looked: Iterable[int]) -> Work:
        return Work(
            tuple((2 * number, ready[number]) for number in sorted(beyond.union(compared))),
            tuple((1 << number, ready_looks[number]) for number in sorted(set(looked))),
        )

    names = dict(zip(_CODES, (f"<{name}>" for name in sorted(wanted)), strict=False))
    return Plan(
        holders=tuple(make_follower(holder) for holder in holders),
        comparisons=tuple(ready),
        work={
            call: work(
                (number for rule in bound for number in rule.comparisons),
                (number for rule in bound for number in rule.looks),
            )
            for call, bound in by_call.items()
        },
        elsewhere=work((), ()),
        codes={name: code for code, name in names.items()},
        names=names,
    )


def _plan_comparison(one: Comparison, holder: int) -> ComparisonPlan:
    return ComparisonPlan(
        holder=holder,
        keys=tuple(map(make_follower, one.keys)),
        identity=one.identity,
        together=None if one.together is None else make_follower(one.together),
        lacking=f"<{one.lacking}>" if one.lacking else "",
    )


def _plan_look(one: Look, holder: int) -> LookPlan:
    return LookPlan(
        holder=holder,
        needs=tuple(f"<{need}>" for need in one.needs),
        needs_true=tuple(f"<{need}>" for need in one.needs_true),
        alone=None if one.alone is None else make_follower(one.alone),
        known_by=make_follower(one.known_by),
        limit=one.limit,
        if_any=one.if_any,
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
