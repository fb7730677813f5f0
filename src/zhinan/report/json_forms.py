"""Results as JSON, one document or a line each; keys are only ever added.

Source: ``data/report/report.schema.json``, the published JSON Schema of both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from zhinan import __version__
from zhinan.application import Fault
from zhinan.check import Checked, Finding, Value, Verdict
from zhinan.report.page import Ending, Meta, list_remarks
from zhinan.report.tally import Counts, Group, Tally, count_findings
from zhinan.report.words import Advice, stand
from zhinan.rules import ClauseText

SCHEMA = "https://w3id.org/zhinan/schema/check/1"


class JsonPage:
    """One JSON document: applications one a line as they come, counts and summary behind them."""

    def __init__(self, language: str, meta: Meta) -> None:
        # every text is given in each language it has
        self._meta, self._clauses = meta, Clauses()

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The beginning of the document."""
        start = json.dumps(describe_run(self._meta), ensure_ascii=False, indent=2)
        yield start.removesuffix("\n}") + ',\n  "applications": ['

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """One application, as one line."""
        yield ("\n    " if number == 1 else ",\n    ") + self._clauses.dump(checked, self._meta)

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The counts, the summary, and whether all was checked."""
        yield "\n  ],\n"
        described = describe_end(tally, ending, self._meta)
        summary = described.pop("summary")
        yield from (f"  {_dump(name)}: {_dump(value)},\n" for name, value in described.items())
        yield '  "summary": {\n'
        yield ",\n".join(f"    {_dump(name)}: {_list_lines(groups)}" for name, groups in summary.items())
        yield "\n  }\n}\n"


class JsonLinesPage:
    """A JSON object a line: the run, each application, the end. A file without an end was cut off."""

    def __init__(self, language: str, meta: Meta) -> None:
        # every text is given in each language it has
        self._meta, self._clauses = meta, Clauses()

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The line of the run."""
        yield _dump({"kind": "run", **describe_run(self._meta)}) + "\n"

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The line of an application."""
        yield '{"kind":"application",' + self._clauses.dump(checked, self._meta)[1:] + "\n"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The line of the end."""
        yield _dump({"kind": "end", **describe_end(tally, ending, self._meta)}) + "\n"


class Clauses:
    """Applications as JSON text; a clause, and what is said of it without a rule, is turned into text once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._without_rule: dict[tuple[object, ...], str] = {}

    def dump(self, checked: Checked, meta: Meta) -> str:
        """One application as a JSON object on one line."""
        findings = ",".join(map(self._finding, meta.list_shown(checked)))
        return f'{_dump(describe_application(checked))[:-1]},"findings":[{findings}]}}'

    def _finding(self, finding: Finding) -> str:
        if finding.rule or finding.found or finding.others:
            return self._dump_finding(finding)
        key = (finding.clause.iri, finding.verdict, finding.severity, *finding.messages.items())
        if key not in self._without_rule:
            self._without_rule[key] = self._dump_finding(finding)
        return self._without_rule[key]

    def _dump_finding(self, finding: Finding) -> str:
        clause = finding.clause
        if clause.iri not in self._texts:
            self._texts[clause.iri] = _dump(describe_clause(clause))
        return f'{_dump(describe_finding(finding))[:-1]},"clause":{self._texts[clause.iri]}}}'


def describe_run(meta: Meta) -> dict[str, Any]:
    """What made the report, and which verdicts it counts but does not list."""
    left_out = [verdict.value for verdict in Verdict if verdict in meta.left_out]
    return {"schema": SCHEMA, "zhinan": __version__, "engine": meta.engine, "left_out": left_out}


def describe_end(tally: Tally, ending: Ending, meta: Meta) -> dict[str, Any]:
    """Counts, summary, and whether all was checked."""
    return {
        "complete": ending.complete,
        "checked": tally.done,
        "total": tally.done if ending.complete else ending.total,
        "remarks": list_remarks(tally, ending, meta),
        "counts": _name_counts(tally.applications),
        "findings": _name_counts(tally.findings),
        "faults": tally.faults,
        "summary": {
            "directions": [_group("direction", iri, group) for iri, group in tally.directions.items()],
            "leads": [_group("lead", name, group) for name, group in tally.leads.items()],
            "clauses": [_group("clause", iri, group) for iri, group in tally.clauses.items()],
        },
    }


def describe_application(checked: Checked) -> dict[str, Any]:
    """One application without its findings."""
    direction = checked.direction
    return {
        "application": checked.application,
        "title": checked.title,
        "leads": [_value(unit) for unit in checked.leads],
        "source": checked.source,
        "direction": direction
        and {"iri": direction.iri, "number": direction.number, "label": direction.labels},
        "verdict": checked.verdict.value,
        "counts": _name_counts(count_findings(checked)),
        "faults": [_fault(fault) for fault in checked.faults],
    }


def describe_finding(finding: Finding) -> dict[str, Any]:
    """One finding without its clause."""
    described: dict[str, Any] = {
        "rule": finding.rule,
        "family": finding.family,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "demand": finding.demand,
        "message": finding.messages,
        "found": [_value(value) for value in finding.found],
        "demanded": {name: [_value(value) for value in values] for name, values in finding.demanded},
    }
    if stand(finding.verdict, finding.severity) is Advice.ADVISED:
        described["advised"] = True
    if finding.none_such:
        described["none_such"] = True
    return described | ({"others": list(finding.others)} if finding.others else {})


def describe_clause(clause: ClauseText) -> dict[str, Any]:
    """A clause with its words and where they stand."""
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


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "subject": fault.subject,
        "term": fault.term,
        "nearest": fault.nearest,
        "value": fault.value,
        "message": fault.messages,
        **({"place": fault.place} if fault.place else {}),
    }


def _value(value: Value) -> dict[str, Any]:
    found: dict[str, Any] = {"value": value.value, "label": value.labels}
    if value.datatype:
        found["datatype"] = value.datatype
    if value.breaks:
        found["breaks"] = True
    if value.place:
        found["place"] = value.place
    if value.of:
        found["of"] = _value(value.of)
    return found


def _group(name: str, key: str | None, group: Group) -> dict[str, Any]:
    labels = {} if name == "lead" else {"label": dict(group.labels)}
    return {name: key, **labels, "counts": _name_counts(group.counts)}


def _name_counts(counts: Counts) -> dict[str, int]:
    return {verdict.value: count for verdict, count in counts.items()}


def _list_lines(items: list[Any]) -> str:
    return "[" + ",".join(f"\n      {_dump(item)}" for item in items) + "\n    ]"


def _dump(described: object) -> str:
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))
