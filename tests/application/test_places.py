"""A value of an application in RDF is found in the text of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.forms import layout, read_with_faults
from house.artefacts import ROOT
from zhinan.application import GENID, read_applications
from zhinan.application.text_places import TextPlaces
from zhinan.terms import ONTOLOGY, RDF_TYPE

EXAMPLES = sorted((ROOT / "data/examples").glob("*.ttl"))
HARD = '''@prefix ex: <https://example.org/> . @prefix zn: <https://w3id.org/zhinan/ontology#> . # ex:a zn:side "no" .
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://example.org/base/>
ex:a.b a zn:Application ; zn:leadUnit <u> , [ a zn:Unit ; zn:legalPerson true ] ;
  zn:projectTitle "a \\"b\\" #; .", """two
lines""" ; zn:requestedFunding 2.5 ; zn:durationMonths 24 .
<u> a zn:Unit; ex:list ( 1 "x" ( 2 ) ) ; zn:registeredOn "2010-05-04"^^xsd:date; zn:identifier 'i:1'@en-GB .
'''


def look(lines: list[str], where: str | None) -> str:
    line, column = map(int, (where or "0:0").split(":"))
    return lines[line - 1][column - 1 :]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_value_of_an_example_is_found(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for one in read_applications(path):
        for statement in one.triples:
            subject, prop, value = (part.value for part in statement)
            found = look(lines, one.place(subject, prop, value))
            last = value.rpartition("/")[2].rpartition("#")[2]
            assert last in found.split(" ")[0] or found.startswith(f'"{value}"')


def test_values_are_found_in_hard_turtle_and_in_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HARD, encoding="utf-8")
    (one,) = read_applications(path)
    lines = HARD.split("\n")
    places = {
        (s.predicate.value.removeprefix(ONTOLOGY), s.object.value): look(
            lines, one.place(s.subject.value, s.predicate.value, s.object.value)
        )
        for s in one.triples
        if not s.object.value.startswith(GENID) and s.predicate.value.startswith(ONTOLOGY)
    }
    assert places[("leadUnit", "https://example.org/base/u")].startswith("<u> ,")
    assert places[("projectTitle", 'a "b" #; .')].startswith('"a ')
    assert places[("projectTitle", "two\nlines")].startswith('"""two')
    assert places[("requestedFunding", "2.5")].startswith("2.5 ;")
    assert places[("durationMonths", "24")].startswith("24 .")
    assert places[("registeredOn", "2010-05-04")].startswith('"2010')
    assert places[("identifier", "i:1")].startswith("'i:1'")
    assert places[("legalPerson", "true")].startswith("true ]")
    straight = tmp_path / "a.nt"
    straight.write_text("".join(f"{s} {p} {o} .\n" for s, p, o in one.triples), encoding="utf-8")
    (line,) = read_applications(straight)
    rows = straight.read_text(encoding="utf-8").split("\n")
    for statement in reversed(line.triples):
        subject, prop, value = (part.value for part in statement)
        if GENID not in subject:
            assert look(rows, line.place(subject, prop, value)) in f"{statement.object} ."


def test_a_fault_says_where_it_stands() -> None:
    path = ROOT / "data/examples/incomplete.ttl"
    (one,) = read_with_faults(path)
    (fault,) = [fault for fault in one.faults if fault.code == "unknown-property"]
    lines = path.read_text(encoding="utf-8").split("\n")
    assert "participatingUnits" in lines[int(str(fault.place).split(":")[0]) - 1]


def test_a_file_that_is_gone_or_of_another_kind_has_no_places(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.nt", "a.jsonld"):
        assert TextPlaces(str(tmp_path / name)).find("x:a", RDF_TYPE, "x:b") is None
        (tmp_path / name).write_text("", encoding="utf-8")
        assert TextPlaces(str(tmp_path / name)).find("x:a", RDF_TYPE, "x:b") is None


def test_every_message_of_reading_has_a_case_or_a_test() -> None:
    files = [
        *(ROOT / "tests/application").glob("test_*.py"),
        *(ROOT / "tests/cases/application").glob("*.toml"),
    ]
    texts = "".join(path.read_text(encoding="utf-8") for path in files)
    assert {code for code in layout().messages if f'"{code}"' not in texts} == set()
