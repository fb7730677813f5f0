"""Each direction: an application that meets its rules; for each rule one that breaks it and one that lacks for it."""

from __future__ import annotations

import pytest

from check.composed import (
    check_all,
    compose,
    derive,
    list_directions,
    rules_in_turn,
    rules_of,
    short,
    verdicts_of,
)
from zhinan.application import FaultyCase
from zhinan.check import Checked, Verdict
from zhinan.rules import Rule

DIRECTIONS = list_directions()
PASSES = (Verdict.MET, Verdict.MANUAL)

NEVER_BROKEN = {
    "listed-priority": "every row that there is stands in the one table that is listed",
    "document-for-partner": "composing does not change partner, field and document together; its twins do",
}


def cannot_be_broken(rule: Rule) -> bool:
    """A document in any language is attached or missing (docs/decisions/0029)."""
    family = rule.family.rpartition("/")[2]
    return (family == "document" and "inLanguage" not in rule.demanded) or family in NEVER_BROKEN


def unique(cases: tuple[FaultyCase, ...]) -> list[FaultyCase]:
    """One of those that twin rules share."""
    return list({case.application.source: case for case in cases}.values())


@pytest.mark.parametrize("direction", DIRECTIONS, ids=short)
def test_the_composed_application_meets_every_rule(direction: str) -> None:
    (checked,) = check_all([compose(direction)])
    assert checked.faults == ()
    assert checked.verdict in PASSES
    assert set(verdicts_of(checked).values()) == {"met"}
    assert {rule.iri for rule in rules_of(direction)} == set(verdicts_of(checked))


@pytest.mark.parametrize("direction", DIRECTIONS, ids=short)
def test_every_rule_has_an_application_that_breaks_it_and_one_that_lacks_for_it(direction: str) -> None:
    rules = rules_in_turn(direction)
    wanted = {(rule.iri, "missing") for rule in rules}
    wanted |= {(rule.iri, "violated") for rule in rules if not cannot_be_broken(rule)}
    assert {(case.rule, case.verdict) for case in derive(direction)} == wanted


@pytest.mark.parametrize("direction", DIRECTIONS, ids=short)
def test_each_has_the_verdicts_that_were_stated_when_it_was_made(direction: str) -> None:
    cases = unique(derive(direction))
    for case, checked in zip(cases, check_all([case.application for case in cases]), strict=True):
        assert verdicts_of(checked) == case.verdicts, (case.rule, case.verdict)
        assert not passes(checked, case), case.rule


def passes(checked: Checked, case: FaultyCase) -> bool:
    """Whether the application as a whole passes though a rule that binds does not."""
    binding = [f for f in checked.findings if f.rule == case.rule and f.severity != "Info"]
    return checked.verdict is Verdict.MET and bool(binding)


def test_all_rules_have_their_turn() -> None:
    taken = {rule.iri for direction in DIRECTIONS for rule in rules_in_turn(direction)}
    known = {r.iri for direction in DIRECTIONS for r in rules_of(direction)}
    assert taken == known


def test_nearly_all_rules_are_broken_alone_or_with_such_as_ask_for_the_same() -> None:
    broken = alone = 0
    for direction in DIRECTIONS:
        rules = {rule.iri: rule for rule in rules_of(direction)}
        for case in derive(direction):
            others = [rules[iri] for iri, v in case.verdicts.items() if v != "met" and iri != case.rule]
            broken += case.verdict == "violated"
            same = all(other.family == rules[case.rule].family for other in others)
            alone += same and case.verdict == "violated"
    assert alone >= 0.85 * broken, (alone, broken)


@pytest.mark.parametrize("direction", DIRECTIONS[::9], ids=short)
def test_the_reference_engine_says_the_same(direction: str) -> None:
    applications = [compose(direction), *(case.application for case in unique(derive(direction))[::12])]
    assert check_all(applications, "pyshacl") == check_all(applications)
