"""Rules over all applications: each on the boundary and off it, with its exemptions, as pySHACL finds them too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, SH

from check.batch_cases import (
    CASES,
    EX,
    GUIDES,
    BatchCase,
    batch_rules,
    find_by_pyshacl,
    list_cases,
    load_facts,
    read_case,
    shapes_graph,
)
from check.cases import KNOWN, PREFIXES, ROOT, SHAPES
from zhinan.application import Application, read_applications
from zhinan.check import Verdict, check_batch, find_facts
from zhinan.check.batch.engine import find_rows
from zhinan.check.batch.rule import ROLES, BatchRule
from zhinan.rules import compile_batch_shapes, find_guide_rules, load_families, read_index

EVERY = list(list_cases())
RULES = batch_rules().rules
FAMILIES = sorted(path.stem for path in (SHAPES / "batch").glob("*.ttl"))


def check_case(applications: Sequence[Application], rule: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    rules = batch_rules()
    findings = check_batch(rules, [find_facts(application, rules) for application in applications])
    return {
        iri: (found.verdict.value, found.others)
        for iri in findings
        for found in findings[iri]
        if found.rule == rule
    }


@pytest.mark.parametrize("case", EVERY, ids=str)
def test_a_case_gets_its_verdicts_and_names_the_others(case: BatchCase, tmp_path: Path) -> None:
    found = check_case(read_case(case, tmp_path), case.rule)
    assert {iri: found[iri][0] for iri in case.verdicts} == case.verdicts
    assert {iri: sorted(found[iri][1]) for iri in case.others} == case.others


@pytest.mark.parametrize("case", EVERY, ids=str)
def test_pyshacl_finds_the_same_by_the_same_shapes(case: BatchCase, tmp_path: Path) -> None:
    rules = batch_rules()
    rule = next(rule for rule in RULES if rule.iri == case.rule)
    facts = [find_facts(application, rules) for application in read_case(case, tmp_path)]
    store = load_facts(facts)
    fast = {(row.this, shape.iri, row.value) for shape in rule.shapes for row in find_rows(shape, store)}
    data = rdflib.Graph().parse(data=case.facts + rules.context, format="turtle")
    assert fast == find_by_pyshacl(rule, data)
    assert bool(fast) == any(verdict != "met" for verdict in case.verdicts.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.iri.partition("/batch/")[2])
def test_a_rule_has_cases_of_each_kind(rule: BatchRule) -> None:
    kinds = {case.kind for case in EVERY if case.rule == rule.iri}
    wanted = {"inside", "outside", "missing"} | ({"manual"} if rule.of("judgementShape") else set())
    family = [
        case for case in EVERY if case.rule in {other.iri for other in RULES if other.family == rule.family}
    ]
    assert wanted <= {case.kind for case in family}
    assert {"outside", "missing"} <= kinds
    if "exempt" in {case.kind for case in family}:
        assert "exempt" in kinds


def test_every_family_over_all_applications_has_shapes_and_cases_and_no_other_has() -> None:
    batch = {
        iri.rpartition("/")[2] for iri, family in load_families(SHAPES).by_iri.items() if family.over_batch
    }
    assert FAMILIES == sorted(path.stem for path in CASES.glob("*.toml")) == sorted(batch)


def test_the_kinds_of_cases_say_what_they_expect() -> None:
    expected = {
        "inside": "met",
        "exempt": "met",
        "outside": "violated",
        "missing": "missing",
        "manual": "manual",
    }
    for case in EVERY:
        assert expected.get(case.kind, "") in {*case.verdicts.values(), ""}, str(case)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_shape_cites_its_clause_and_speaks_both_languages(family: str) -> None:
    graph = shapes_graph(family)
    zn = rdflib.Namespace("https://w3id.org/zhinan/ontology#")
    for rule in graph.subjects(RDF.type, zn.BatchRule):
        shapes = [shape for role in ROLES for shape in graph.objects(rule, zn[role])]
        assert len(shapes) >= 2
        for shape in shapes:
            assert graph.value(shape, rdflib.DCTERMS.source) == graph.value(rule, rdflib.DCTERMS.source)
            assert graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
            assert {text.language for text in graph.objects(shape, SH.message)} == {"zh", "en"}
    assert {
        term for triple in graph for term in triple if str(term).startswith(str(SH)) and term not in SH
    } == set()


def many(count: int, shared: int) -> str:
    """So many applications of which each ``shared`` have one leader."""
    return PREFIXES + "".join(
        f"ex:a{n} a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/most-2021-1/1.3> ;"
        f' zn:principalInvestigator ex:p{n} . ex:p{n} zn:identifier "P-{n // shared}" .\n'
        for n in range(count)
    )


LEADER = "https://w3id.org/zhinan/id/rule/batch/most-2021-1-notice/3/4.1"


@pytest.mark.parametrize(("count", "shared"), [(1, 1), (200, 1), (200, 2), (1_200, 3), (300, 300)])
def test_many_applications_are_found_out_whatever_they_share(count: int, shared: int, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(many(count, shared), encoding="utf-8")
    found = check_case(list(read_applications(path)), LEADER)
    expected = [shared > 1 and count - number // shared * shared > 1 for number in range(count)]
    assert [found[f"{EX}a{n}"][0] == "violated" for n in range(count)] == expected


def test_the_order_of_the_applications_does_not_matter(tmp_path: Path) -> None:
    case = next(case for case in EVERY if len(case.verdicts) > 2 and case.kind == "outside")
    applications = read_case(case, tmp_path)
    first = check_case(applications, case.rule)
    random.Random(7).shuffle(applications)
    assert check_case(applications, case.rule) == first


def test_nodes_without_a_name_in_two_files_are_not_one(tmp_path: Path) -> None:
    applications = []
    for name in "ab":
        path = tmp_path / f"{name}.ttl"
        path.write_text(
            f"{PREFIXES} ex:{name} a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/most-2021-1/1.3>"
            f' ; zn:principalInvestigator [ zn:identifier "P-{name}" ] .',
            encoding="utf-8",
        )
        applications += read_applications(path)
    assert {verdict for verdict, _ in check_case(applications, LEADER).values()} == {"met"}


def test_two_applications_of_one_iri_are_told_and_not_judged(tmp_path: Path) -> None:
    applications = []
    for name in "ab":
        path = tmp_path / f"{name}.ttl"
        path.write_text(many(1, 1), encoding="utf-8")
        applications += read_applications(path)
    rules = batch_rules()
    findings = check_batch(rules, [find_facts(application, rules) for application in applications])
    assert {finding.verdict for finding in findings[f"{EX}a0"]} == {Verdict.UNCHECKED}
    assert all("IRI" in finding.messages["zh"] for finding in findings[f"{EX}a0"])


def test_facts_are_small_and_hold_only_what_the_rules_ask_for(tmp_path: Path) -> None:
    (application,) = read_applications(ROOT / "data" / "examples" / "valid.ttl")
    facts = find_facts(application, batch_rules())
    assert len(facts.packed) < 500


def test_the_committed_shapes_are_those_that_the_guides_compile_to() -> None:
    demanded = find_guide_rules(read_index([*GUIDES, *KNOWN]))
    made = compile_batch_shapes(demanded, load_families(SHAPES), SHAPES).files
    assert made == {path.name: path.read_text("utf-8") for path in (SHAPES / "batch").glob("*.ttl")}
