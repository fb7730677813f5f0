"""The ledger and the shapes say the same: what is encoded has a rule, and what has a rule is encoded."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from check.cases import FAMILIES, ROOT, SHAPES
from zhinan.rules import Index, find_guide_rules, load_families, read_index
from zhinan.terms import LABEL, SH, zn

GUIDES = sorted((ROOT / "data" / "guides").glob("*.ttl"))


@cache
def index_of(folder: Path) -> Index:
    return read_index(sorted(folder.rglob("*.ttl")))


def written(folder: Path, cls: str) -> Counter[str]:
    """Requirement → how many rules of a class are made from it."""
    index = index_of(folder)
    return Counter(iri for node in index.instances(zn(cls)) for iri in index.iris(node, zn("requirement")))


def wanted(**kind: bool) -> Counter[str]:
    """Requirement → 1, for those whose family has shapes of one application, or is decided over all of them."""
    families = load_families(SHAPES).by_iri
    demands = find_guide_rules(read_index(GUIDES)).demands
    over_batch = kind.get("over_batch", False)
    return Counter(
        demand.iri
        for demand in demands
        for family in [families[demand.family]]
        if (family.over_batch if over_batch else bool(family.completeness))
    )


def test_every_requirement_of_one_application_has_one_rule_and_every_rule_a_requirement() -> None:
    assert written(SHAPES / "rules", "Rule") == wanted()


def test_every_requirement_over_all_applications_has_one_rule_and_every_rule_a_requirement() -> None:
    assert written(SHAPES / "batch", "BatchRule") == wanted(over_batch=True)


def test_the_clauses_that_are_encoded_are_those_that_have_requirements() -> None:
    rules = find_guide_rules(read_index(GUIDES))
    encoded = {iri for iri, clause in rules.clauses.items() if clause.treatment == "Encoded"}
    assert encoded == {demand.clause for demand in rules.demands}


def test_no_clause_waits_and_what_no_rule_decides_says_why_in_both_languages() -> None:
    for clause in find_guide_rules(read_index(GUIDES)).clauses.values():
        assert clause.treatment in ("Encoded", "Manual", "Informative"), clause.iri
        assert clause.treatment == "Encoded" or clause.reason.keys() == {"zh", "en"}, clause.iri


def test_every_exemption_is_written_into_a_rule() -> None:
    families = load_families(SHAPES).by_iri
    demands = find_guide_rules(read_index(GUIDES)).demands
    exempting = {
        demand.clause
        for demand in demands
        for lifted in families[demand.family].exempts_from
        if lifted.rpartition("/")[2] in FAMILIES
    }
    index = index_of(SHAPES / "rules")
    cited = {iri for node in index.instances(zn("Rule")) for iri in index.iris(node, zn("exemptedBy"))}
    assert exempting == cited != set()


def test_every_rule_is_asked_of_some_direction() -> None:
    index = index_of(SHAPES / "rules")
    targets = [node for node in index.rows if index.objects(node, SH + "targetClass")]
    asked = {iri for node in targets for iri in index.iris(node, SH + "property")}
    for rule in index.instances(zn("Rule")):
        asks, allows = (index.iris(rule, zn(role)) for role in ("completenessShape", "eligibilityShape"))
        assert asks, rule.value
        assert {*asks, *allows} <= asked, rule.value


def test_every_call_has_a_target_of_its_own() -> None:
    index = index_of(SHAPES / "rules")
    calls = find_guide_rules(read_index(GUIDES)).directions
    targets = [iri for node in index.rows for iri in index.iris(node, zn("direction"))]
    assert sorted(targets) == sorted(calls)
    assert all(index_of(ROOT / "data" / "guides").objects(NamedNode(iri), LABEL) for iri in calls)
