"""Summaries: by verdict, by direction, by lead unit and by clause, the same in every format that has one."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from report.readers import count_results, open_xlsx
from report.results import list_examples, make_advised, make_hostile, write
from zhinan.check import Checked, Verdict
from zhinan.report.words import STANDINGS, say_verdict

RESULTS = [*list_examples(), *make_hostile(), make_advised(), list_examples()[0]]
WANTED = count_results(RESULTS)
ROWS = {
    say_verdict(standing, "zh"): (WANTED.applications[standing.value], WANTED.findings[standing.value])
    for standing in STANDINGS
} | {"合计": (len(RESULTS), WANTED.findings.total())}


def _number(text: str) -> int:
    return 0 if text == "–" else int(text)  # no application is for information alone


def read_lines(data: bytes) -> dict[str, tuple[int, int]]:
    """The rows of the first table in text or Markdown."""
    found = re.findall(r"^[ |*]*(\S+?)[ |*]+(\d+|–)[ |]+(\d+)[ |]*$", data.decode(), re.MULTILINE)
    return {name: (_number(first), int(second)) for name, first, second in found if name in ROWS}


def read_table(data: bytes) -> dict[str, tuple[int, int]]:
    """The rows of the first table in HTML."""
    text = data.decode().partition("<tbody>")[2].partition("</table>")[0]
    cells = [re.sub("<[^>]*>", " ", row).split() for row in text.split("<tr>")[1:]]
    return {row[-3]: (_number(row[-2]), int(row[-1])) for row in cells}


def read_sheet(data: bytes) -> dict[str, tuple[int, int]]:
    rows = open_xlsx(data)["汇总"].iter_rows(values_only=True)
    return {str(row[0]): (row[1] or 0, row[2]) for row in rows if row[0] in ROWS and isinstance(row[2], int)}


READERS = {
    "text": read_lines,
    "summary": read_lines,
    "markdown": read_lines,
    "html": read_table,
    "xlsx": read_sheet,
}


@pytest.mark.parametrize("form", READERS)
def test_the_summary_counts_what_the_report_holds(form: str) -> None:
    assert READERS[form](write(form, RESULTS, "zh")) == ROWS


@pytest.mark.parametrize("form", ["text", "summary", "markdown", "html"])
def test_the_summary_counts_faults_of_form(form: str) -> None:
    text = re.sub("<[^>]*>", "", write(form, RESULTS, "zh").decode())
    assert f"填写有误: {WANTED.faults}\n" in text or f"填写有误: {WANTED.faults}按" in text


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif"])
def test_programs_are_told_the_same_counts(form: str) -> None:
    text = write(form, RESULTS).decode()
    end: Any = json.loads(text.split("\n")[-2] if form == "jsonl" else text)
    end = end["runs"][0]["properties"] if form == "sarif" else end
    assert Counter(end["applications" if form == "sarif" else "counts"]) == WANTED.applications
    assert Counter(end["findings"]) == WANTED.findings
    assert end["faults"] == WANTED.faults


def list_groups(results: list[Checked]) -> dict[str, list[Any]]:
    return json.loads(write("json", results))["summary"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("key", "wanted"), [("directions", "applications"), ("leads", "applications")])
def test_every_application_is_in_one_direction_and_of_one_lead_unit(key: str, wanted: str) -> None:
    groups = list_groups(RESULTS)[key]
    total = sum((Counter(group["counts"]) for group in groups), Counter())
    assert total == getattr(WANTED, wanted)


def test_every_finding_is_of_one_clause() -> None:
    groups = list_groups(RESULTS)["clauses"]
    assert sum((Counter(group["counts"]) for group in groups), Counter()) == WANTED.findings
    iris = {finding.clause.iri for result in RESULTS for finding in result.findings}
    assert {group["clause"] for group in groups} == iris


def test_the_clauses_most_often_broken_come_first() -> None:
    text = write("summary", RESULTS, "zh").decode().partition("按条款")[2]
    rows = re.findall(r"^  (\S+/\S+) +(\d+) +(\d+) ", text, re.MULTILINE)
    against = [int(violated) + int(missing) for _, violated, missing in rows]
    assert against == sorted(against, reverse=True) != []
    assert min(against) > 0


def test_what_names_no_direction_or_lead_has_a_row_of_its_own() -> None:
    from dataclasses import replace

    bare = replace(list_examples()[0], direction=None, leads=(), verdict=Verdict.UNCHECKED, findings=())
    text = write("summary", [bare, *list_examples()], "zh").decode()
    assert re.search(r"（未指明方向） +0 +0 +0 +1 +0\n", text)
    assert re.search(r"（未写明牵头单位） +0 +0 +0 +1 +0\n", text)


def test_columns_stand_in_line_with_chinese_in_them() -> None:
    from zhinan.query import measure_width

    lines = write("summary", list_examples(), "zh").decode().split("\n")
    for heading in ("按申报方向", "按牵头申报单位", "按条款"):
        start = next(place for place, line in enumerate(lines) if line.startswith(heading)) + 1
        table = [line for line in lines[start : start + 5] if re.search(r" \d+$", line)]
        assert len({measure_width(line) for line in table}) == 1
