"""The projects selected, against the numbers printed: on the limit and over it, as pySHACL finds it too."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyshacl import validate
from rdflib.namespace import SH

from check.batch_cases import GUIDES
from check.cases import KNOWN, PREFIXES, ROOT, SHAPES
from zhinan.application import read_applications
from zhinan.check import Finding, Verdict, check_portfolio
from zhinan.rules import Rulebook, open_rulebook

CASES = tomllib.loads((ROOT / "tests/cases/portfolio/cases.toml").read_text("utf-8"))["case"]
FOLDER = SHAPES / "portfolio"
QUANTITY = "https://w3id.org/zhinan/id/quantity/"


@cache
def book() -> Rulebook:
    return open_rulebook([*GUIDES, *KNOWN], SHAPES / "rules")


def name_finding(finding: Finding) -> str:
    """Rule and quantity, and the country where it is counted by country."""
    rule = (finding.rule or "").rpartition("/")[2]
    places = [value.of.value.rpartition("/")[2] for value in finding.found if value.of]
    return " ".join([rule, finding.clause.iri.removeprefix(QUANTITY), *places])


def check_case(case: dict[str, Any], folder: Path) -> list[Finding]:
    path = folder / "a.ttl"
    path.write_text(PREFIXES + case["facts"], encoding="utf-8")
    results = check_portfolio(read_applications(path), book(), FOLDER)
    return [finding for result in results for finding in result.findings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_portfolio_gets_its_verdicts(case: dict[str, Any], tmp_path: Path) -> None:
    findings = {name_finding(finding): finding for finding in check_case(case, tmp_path)}
    for name, expected in case["expected"].items():
        verdict, _, severity = expected.partition(" ")
        assert (findings[name].verdict.value, findings[name].severity) == (
            verdict,
            severity or "Violation",
        ), name
        assert findings[name].clause.quotes


def test_every_rule_has_cases_that_it_meets_and_breaks() -> None:
    told = {
        (name.split()[0], expected.split()[0])
        for case in CASES
        for name, expected in case["expected"].items()
    }
    rules = {path.stem for path in FOLDER.glob("*.ttl")}
    assert {rule for rule, _ in told} == rules
    for verdict in ("met", "violated"):
        assert {rule for rule, found in told if found == verdict} == rules


@cache
def quantities() -> str:
    """What the queries ask of the guides, for a tool that is given only the shapes and this."""
    names = {"projectQuota", "budget", "share", "shareOf", "minimum", "maximum", "exactness", "modality"}
    names |= {"shareField", "sharePerCountry", "broader"}
    lines = []
    for node, row in book().index.rows.items():
        for name, terms in row.items():
            if name.rpartition("#")[2] in names and "/quantity/most-20" in f"{node}{terms}":
                lines += [f"{node} <{name}> {term} .\n" for term in terms]
    return "".join(lines)


@pytest.mark.parametrize("case", [CASES[1], CASES[5], CASES[7]], ids=lambda case: case["name"])
def test_pyshacl_finds_the_same_by_the_same_shapes(case: dict[str, Any], tmp_path: Path) -> None:
    facts = case["facts"].replace("a zn:Application", "a zn:Application ; zn:selected true")
    named = {f"{QUANTITY}{name.split()[1]}" for name in case["expected"]}
    kept = "".join(
        line for line in quantities().splitlines(True) if any(one.rpartition("/")[0] in line for one in named)
    )
    data = rdflib.Graph().parse(data=PREFIXES + facts + kept, format="turtle")
    shapes = rdflib.Graph()
    for path in FOLDER.glob("*.ttl"):
        shapes.parse(path)
    _, report, _ = validate(data, shacl_graph=shapes)
    found = {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.sourceShape)).split("/")[-2])
        for result in report.objects(None, SH.result)
    }
    findings = [f for f in check_case(case, tmp_path) if f.clause.iri in named]
    assert found == {
        (f.clause.iri, (f.rule or "").rpartition("/")[2]) for f in findings if f.verdict is not Verdict.MET
    }
