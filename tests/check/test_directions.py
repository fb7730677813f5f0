"""Each direction: an application that meets its rules; for each rule one that breaks it and one that lacks for it."""

from __future__ import annotations

import pytest

from check.cases import SHAPES
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
from zhinan.rules import load_families
from zhinan.rules.tree import ONLY_WITH

DIRECTIONS = list_directions()
PASSES = (Verdict.MET, Verdict.MANUAL)


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
    rules = rules_of(direction)
    wanted = {(rule.iri, "missing") for rule in rules}
    wanted |= {(rule.iri, "violated") for rule in rules if rule.eligibility}
    assert {(case.rule, case.verdict) for case in derive(direction)} == wanted


def test_what_cannot_be_broken_is_a_demand_that_leaves_out_the_parameter_it_could_be_broken_by() -> None:
    families, found = load_families(SHAPES).by_iri, set()
    for direction in DIRECTIONS:
        for rule in rules_of(direction):
            if not rule.eligibility:
                for template in families[rule.family].eligibility:
                    waits = {name.value.rpartition("/")[2] for name in template.tree.get(ONLY_WITH)}
                    assert waits - rule.demanded.keys(), rule.iri
                    found.add(rule.family)
    assert len(found) == 1, "documents in any language, and nothing else: docs/decisions/0029"


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


def spread(direction: str) -> list[FaultyCase]:
    """What pySHACL is asked of: for each rule, in one of the directions that it binds, the case that breaks it.

    Of a rule that cannot be broken, the one that lacks for it.
    """
    rules = {rule.iri: "violated" if rule.eligibility else "missing" for rule in rules_in_turn(direction)}
    return unique(tuple(case for case in derive(direction) if rules.get(case.rule) == case.verdict))


def test_the_spread_breaks_every_rule() -> None:
    cases = [case for direction in DIRECTIONS for case in spread(direction)]
    broken = {rule for case in cases for rule, verdict in case.verdicts.items() if verdict != "met"}
    assert broken == {rule.iri for direction in DIRECTIONS for rule in rules_of(direction)}


@pytest.mark.parametrize("direction", DIRECTIONS, ids=short)
def test_the_reference_engine_says_the_same(direction: str) -> None:
    applications = [compose(direction), *(case.application for case in spread(direction))]
    assert check_all(applications, "pyshacl") == check_all(applications)
