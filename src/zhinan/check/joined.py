"""Findings on one application with those over all, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import overload

from zhinan.check.batch import BatchFindings
from zhinan.check.batch_findings import doubt
from zhinan.check.batch_rules import BatchRule
from zhinan.check.judge import JudgedFindings
from zhinan.check.report import Checked, Finding, Findings, Verdict, judge_verdicts
from zhinan.check.sheet import Held, Sheet
from zhinan.rules import ClauseText

_Told = tuple[Verdict, str]


class JoinedFindings(Findings):
    """Findings of which each is known by verdict, severity and clause, and made by ``make`` from its place."""

    __slots__ = ("_clauses", "_make", "_told")

    def __init__(
        self, told: Sequence[_Told], clauses: Sequence[ClauseText], make: Callable[[int], Finding]
    ) -> None:
        self._told, self._clauses, self._make = told, clauses, make

    def __len__(self) -> int:
        return len(self._told)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        places = range(len(self._told))[place]
        return self._make(places) if isinstance(places, int) else tuple(map(self._make, places))

    def of(self, *verdicts: Verdict) -> Iterator[Finding]:
        """The findings of these verdicts, in order; no other is made."""
        return (self._make(place) for place, (verdict, _) in enumerate(self._told) if verdict in verdicts)

    def verdicts(self) -> Iterator[_Told]:
        """The verdict and the severity of each finding, without making any."""
        return iter(self._told)

    def clauses(self) -> Iterator[ClauseText]:
        """The clause of each finding, in order, without making any."""
        return iter(self._clauses)

    def found(self) -> Set[_Told]:
        """The verdicts with the severities that there are, each once."""
        return set(self._told)


@dataclass(frozen=True, slots=True)
class Joiner:
    """Puts findings over all into the results, in the places of their clauses, as ``join_batch`` does."""

    findings: BatchFindings
    orders: dict[str, list[tuple[bool, int]]] = field(default_factory=dict)

    def join(self, checked: Checked) -> Checked:
        """The result with what all applications together say of it."""
        own = checked.findings
        if not isinstance(own, JudgedFindings) or checked.direction is None:
            return checked
        outcomes = self.findings.outcomes_of(checked.application)
        order = self._order(checked.direction.iri, own.sheet, [rule for rule, _ in outcomes])
        own_told = list(own.verdicts())
        doubtful = bool(checked.faults)
        told = [
            _say(outcomes[place][1].verdict, outcomes[place][0].severity, doubtful)
            if over
            else own_told[place]
            for over, place in order
        ]

        def make(number: int) -> Finding:
            over, place = order[number]
            if not over:
                return own[place]
            finding = self.findings.write(checked.application, *outcomes[place])
            return doubt(finding) if doubtful else finding

        verdict = judge_verdicts(checked.faults, set(told))
        clauses = [outcomes[place][0].clause if over else own.sheet.clauses[place] for over, place in order]
        return replace(checked, findings=JoinedFindings(told, clauses, make), verdict=verdict)

    def _order(self, direction: str, sheet: Sheet, rules: Sequence[BatchRule]) -> list[tuple[bool, int]]:
        if direction not in self.orders:
            clauses = [
                line.rule.clause.iri if isinstance(line, Held) else line.clause.iri for line in sheet.lines
            ]
            places = {iri: place for place, iri in enumerate(dict.fromkeys(clauses))}
            over = {rule.clause.iri for rule in rules}
            kept = [
                (places[clauses[place]], False, place)
                for place, line in enumerate(sheet.lines)
                if not (clauses[place] in over and _waits(line))
            ]
            more = [
                (places.get(rule.clause.iri, len(places)), True, place) for place, rule in enumerate(rules)
            ]
            found = sorted([*kept, *more], key=lambda entry: entry[0])
            self.orders[direction] = [(is_over, place) for _, is_over, place in found]
        return self.orders[direction]


def _waits(line: Held | Finding) -> bool:
    return isinstance(line, Finding) and line.verdict is Verdict.UNCHECKED


def _say(verdict: Verdict, severity: str, doubtful: bool) -> _Told:
    return (Verdict.UNCHECKED if doubtful and verdict is Verdict.MET else verdict), severity
