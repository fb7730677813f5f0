"""Composed applications of every direction, each made once for all tests that want them."""

from __future__ import annotations

from functools import cache

from check.cases import KNOWN, ROOT, SHAPES
from zhinan.application import (
    Application,
    FaultyCase,
    Workshop,
    compose_application,
    derive_faults,
    open_workshop,
)
from zhinan.check import ENGINES, Checked, Checker, find_engine, open_checker
from zhinan.rules import Rule, Rulebook, find_calls, open_rulebook
from zhinan.terms import ID

GUIDES = sorted((ROOT / "data" / "guides").glob("*.ttl"))


@cache
def real_book() -> Rulebook:
    return open_rulebook([*GUIDES, *KNOWN], SHAPES / "rules")


@cache
def shop() -> Workshop:
    return open_workshop(real_book())


def list_directions() -> list[str]:
    return sorted(node.value for node in find_calls(real_book().index))


def short(direction: str) -> str:
    return direction.removeprefix(ID)


@cache
def compose(direction: str) -> Application:
    return compose_application(direction, real_book(), workshop=shop())


@cache
def _turns() -> dict[str, str]:
    """Rule IRI → the direction that takes its turn at it: the rule's own, or one of those that share it."""
    sharing: dict[str, list[str]] = {}
    for direction in list_directions():
        for rule in rules_of(direction):
            sharing.setdefault(rule.iri, []).append(direction)
    return {
        iri: several[place % len(several)] for place, (iri, several) in enumerate(sorted(sharing.items()))
    }


def rules_in_turn(direction: str) -> list[Rule]:
    """The rules of a direction that it has its turn at: all its own, and its part of the shared ones."""
    return [rule for rule in rules_of(direction) if direction == _turns()[rule.iri]]


def rules_of(direction: str) -> list[Rule]:
    """The rules of a direction, or of a guide that is applied to as a whole."""
    return [trees.rule for trees in shop().bench(direction).trees.rules if trees.rule]


@cache
def derive(direction: str) -> tuple[FaultyCase, ...]:
    """For each rule of a direction, shared ones too, an application that breaks it and one that lacks for it."""
    return tuple(derive_faults(compose(direction), real_book(), workshop=shop()))


@cache
def checker(engine: str) -> Checker:
    """One for all tests: it keeps no more of an application than the unknown terms that it looked up."""
    return open_checker(real_book(), SHAPES, find_engine(engine))


def check_all(applications: list[Application], engine: str = next(iter(ENGINES))) -> list[Checked]:
    return [checker(engine).check_application(application) for application in applications]


def verdicts_of(checked: Checked) -> dict[str, str]:
    """Rule IRI → verdict; clauses without a rule are left out."""
    return {finding.rule: finding.verdict.value for finding in checked.findings if finding.rule}
