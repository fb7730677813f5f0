"""From results of the engine to verdicts: which rule is met, which is broken, which lacks its facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from zhinan.application import Application, Fault
from zhinan.check.engines import Breach
from zhinan.check.paths import Found, Rows, follow_steps, index_triples
from zhinan.check.report import Checked, Finding, Value, Verdict, judge_application
from zhinan.rules import ClauseText, DirectionRules, Rule, Rulebook, Term, label_of
from zhinan.terms import LABEL

_FORM = "https://w3id.org/zhinan/id/rule/application/"
_NOT_YET = {
    "zh": "此条可由程序判断，但规则尚未写出。",
    "en": "A program could decide this clause, but its rule is not written yet.",
}
_NO_SHAPE = {
    "zh": "没有为此条编成的形状，请运行 zhinan rules compile。",
    "en": "No shape was compiled for this clause. Run zhinan rules compile.",
}
_UNSEEN = {"zh": "引擎没有看到此申报项目。", "en": "The engine did not look at this application."}
_FAULTY = {
    "zh": "申报材料有形式错误，改正后方可判断。",
    "en": "The application has faults of form; put them right first.",
}


def judge(
    application: Application,
    faults: Sequence[Fault],
    rules: DirectionRules,
    breaches: Sequence[Breach],
    seen: bool,
    form: Mapping[str, Mapping[str, str]],
    book: Rulebook,
) -> Checked:
    """The findings of one application: every rule and every clause without one, each exactly once."""
    all_faults = (*faults, *_form_faults(application, breaches, form))
    rows = index_triples(application.triples)
    findings = []
    for clause in rules.clauses:
        own = [rule for rule in rules.rules if rule.clause.iri == clause.iri]
        faulty = bool(all_faults)
        findings += [_judge_rule(application, rule, breaches, seen, faulty, rows, book) for rule in own]
        if not own and clause.treatment != "Informative":
            findings.append(_judge_clause(clause))
    return Checked(
        application=application.iri,
        source=application.source,
        direction=rules.direction,
        verdict=judge_application(all_faults, findings),
        faults=all_faults,
        findings=tuple(findings),
    )


def _form_faults(
    application: Application, breaches: Sequence[Breach], form: Mapping[str, Mapping[str, str]]
) -> list[Fault]:
    shapes = sorted({breach.shape for breach in breaches if breach.shape.startswith(_FORM)})
    return [
        Fault(
            code="form", subject=application.iri, term=shape, nearest=None, messages=dict(form.get(shape, {}))
        )
        for shape in shapes
    ]


def _judge_clause(clause: ClauseText) -> Finding:
    if clause.treatment == "Manual":
        verdict, messages = Verdict.MANUAL, clause.reason
    else:
        verdict, messages = Verdict.UNCHECKED, _NOT_YET if clause.treatment == "Pending" else _NO_SHAPE
    severity = {"InPrinciple": "Warning", "Encouraged": "Info", "Preferred": "Info", "May": "Info"}
    return Finding(
        rule=None,
        family=None,
        clause=clause,
        verdict=verdict,
        severity=severity.get(clause.modality, "Violation"),
        demand={},
        messages=dict(messages),
    )


def _judge_rule(
    application: Application,
    rule: Rule,
    breaches: Sequence[Breach],
    seen: bool,
    faulty: bool,
    rows: Rows,
    book: Rulebook,
) -> Finding:
    verdict, shapes = decide(rule, application.iri, breaches) if seen else (Verdict.UNCHECKED, ())
    messages = _messages(rule, shapes)
    if not seen:
        messages = _UNSEEN
    elif verdict is Verdict.MET and faulty:
        verdict, messages = Verdict.UNCHECKED, _FAULTY
    return Finding(
        rule=rule.iri,
        family=rule.family,
        clause=rule.clause,
        verdict=verdict,
        severity=rule.severity,
        demand=_messages(rule, [shape.iri for shape in rule.eligibility]),
        messages=messages,
        found=_found(rule, application.iri, rows, book),
        demanded=tuple(
            (name, tuple(_value(t, rows, book) for t in terms)) for name, terms in rule.demanded.items()
        ),
    )


def decide(rule: Rule, application: str, breaches: Sequence[Breach]) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict of a rule whose application was looked at, and the shapes that speak for it.

    A result that names a value is definite: this value is not allowed, whatever else is not stated. A result
    that names none (a count, a value that should be there) holds only where the facts are complete.
    Source: docs/decisions/0022.
    """
    lacking = [breach for breach in breaches if breach.shape in {shape.iri for shape in rule.completeness}]
    broken = [breach for breach in breaches if breach.shape in {shape.iri for shape in rule.eligibility}]
    unusable = {breach.value for breach in lacking if breach.value is not None}
    definite = [
        b for b in broken if b.value is not None and b.value not in unusable and b.value != application
    ]
    if definite or (broken and not lacking):
        return Verdict.VIOLATED, _unique(definite or broken)
    if lacking:
        return Verdict.MISSING, _unique(lacking)
    return Verdict.MET, ()


def _unique(breaches: Collection[Breach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(breach.shape for breach in breaches))


def _messages(rule: Rule, shapes: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for shape in (*rule.completeness, *rule.eligibility):
        if shape.iri in shapes:
            for language, text in shape.messages.items():
                found[language] = f"{found[language]} {text}" if language in found else text
    return found


def _found(rule: Rule, application: str, rows: Rows, book: Rulebook) -> tuple[Value, ...]:
    start = NamedNode(application)
    pairs = [pair for shape in rule.eligibility for pair in follow_steps(shape.path, start, rows)]
    return tuple(_value(end, rows, book, None if of == start else of) for of, end in dict.fromkeys(pairs))


def _value(term: Term | Found, rows: Rows, book: Rulebook, of: NamedNode | None = None) -> Value:
    whole = None if of is None else _value(of, rows, book)
    if isinstance(term, Literal):
        return Value(value=term.value, labels={}, of=whole)
    labels = label_of(book, term.value) or _own_labels(term.value, rows)
    return Value(value=term.value, labels=labels, of=whole)


def _own_labels(iri: str, rows: Rows) -> dict[str, str]:
    labels = rows.get(iri, {}).get(LABEL, [])
    return {term.language or "zh": term.value for term in labels if isinstance(term, Literal)}
