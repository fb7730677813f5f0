"""From results of the engine to verdicts: which rule is met, which is broken, which lacks its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhinan.application import Application, Fault
from zhinan.check.engines import Breach
from zhinan.check.paths import Rows, index_triples
from zhinan.check.places import place_values
from zhinan.check.report import Checked, Finding, Verdict, judge_application
from zhinan.check.values import find_leads, find_title, find_values, make_value
from zhinan.rules import ClauseText, DirectionRules, Rule, Rulebook

_FORM = "https://w3id.org/zhinan/id/rule/application/"
_NOT_YET = {
    "zh": "此条的规则尚未写出，请人工核对。",
    "en": "No rule is written for this clause yet; check it by hand.",
}
_NO_SHAPE = {
    "zh": "此条没有可用的形状，请运行 zhinan rules compile。",
    "en": "There is no usable shape for this clause. Run zhinan rules compile.",
}
_BATCH = {
    "zh": "须对照全部申报判断；单独检查一份申报时不作结论。",
    "en": "All applications must be compared to decide this; one application alone decides nothing.",
}
_UNSEEN = {"zh": "引擎没有看到此申报项目。", "en": "The engine did not look at this application."}
_FAULTY = {
    "zh": "申报材料有形式错误，改正后方可判断。",
    "en": "The application has faults of form; put them right first.",
}
_SEVERITY = {"InPrinciple": "Warning", "Encouraged": "Info", "Preferred": "Info", "May": "Info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one application: faults of form, the engine's results, and whether it was looked at."""

    application: Application
    faults: tuple[Fault, ...]
    breaches: Sequence[Breach]
    seen: bool
    rows: Rows


def gather_evidence(
    application: Application,
    faults: Sequence[Fault],
    breaches: Sequence[Breach],
    seen: bool,
    form: Mapping[str, Mapping[str, str]],
) -> Evidence:
    """All that speaks for and against an application; ``form`` holds the messages of the shapes of form."""
    broken = sorted({breach.shape for breach in breaches if breach.shape.startswith(_FORM)})
    more = [
        Fault(
            code="form", subject=application.iri, term=shape, nearest=None, messages=dict(form.get(shape, {}))
        )
        for shape in broken
    ]
    return Evidence(
        application=application,
        faults=(*faults, *more),
        breaches=breaches,
        seen=seen,
        rows=index_triples(application.triples),
    )


def judge(evidence: Evidence, rules: DirectionRules, book: Rulebook) -> Checked:
    """The findings of one application: every rule, and every clause without one, each exactly once."""
    findings = [
        finding for clause in rules.clauses for finding in _judge_clause(clause, evidence, rules, book)
    ]
    return Checked(
        application=evidence.application.iri,
        source=evidence.application.source,
        direction=rules.direction,
        verdict=judge_application(evidence.faults, findings),
        faults=evidence.faults,
        findings=tuple(findings),
        title=find_title(evidence.application.iri, evidence.rows),
        leads=find_leads(evidence.application.iri, evidence.rows, book),
    )


def _judge_clause(
    clause: ClauseText, evidence: Evidence, rules: DirectionRules, book: Rulebook
) -> Iterator[Finding]:
    own = [rule for rule in rules.rules if rule.clause.iri == clause.iri]
    yield from (_judge_rule(rule, evidence, book) for rule in own)
    if clause.treatment == "Manual":
        yield _without_rule(clause, Verdict.MANUAL, clause.reason)
    elif clause.treatment == "Pending":
        yield _without_rule(clause, Verdict.UNCHECKED, _NOT_YET)
    elif clause.treatment == "Encoded":
        demands = {demand.iri for demand in rules.demands if demand.clause == clause.iri}
        waiting = demands & rules.over_batch
        with_shapes = demands - rules.exempting - waiting | {rule.requirement for rule in own}
        if len(own) < len(with_shapes) or not demands:
            yield _without_rule(clause, Verdict.UNCHECKED, _NO_SHAPE)
        if waiting:
            yield _without_rule(clause, Verdict.UNCHECKED, _BATCH)


def _without_rule(clause: ClauseText, verdict: Verdict, messages: Mapping[str, str]) -> Finding:
    return Finding(
        rule=None,
        family=None,
        clause=clause,
        verdict=verdict,
        severity=_SEVERITY.get(clause.modality, "Violation"),
        demand={},
        messages=dict(messages),
    )


def _judge_rule(rule: Rule, evidence: Evidence, book: Rulebook) -> Finding:
    verdict, shapes = decide(rule, evidence)
    messages = _messages(rule, shapes)
    if not evidence.seen:
        messages = _UNSEEN
    elif verdict is Verdict.MET and evidence.faults:
        verdict, messages = Verdict.UNCHECKED, _FAULTY
    broken = _broken(rule, evidence.breaches) if verdict is Verdict.VIOLATED else []
    bad = {breach.value for breach in broken}
    found = find_values(rule, evidence.application.iri, evidence.rows, book, bad)
    if verdict is not Verdict.MET:
        found = place_values(found, rule, evidence.application)
    return Finding(
        rule=rule.iri,
        family=rule.family,
        clause=rule.clause,
        verdict=verdict,
        severity=rule.severity,
        demand=_messages(rule, [shape.iri for shape in rule.eligibility]),
        messages=messages,
        found=found,
        demanded=tuple(
            (name, tuple(make_value(term, evidence.rows, book) for term in terms))
            for name, terms in rule.demanded.items()
        ),
    )


def decide(rule: Rule, evidence: Evidence) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict of a rule, and the shapes that speak for it.

    A result that names a value is definite, whatever else is not stated, unless the value itself is unusable
    or the shape needs all facts. A result that names none (a count, a value that should be there) holds only
    where the facts are complete.
    Source: docs/decisions/0022.
    """
    if not evidence.seen:
        return Verdict.UNCHECKED, ()
    complete = {shape.iri for shape in rule.completeness}
    lacking = [breach for breach in evidence.breaches if breach.shape in complete]
    broken = _broken(rule, evidence.breaches)
    useless = {breach.value for breach in lacking} | {fault.value for fault in evidence.faults}
    named = [breach for breach in broken if breach.value not in (None, evidence.application.iri)]
    usable = [breach for breach in named if breach.value not in useless]
    waiting = {shape.iri for shape in rule.eligibility if shape.only_when_complete}
    definite = [breach for breach in usable if not lacking or breach.shape not in waiting]
    if definite:
        return Verdict.VIOLATED, _shapes(definite)
    if lacking or named:
        return Verdict.MISSING, _shapes(lacking or named)
    return (Verdict.VIOLATED, _shapes(broken)) if broken else (Verdict.MET, ())


def _broken(rule: Rule, breaches: Sequence[Breach]) -> list[Breach]:
    eligible = {shape.iri for shape in rule.eligibility}
    return [breach for breach in breaches if breach.shape in eligible]


def _shapes(breaches: Collection[Breach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(breach.shape for breach in breaches))


def _messages(rule: Rule, shapes: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for shape in (*rule.completeness, *rule.eligibility):
        if shape.iri in shapes:
            for language, text in shape.messages.items():
                found[language] = f"{found[language]} {text}" if language in found else text
    return found
