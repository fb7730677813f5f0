"""Findings on one application with those over all, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import overload

from zhinan.check.batch.compare import BatchFindings
from zhinan.check.batch.findings import Outcome, doubt
from zhinan.check.batch.rule import BatchRule
from zhinan.check.judge import JudgedFindings
from zhinan.check.report import Checked, Finding, Findings, Verdict, judge_verdicts
from zhinan.check.sheet import CODES, VERDICTS, Held, Sheet
from zhinan.rules import ClauseText

_Told = tuple[Verdict, str]
_KEPT = 4096  # of the sets of verdicts that applications have, so many are remembered


@dataclass(frozen=True, slots=True)
class Layout:
    """Where findings over all stand among those of a direction's sheet: what all applications to it share.

    ``order`` has for each finding whether it is one over all, and its place among those or on the sheet; ``kept``
    has a byte for each line of the sheet, 0 where a finding over all takes its place.
    """

    rules: Sequence[BatchRule]
    order: tuple[tuple[bool, int], ...]
    kept: bytes
    clauses: tuple[ClauseText, ...]
    met: bytes
    doubtful: bytes
    _found: dict[tuple[bytes, bytes], Set[_Told]] = field(default_factory=dict, compare=False, repr=False)

    def found(self, own: bytes, over: bytes, sheet: Sheet) -> Set[_Told]:
        """The verdicts with the severities that there are, each once; few applications differ in all of theirs."""
        known = self._found.get((own, over))
        if known is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            pairs = set(compress(zip(own, sheet.severities, strict=True), self.kept))
            pairs.update(zip(over, (rule.severity for rule in self.rules), strict=True))
            known = frozenset((VERDICTS[code], severity) for code, severity in pairs)
            self._found[own, over] = known
        return known


class JoinedFindings(Findings):
    """The findings of one application, its own and those over all, by two rows of codes and a layout."""

    __slots__ = ("_batch", "_layout", "_outcomes", "_over", "_own", "application", "doubtful")

    def __init__(
        self,
        application: str,
        own: JudgedFindings,
        layout: Layout,
        batch: BatchFindings,
        *,
        doubtful: bool,
    ) -> None:
        self.application, self.doubtful = application, doubtful
        self._own, self._layout, self._batch = own, layout, batch
        self._outcomes: Mapping[str, Outcome] = batch.outcomes_of(application)
        self._over = _list_codes(layout, self._outcomes, doubtful)

    def __len__(self) -> int:
        return len(self._layout.order)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        order = self._layout.order
        if isinstance(place, int):
            return self._make(*order[place])
        return tuple(self._make(*one) for one in order[place])

    def of(self, *verdicts: Verdict) -> Iterator[Finding]:
        """The findings of these verdicts, in order; no other is made."""
        told = zip(self._layout.order, self.verdicts(), strict=True)
        return (self._make(over, place) for (over, place), (verdict, _) in told if verdict in verdicts)

    def verdicts(self) -> Iterator[_Told]:
        """The verdict and the severity of each finding, without making any."""
        own, over, rules = self._own, self._over, self._layout.rules
        severities = own.sheet.severities
        for is_over, place in self._layout.order:
            if is_over:
                yield VERDICTS[over[place]], rules[place].severity
            else:
                yield VERDICTS[own.codes[place]], severities[place]

    def clauses(self) -> Iterator[ClauseText]:
        """The clause of each finding, in order, without making any."""
        return iter(self._layout.clauses)

    def found(self) -> Set[_Told]:
        """The verdicts with the severities that there are, each once."""
        return self._layout.found(self._own.codes, self._over, self._own.sheet)

    def _make(self, over: bool, place: int) -> Finding:
        if not over:
            return self._own[place]
        rule = self._layout.rules[place]
        finding = self._batch.write(self.application, rule, self._outcomes.get(rule.iri))
        return doubt(finding) if self.doubtful else finding


def _list_codes(layout: Layout, outcomes: Mapping[str, Outcome], doubtful: bool) -> bytes:
    met = layout.doubtful if doubtful else layout.met
    if not outcomes:
        return met
    return bytes(
        CODES[outcomes[rule.iri].verdict] if rule.iri in outcomes else code
        for rule, code in zip(layout.rules, met, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Joiner:
    """Puts findings over all into the results, in the places of their clauses, as ``join_batch`` does."""

    findings: BatchFindings
    layouts: dict[str, Layout] = field(default_factory=dict)

    def join(self, checked: Checked) -> Checked:
        """The result with what all applications together say of it."""
        own = checked.findings
        if not isinstance(own, JudgedFindings) or checked.direction is None:
            return checked
        direction = checked.direction.iri
        layout = self.layouts.get(direction)
        if layout is None:
            rules = self.findings.rules_on(checked.application)
            layout = self.layouts[direction] = _lay_out(own.sheet, rules)
        if not layout.rules:
            return checked
        joined = JoinedFindings(
            checked.application, own, layout, self.findings, doubtful=bool(checked.faults)
        )
        verdict = judge_verdicts(checked.faults, joined.found())
        return replace(checked, findings=joined, verdict=verdict)


def _lay_out(sheet: Sheet, rules: Sequence[BatchRule]) -> Layout:
    own = [line.rule.clause.iri if isinstance(line, Held) else line.clause.iri for line in sheet.lines]
    places = {iri: place for place, iri in enumerate(dict.fromkeys(own))}
    over = {rule.clause.iri for rule in rules}
    kept = bytes(not (clause in over and _waits(line)) for clause, line in zip(own, sheet.lines, strict=True))
    lines = [(places[own[place]], False, place) for place in compress(range(len(own)), kept)]
    more = [(places.get(rule.clause.iri, len(places)), True, place) for place, rule in enumerate(rules)]
    order = tuple(
        (is_over, place) for _, is_over, place in sorted([*lines, *more], key=lambda entry: entry[0])
    )
    return Layout(
        rules=rules,
        order=order,
        kept=kept,
        clauses=tuple(rules[place].clause if is_over else sheet.clauses[place] for is_over, place in order),
        met=bytes(CODES[Verdict.MET] for _ in rules),
        doubtful=bytes(CODES[Verdict.UNCHECKED] for _ in rules),
    )


def _waits(line: Held | Finding) -> bool:
    return isinstance(line, Finding) and line.verdict is Verdict.UNCHECKED
