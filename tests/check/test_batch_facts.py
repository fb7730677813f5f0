"""What is kept of an application for the rules over all: everything they ask for, small, and told apart."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from check.batch_cases import EX, PREFIXES, batch_rules
from check.cases import ROOT
from zhinan.application import Rows, list_facts, read_applications
from zhinan.check import BatchFindings, Verdict, check_batch, find_facts
from zhinan.check.batch.facts import unpack_rows
from zhinan.check.batch.groups import WHOLE, WINDOW

HERE = "zn:appliesTo <https://w3id.org/zhinan/id/direction/most-2021-1/1.3>"
LEADER = "https://w3id.org/zhinan/id/rule/batch/most-2021-1-notice/3/4.1"
EXAMPLES = sorted((ROOT / "data" / "examples").rglob("*.ttl"))


def check_text(text: str, folder: Path) -> BatchFindings:
    path = folder / "applications.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return check_batch(batch_rules(), (find_facts(one, batch_rules()) for one in read_applications(path)))


def ask_for(rows: Rows, start: str) -> Rows:
    """What of some rows can be reached over the properties that the rules over all name."""
    wanted, found, waiting = {f"<{name}>" for name in batch_rules().wanted}, Rows(), [start]
    while waiting:
        subject = waiting.pop()
        if subject in rows and subject not in found:
            found[subject] = {name: values for name, values in rows[subject].items() if name in wanted}
            waiting += [value for values in found[subject].values() for value in values]
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_packed_is_what_the_rules_ask_for_and_comes_out_again(path: Path) -> None:
    for application in read_applications(path):
        facts = find_facts(application, batch_rules())
        rows = unpack_rows(facts.application, facts.packed, batch_rules().plan)
        assert rows[f"<{application.iri}>"].pop("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")
        if "urn:" not in "".join(rows):
            assert rows == ask_for(list_facts(application).rows, f"<{application.iri}>")
        assert len(facts.packed) < 800


def test_names_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    text = f"""
    ex:a1 a zn:Application ; {HERE} ; zn:principalInvestigator ex:a11, ex:a1-p . ex:a11 zn:identifier "P-1" .
    ex:a11 a zn:Application ; {HERE} ; zn:principalInvestigator ex:a11-p . ex:a11-p zn:identifier "P\\u0001\\n\\"2" .
    """
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    for application in read_applications(path):
        facts = find_facts(application, batch_rules())
        rows = unpack_rows(facts.application, facts.packed, batch_rules().plan)
        del rows[f"<{application.iri}>"]["<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]
        assert rows == ask_for(list_facts(application).rows, f"<{application.iri}>")


def test_applications_without_a_name_are_compared_too(tmp_path: Path) -> None:
    one = f'[] a zn:Application ; {HERE} ; zn:principalInvestigator [ zn:identifier "P-1" ] .\n'
    found = check_text(one * 2, tmp_path)
    assert len(found) == 2
    for iri in found:
        (finding,) = (one for one in found[iri] if one.rule == LEADER)
        assert finding.verdict is Verdict.VIOLATED
        assert finding.others == tuple(other for other in found if other != iri)


def test_two_of_one_iri_count_for_others(tmp_path: Path) -> None:
    rules, facts = batch_rules(), []
    for name, leader in (("a", "P-1"), ("b", "P-1"), ("b", "P-2")):
        path = tmp_path / f"{len(facts)}.ttl"
        text = f"ex:{name} a zn:Application ; {HERE} ; zn:principalInvestigator ex:{leader} . "
        text += f'ex:{leader} zn:identifier "{leader}" .'
        path.write_text(PREFIXES + text, encoding="utf-8")
        facts += [find_facts(one, rules) for one in read_applications(path)]
    found = check_batch(rules, facts)
    verdicts = {iri: {one.rule: one.verdict for one in found[iri]}[LEADER] for iri in found}
    assert verdicts == {f"{EX}a": Verdict.VIOLATED, f"{EX}b": Verdict.UNCHECKED}


@pytest.mark.parametrize("count", [WHOLE, WHOLE + 1])
def test_of_a_crowd_each_is_found_out_and_told_how_many_there_are(count: int, tmp_path: Path) -> None:
    text = "".join(
        f'ex:a{n} a zn:Application ; {HERE} ; zn:principalInvestigator ex:p{n} . ex:p{n} zn:identifier "P-1" .\n'
        for n in range(count)
    )
    found = check_text(text, tmp_path)
    for iri in found:
        (finding,) = (one for one in found[iri] if one.rule == LEADER)
        assert finding.verdict is Verdict.VIOLATED
        assert f" {count - 1} " in finding.messages["zh"]
        assert len(finding.others) == 20 if count == WHOLE else WINDOW / 2 < len(finding.others) < WINDOW


def test_what_a_crowd_leaves_open_is_for_a_person(tmp_path: Path) -> None:
    """All recommended by one unit: whether the quota of another programme holds is seen of each, repeats are not."""
    text = "".join(
        f"""ex:a{n} a zn:Application ; {HERE} ; zn:projectTitle "T" ; zn:leadUnit ex:u{n} ; zn:recommendedBy ex:r{n} .
        ex:u{n} zn:identifier "U" . ex:r{n} zn:identifier "R" .\n"""
        for n in range(WHOLE + 1)
    )
    found = check_text(text, tmp_path)
    for iri in found:
        of = {one.family: one.verdict for one in found[iri]}
        families = "https://w3id.org/zhinan/id/family/"
        assert of[f"{families}no-repeated-application"] is Verdict.VIOLATED
        assert of[f"{families}one-recommending-unit"] is Verdict.MANUAL


def test_facts_are_taken_one_by_one_in_any_order(tmp_path: Path) -> None:
    facts = [find_facts(one, batch_rules()) for path in EXAMPLES for one in read_applications(path)]
    first = check_batch(batch_rules(), iter(facts))
    random.Random(3).shuffle(facts)
    assert dict(check_batch(batch_rules(), iter(facts))) == dict(first)
