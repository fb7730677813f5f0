"""Which applications must be looked at together: those that share a key, in portions that hold each group whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise
from operator import eq

from zhinan.check.batch.rule import BatchRule
from zhinan.check.batch.rules import BatchRules
from zhinan.check.batch.table import Column, FactTable

PORTION = 1_000  # applications whose facts are loaded at once
WHOLE = 128  # a group of so many is looked at whole: pairs grow with the square
WINDOW = 16  # of a larger one, so many are compared with each other

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """Places of applications to be looked at together; ``cut`` has those of which not all that they share is here,
    with the number of those that share it."""

    places: Group
    cut: dict[int, int] = field(default_factory=dict)


def find_groups(columns: Sequence[Column], rules: BatchRules) -> list[list[Group]]:
    """For each comparison the groups of applications (by place) that share a key."""
    pairs = zip(rules.comparisons, columns, strict=True)
    return [_group(column, only_lacking=bool(one.lacking)) for one, column in pairs]


def _group(column: Column, *, only_lacking: bool) -> list[Group]:
    if only_lacking and not column.lacking:
        return []
    ordered = sorted(column.keys)
    shared = set(compress(ordered, map(eq, ordered, ordered[1:])))
    if only_lacking:
        shared &= column.lacking
    if not shared:
        return []
    members: dict[int, set[int]] = {key: set() for key in shared}
    for key, owner in compress(
        zip(column.keys, column.owners, strict=True), map(shared.__contains__, column.keys)
    ):
        members[key].add(owner)
    return sorted({tuple(sorted(found)) for found in members.values() if len(found) > 1})


def make_portions(
    rule_set: Iterable[BatchRule], table: FactTable, groups: Sequence[Sequence[Group]], bound: bytes
) -> Iterator[Portion]:
    """The applications that rules of the same comparisons must look at together; ``bound`` are those that they bind.

    Where what others state may count, those that share something with one that is bound are looked at with it.
    """
    rules = list(rule_set)
    beyond = any(rule.beyond_scope for rule in rules)
    shared: dict[Group, None] = {}
    for comparison in sorted({place for rule in rules for place in rule.comparisons}):
        for group in groups[comparison]:
            own = tuple(place for place in group if bound[place])
            taken = group if beyond and own and len(group) <= WHOLE else own
            if len(taken) > 1:
                shared[taken] = None
    return _pack(shared, table)


def list_alone(table: FactTable) -> Iterator[Portion]:
    """The applications that must be looked at whatever they share."""
    return _pack(((place,) for place, reasons in enumerate(table.looks) if reasons), table)


def _pack(groups: Iterable[Group], table: FactTable) -> Iterator[Portion]:
    here: dict[int, None] = {}
    for group in groups:
        if len(group) > WHOLE:
            yield from _cut(group, table)
            continue
        if here and len(here) + len(group) > PORTION:
            yield Portion(tuple(here))
            here = {}
        here.update(dict.fromkeys(group))
    if here:
        yield Portion(tuple(here))


def _cut(group: Group, table: FactTable) -> Iterator[Portion]:
    """A large group in windows of half to one WINDOW, one call after another; what is found in one is true of all."""
    ordered = sorted(group, key=lambda place: (table.call(place), place))
    count = -(-len(ordered) // WINDOW)
    edges = [len(ordered) * number // count for number in range(count + 1)]
    for start, end in pairwise(edges):
        places = tuple(ordered[start:end])
        yield Portion(places, dict.fromkeys(places, len(group)))
