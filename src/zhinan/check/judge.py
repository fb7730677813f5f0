"""From results of the engine to verdicts: which rule is met, which is broken, which lacks its facts.

The verdicts are made at once, one byte a line of the sheet; a finding, with its messages and values, when it is asked
for: of a hundred thousand applications a report tells few findings, and most of what could be told is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import overload

from zhinan.application import Facts, Fault
from zhinan.check.engine.plan import Breach
from zhinan.check.places import place_values
from zhinan.check.report import Checked, Finding, Findings, Verdict, judge_verdicts
from zhinan.check.sheet import CODES, VERDICTS, Held, Sheet
from zhinan.check.values import find_leads, find_looked_at, find_title, find_values, make_value
from zhinan.rules import ClauseText, Rule, Rulebook

FORM = "https://w3id.org/zhinan/id/rule/application/"
_UNSEEN = {"zh": "引擎没有看到此申报项目。", "en": "The engine did not look at this application."}
_FAULTY = {
    "zh": "申报材料有形式错误，改正后方可判断。",
    "en": "The application has faults of form; put them right first.",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one application: its faults of form, the engine's results, and whether it was looked at."""

    facts: Facts
    faults: tuple[Fault, ...]
    breaches: Sequence[Breach]
    seen: bool


class JudgedFindings(Findings):
    """The findings of one application, by the sheet of its direction, a code a line, and its evidence.

    The evidence may be still to come: then it is asked for when the first finding is read.
    """

    __slots__ = ("_book", "_evidence", "_spoken", "codes", "sheet")

    def __init__(
        self, evidence: Evidence | Callable[[], Evidence], sheet: Sheet, book: Rulebook, codes: bytes
    ) -> None:
        self._evidence, self.sheet, self._book, self.codes = evidence, sheet, book, codes
        self._spoken: Mapping[int, list[Breach]] | None = None

    @property
    def evidence(self) -> Evidence:
        """What the findings rest on."""
        if not isinstance(self._evidence, Evidence):
            self._evidence = self._evidence()
        return self._evidence

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        places = range(len(self.codes))[place]
        return self._make(places) if isinstance(places, int) else tuple(map(self._make, places))

    def of(self, *verdicts: Verdict) -> Iterator[Finding]:
        """The findings of these verdicts, in order; no other is made."""
        wanted = {CODES[verdict] for verdict in verdicts}
        return (self._make(place) for place, code in enumerate(self.codes) if code in wanted)

    def verdicts(self) -> Iterator[tuple[Verdict, str]]:
        """The verdict and the severity of each finding, without making any."""
        return zip((VERDICTS[code] for code in self.codes), self.sheet.severities, strict=True)

    def clauses(self) -> Iterator[ClauseText]:
        """The clause of each finding, in order, without making any."""
        return iter(self.sheet.clauses)

    def found(self) -> Set[tuple[Verdict, str]]:
        """The verdicts with the severities that there are, each once."""
        return self.sheet.found(self.codes)

    def _make(self, place: int) -> Finding:
        line = self.sheet.lines[place]
        if isinstance(line, Finding):
            return line
        evidence = self.evidence
        if self._spoken is None:
            self._spoken = _sort(evidence.breaches, self.sheet)
        return _tell(line, self._spoken.get(place, ()), evidence, self._book)


def judge(evidence: Evidence, sheet: Sheet, book: Rulebook) -> Checked:
    """The findings of one application: every rule, and every clause without one, each exactly once."""
    facts = evidence.facts
    spoken = _sort(evidence.breaches, sheet)
    codes = bytes(_decide(evidence, sheet, spoken))
    findings = JudgedFindings(evidence, sheet, book, codes)
    return Checked(
        application=facts.iri,
        source=facts.source,
        direction=sheet.rules.direction,
        verdict=judge_verdicts(evidence.faults, findings.found()),
        faults=evidence.faults,
        findings=findings,
        title=find_title(facts.iri, facts.rows),
        leads=find_leads(facts.iri, facts.rows, book),
    )


def _sort(breaches: Sequence[Breach], sheet: Sheet) -> dict[int, list[Breach]]:
    """What the shapes said, by the line of the sheet that it is said of."""
    spoken: dict[int, list[Breach]] = {}
    for breach in breaches:
        for place in sheet.by_shape.get(breach.shape, ()):
            spoken.setdefault(place, []).append(breach)
    return spoken


def _decide(evidence: Evidence, sheet: Sheet, spoken: Mapping[int, list[Breach]]) -> bytearray:
    if not evidence.seen:
        return bytearray(sheet.unchecked)
    codes = bytearray(sheet.unchecked if evidence.faults else sheet.met)
    unusable = [fault.value for fault in evidence.faults]
    for place, breaches in spoken.items():
        line = sheet.lines[place]
        if isinstance(line, Held):
            verdict, _ = line.decide(breaches, evidence.facts.iri, unusable)
            if verdict is not Verdict.MET:
                codes[place] = CODES[verdict]
    return codes


def _tell(held: Held, breaches: Sequence[Breach], evidence: Evidence, book: Rulebook) -> Finding:
    rule, facts = held.rule, evidence.facts
    verdict, shapes = held.decide(breaches, facts.iri, [fault.value for fault in evidence.faults])
    messages = _messages(rule, shapes)
    if not evidence.seen:
        verdict, messages = Verdict.UNCHECKED, _UNSEEN
    elif verdict is Verdict.MET and evidence.faults:
        verdict, messages = Verdict.UNCHECKED, _FAULTY
    broken = [breach for breach in breaches if breach.shape in held.eligible]
    bad = {breach.value for breach in broken} if verdict is Verdict.VIOLATED else set()
    found = find_values(rule, facts.iri, facts.rows, book, bad)
    none_such = verdict is Verdict.MET and not found
    if none_such:
        found = find_looked_at(rule, facts.iri, facts.rows, book)
    elif verdict is not Verdict.MET:
        found = place_values(found, rule, facts)
    return Finding(
        rule=rule.iri,
        family=rule.family,
        clause=rule.clause,
        verdict=verdict,
        severity=rule.severity,
        demand=_messages(rule, [shape.iri for shape in rule.demanding]),
        messages=messages,
        found=found,
        demanded=tuple(
            (name, tuple(make_value(str(term), facts.rows, book) for term in terms))
            for name, terms in rule.demanded.items()
        ),
        none_such=none_such,
    )


def _messages(rule: Rule, shapes: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for shape in (*rule.completeness, *rule.eligibility):
        if shape.iri in shapes:
            for language, text in shape.messages.items():
                found[language] = f"{found[language]} {text}" if language in found else text
    return found
