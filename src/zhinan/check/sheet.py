"""What every application to one direction is judged by: its rules and clauses, in the order of the clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from zhinan.check.engine.plan import Breach
from zhinan.check.report import Finding, Verdict
from zhinan.rules import ClauseText, DirectionRules, Rule
from zhinan.rules.names import SEVERITY

VERDICTS = tuple(Verdict)
_KEPT = 4096
CODES = {verdict: code for code, verdict in enumerate(VERDICTS)}
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
_SEVERITY = SEVERITY | {"May": "Info"}  # what may be done makes no rule


@dataclass(frozen=True, slots=True)
class Held:
    """A rule with the IRIs of its shapes: of the facts, of what is allowed, and of what needs all facts."""

    rule: Rule
    complete: frozenset[str]
    eligible: frozenset[str]
    waiting: frozenset[str]

    def decide(
        self, breaches: Sequence[Breach], application: str, unusable: Iterable[str | None]
    ) -> tuple[Verdict, tuple[str, ...]]:
        """The verdict of the rule on what its shapes said, and the shapes that speak for it.

        A result that names a value is definite, whatever else is not stated, unless the value itself is unusable
        or the shape needs all facts. A result that names none (a count, a value that should be there) holds only
        where the facts are complete.
        Source: docs/decisions/0022.
        """
        lacking = [breach for breach in breaches if breach.shape in self.complete]
        broken = [breach for breach in breaches if breach.shape in self.eligible]
        useless = {breach.value for breach in lacking}.union(unusable)
        named = [breach for breach in broken if breach.value not in (None, application)]
        usable = [breach for breach in named if breach.value not in useless]
        definite = [breach for breach in usable if not lacking or breach.shape not in self.waiting]
        if definite:
            return Verdict.VIOLATED, _shapes(definite)
        if lacking or named:
            return Verdict.MISSING, _shapes(lacking or named)
        return (Verdict.VIOLATED, _shapes(broken)) if broken else (Verdict.MET, ())


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines on which an application to one direction is judged: a rule, or the finding on a clause without one.

    ``by_shape`` leads from a shape to the lines of its rule; ``severities`` and ``clauses`` are those of the lines;
    ``met`` and ``unchecked`` are codes of verdicts, a byte a line, where every rule has that verdict.
    """

    rules: DirectionRules
    lines: tuple[Held | Finding, ...]
    by_shape: Mapping[str, tuple[int, ...]]
    severities: tuple[str, ...]
    clauses: tuple[ClauseText, ...]
    met: bytes
    unchecked: bytes
    _found: dict[bytes, Set[tuple[Verdict, str]]] = field(default_factory=dict, compare=False, repr=False)

    def found(self, codes: bytes) -> Set[tuple[Verdict, str]]:
        """The verdicts and severities that these codes stand for, each once. Most applications have the same codes."""
        known = self._found.get(codes)
        if known is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            pairs = set(zip(codes, self.severities, strict=True))
            known = self._found[codes] = frozenset((VERDICTS[code], severity) for code, severity in pairs)
        return known


def make_sheet(rules: DirectionRules) -> Sheet:
    """The sheet of a direction: every rule, and every clause without one, each exactly once."""
    lines = [line for clause in rules.clauses for line in _list_lines(clause, rules)]
    by_shape: dict[str, tuple[int, ...]] = {}
    for place, line in enumerate(lines):
        if isinstance(line, Held):
            for shape in line.complete | line.eligible:
                by_shape[shape] = (*by_shape.get(shape, ()), place)
    severities = tuple(line.rule.severity if isinstance(line, Held) else line.severity for line in lines)
    clauses = tuple(line.rule.clause if isinstance(line, Held) else line.clause for line in lines)
    met, unchecked = (
        bytes(CODES[verdict if isinstance(line, Held) else line.verdict] for line in lines)
        for verdict in (Verdict.MET, Verdict.UNCHECKED)
    )
    return Sheet(rules, tuple(lines), by_shape, severities, clauses, met, unchecked)


def _list_lines(clause: ClauseText, rules: DirectionRules) -> Iterator[Held | Finding]:
    own = [rule for rule in rules.rules if rule.clause.iri == clause.iri]
    yield from (_hold(rule) for rule in own)
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


def _hold(rule: Rule) -> Held:
    return Held(
        rule=rule,
        complete=frozenset(shape.iri for shape in rule.completeness),
        eligible=frozenset(shape.iri for shape in rule.eligibility),
        waiting=frozenset(shape.iri for shape in rule.eligibility if shape.only_when_complete),
    )


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


def _shapes(breaches: Iterable[Breach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(breach.shape for breach in breaches))
