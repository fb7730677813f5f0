"""Findings of the rules over all applications: the clause, the values that are shared, the other applications."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal

from zhinan.application import Rows
from zhinan.check.batch.engine import Row
from zhinan.check.batch.rule import BatchRule
from zhinan.check.batch.rules import BatchRules
from zhinan.check.report import Checked, Finding, Value, Verdict, judge_application
from zhinan.check.values import make_value

NAMED = 20  # of the other applications so many are named, and the rest counted

_TEXTS = {
    "twice": (
        "另有一份申报用了同一个 IRI，两份无法分辨：请改用各自的 IRI。",
        "Another application has the same IRI, so the two cannot be told apart: give each its own.",
    ),
    "crowd": (
        "与此申报相同的标识出现得太多，没有逐一比对：请核对该标识。",
        "What identifies this application is shared by too many others to compare them all: check the identifier.",
    ),
    "faulty": (
        "申报材料有形式错误，改正后方可判断。",
        "The application has faults of form; put them right first.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule says of one application: the rows behind the verdict; ``also`` are for a person to see.

    ``crowd`` is how many share something with it, where these are too many to be compared with each other.
    """

    verdict: Verdict
    role: str = ""
    rows: tuple[Row, ...] = ()
    also: tuple[Row, ...] = ()
    crowd: int = 0


def write_finding(
    rule: BatchRule,
    application: str,
    outcome: Outcome,
    rows: Rows,
    rules: BatchRules,
    source_of: Callable[[str], str | None],
) -> Finding:
    """A finding in full; ``rows`` are the facts of the application.

    ``source_of`` tells the file of an application of the batch, None for anything else.
    """
    counted = dict.fromkeys(name for row in (*outcome.rows, *outcome.also) for name in row.projects)
    others = [name for name in counted if name != application and source_of(name) is not None]
    running = [name for name in counted if source_of(name) is None]
    return Finding(
        rule=rule.iri,
        family=rule.family,
        clause=rule.clause,
        verdict=outcome.verdict,
        severity=rule.severity,
        demand=rule.say("eligibilityShape"),
        messages=_say(rule, outcome, others, source_of),
        found=(*_found(rule, application, outcome, rows, rules), *_things(running, rows, rules)),
        demanded=rules.demanded_values[rule.iri],
        others=tuple(others[:NAMED]),
    )


def _found(
    rule: BatchRule, application: str, outcome: Outcome, rows: Rows, rules: BatchRules
) -> Iterator[Value]:
    if not outcome.rows:
        yield from _compared(rule, application, rows, rules)
        return
    breaks = outcome.verdict is Verdict.VIOLATED
    for value, person in dict.fromkeys((row.value, row.person) for row in outcome.rows):
        if value != application:
            of = f"<{person}>" if person and person != value else None
            yield make_value(_term(value, rows), rows, rules.book, of=of, breaks=breaks)


def _compared(rule: BatchRule, application: str, rows: Rows, rules: BatchRules) -> Iterator[Value]:
    """For what is met, the identifiers that no other application shares beyond what is allowed."""
    plan, start = rules.plan, f"<{application}>"
    chosen = (plan.comparisons[place] for place in sorted(rule.comparisons))
    pairs = (
        (holder, value)
        for one in chosen
        if one.identity
        for holder in plan.holders[one.holder](start, rows)
        if holder[0] == "<"
        for value in one.keys[0](holder, rows)
    )
    for holder, value in dict.fromkeys(pairs):
        yield make_value(value, rows, rules.book, of=holder)


def _things(names: Sequence[str], rows: Rows, rules: BatchRules) -> Iterator[Value]:
    yield from (make_value(f"<{name}>", rows, rules.book) for name in names)


def _term(value: str, rows: Rows) -> str:
    return f"<{value}>" if f"<{value}>" in rows or "://" in value else str(Literal(value))


def _say(
    rule: BatchRule, outcome: Outcome, others: Sequence[str], source_of: Callable[[str], str | None]
) -> dict[str, str]:
    if outcome.verdict is Verdict.UNCHECKED:
        return _text("twice")
    if not outcome.role:
        return _text("crowd") if outcome.verdict is Verdict.MANUAL else {}
    roles = [outcome.role, *(["judgementShape"] if outcome.also else [])]
    said = rule.say(*roles)
    if not others:
        return said
    names = [f"{name} ({source_of(name)})" for name in others[:NAMED]]
    count = max(len(others), outcome.crowd - 1)
    more = count - len(names)
    zh = f"另见 {'、'.join(names)}{f' 等 {count} 份' if more else ''}。"
    en = f"See also {', '.join(names)}{f' and {more} more' if more else ''}."
    return {"zh": f"{said.get('zh', '')}{zh}", "en": f"{said.get('en', '')} {en}"}


def _text(code: str) -> dict[str, str]:
    zh, en = _TEXTS[code]
    return {"zh": zh, "en": en}


def join_batch(checked: Checked, findings: Sequence[Finding]) -> Checked:
    """An application's result with the findings over all applications in the places of their clauses."""
    faulty = [doubt(finding) if checked.faults else finding for finding in findings]
    clauses = {finding.clause.iri for finding in faulty}
    kept = [f for f in checked.findings if not (_waits(f) and f.clause.iri in clauses)]
    order = {iri: place for place, iri in enumerate(dict.fromkeys(f.clause.iri for f in checked.findings))}
    joined = tuple(sorted([*kept, *faulty], key=lambda f: order.get(f.clause.iri, len(order))))
    return replace(checked, findings=joined, verdict=judge_application(checked.faults, joined))


def _waits(finding: Finding) -> bool:
    return finding.rule is None and finding.verdict is Verdict.UNCHECKED


def doubt(finding: Finding) -> Finding:
    """The finding on an application with faults of form: nothing is met before they are put right."""
    if finding.verdict is not Verdict.MET:
        return finding
    return replace(finding, verdict=Verdict.UNCHECKED, messages=_text("faulty"))
