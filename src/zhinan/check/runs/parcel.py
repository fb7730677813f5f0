"""A result on its way between processes: what decides at once, and apart what a finding needs when it is read."""

from __future__ import annotations

import marshal
from typing import Any, NamedTuple

from zhinan.application import Facts, Fault, open_places, write_places
from zhinan.check.checker import Checker
from zhinan.check.engine.plan import Breach
from zhinan.check.judge import Evidence, JudgedFindings
from zhinan.check.report import Checked, Value
from zhinan.check.sheet import CODES, VERDICTS


class Parcel(NamedTuple):
    """One checked application in plain values, which are sent fastest.

    ``rows``, ``breaches`` and ``places`` are bytes that nobody opens before a finding is read; ``leads`` are value
    and labels.
    """

    application: str
    source: str
    direction: str | None
    verdict: int
    faults: tuple[Fault, ...]
    title: dict[str, str]
    leads: list[tuple[str, dict[str, str], str | None]]
    codes: bytes
    rows: bytes
    breaches: bytes
    seen: bool
    places: bytes


def pack(checked: Checked) -> Parcel:
    """A result of ``Checker.check``, made ready to be sent."""
    findings = checked.findings
    judged = findings if isinstance(findings, JudgedFindings) else None
    evidence = judged.evidence if judged else None
    return Parcel(
        application=checked.application,
        source=checked.source,
        direction=checked.direction.iri if checked.direction else None,
        verdict=CODES[checked.verdict],
        faults=checked.faults,
        title=checked.title,
        leads=[(lead.value, lead.labels, lead.datatype) for lead in checked.leads],
        codes=judged.codes if judged else b"",
        rows=marshal.dumps(evidence.facts.rows) if evidence else b"",
        breaches=marshal.dumps([(b.focus, b.shape, b.value) for b in evidence.breaches]) if evidence else b"",
        seen=bool(evidence and evidence.seen),
        places=write_places(evidence.facts.places) if evidence else b"",
    )


def unpack(parcel: Parcel, checker: Checker) -> Checked:
    """The result again; its findings are made by the same rules."""
    sheet = checker.direction(parcel.direction).sheet if parcel.direction else None
    return Checked(
        application=parcel.application,
        source=parcel.source,
        direction=sheet.rules.direction if sheet else None,
        verdict=VERDICTS[parcel.verdict],
        faults=parcel.faults,
        findings=JudgedFindings(lambda: _open(parcel), sheet, checker.book, parcel.codes) if sheet else (),
        title=parcel.title,
        leads=tuple(Value(value=v, labels=labels, datatype=kind) for v, labels, kind in parcel.leads),
    )


def _open(parcel: Parcel) -> Evidence:
    rows: Any = marshal.loads(parcel.rows)
    places = open_places(parcel.places)
    facts = Facts(iri=parcel.application, source=parcel.source, rows=rows, places=places)
    breaches = [Breach(*told) for told in marshal.loads(parcel.breaches)]
    return Evidence(facts, parcel.faults, breaches, parcel.seen)
