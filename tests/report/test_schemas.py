"""What programs read keeps to its published form: JSON Schema, SARIF 2.1.0, SHACL's vocabulary, RFC 4180."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import rdflib

from report.readers import SH
from report.results import HOSTILE, ROOT, list_examples, make_advised, make_hostile, make_result, write
from zhinan.check import Checked, Verdict

SCHEMA = json.loads((ROOT / "data" / "report" / "report.schema.json").read_text("utf-8"))
LINE = SCHEMA | {"$ref": "#/$defs/line"}
SARIF = json.loads((ROOT / "tests" / "cases" / "report" / "sarif.json").read_text("utf-8"))
RESULTS = [*list_examples(), *make_hostile(), make_advised()]
ENDINGS: dict[str, dict[str, Any]] = {
    "complete": {},
    "partial": {"complete": False, "total": 99},
    "partial, total unknown": {"complete": False},
    "a file unread": {"unread": ["b.ttl: broken"]},
}


def validate(found: object, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(found)


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_json_keeps_to_the_published_schema(ending: dict[str, Any]) -> None:
    validate(json.loads(write("json", RESULTS, left_out=[Verdict.MET], **ending)), SCHEMA)
    validate(json.loads(write("json", [], **ending)), SCHEMA)


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_every_line_of_json_lines_keeps_to_the_published_schema(ending: dict[str, Any]) -> None:
    lines = write("jsonl", RESULTS, **ending).decode().split("\n")
    assert lines.pop() == ""
    for line in lines:
        validate(json.loads(line), LINE)
    assert [json.loads(line)["kind"] for line in (lines[0], lines[-1])] == ["run", "end"]


@pytest.mark.parametrize("gone", ["verdict", "clause", "severity"])
def test_the_schema_sees_what_is_wrong(gone: str) -> None:
    document = json.loads(write("json", list_examples()))
    del document["applications"][0]["findings"][0][gone]
    with pytest.raises(jsonschema.ValidationError):
        validate(document, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        validate(json.loads(write("json", [])) | {"more": 1}, SCHEMA)


def test_json_keeps_every_character() -> None:
    for form in ("json", "jsonl"):
        for text in HOSTILE.values():
            data = write(form, [make_result("a", text)]).decode()
            document = json.loads(data) if form == "json" else json.loads(data.split("\n")[1])
            (application,) = document["applications"] if form == "json" else [document]
            assert application["title"]["zh"] == text
            assert application["findings"][0]["found"][0]["value"] == text


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_sarif_keeps_to_the_structure_of_the_standard(language: str, ending: dict[str, Any]) -> None:
    document = json.loads(write("sarif", RESULTS, language, **ending))
    validate(document, SARIF)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"] == "fail") or result["level"] == "none"  # SARIF, 3.27.10
    assert run["invocations"][0]["executionSuccessful"] is (not ending)


def test_sarif_has_its_rules_in_both_languages() -> None:
    (run,) = json.loads(write("sarif", RESULTS, "zh"))["runs"]
    (english,) = run["translations"]
    pairs = list(zip(run["tool"]["driver"]["rules"], english["rules"], strict=True))
    assert all(zh["id"] == en["id"] for zh, en in pairs)
    assert any(zh["shortDescription"] != en["shortDescription"] for zh, en in pairs)


PLACES = {
    "12:5": {"region": {"startLine": 12, "startColumn": 5}},
    "12": {"region": {"startLine": 12}},
    "人员!C5": {},
}


@pytest.mark.parametrize("place", PLACES)
def test_sarif_points_to_lines_and_cells(place: str) -> None:
    result = make_result("a", "甲")
    placed = [replace(f, found=tuple(replace(v, place=place) for v in f.found)) for f in result.findings]
    document = json.loads(write("sarif", [replace(result, findings=tuple(placed))]))
    validate(document, SARIF)
    (broken,) = [r for r in document["runs"][0]["results"] if r["properties"]["verdict"] == "violated"]
    (location,) = broken["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "example.ttl"}} | PLACES[place]
    assert (location.get("message") == {"text": place}) is not bool(PLACES[place])


def read_graph(data: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format="turtle")


@pytest.mark.parametrize("results", [RESULTS, []], ids=["results", "nothing"])
def test_a_shacl_report_keeps_to_the_vocabulary_of_shacl(results: list[Checked]) -> None:
    graph = read_graph(write("shacl", results))
    vocabulary = rdflib.Graph().parse(str(files("pyshacl") / "assets" / "shacl.ttl"))
    used = {term for triple in graph for term in triple if isinstance(term, rdflib.URIRef) and term in SH}
    assert {term for term in used if (term, None, None) not in vocabulary} == set()


def find(name: str, **changes: Any) -> Checked:
    (result,) = (result for result in list_examples() if result.source == f"{name}.ttl")
    return replace(result, **changes)


CONFORMS: dict[str, tuple[list[Checked], dict[str, Any], bool]] = {
    "all is met": ([find("valid")], {}, True),
    "a person must judge": ([find("valid-industry")], {}, True),
    "something is violated": ([find("valid"), find("faulty")], {}, False),
    "something is missing": ([find("incomplete", faults=())], {}, False),
    "a fault of form": ([make_result("a", "甲")], {}, False),
    "nothing was checked": ([], {}, False),
    "one was not checked": ([find("valid", verdict=Verdict.UNCHECKED, findings=())], {}, False),
    "checking was stopped": ([find("valid")], {"complete": False}, False),
    "a file was not read": ([find("valid")], {"unread": ["b.ttl: broken"]}, False),
}


@pytest.mark.parametrize(("results", "ending", "conforms"), CONFORMS.values(), ids=CONFORMS)
def test_a_shacl_report_conforms_only_where_all_was_checked_and_nothing_found(
    results: list[Checked], ending: dict[str, Any], conforms: bool
) -> None:
    graph = read_graph(write("shacl", results, **ending))
    assert list(graph.objects(None, SH.conforms)) == [rdflib.Literal(conforms)]
    assert not conforms or (None, SH.result, None) not in graph


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        (SH.focusNode, 1, 1),
        (SH.resultSeverity, 1, 1),
        (SH.sourceConstraintComponent, 1, 1),
        (SH.resultPath, 0, 1),
        (SH.sourceShape, 0, 1),
        (SH.value, 0, 1),
    ],
    ids=lambda value: str(value).rpartition("#")[2],
)
def test_a_shacl_result_has_its_properties_as_often_as_the_standard_wants(
    path: rdflib.URIRef, least: int, most: int
) -> None:
    graph = read_graph(write("shacl", RESULTS))
    nodes = list(graph.subjects(rdflib.RDF.type, SH.ValidationResult))
    assert nodes
    assert all(least <= len(list(graph.objects(node, path))) <= most for node in nodes)
    messages = [[m.language for m in graph.objects(node, SH.resultMessage)] for node in nodes]
    assert all(len(languages) == len(set(languages)) for languages in messages)  # SHACL, 3.6.2.7


def test_a_shacl_result_names_the_values_that_break_the_rule() -> None:
    graph = read_graph(write("shacl", [find("faulty")]))
    values = {value for detail in graph.objects(None, SH.detail) for value in graph.objects(detail, SH.value)}
    kind = rdflib.URIRef("https://w3id.org/zhinan/id/kind/enterprise")
    assert {kind, rdflib.Literal(36)} <= values


@pytest.mark.parametrize("name", HOSTILE)
def test_csv_is_strict_and_its_cells_are_no_formulas(name: str) -> None:
    data = write("csv", [make_result("a", HOSTILE[name])])
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert text.endswith("\r\n")
    assert not [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    ]
