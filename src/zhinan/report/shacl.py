"""Results as a SHACL validation report in Turtle, with our verdicts beside.

What is violated or missing and every fault of form is an ``sh:result`` with its values under ``sh:detail``. What is
met, manual, unchecked or for information alone is no result in the sense of SHACL, and is told as
``dcterms:hasPart`` of the report: so what is encouraged and not done leaves ``sh:conforms`` true.
Source: SHACL, section 3.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from zhinan.application import Fault
from zhinan.check import Checked, Finding, Value, Verdict
from zhinan.report.page import Ending, Meta, list_remarks
from zhinan.report.tally import Tally
from zhinan.report.words import Standing, say_verdict, stand
from zhinan.rules import ClauseText
from zhinan.terms import ONTOLOGY, SH, XSD

_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": SH,
    "xsd": XSD,
    "zn": ONTOLOGY,
}
_REPORT = "_:report"
_RESULTS = (Verdict.VIOLATED, Verdict.MISSING)
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class ShaclPage:
    """The report for RDF tools."""

    def __init__(self, language: str, meta: Meta) -> None:
        # every text is given in each language it has
        self._meta = meta
        self._same: dict[tuple[object, ...], str] = {}
        self._quoted: set[str] = set()

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Prefixes and the report itself."""
        yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items())
        yield f"\n{_REPORT} a sh:ValidationReport .\n"

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The results of one application, and the application with its verdict."""
        focus = _iri(checked.application)
        yield f"\n{_REPORT} dcterms:hasPart [ dcterms:subject {focus} ;\n"
        yield f"    dcterms:source {_literal(checked.source)} ; {_verdict(checked.verdict)} ] .\n"
        yield from (f"{_REPORT} sh:result [ {_fault(fault, focus)} ] .\n" for fault in checked.faults)
        for finding in self._meta.list_shown(checked):
            yield self._quote(finding.clause)
            if stand(finding.verdict, finding.severity) in _RESULTS:
                yield f"{_REPORT} sh:result [ a sh:ValidationResult ; sh:focusNode {focus} ;\n"
                yield f"    {self._finding(finding)}{_details(finding, focus)} ] .\n"
            else:
                yield f"{_REPORT} dcterms:hasPart [ a sh:AbstractResult ; sh:focusNode {focus} ;\n"
                yield f"    {self._finding(finding)}{_values(finding)} ] .\n"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Whether all conforms, and what must be said of the report."""
        broken = tally.faults or any(tally.findings[verdict] for verdict in _RESULTS)
        whole = (
            ending.complete and not ending.unread and tally.done > tally.applications[Verdict.UNCHECKED] == 0
        )
        yield f"\n{_REPORT} sh:conforms {'true' if whole and not broken else 'false'} .\n"
        for remark in list_remarks(tally, ending, self._meta):
            yield f"{_REPORT} rdfs:comment {_texts(remark)} .\n"

    def _quote(self, clause: ClauseText) -> str:
        """The words of a clause, the first time that it is named."""
        if clause.iri in self._quoted:
            return ""
        self._quoted.add(clause.iri)
        return f"{_iri(clause.iri)} zn:text {_texts(clause.text)} .\n"

    def _finding(self, finding: Finding) -> str:
        key = (
            finding.rule,
            finding.clause.iri,
            finding.verdict,
            finding.severity,
            *finding.messages.values(),
        )
        if key not in self._same:
            self._same[key] = _describe(finding)
        return self._same[key]


def _describe(finding: Finding) -> str:
    """What a finding says whatever the application; ``sh:resultMessage`` once a language."""
    shape = f" ; sh:sourceShape {_iri(finding.rule)}" if finding.rule else ""
    told = finding.messages or finding.demand or finding.clause.text
    return (
        f"{_verdict(stand(finding.verdict, finding.severity))} ; sh:resultSeverity sh:{finding.severity} ;\n"
        f"    sh:sourceConstraintComponent sh:NodeConstraintComponent{shape} ;\n"
        f"    dcterms:source {_iri(finding.clause.iri)} ;\n"
        f"    sh:resultMessage {_texts(told)}"
    )


def _details(finding: Finding, focus: str) -> str:
    """The values that break the rule as results of their own, and the other applications concerned."""
    breaking = [value for value in finding.found if value.breaks]
    details = [
        f"[ a sh:ValidationResult ; sh:focusNode {_iri(value.of.value) if value.of else focus} ;"
        f" sh:resultSeverity sh:{finding.severity} ;"
        f" sh:sourceConstraintComponent sh:PropertyConstraintComponent ; sh:value {_term(value)} ]"
        for value in breaking
    ]
    others = f" ;\n    dcterms:relation {', '.join(map(_iri, finding.others))}" if finding.others else ""
    return (f" ;\n    sh:detail {', '.join(details)}" if details else "") + others


def _values(finding: Finding) -> str:
    """The facts that proved what is met: SHACL allows one sh:value a result, so they are results beneath."""
    details = ", ".join(
        f"[ a sh:AbstractResult{_focus(value)} ; sh:value {_term(value)} ]" for value in finding.found
    )
    return f" ;\n    sh:detail {details}" if details else ""


def _focus(value: Value) -> str:
    return f" ; sh:focusNode {_iri(value.of.value)}" if value.of else ""


def _fault(fault: Fault, focus: str) -> str:
    told = fault.messages or {"en": fault.code}
    value = f" ; sh:value {_literal(fault.value)}" if fault.value is not None else ""
    return (
        f"a sh:ValidationResult ; sh:focusNode {focus} ; sh:resultSeverity sh:Violation ;\n"
        f"    sh:sourceConstraintComponent sh:NodeConstraintComponent ; dcterms:type {_literal(fault.code)} ;\n"
        f"    sh:resultMessage {_texts(told)}{value}"
    )


def _verdict(verdict: Standing) -> str:
    return f'zn:verdict "{say_verdict(verdict, "zh")}"@zh, "{verdict.value}"@en'


def _term(value: Value) -> str:
    if value.datatype == "":
        return _iri(value.value)
    datatype = value.datatype or XSD + "string"
    return _literal(value.value) + (
        f"^^{_iri(datatype)}" if datatype.startswith(XSD) and datatype != XSD + "string" else ""
    )


def _iri(iri: str) -> str:
    return f"<{_NO_IRI.sub(lambda match: f'%{ord(match[0]):02X}', iri)}>"


def _literal(text: str) -> str:
    return str(ox.Literal(text.encode("utf-8", "replace").decode()))


def _texts(texts: Mapping[str, str]) -> str:
    return ", ".join(
        f"{_literal(text)}@{language}" if language else _literal(text)
        for language, text in texts.items()
        if text
    )
