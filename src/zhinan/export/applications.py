"""The view of a batch of applications: their units, people and submissions, with the verdicts on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from zhinan.application import Application
from zhinan.check import Checked, Finding, Verdict
from zhinan.export.graph import Layout
from zhinan.export.views import View
from zhinan.terms import RDF_TYPE, zn

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _STATEMENT = ox.NamedNode(RDF_TYPE), ox.NamedNode(_RDF + "Statement")
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(_RDF + part) for part in ("subject", "predicate", "object"))
_VERDICT, _CLAUSE = ox.NamedNode(zn("verdict")), ox.NamedNode(zn("clause"))


def view_applications(applications: Iterable[Application], results: Iterable[Checked]) -> View:
    """The applications as given, with their verdicts, and an edge with a verdict to each clause they were held to."""
    told = [ox.Triple(*statement) for application in applications for statement in application.triples]
    told += [triple for result in results for triple in _tell_result(result)]
    title = {"zh": "一批申报项目及其结论", "en": "A batch of applications with the verdicts on them"}
    return View("applications", title, "", Layout(edge_labels=False), tuple(dict.fromkeys(told)))


def _tell_result(result: Checked) -> Iterator[ox.Triple]:
    application = ox.NamedNode(result.application)
    yield from _tell_verdict(application, result.verdict)
    for number, finding in enumerate(result.findings, start=1):
        yield from _tell_finding(application, number, finding)


def _tell_finding(application: ox.NamedNode, number: int, finding: Finding) -> Iterator[ox.Triple]:
    edge = ox.BlankNode(f"{_label(application)}{number}")
    yield ox.Triple(edge, _TYPE, _STATEMENT)
    yield ox.Triple(edge, _SUBJECT, application)
    yield ox.Triple(edge, _PREDICATE, _CLAUSE)
    yield ox.Triple(edge, _OBJECT, ox.NamedNode(finding.clause.iri))
    yield from _tell_verdict(edge, finding.verdict)


def _tell_verdict(of: ox.NamedNode | ox.BlankNode, verdict: Verdict) -> Iterator[ox.Triple]:
    yield ox.Triple(of, _VERDICT, ox.Literal(verdict.zh, language="zh"))
    yield ox.Triple(of, _VERDICT, ox.Literal(verdict.value, language="en"))


def _label(application: ox.NamedNode) -> str:
    return "f" + application.value.encode().hex()
