"""Results as SARIF 2.1.0, the format in which code hosts and editors show findings.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0. A rule is a rule of ours, or the clause that has none;
what is missing or unchecked is ``open``, what a person must judge is ``review``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from zhinan import __version__
from zhinan.application import Fault
from zhinan.check import Checked, Finding, Verdict
from zhinan.report.page import Ending, Meta, list_remarks
from zhinan.report.say import Speaker, say_fault, say_value
from zhinan.report.tally import Tally
from zhinan.report.words import Advice, Standing, each, say_of_verdict, say_verdict, stand, word
from zhinan.rules import ClauseText
from zhinan.terms import ID, shorten

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_KINDS: dict[Standing, str] = {
    Verdict.VIOLATED: "fail",
    Verdict.MISSING: "open",
    Verdict.MANUAL: "review",
    Verdict.UNCHECKED: "open",
    Verdict.MET: "pass",
    Advice.ADVISED: "informational",
}
_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}
_LINE = re.compile(r"([1-9]\d*)(?::([1-9]\d*))?")


class SarifPage:
    """One run: results as they come, rules behind them."""

    def __init__(self, language: str, meta: Meta) -> None:
        self._language, self._meta, self._speaker = language, meta, Speaker(language)
        self._rules: dict[str, tuple[int, ClauseText | None, Mapping[str, str]]] = {}
        self._same: dict[tuple[object, ...], str] = {}
        self._first = True

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The beginning of the run."""
        language = "en" if self._language == "en" else "zh-CN"
        yield f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{{"language":"{language}","results":['

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The results of one application."""
        where = _logical(checked)
        for fault in checked.faults:
            yield self._line(_dump(self._fault(fault)), [_physical(checked, fault.place) | where])
        for finding in self._meta.list_shown(checked):
            places = [value.place for value in finding.found if value.place and value.breaks]
            located = [_physical(checked, place) | where for place in places or (None,)]
            yield self._line(self._finding(finding), located)

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The rules, the counts, and whether all was checked."""
        notes = [
            {"level": "warning", "message": _text(each(remark, self._language))}
            for remark in list_remarks(tally, ending, self._meta)
        ]
        invocation: dict[str, Any] = {"executionSuccessful": ending.complete and not ending.unread}
        if notes:
            invocation["toolExecutionNotifications"] = notes
        run = {
            "tool": {"driver": self._driver()},
            "translations": [self._translation()],
            "invocations": [invocation],
            "properties": {
                "applications": {verdict.value: count for verdict, count in tally.applications.items()},
                "findings": {verdict.value: count for verdict, count in tally.findings.items()},
                "faults": tally.faults,
                "legend": {
                    verdict.value: " ".join(say_of_verdict(verdict, "legend", self._language))
                    for verdict in Verdict
                },
            },
        }
        yield "\n]," + _dump(run)[1:] + "]}\n"

    def _line(self, start: str, locations: list[dict[str, Any]]) -> str:
        comma = "" if self._first else ","
        self._first = False
        return f'{comma}\n{start[:-1]},"locations":{_dump(locations)}}}'

    def _fault(self, fault: Fault) -> dict[str, Any]:
        return {
            "ruleId": f"form/{fault.code}",
            "ruleIndex": self._index(f"form/{fault.code}", None, {}),
            "kind": "fail",
            "level": "error",
            "message": _text(say_fault(fault, self._language)),
            "properties": {"verdict": "fault", "term": fault.term},
        }

    def _finding(self, finding: Finding) -> str:
        if finding.rule or finding.found or finding.others:
            return _dump(self._describe(finding))
        key = (finding.clause.iri, finding.verdict, finding.severity, *finding.messages.values())
        if key not in self._same:
            self._same[key] = _dump(self._describe(finding))
        return self._same[key]

    def _describe(self, finding: Finding) -> dict[str, Any]:
        name, standing = _name(finding.rule or finding.clause.iri), stand(finding.verdict, finding.severity)
        texts = each(finding.messages or finding.demand or finding.clause.text, self._language)
        said = [f"{say_verdict(standing, self._language)}: {texts[0] if texts else name}", *texts[1:]]
        if finding.found:
            shown = "; ".join(say_value(value, self._language) for value in finding.found)
            said.append(f"{word('report', 'found', self._language)}: {shown}")
        failed = standing is Verdict.VIOLATED
        others = {"others": list(finding.others)} if finding.others else {}
        return {
            "ruleId": name,
            "ruleIndex": self._index(name, finding.clause, finding.demand),
            "kind": _KINDS[standing],
            "level": _LEVELS[finding.severity] if failed else "none",
            "message": _text(said),
            "properties": {"verdict": finding.verdict.value, "severity": finding.severity, **others},
        }

    def _index(self, name: str, clause: ClauseText | None, demand: Mapping[str, str]) -> int:
        if name not in self._rules:
            self._rules[name] = len(self._rules), clause, demand
        return self._rules[name][0]

    def _driver(self) -> dict[str, Any]:
        language = "en" if self._language == "en" else "zh"
        return {"name": "zhinan", "version": __version__, "rules": self._list_rules(language)}

    def _translation(self) -> dict[str, Any]:
        language, tag = ("zh", "zh-CN") if self._language == "en" else ("en", "en")
        return {
            "name": "zhinan",
            "version": __version__,
            "language": tag,
            "contents": ["localizedData"],
            "translationMetadata": {"name": tag},
            "rules": self._list_rules(language),
        }

    def _list_rules(self, language: str) -> list[dict[str, Any]]:
        return [_rule(name, clause, demand, language) for name, (_, clause, demand) in self._rules.items()]


def _rule(name: str, clause: ClauseText | None, demand: Mapping[str, str], language: str) -> dict[str, Any]:
    if clause is None:
        return {"id": name, "shortDescription": {"text": word("report", "fault", language)}}
    words = each(clause.text, language) or (name,)
    told = {"fullDescription": {"text": each(demand, language)[0]}} if demand else {}
    quotes = [
        {"document": q.document, "section": q.section, "start": q.start, "end": q.end} for q in clause.quotes
    ]
    properties = {"clause": clause.iri, "quotes": quotes}
    return {"id": name, "shortDescription": {"text": words[0]}, **told, "properties": properties}


def _name(iri: str) -> str:
    """The name of a rule or clause: SARIF wants one that is stable and that a person can read."""
    return iri.removeprefix(ID) if iri.startswith(ID) else shorten(iri)


def _physical(checked: Checked, place: str | None) -> dict[str, Any]:
    """Where in which file: line and column if that is how the place is told, as text otherwise."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(checked.source)}}
    if place is None:
        return {"physicalLocation": physical}
    if match := _LINE.fullmatch(place):
        physical["region"] = {"startLine": int(match[1])}
        if match[2]:
            physical["region"]["startColumn"] = int(match[2])
        return {"physicalLocation": physical}
    return {"physicalLocation": physical, "message": {"text": place}}


def _logical(checked: Checked) -> dict[str, Any]:
    return {"logicalLocations": [{"fullyQualifiedName": checked.application, "kind": "resource"}]}


def _uri(source: str) -> str:
    return quote(source.encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~-._")


def _text(texts: Sequence[str]) -> dict[str, str]:
    return {"text": "\n".join(texts)}


def _dump(described: object) -> str:
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))
