"""Made-up applications that share something: which take part, in what, and what the rules over all say of each.

The plots stand in ``shared.toml``. Names that the applications share are those that ``mark`` gives to people, units
and projects, so that sharing one is writing one name in the place of another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from zhinan.check import BatchRules
from zhinan.terms import ID

MARK = "（虚构）"


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One application of a plot: to which directions, and what it states in another way."""

    to: str
    same: Mapping[str, str]
    put: str
    drop: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> bool:
        """Whether it states what any other application states, under names that it shares."""
        return not (self.put or self.drop)


@dataclass(frozen=True, slots=True)
class Plot:
    """Some applications and, for each, the families over all that do not say "met"."""

    name: str
    family: str
    part: float
    each: bool
    guide: str
    members: tuple[Member, ...]
    verdicts: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Act:
    """The part of one application in a plot: ``first`` is the number of the plot's first application."""

    plot: Plot
    place: int
    first: int

    @property
    def member(self) -> Member:
        return self.plot.members[self.place]

    def rename(self, text: str, number: int) -> str:
        """The text with names of the first application in the place of its own."""
        for own, other in self.member.same.items():
            text = text.replace(f"{own} {number}{MARK}", f"{other} {self.first}{MARK}")
        return text


def read_plots() -> list[Plot]:
    """All plots, in the order of their file."""
    text = Path(__file__).with_name("shared.toml").read_text(encoding="utf-8")
    return [
        Plot(
            name=entry["name"],
            family=ID + "family/" + entry["family"],
            part=entry["part"],
            each=entry.get("each", False),
            guide=entry.get("guide", ""),
            members=tuple(_read_member(one) for one in entry["members"]),
            verdicts=tuple({ID + "family/" + k: v for k, v in one.items()} for one in entry["verdicts"]),
        )
        for entry in tomllib.loads(text)["plot"]
    ]


def _read_member(entry: Mapping[str, object]) -> Member:
    same, put, drop = entry.get("same", {}), entry.get("put", ""), entry.get("drop", [])
    assert isinstance(same, dict)
    assert isinstance(put, str)
    assert isinstance(drop, list)
    return Member(str(entry.get("to", "bound")), same, put, tuple((node, name) for node, name in drop))


def cast_plots(
    plots: Sequence[Plot], directions: Sequence[str], count: int, seed: int, rules: BatchRules
) -> dict[int, Act]:
    """Number of an application → its part; number n applies to the direction whose turn it is."""
    dice, acts = Random(f"{seed} plots"), dict[int, Act]()
    numbers = list(range(count))
    dice.shuffle(numbers)
    for plot in sorted(plots, key=lambda one: not one.each):
        for bound in _list_bound(plot, numbers, directions, rules):
            for _ in range(max(1, round(plot.part * len(bound) / len(plot.members)))):
                chosen = _choose(plot, bound, numbers, directions, acts, rules)
                if len(chosen) < len(plot.members):
                    break
                acts |= {number: Act(plot, place, chosen[0]) for place, number in enumerate(chosen)}
    return acts


def _list_bound(
    plot: Plot, numbers: Sequence[int], directions: Sequence[str], rules: BatchRules
) -> list[list[int]]:
    """The applications that the family of a plot binds; where each rule is to have some, by the rules that do."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number in numbers:
        direction = directions[number % len(directions)]
        if _binds(plot, direction, rules):
            of = tuple(rule.iri for rule in rules.by_call[direction] if rule.family == plot.family)
            found.setdefault(of if plot.each else (), []).append(number)
    return list(found.values())


def _choose(
    plot: Plot,
    bound: Sequence[int],
    numbers: Sequence[int],
    directions: Sequence[str],
    acts: Mapping[int, Act],
    rules: BatchRules,
) -> list[int]:
    """Applications that act in nothing yet, the first of them out of ``bound``; too few where there are not enough."""
    chosen: list[int] = []
    for member in plot.members:
        first = directions[chosen[0] % len(directions)] if chosen else ""
        for number in numbers if chosen else bound:
            direction = directions[number % len(directions)]
            free = number not in acts and number not in chosen
            if free and _suits(member, plot, direction, first, rules):
                chosen.append(number)
                break
        else:
            return []
    return chosen


def _binds(plot: Plot, direction: str, rules: BatchRules) -> bool:
    bound = any(rule.family == plot.family for rule in rules.by_call[direction])
    return bound and (not plot.guide or rules.calls[direction].guide == f"{ID}guide/{plot.guide}")


def _suits(member: Member, plot: Plot, direction: str, first: str, rules: BatchRules) -> bool:
    binds = _binds(plot, direction, rules)
    if member.to == "outside":
        return not any(rule.family == plot.family for rule in rules.by_call[direction])
    if not binds or not first:
        return binds
    guides = [rules.calls[one].guide for one in (direction, first)]
    if member.to == "beside":
        return guides[0] != guides[1]
    return direction == first if member.to == "same" else guides[0] == guides[1]
