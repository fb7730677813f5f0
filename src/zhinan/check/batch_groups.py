"""Which applications must be looked at together: those that share a key, in portions that hold each group whole."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhinan.check.batch_facts import Facts, split_keys
from zhinan.check.batch_rules import BatchRule, BatchRules

PORTION = 1_000  # applications whose facts are loaded at once
WINDOW = 64  # of a larger group, so many are compared with each other: pairs grow with the square


@dataclass(frozen=True, slots=True)
class Portion:
    """Places of applications to be looked at together; ``cut`` are those of which not all that they share is here."""

    places: tuple[int, ...]
    cut: frozenset[int]


def find_groups(facts: Sequence[Facts], rules: BatchRules) -> list[list[list[int]]]:
    """For each comparison the groups of applications (by place) that share a key, in the order they came in."""
    return [
        _group(facts, place, bool(comparison.lacking)) for place, comparison in enumerate(rules.comparisons)
    ]


def _group(facts: Sequence[Facts], place: int, only_lacking: bool) -> list[list[int]]:
    shared = _find_shared(facts, place)
    if only_lacking:
        shared &= {key for one in facts for key in split_keys(one.lacking[place])}
    members: dict[bytes, dict[int, None]] = {}
    for number, one in enumerate(facts):
        for key in split_keys(one.keys[place]):
            if key in shared:
                members.setdefault(key, {})[number] = None
    groups = dict.fromkeys(tuple(found) for found in members.values() if len(found) > 1)
    return [list(group) for group in groups]


def _find_shared(facts: Sequence[Facts], place: int) -> set[bytes]:
    """The keys that occur more than once; sorted numbers take a tenth of the room of a table of counts."""
    every = array("Q")
    for one in facts:
        every.frombytes(one.keys[place])
    ordered = sorted(every)
    twice = {one for one, next_one in pairwise(ordered) if one == next_one}
    return {array("Q", [number]).tobytes() for number in twice}


def make_portions(
    rule_set: Iterable[BatchRule],
    facts: Sequence[Facts],
    groups: Sequence[Sequence[list[int]]],
    scopes: frozenset[str],
) -> Iterator[Portion]:
    """The applications that rules of the same comparisons must look at; ``scopes`` are the calls that they bind.

    With one that is bound go all with which it shares something: what they state of a person counts for it too.
    """
    rules = list(rule_set)
    comparisons = sorted({place for rule in rules for place in rule.comparisons})
    look = sum(1 << place for place in {place for rule in rules for place in rule.looks})
    alone = [(n,) for n, one in enumerate(facts) if one.look & look and one.call in scopes]
    shared = dict.fromkeys(
        tuple(group)
        for place in comparisons
        for group in groups[place]
        if any(facts[n].call in scopes for n in group)
    )
    grouped = {n for group in shared for n in group}
    return _pack([*shared, *(one for one in alone if one[0] not in grouped)])


def _pack(groups: Iterable[tuple[int, ...]]) -> Iterator[Portion]:
    here: dict[int, None] = {}
    for group in groups:
        if len(group) > WINDOW:
            yield from _cut(group)
            continue
        if here and len(here) + len(group) > PORTION:
            yield Portion(tuple(here), frozenset())
            here = {}
        here.update(dict.fromkeys(group))
    if here:
        yield Portion(tuple(here), frozenset())


def _cut(group: tuple[int, ...]) -> Iterator[Portion]:
    """A large group in windows of half to one WINDOW; what is found in one is true of the whole."""
    count = -(-len(group) // WINDOW)
    edges = [len(group) * number // count for number in range(count + 1)]
    for start, end in pairwise(edges):
        places = group[start:end]
        yield Portion(places, frozenset(places))
