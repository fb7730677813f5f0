"""JSON and YAML with plain keys: what is told of a wrong value and where, and what stays text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from application.forms import read_with_faults
from zhinan.application import Application
from zhinan.errors import DataError, SyntaxFault
from zhinan.terms import LABEL, ONTOLOGY

BASE = "https://w3id.org/zhinan/application/"
WHOLE: dict[str, Any] = {
    "id": "A",
    "label": {"zh": "示例（虚构）", "en": "Example (fictional)"},
    "appliesTo": "most-2021-1/1.3",
    "durationMonths": 24,
    "requestedFunding": {"amount": 200, "unit": "万元"},
    "leadUnit": {"id": "1", "unitKind": "企业", "registeredIn": "中国", "side": "中方"},
    "participatingUnit": [{"unitKind": "enterprise", "country": "IL", "affiliatedWith": "1"}],
    "principalInvestigator": {"id": "1", "birthDate": "1970-01-31", "employedBy": "1"},
}


def write(value: Any, path: Path) -> Path:
    """YAML has JSON inside it, so the same text serves for both."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    return path


def said(application: Application, prop: str) -> list[str]:
    return [s.object.value for s in application.triples if s.predicate.value == ONTOLOGY + prop]


@pytest.fixture(params=["json", "yaml"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"a.{request.param}"


@pytest.mark.parametrize("top", ["applications", "项目", "alone", "list"])
def test_applications_are_read_however_the_file_holds_them(top: str, path: Path) -> None:
    whole = {"alone": WHOLE, "list": [WHOLE]}.get(top, {top: [WHOLE], "notes": ["any"], "$schema": "x"})
    (only,) = read_with_faults(write(whole, path))
    assert (only.iri, only.faults, len(only.triples)) == (BASE + "A", (), 20)
    assert said(only, "requestedFunding") == ["2000000"]
    assert only.directions == ("https://w3id.org/zhinan/id/direction/most-2021-1/1.3",)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"durationMonths": "两年"}, "not-whole", "8:20"),
        ({"durationMonths": [24, "x"]}, "not-whole", "10:3"),
        ({"durationMonths": {"years": 2}}, "not-a-list", "8:20"),
        ({"durationMonth": 24}, "unknown-key", None),
        ({"requestedFunding": 200}, "no-unit", None),
        ({"requestedFunding": {"amount": 200}}, "no-unit", None),
        ({"requestedFunding": {"amount": 200, "unit": "元", "year": 1}}, "unknown-key", None),
        ({"requestedFunding": [200]}, "no-unit", None),
        ({"leadUnit": "9"}, "unknown-reference", None),
        ({"leadUnit": [["1"]]}, "not-keys", None),
        ({"allIndicatorsCovered": "maybe"}, "not-yes-or-no", None),
        ({"appliesTo": "most-2021-1/9.9"}, "unknown-direction", None),
        ({"appliesTo": "中国和以色列政府间合作项目"}, "unknown-direction", None),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(
    change: dict[str, Any], code: str, place: str | None, path: Path
) -> None:
    (only,) = read_with_faults(write(WHOLE | change, path))
    codes = {fault.code: fault.place for fault in only.faults}
    assert code in codes
    assert set(codes) <= {code, "unknown-reference"}
    assert codes[code] == place or (place is None and ":" in str(codes[code]))


def test_a_value_is_found_in_the_file(path: Path) -> None:
    write({"applications": [{"id": "Z", "appliesTo": "most-2020/2.2"}, WHOLE]}, path)
    lines = path.read_text(encoding="utf-8").split("\n")
    _, found = read_with_faults(path)
    for statement in found.triples:
        subject, prop, value = (part.value for part in statement)
        where = found.place(subject, prop, value)
        line, column = map(int, str(where).split(":"))
        shown = lines[line - 1][column - 1 :]
        if prop in (ONTOLOGY + "birthDate", LABEL):
            assert shown.startswith(f'"{value}"')
        assert shown[0] in '"{[' or shown[0].isdigit()


def test_all_scalars_of_yaml_are_the_text_that_stands_there(tmp_path: Path) -> None:
    text = "id: 007\nlabel: NO\nappliesTo: most-2020/2.2\nleadUnit: {country: NO, registeredOn: 2010-05-04, id: 1.10}\n"
    (only,) = read_with_faults(write(text, tmp_path / "a.yaml"))
    assert (only.iri, only.faults) == (BASE + "007", ())
    assert said(only, "country") == ["https://w3id.org/zhinan/id/country/NO"]
    assert said(only, "leadUnit") == [BASE + "007#units/1.10"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "A", "id": "B"}', "stands twice"),
        ("{" * 5_000, "Expecting|levels|wanted|plain text"),
        ("[" * 100_000, "read|levels|wanted|recursion"),
        ('[{"id": "A"}, {"id" "B"}]', r":1:"),
        ('[{"id": "A"}] x', "behind the end|expected"),
        ("", "wanted here|no application"),
        ("7", "wanted here|no application"),
        ('["A"]', "set of keys"),
        ('{"id": "\\ud800"}', "half a character|escape code"),
    ],
)
def test_a_file_that_does_not_parse_is_told(text: str, told: str, path: Path) -> None:
    with pytest.raises(DataError, match=told):
        read_with_faults(write(text, path))


def test_a_number_is_no_name(tmp_path: Path) -> None:
    (only,) = read_with_faults(write(WHOLE | {"label": 7}, tmp_path / "a.json"))
    assert [(fault.code, fault.place) for fault in only.faults] == [("not-text", "3:11")]


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "--- a\n--- b\n", "? [a]\n: b\n", "a: [1\n", "a: b: c\n", "\x01"]
)
def test_yaml_that_is_not_read_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault):
        read_with_faults(write(text, tmp_path / "a.yml"))


def test_what_stands_before_a_broken_application_is_read(tmp_path: Path) -> None:
    text = json.dumps([WHOLE]).removesuffix("]") + ', {"id": }]'
    found = []
    from zhinan.application import read_applications

    with pytest.raises(SyntaxFault):
        found += read_applications(write(text, tmp_path / "a.json"))
    reading = read_applications(tmp_path / "a.json")
    assert next(reading).iri == BASE + "A"


def test_the_same_id_twice_is_told(path: Path) -> None:
    first, second = read_with_faults(write([WHOLE, WHOLE], path))
    assert (first.faults, [fault.code for fault in second.faults]) == ((), ["duplicate-id"])


def test_json_ld_under_the_wrong_ending_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\.jsonld"):
        read_with_faults(write({"@context": {}, "@id": "x"}, tmp_path / "a.json"))


def test_a_base_of_ones_own_makes_the_iris(path: Path) -> None:
    (only,) = read_with_faults(write({"base": "https://example.org/", "applications": [WHOLE]}, path))
    assert only.iri == "https://example.org/A"
