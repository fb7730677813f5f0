"""What checking says: a verdict for each rule and clause, and one for the application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    IRIs of the other applications concerned, where the rule is one over a batch.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One application with all that was found; ``direction`` is None where it names no single known one.

    ``title`` is its label by language and ``leads`` are its lead units, as far as it states them.
    """

    application: str
    source: str
    direction: CallDirection | None
    verdict: Verdict
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    title: dict[str, str] = field(default_factory=dict)
    leads: tuple[Value, ...] = ()


def judge_application(faults: Sequence[Fault], findings: Sequence[Finding]) -> Verdict:
    """The application's verdict: the first line of the table that holds. Source: docs/decisions/0022.

    ===========================================================  ===========
    it names no single known direction                           unchecked
    a rule of severity Violation is violated                     violated
    a fault of form, or facts missing                            missing
    no rule was decided                                          unchecked
    a rule in principle is violated, or a clause is not decided  manual
    otherwise                                                    met
    ===========================================================  ===========
    """
    if any(fault.code in OF_DIRECTION for fault in faults):
        return Verdict.UNCHECKED
    binding = [finding for finding in findings if finding.severity != "Info"]
    verdicts = {finding.verdict for finding in binding}
    if any(f.verdict is Verdict.VIOLATED and f.severity == "Violation" for f in binding):
        return Verdict.VIOLATED
    if faults or Verdict.MISSING in verdicts:
        return Verdict.MISSING
    if not any(finding.verdict in _DECIDED for finding in findings):
        return Verdict.UNCHECKED
    return Verdict.MET if verdicts <= {Verdict.MET} else Verdict.MANUAL


def find_exit_code(results: Iterable[Checked]) -> int:
    """0 nothing violated, 1 a rule violated (in principle too), 4 nothing checked, 5 facts missing or faulty.

    Encouraged things that are not done are no violation. Source: docs/decisions/0022.
    """
    seen = list(results)
    findings = [finding for result in seen for finding in result.findings]
    if any(f.verdict is Verdict.VIOLATED and f.severity != "Info" for f in findings):
        return 1
    if all(result.verdict is Verdict.UNCHECKED for result in seen):
        return 4
    return 5 if any(r.verdict in (Verdict.MISSING, Verdict.UNCHECKED) for r in seen) else 0
