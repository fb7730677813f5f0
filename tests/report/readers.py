"""Reports read back by libraries that are not ours, each to the same counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import openpyxl
import rdflib
from markdown_it import MarkdownIt

from zhinan.check import Checked, Verdict
from zhinan.report.words import STANDINGS, say_verdict, stand

NAMES = {say_verdict(standing, "zh"): standing.value for standing in STANDINGS}
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ZN = rdflib.Namespace("https://w3id.org/zhinan/ontology#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
RESULTS = (Verdict.VIOLATED.value, Verdict.MISSING.value)


@dataclass
class Counts:
    """What a report holds: applications by verdict, findings by where they stand, and faults of form."""

    applications: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    faults: int = 0


def count_results(results: Iterable[Checked]) -> Counts:
    """What was put in."""
    counts = Counts()
    for result in results:
        counts.applications[result.verdict.value] += 1
        counts.findings.update(stand(f.verdict, f.severity).value for f in result.findings)
        counts.faults += len(result.faults)
    return counts


def read_json(data: bytes) -> Counts:
    return _count_objects(json.loads(data)["applications"])


def read_jsonl(data: bytes) -> Counts:
    found = [json.loads(line) for line in data.decode().split("\n") if line]
    return _count_objects([one for one in found if one["kind"] == "application"])


def _count_objects(applications: list[Any]) -> Counts:
    counts = Counts(Counter(one["verdict"] for one in applications))
    for one in applications:
        counts.findings.update(
            "advised" if finding.get("advised") else finding["verdict"] for finding in one["findings"]
        )
        counts.faults += len(one["faults"])
    return counts


def read_csv(data: bytes) -> Counts:
    text = data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    kinds = Counter(row["kind"] for row in rows)
    assert kinds.keys() <= {"application", "fault", "finding", "note"}
    return Counts(
        Counter(row["verdict"] for row in rows if row["kind"] == "application"),
        Counter(NAMES[row["verdict_zh"]] for row in rows if row["kind"] == "finding"),
        kinds["fault"],
    )


def open_xlsx(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def read_xlsx(data: bytes) -> Counts:
    book = open_xlsx(data)
    findings = [row[4] for row in list(book["意见"].iter_rows(values_only=True))[1:]]
    applications = [row[4] for row in list(book["项目"].iter_rows(values_only=True))[1:]]
    faults = sum(str(name).startswith("填写有误") for name in findings)
    return Counts(
        Counter(NAMES[str(name).split()[0]] for name in applications),
        Counter(NAMES[str(name).split()[0]] for name in findings if not str(name).startswith("填写有误")),
        faults,
    )


def read_shacl(data: bytes) -> Counts:
    graph = rdflib.Graph().parse(data=data, format="turtle")
    (report,) = graph.subjects(rdflib.RDF.type, SH.ValidationReport)
    counts = Counts()
    for node in graph.objects(report, DCTERMS.hasPart):
        verdict = next(str(v) for v in graph.objects(node, ZN.verdict) if v.language == "en")
        is_finding = (node, rdflib.RDF.type, SH.AbstractResult) in graph
        (counts.findings if is_finding else counts.applications)[verdict] += 1
    for node in graph.objects(report, SH.result):
        verdicts = [str(v) for v in graph.objects(node, ZN.verdict) if v.language == "en"]
        counts.findings.update(verdicts)
        counts.faults += not verdicts
    return counts


def read_sarif(data: bytes) -> Counts:
    (run,) = json.loads(data)["runs"]
    verdicts = Counter(
        "advised" if result["kind"] == "informational" else result["properties"]["verdict"]
        for result in run["results"]
    )
    faults = verdicts.pop("fault", 0)
    return Counts(Counter(run["properties"]["applications"]), verdicts, faults)


class Page(HTMLParser):
    """An HTML page as its elements: tag, attributes, and the text inside."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.counts, self.kind = Counts(), ""
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)
        names = (found.get("class") or "").split()
        if tag == "article" and names:
            self.counts.applications[names[0]] += 1
        if tag == "section" and names[:1] == ["group"]:
            self.kind = "fault" if "faults" in names else names[1]
        if tag == "span" and names == ["quote"] and self.kind:
            if self.kind == "fault":
                self.counts.faults += 1
            else:
                self.counts.findings[self.kind] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_html(data: bytes) -> Counts:
    return Page(data.decode()).counts


_HEADING = re.compile(r"(\S+) \S.*\((\d+)\)$")


def read_markdown(data: bytes) -> Counts:
    """Headings say how many; the items of the lists beneath must be as many."""
    counts, kind, depth = Counts(), "", 0
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            match = _HEADING.match(tokens[place + 1].content) if token.tag == "h3" else None
            kind = match[1] if match else ""
        depth += token.type == "ordered_list_open"
        depth -= token.type == "ordered_list_close"
        if token.type == "list_item_open" and depth == 1 and token.info and kind:
            if kind == "填写有误":
                counts.faults += 1
            else:
                counts.findings[NAMES[kind]] += 1
        if token.type == "inline" and token.content.startswith("结论 Result: "):
            counts.applications[NAMES[token.content.split("**")[1].split()[0]]] += 1
    return counts


def read_text(data: bytes) -> Counts:
    counts = Counts()
    for line in data.decode().split("\n"):
        if match := re.fullmatch(r"[一二三四五六七]、(\S+) .*\((\d+)\)", line):
            if match[1] == "填写有误":
                counts.faults += int(match[2])
            else:
                counts.findings[NAMES[match[1]]] += int(match[2])
        elif match := re.fullmatch(r"结论 Result: (\S+) .*", line):
            counts.applications[NAMES[match[1]]] += 1
    return counts


READERS: dict[str, Callable[[bytes], Counts]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "xlsx": read_xlsx,
    "csv": read_csv,
    "json": read_json,
    "jsonl": read_jsonl,
    "shacl": read_shacl,
    "sarif": read_sarif,
}
