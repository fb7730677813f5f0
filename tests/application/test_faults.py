"""A fault of form says which term or value it is about, and what the nearest known term is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from zhinan.application import Vocabulary, find_faults, make_vocabulary, read_applications
from zhinan.rules import read_index

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = (ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")
GUIDE = ROOT / "tests" / "cases" / "check" / "guide.ttl"
APPLICATION = """
ex:a a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/demo-2030/1.1> ;
    zn:leadUnit ex:u ; zn:principalInvestigator ex:p .
ex:u a zn:Unit . ex:p a zn:Person .
"""


@cache
def vocabulary() -> Vocabulary:
    known = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
    return make_vocabulary(read_index([*known, *sorted((ROOT / "data" / "reference").glob("*.ttl")), GUIDE]))


FAULTS = {
    "a property of no ontology": ("ex:a zn:durationMonth 24 .", "unknown-property", "zn:durationMonths"),
    "a class of no ontology": ("ex:u a zn:Units .", "unknown-class", "zn:Unit"),
    "a value of no list": ("ex:u zn:unitKind kind:enterprize .", "unknown-value", "kind:enterprise"),
    "a side of no list": ("ex:u zn:side zn:ChinaSide .", "unknown-value", "zn:ChineseSide"),
    "a direction of no guide": (
        "ex:b a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/demo-2030/1.11> .",
        "unknown-direction",
        "direction:demo-2030/1.1",
    ),
    "a property of another class": ("ex:u zn:durationMonths 24 .", "misplaced-property", None),
    "a property of guides": ("ex:a zn:fieldPolicy zn:OpenFields .", "misplaced-property", None),
    "a date with dots": ('ex:p zn:birthDate "1960.1.1" .', "wrong-datatype", None),
    "a date as a string": ('ex:p zn:birthDate "1960-01-01" .', "wrong-datatype", None),
    "a day that is not in the calendar": (
        'ex:p zn:birthDate "2021-02-29"^^xsd:date .',
        "wrong-datatype",
        None,
    ),
    "a month in words": ('ex:a zn:durationMonths "二十四" .', "wrong-datatype", None),
    "an amount with its unit": ('ex:a zn:requestedFunding "400万元" .', "wrong-datatype", None),
    "a number that is none": ('ex:a zn:durationMonths "24.0"^^xsd:integer .', "wrong-datatype", None),
    "a text where a thing is wanted": ('ex:u zn:unitKind "企业" .', "not-a-thing", None),
    "a thing of another class": ("ex:u zn:unitKind country:IL .", "wrong-class", None),
    "a unit that is nowhere described": ("ex:a zn:participatingUnit ex:nobody .", "wrong-class", None),
}


@pytest.mark.parametrize(("text", "code", "nearest"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_the_nearest_known_term(
    text: str, code: str, nearest: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + APPLICATION + text, encoding="utf-8")
    faults = [
        fault for application in read_applications(path) for fault in find_faults(application, vocabulary())
    ]
    assert [fault.code for fault in faults] == [code]
    assert set(faults[0].messages) == {"zh", "en"}
    assert nearest is None or all(nearest in said for said in faults[0].messages.values())


FINE = {
    "other vocabularies": 'ex:a schema:name "示例"@zh ; foaf:page <https://example.org/page> .',
    "vocabularies of one's own": 'ex:a <https://example.org/vocabulary#shelf> "7" .',
    "an integer where a decimal is wanted": "ex:a zn:requestedFunding 4000000 .",
    "a date with a time zone": 'ex:p zn:birthDate "1970-01-01+08:00"^^xsd:date .',
    "a narrower kind": "ex:u zn:unitKind kind:sme .",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_is_well_formed_is_no_fault(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + APPLICATION + text, encoding="utf-8")
    (application,) = read_applications(path)
    assert find_faults(application, vocabulary()) == ()
