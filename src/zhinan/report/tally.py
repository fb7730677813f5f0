"""Counters over a run: what every summary is made from, in memory that does not grow with the applications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zhinan.check import Checked, Verdict, list_clauses, list_verdicts
from zhinan.report.words import STANDINGS, VERDICTS, Standing, pick, stand
from zhinan.rules import CallDirection, ClauseText
from zhinan.terms import shorten

Counts = dict[Standing, int]


def no_counts() -> Counts:
    """A counter of findings for each place where they stand, at zero."""
    return dict.fromkeys(STANDINGS, 0)


def no_applications() -> Counts:
    """A counter of applications for each verdict, at zero."""
    return dict.fromkeys(VERDICTS, 0)


@dataclass(slots=True)
class Group:
    """What is counted of one direction, lead unit or clause; ``labels`` by language, none is an empty dict."""

    labels: Mapping[str, str]
    counts: Counts


@dataclass(slots=True)
class Tally:
    """Counts of what was written so far; ``directions`` and ``leads`` count applications, ``clauses`` findings.

    Keys are IRIs, for lead units their names; None stands for applications that name none. Units have no IRI that
    several applications share, so equal names are one lead unit.
    """

    applications: Counts = field(default_factory=no_applications)
    findings: Counts = field(default_factory=no_counts)
    faults: int = 0
    directions: dict[str | None, Group] = field(default_factory=dict)
    leads: dict[str | None, Group] = field(default_factory=dict)
    clauses: dict[str, Group] = field(default_factory=dict)
    texts: dict[str, ClauseText] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many applications were written."""
        return sum(self.applications.values())

    def add(self, checked: Checked) -> None:
        """Count one application with its findings and faults."""
        verdict, direction = checked.verdict, checked.direction
        self.applications[verdict] += 1
        self.faults += len(checked.faults)
        key = direction.iri if direction else None
        self._group(self.directions, key, direction.labels if direction else {}).counts[verdict] += 1
        name = name_leads(checked)
        self._group(self.leads, name or None, {"zh": name}).counts[verdict] += 1
        findings = checked.findings
        for clause, said in zip(list_clauses(findings), list_verdicts(findings), strict=True):
            standing = stand(*said)
            self.findings[standing] += 1
            group = self.clauses.get(clause.iri)
            if group is None:
                group = self.clauses[clause.iri] = Group(clause.text, no_counts())
                self.texts[clause.iri] = clause
            group.counts[standing] += 1

    def worst_clauses(self) -> Iterator[tuple[ClauseText, Counts]]:
        """The clauses that something was found against, the most frequent first."""
        against = {
            iri: g.counts[Verdict.VIOLATED] + g.counts[Verdict.MISSING] for iri, g in self.clauses.items()
        }
        for iri in sorted((iri for iri, count in against.items() if count), key=lambda iri: -against[iri]):
            yield self.texts[iri], self.clauses[iri].counts

    @staticmethod
    def _group(groups: dict[str | None, Group], key: str | None, labels: Mapping[str, str]) -> Group:
        if key not in groups:
            groups[key] = Group(labels, no_applications())
        return groups[key]


def count_findings(checked: Checked) -> Counts:
    """The findings of one application by where they stand."""
    counts = no_counts()
    for said in list_verdicts(checked.findings):
        counts[stand(*said)] += 1
    return counts


def name_leads(checked: Checked, language: str = "zh") -> str:
    """The names of the lead units of an application, in one language where they have it; none is the empty string."""
    joint = ", " if language == "en" else "、"
    single = "en" if language == "en" else "zh"
    return joint.join(pick(unit.labels, single) or shorten(unit.value) for unit in checked.leads)


def name_direction(direction: CallDirection) -> str:
    """A direction as it is told apart: its guide's short name and its number."""
    return f"{direction.guide.rpartition('/')[2]} {direction.number}"
