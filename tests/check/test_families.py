"""Each family, on the boundary and off it, in both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from check.cases import CASES, FAMILIES, ROOT, SHAPES, Case, check_file, list_cases, open_case
from zhinan.check import Verdict
from zhinan.rules import load_families

ALL_FAMILIES = sorted(path.stem for path in (SHAPES / "families").glob("*.ttl"))
BY_NAME = {iri.rpartition("/")[2]: family for iri, family in load_families(SHAPES).by_iri.items()}
OVER_BATCH = {name for name, family in BY_NAME.items() if family.over_batch}
WANTED = {"inside": "met", "outside": "violated", "missing": "missing"}


@pytest.mark.parametrize("case", list(list_cases()), ids=lambda case: f"{case.family}: {case.name}")
def test_a_case_gets_its_verdict_from_every_engine(case: Case, tmp_path: Path) -> None:
    book, path = open_case(case, tmp_path)
    (fast,), (reference,) = check_file(book, path), check_file(book, path, "pyshacl")
    assert [finding.verdict.value for finding in fast.findings if finding.rule] == [case.verdict]
    assert fast == reference


@pytest.mark.parametrize("case", list(list_cases()), ids=lambda case: f"{case.family}: {case.name}")
def test_only_what_is_well_formed_passes(case: Case, tmp_path: Path) -> None:
    book, path = open_case(case, tmp_path)
    (result,) = check_file(book, path)
    passes = Verdict.MANUAL if case.family in OVER_BATCH else Verdict.MET
    assert (result.verdict is passes) == (case.verdict == "met")
    assert case.verdict != "met" or not result.faults
    assert case.kind != "wrong-type" or result.faults


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_twins_and_cases_of_missing_ill_typed_and_several_facts(family: str) -> None:
    cases = [case for case in list_cases() if case.family == family]
    assert {case.kind for case in cases} == {"inside", "outside", "missing", "wrong-type", "several"}
    assert all(case.verdict == WANTED[case.kind] for case in cases if case.kind in WANTED)


def test_every_file_of_cases_is_of_a_family() -> None:
    assert sorted(path.stem for path in CASES.glob("*.toml")) == FAMILIES


@pytest.mark.parametrize("family", ALL_FAMILIES)
def test_the_reading_of_a_family_is_a_recorded_decision_that_names_it(family: str) -> None:
    reading = load_families(SHAPES).by_iri[f"https://w3id.org/zhinan/id/family/{family}"].reading
    number = reading.removeprefix("https://w3id.org/zhinan/id/decision/")
    (page,) = (ROOT / "docs" / "decisions").glob(f"{number}-*.md")
    assert family in page.read_text("utf-8")


@pytest.mark.parametrize("family", sorted(name for name, family in BY_NAME.items() if family.exempts_from))
def test_an_exemption_is_in_the_cases_of_every_family_that_it_lifts(family: str) -> None:
    lifted = {iri.rpartition("/")[2] for iri in BY_NAME[family].exempts_from} & set(FAMILIES)
    assert {case.family for case in list_cases() if f"family:{family} " in case.things} == lifted
