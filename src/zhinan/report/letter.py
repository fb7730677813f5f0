"""The letter of corrections 补正通知 to the lead unit of one application, before it is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhinan.application import Fault
from zhinan.check import Checked, Finding, Verdict, pick_findings
from zhinan.report.letter_items import Item, name_rows, tell_findings, tell_left
from zhinan.report.page import Meta
from zhinan.report.say import Speaker, say_fault, say_name
from zhinan.report.tally import count_findings, name_direction, name_leads
from zhinan.report.words import clean, numeral, pick, say_verdict, word

_LEFT = (Verdict.MANUAL, Verdict.UNCHECKED)
_CLOSES = "closesAt"
"""The parameter of a demand that says until when: its name in the ontology."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the letter; ``kind`` is faults, missing, violated, advised, manual, unchecked or deadline."""

    kind: str
    title: str
    items: tuple[Item, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in one language, zh or en."""

    language: str
    title: str
    address: str
    opening: str
    please: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    seal: tuple[str, ...]


def compose_letter(checked: Checked, speaker: Speaker, meta: Meta) -> Letter:
    """The letter of one application, in the one language of the speaker."""
    language = speaker.language
    parts = [*_ask(checked, speaker, meta), *_leave(checked, speaker, meta)]
    asked = any(kind in ("faults", "missing", "violated") for kind, *_ in parts)
    parts = [*parts, ("deadline", None, (), _tell_times(checked, speaker))] if asked else parts
    met = count_findings(checked)[Verdict.MET]
    closing = [word("letter", "met", language, count=met)] if met else []
    plea = "please" if asked else "nothing" if checked.verdict is Verdict.MET else "nothing_open"
    leads = clean(name_leads(checked, language)) or word("letter", "to_unknown", language)
    return Letter(
        language=language,
        title=word("letter", "title" if asked else "title_met", language),
        address=word("letter", "address", language, name=leads),
        opening=_open(checked, speaker),
        please=word("letter", plea, language),
        sections=tuple(_number(number, part, language) for number, part in enumerate(parts, 1)),
        closing=(*closing, word("letter", "closing", language)),
        seal=(word("letter", "seal", language), word("letter", "date", language)),
    )


_Part = tuple[str, int | None, tuple[Item, ...], tuple[str, ...]]


def _number(number: int, part: _Part, language: str) -> Section:
    kind, count, items, texts = part
    name = word("letter", kind, language)
    name += "" if count is None else word("letter", "items", language, count=count)
    title = f"{number}. {name}" if language == "en" else f"{numeral(number)}、{name}"
    return Section(kind=kind, title=title, items=items, texts=texts)


def _open(checked: Checked, speaker: Speaker) -> str:
    language, direction = speaker.language, checked.direction
    values = {
        "title": speaker.title(checked) if checked.title else word("report", "untitled", language),
        "id": clean(checked.application),
        "verdict": say_verdict(checked.verdict, language),
    }
    if direction is None:
        return word("letter", "opening_nowhere", language, **values)
    name = f"{name_direction(direction)} {pick(direction.labels, language)}"
    return word("letter", "opening", language, direction=name, **values)


def _ask(checked: Checked, speaker: Speaker, meta: Meta) -> Iterator[_Part]:
    """What is to be put right: faults of form, what is missing, what is violated, what is encouraged."""
    if checked.faults:
        yield (
            "faults",
            len(checked.faults),
            tuple(_tell_fault(f, speaker.language) for f in checked.faults),
            (),
        )
    asked = list(pick_findings(checked.findings, Verdict.MISSING, Verdict.VIOLATED))
    for verdict in (Verdict.MISSING, Verdict.VIOLATED):
        found = [finding for finding in asked if finding.verdict is verdict and finding.severity != "Info"]
        yield from _part(verdict.value, found, verdict, speaker, meta)
    advised = [finding for finding in asked if finding.severity == "Info"]
    if advised:
        items = tell_findings(advised, speaker)
        yield "advised", len(items), items, ()


def _leave(checked: Checked, speaker: Speaker, meta: Meta) -> Iterator[_Part]:
    """What is left to a reviewer."""
    for verdict in _LEFT:
        found = list(pick_findings(checked.findings, verdict))
        yield from _part(verdict.value, found, verdict, speaker, meta)


def _part(
    kind: str, findings: Sequence[Finding], verdict: Verdict, speaker: Speaker, meta: Meta
) -> Iterator[_Part]:
    if findings and verdict in meta.left_out:
        yield kind, len(findings), (), (word("letter", "counted", speaker.language),)
    elif findings and verdict in _LEFT:
        items = tell_left(findings, speaker)
        yield kind, len({finding.clause.iri for finding in findings}), items, ()
    elif findings:
        items = tell_findings(findings, speaker)
        yield kind, len(items), items, ()


def _tell_fault(fault: Fault, language: str) -> Item:
    rows = [("where", say_name(fault.subject))]
    if fault.nearest:
        rows.append(("meant", say_name(fault.nearest)))
    return Item(severity="", text=" ".join(say_fault(fault, language)), rows=name_rows(rows, language))


def _tell_times(checked: Checked, speaker: Speaker) -> tuple[str, ...]:
    """The times that the demands name, each once; where they name none, that the guide states none."""
    known: dict[str, None] = {}
    for finding in checked.findings:
        if any(name == _CLOSES for name, _ in finding.demanded):
            said = speaker.say(finding)
            known[f"{' '.join(said.demand)} {' '.join(said.quote)}".strip()] = None
    start = word("letter", "deadline_known" if known else "deadline_unknown", speaker.language)
    return start, *known
