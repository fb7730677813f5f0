"""What an application has to state follows from the rules of its direction."""

from __future__ import annotations

from functools import cache

import pytest
from click.testing import CliRunner

from check.cases import KNOWN, ROOT, SHAPES
from zhinan.application import RequiredFact, make_vocabulary, required_facts
from zhinan.cli import zhinan
from zhinan.errors import DataError
from zhinan.rules import Rulebook, find_calls, load_direction_rules, open_rulebook
from zhinan.terms import ID, zn

GUIDES = sorted((ROOT / "data" / "guides").glob("*.ttl"))


@cache
def real_book() -> Rulebook:
    return open_rulebook([*GUIDES, *KNOWN], SHAPES / "rules")


@cache
def facts_of(direction: str) -> tuple[RequiredFact, ...]:
    return required_facts(direction, real_book())


DIRECTIONS = sorted(node.value for node in find_calls(real_book().index))


@pytest.mark.parametrize("direction", DIRECTIONS, ids=lambda iri: iri.removeprefix(ID))
def test_every_rule_asks_for_a_fact_that_the_ontology_knows(direction: str) -> None:
    facts = facts_of(direction)
    known = make_vocabulary(real_book().index).properties
    assert all(name in known for fact in facts for name in fact.path)
    asked = {rule for fact in facts if fact.least for rule in fact.rules}
    assert {rule.iri for rule in load_direction_rules(real_book(), direction).rules} <= asked


@pytest.mark.parametrize("direction", DIRECTIONS, ids=lambda iri: iri.removeprefix(ID))
def test_a_fact_is_listed_once_and_after_what_it_is_said_of(direction: str) -> None:
    facts = facts_of(direction)
    assert len({(fact.path, frozenset(fact.conditions)) for fact in facts}) == len(facts)
    seen: set[tuple[str, ...]] = {()}
    for fact in facts:
        assert fact.path[:-1] in seen, fact.path
        seen.add(fact.path)


def test_a_fact_of_one_side_is_asked_of_that_side_alone() -> None:
    conditions = {
        condition
        for direction in DIRECTIONS[::8]
        for fact in facts_of(direction)
        for condition in fact.conditions
        if fact.path[-1] == zn("registeredOn")
    }
    assert [(c.property, [v.value for v in c.values], c.has) for c in conditions] == [
        (zn("side"), [zn("ChineseSide")], True)
    ]


def test_an_unknown_direction_is_said_to_be_unknown() -> None:
    with pytest.raises(DataError, match=r"direction:most-2020/9\.9: there is no such direction"):
        required_facts("https://w3id.org/zhinan/id/direction/most-2020/9.9", real_book())


def test_the_command_lists_them_in_words() -> None:
    lines = CliRunner().invoke(zhinan, ["rules", "facts", "most-2020/2.2"]).output.splitlines()
    assert "牵头申报单位  1..1  zn:Unit  [1]" in lines
    assert any(line.startswith("实施周期（月）  1..1  xsd:integer") for line in lines)


@pytest.mark.parametrize("call", ["guide:cas-2020", "direction:most-2021-1/2.5"])
def test_the_command_takes_whatever_can_be_applied_to(call: str) -> None:
    done = CliRunner().invoke(zhinan, ["rules", "facts", call], catch_exceptions=False)
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == len(required_facts(expand(call), real_book()))


def expand(name: str) -> str:
    return ID + name.replace(":", "/")
