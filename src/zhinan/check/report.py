"""What checking says: a verdict for each rule and clause, and one for the application."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from zhinan.application import OF_DIRECTION, Fault
from zhinan.rules import CallDirection, ClauseText


class Verdict(Enum):
    """The five verdicts, by their English names."""

    MET = "met"
    VIOLATED = "violated"
    MISSING = "missing"
    MANUAL = "manual"
    UNCHECKED = "unchecked"

    @property
    def zh(self) -> str:
        """The verdict as a formal review says it."""
        return _ZH[self]


_ZH = {
    Verdict.MET: "符合",
    Verdict.VIOLATED: "不符合",
    Verdict.MISSING: "缺材料",
    Verdict.MANUAL: "需人工判断",
    Verdict.UNCHECKED: "未检查",
}
_DECIDED = (Verdict.MET, Verdict.VIOLATED, Verdict.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value found in the application or demanded by a rule; ``labels`` by language, if it has any.

    ``of`` is what it was said of, such as one unit of several; None where that is the application itself.
    ``breaks`` says that the rule is broken by this very value. ``place`` is where it stands in its file, such as
    ``人员!C5`` or ``12:5``; None where that is not known. ``datatype`` is that of a literal, "" where it is a thing.
    """

    value: str
    labels: dict[str, str]
    of: Value | None = None
    breaks: bool = False
    place: str | None = None
    datatype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule or clause on one application.

    ``rule`` and ``family`` are None where a clause has no shape. ``severity`` is Violation, Warning or Info.
    ``demand`` says what is demanded, ``messages`` why the verdict is as it is; both by language. ``others`` are the
    IRIs of the other applications concerned, where the rule is one over a batch. ``none_such``: it is met because
    nothing is stated of the kind that it speaks of; ``found`` are then the things that were looked at for it.
    """

    rule: str | None
    family: str | None
    clause: ClauseText
    verdict: Verdict
    severity: str
    demand: dict[str, str]
    messages: dict[str, str]
    found: tuple[Value, ...] = ()
    demanded: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    others: tuple[str, ...] = ()
    none_such: bool = False


class Findings(Sequence[Finding]):
    """Findings that are made when they are asked for; they compare like a tuple of them.

    Of a hundred thousand applications a report tells few findings, and most of what could be told is never read.
    """

    __slots__ = ()

    @abstractmethod
    def of(self, *verdicts: Verdict) -> Iterator[Finding]:
        """The findings of these verdicts, in order; no other is made."""

    @abstractmethod
    def verdicts(self) -> Iterator[tuple[Verdict, str]]:
        """The verdict and the severity of each finding, without making any."""

    @abstractmethod
    def clauses(self) -> Iterator[ClauseText]:
        """The clause of each finding, in order, without making any."""

    @abstractmethod
    def found(self) -> Set[tuple[Verdict, str]]:
        """The verdicts with the severities that there are, each once."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def list_verdicts(findings: Sequence[Finding]) -> Iterator[tuple[Verdict, str]]:
    """The verdict and the severity of each finding; none that can be made later is made for it."""
    if isinstance(findings, Findings):
        return findings.verdicts()
    return ((finding.verdict, finding.severity) for finding in findings)


def list_clauses(findings: Sequence[Finding]) -> Iterator[ClauseText]:
    """The clause of each finding; none that can be made later is made for it."""
    return findings.clauses() if isinstance(findings, Findings) else (finding.clause for finding in findings)


def find_verdicts(findings: Sequence[Finding]) -> Set[tuple[Verdict, str]]:
    """The verdicts with the severities that there are, each once."""
    return findings.found() if isinstance(findings, Findings) else set(list_verdicts(findings))


def pick_findings(findings: Sequence[Finding], *verdicts: Verdict) -> Iterator[Finding]:
    """The findings of these verdicts, in order; none of the others is made for it."""
    if isinstance(findings, Findings):
        return findings.of(*verdicts)
    return (finding for finding in findings if finding.verdict in verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One application with all that was found; ``direction`` is None where it names no single known one.

    ``findings`` may be ``Findings``, made when they are asked for.

    ``title`` is its label by language and ``leads`` are its lead units, as far as it states them.
    """

    application: str
    source: str
    direction: CallDirection | None
    verdict: Verdict
    faults: tuple[Fault, ...]
    findings: Sequence[Finding]
    title: dict[str, str] = field(default_factory=dict)
    leads: tuple[Value, ...] = ()


def judge_application(faults: Sequence[Fault], findings: Iterable[Finding]) -> Verdict:
    """The verdict of an application with these findings; see ``judge_verdicts``."""
    return judge_verdicts(faults, {(finding.verdict, finding.severity) for finding in findings})


def judge_verdicts(faults: Sequence[Fault], found: Set[tuple[Verdict, str]]) -> Verdict:
    """The application's verdict by the verdicts and severities found: the first line of the table that holds.

    ===========================================================  ===========
    it names no single known direction                           unchecked
    a rule of severity Violation is violated                     violated
    a fault of form, or facts missing                            missing
    no rule was decided                                          unchecked
    a rule in principle is violated, or a clause is not decided  manual
    otherwise                                                    met
    ===========================================================  ===========

    Source: docs/decisions/0022.
    """
    if any(fault.code in OF_DIRECTION for fault in faults):
        return Verdict.UNCHECKED
    binding = {verdict for verdict, severity in found if severity != "Info"}
    if (Verdict.VIOLATED, "Violation") in found:
        return Verdict.VIOLATED
    if faults or Verdict.MISSING in binding:
        return Verdict.MISSING
    if not any(verdict in _DECIDED for verdict, _ in found):
        return Verdict.UNCHECKED
    return Verdict.MET if binding <= {Verdict.MET} else Verdict.MANUAL


@dataclass(slots=True)
class Tally:
    """What a run has seen so far, one application after another: enough for its exit code."""

    applications: int = 0
    violated: bool = False
    lacking: bool = False
    checked: bool = False

    def add(self, result: Checked) -> None:
        """One more application."""
        self.applications += 1
        self.checked |= result.verdict is not Verdict.UNCHECKED
        self.lacking |= result.verdict in (Verdict.MISSING, Verdict.UNCHECKED)
        found = find_verdicts(result.findings)
        self.violated |= any((Verdict.VIOLATED, severity) in found for severity in ("Violation", "Warning"))

    def exit_code(self) -> int:
        """0 nothing violated, 1 a rule violated (in principle too), 4 nothing checked, 5 facts missing or faulty.

        Encouraged things that are not done are no violation. Source: docs/decisions/0022.
        """
        if self.violated:
            return 1
        if not self.checked:
            return 4
        return 5 if self.lacking else 0


def find_exit_code(results: Iterable[Checked]) -> int:
    """The exit code of all results; see ``Tally``."""
    tally = Tally()
    for result in results:
        tally.add(result)
    return tally.exit_code()
