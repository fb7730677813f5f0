"""A finding in words: what every format for people shows, each in its own layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from zhinan.application import GENID, Fault
from zhinan.check import Checked, Finding, Value, Verdict
from zhinan.report.words import clean, each, lines, pick, word
from zhinan.rules import ClauseText, Quote
from zhinan.terms import ID, ONTOLOGY, shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A finding in words, cleaned of what would act; tuples hold a line a language, ``found`` one a value.

    ``number`` is the clause as it is told apart, such as ``most-2020/2.2/1``.
    """

    severity: str
    number: str
    quote: tuple[str, ...]
    origin: str
    found: tuple[str, ...]
    demand: tuple[str, ...]
    note: tuple[str, ...]
    others: tuple[str, ...]


class Speaker:
    """Says findings in one language; what many applications share is said once and kept."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._clauses: dict[str, tuple[str, tuple[str, ...], str]] = {}
        self._without_rule: dict[tuple[object, ...], Said] = {}
        self._laid_out: dict[tuple[object, ...], str] = {}
        self._severity = {name: word("severity", name, language) for name in ("Violation", "Warning", "Info")}
        self._nothing = word("report", "nothing", language)
        self._none_such = lines("report", "none_such", language)

    def say(self, finding: Finding) -> Said:
        """The finding in words."""
        key = _key_of(finding)
        if key is None:
            return self._say(finding)
        if key not in self._without_rule:
            self._without_rule[key] = self._say(finding)
        return self._without_rule[key]

    def lay_out(self, finding: Finding, layout: Callable[[Said], str]) -> str:
        """The finding in the one layout of this speaker's format; what applications share is laid out once."""
        key = _key_of(finding)
        if key is None:
            return layout(self.say(finding))
        if key not in self._laid_out:
            self._laid_out[key] = layout(self.say(finding))
        return self._laid_out[key]

    def clause(self, clause: ClauseText) -> tuple[str, tuple[str, ...], str]:
        """A clause's number, its words (a line a language) and where they stand."""
        if clause.iri not in self._clauses:
            texts = each(clause.text, self.language)
            zh = clause.text.get("zh") or clause.text.get("")
            words = tuple(
                f"「{t}」" if t == zh else t if self.language == "both" else f"“{t}”" for t in texts
            )
            self._clauses[clause.iri] = clause.iri.removeprefix(ID + "clause/"), words, say_origin(clause)
        return self._clauses[clause.iri]

    def values(self, finding: Finding) -> tuple[str, ...]:
        """The values found, one text each; where there are none that should be there, a word that says so."""
        if not finding.found:
            return () if finding.verdict is Verdict.MET else (self._nothing,)
        return tuple(say_value(value, self.language) for value in finding.found)

    def title(self, checked: Checked) -> str:
        """What the application calls itself, or its IRI."""
        return clean(pick(checked.title, self.language)) or clean(checked.application)

    def _say(self, finding: Finding) -> Said:
        number, quote, origin = self.clause(finding.clause)
        other = finding.messages if finding.messages != finding.demand else {}
        note = self._none_such if finding.none_such else say_texts(other, self.language)
        return Said(
            severity=self._severity[finding.severity],
            number=number,
            quote=quote,
            origin=origin,
            found=self.values(finding) if finding.rule or finding.found else (),
            demand=say_texts(finding.demand, self.language),
            note=note,
            others=tuple(map(clean, finding.others)),
        )


def _key_of(finding: Finding) -> tuple[object, ...] | None:
    """What a finding without a rule is told apart by; None where it says something of its application alone."""
    if finding.rule or finding.found or finding.others:
        return None
    return (finding.clause.iri, finding.verdict, finding.severity, *finding.messages.values())


def say_texts(texts: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Texts by language as cleaned lines."""
    return tuple(map(clean, each(texts, language)))


def say_origin(clause: ClauseText) -> str:
    """Where a clause is printed: documents, sections and positions."""
    return "; ".join(map(_place, clause.quotes)) or shorten(clause.guide)


def say_value(value: Value, language: str) -> str:
    """A value with what it was said of, where it stands, and a cross where the rule is broken by it."""
    of = f"{say_value(value.of, language)}: " if value.of and GENID not in value.of.value else ""
    name = clean(pick(value.labels, language)) if value.labels else say_name(value.value)
    place = f" [{value.place}]" if value.place else ""
    return f"{'✗ ' if value.breaks else ''}{of}{name}{place}"


def say_fault(fault: Fault, language: str) -> tuple[str, ...]:
    """A fault of form as lines, its place first; one that says nothing is told by its code."""
    first, *rest = say_texts(fault.messages, language) or (fault.code,)
    return (f"[{clean(fault.place)}] {first}" if fault.place else first, *rest)


@lru_cache(maxsize=4096)
def say_name(iri: str) -> str:
    """An IRI as people tell it apart: a prefixed name of ours, else what stands behind its # or last slash."""
    if iri.startswith((ONTOLOGY, ID)):
        return clean(shorten(iri))
    return clean(re.split("[#/]", iri)[-1] or iri if iri.startswith("http") else iri)


def _place(quote: Quote) -> str:
    where = f" [{quote.start}–{quote.end}]" if quote.start is not None else ""
    section = f", {quote.section}" if quote.section else ""
    return f"{quote.document}{section}{where}"
