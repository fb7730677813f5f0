"""Results as JSON with a stable schema: keys are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from zhinan import __version__
from zhinan.check import Checked, Finding, Value, Verdict
from zhinan.rules import ClauseText

SCHEMA = "https://w3id.org/zhinan/schema/check/1"


def write_json(results: Sequence[Checked], engine: str) -> str:
    """All results as one JSON object, keys in a fixed order, ending with a line break."""
    whole = {
        "schema": SCHEMA,
        "zhinan": __version__,
        "engine": engine,
        "counts": _count(result.verdict for result in results),
        "applications": [_application(result) for result in results],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _application(result: Checked) -> dict[str, Any]:
    direction = result.direction
    return {
        "application": result.application,
        "source": result.source,
        "direction": direction
        and {"iri": direction.iri, "number": direction.number, "label": direction.labels},
        "verdict": result.verdict.value,
        "counts": _count(finding.verdict for finding in result.findings),
        "faults": [
            {
                "code": f.code,
                "subject": f.subject,
                "term": f.term,
                "nearest": f.nearest,
                "message": f.messages,
            }
            for f in result.faults
        ],
        "findings": [_finding(finding) for finding in result.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "family": finding.family,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "clause": _clause(finding.clause),
        "demand": finding.demand,
        "message": finding.messages,
        "found": [_value(value) for value in finding.found],
        "demanded": {name: [_value(value) for value in values] for name, values in finding.demanded},
    }


def _clause(clause: ClauseText) -> dict[str, Any]:
    return {
        "iri": clause.iri,
        "number": clause.number,
        "text": clause.text,
        "treatment": clause.treatment,
        "quotes": [
            {"document": q.document, "section": q.section, "exact": q.exact, "start": q.start, "end": q.end}
            for q in clause.quotes
        ],
    }


def _value(value: Value) -> dict[str, Any]:
    found: dict[str, Any] = {"value": value.value, "label": value.labels}
    if value.breaks:
        found["breaks"] = True
    if value.of:
        found["of"] = {"value": value.of.value, "label": value.of.labels}
    return found


def _count(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counts = {verdict.value: 0 for verdict in Verdict}
    for verdict in verdicts:
        counts[verdict.value] += 1
    return counts
