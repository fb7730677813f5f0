"""A result on its way between processes: what decides at once, what a finding needs only when it is read."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from zhinan.application import Fault
from zhinan.check.judge import JudgedFindings
from zhinan.check.report import Checked, Value, Verdict
from zhinan.check.run import Checker


@dataclass(frozen=True, slots=True)
class Parcel:
    """One checked application, packed; ``evidence`` is a pickle that nobody opens before a finding is read."""

    application: str
    source: str
    direction: str | None
    verdict: Verdict
    faults: tuple[Fault, ...]
    title: dict[str, str]
    leads: tuple[Value, ...]
    codes: bytes
    evidence: bytes


def pack(checked: Checked) -> Parcel:
    """A result of ``Checker.check``, made ready to be sent."""
    findings = checked.findings
    judged = findings if isinstance(findings, JudgedFindings) else None
    return Parcel(
        application=checked.application,
        source=checked.source,
        direction=checked.direction.iri if checked.direction else None,
        verdict=checked.verdict,
        faults=checked.faults,
        title=checked.title,
        leads=checked.leads,
        codes=judged.codes if judged else b"",
        evidence=pickle.dumps(judged.evidence, pickle.HIGHEST_PROTOCOL) if judged else b"",
    )


def unpack(parcel: Parcel, checker: Checker) -> Checked:
    """The result again; its findings are made by the same rules."""
    sheet = checker.direction(parcel.direction).sheet if parcel.direction else None
    findings = JudgedFindings(parcel.evidence, sheet, checker.book, parcel.codes) if sheet else ()
    return Checked(
        application=parcel.application,
        source=parcel.source,
        direction=sheet.rules.direction if sheet else None,
        verdict=parcel.verdict,
        faults=parcel.faults,
        findings=findings,
        title=parcel.title,
        leads=parcel.leads,
    )
