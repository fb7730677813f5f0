"""A result as the terminal shows it: a letter of formal review, Chinese first and English beneath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zhinan.application import GENID
from zhinan.check import Checked, Finding, Value, Verdict
from zhinan.rules import ClauseText, Quote
from zhinan.terms import ID, ONTOLOGY, shorten

LANGUAGES = ("zh", "en", "both")
_ORDER = (Verdict.VIOLATED, Verdict.MISSING, Verdict.MANUAL, Verdict.UNCHECKED, Verdict.MET)
_NUMERALS = "一二三四五六"
_CONCLUSION = {
    Verdict.MET: ("各条均符合。", "Every rule is met."),
    Verdict.VIOLATED: (
        "有不符合的条款，形式审查不予通过。",
        "Rules are broken; the application does not pass.",
    ),
    Verdict.MISSING: (
        "材料不齐或填写有误，须补正后再审。",
        "Facts are missing or faulty; complete them first.",
    ),
    Verdict.MANUAL: (
        "必须条款未查出不符合之处；其余条款须由人判断。",
        "No binding rule is broken; a person must judge the rest.",
    ),
    Verdict.UNCHECKED: ("没有检查任何一条规则。", "No rule was checked."),
}
_SEVERITY = {
    "Violation": ("必须", "must"),
    "Warning": ("原则上", "in principle"),
    "Info": ("鼓励", "encouraged"),
}


def write_text(result: Checked, language: str) -> str:
    """One application's letter; ``language`` is zh, en or both. Ends with a line break."""
    lines = [*_head(result, language), *_faults(result, language)]
    number = 1 if result.faults else 0
    for verdict in _ORDER:
        findings = [finding for finding in result.findings if finding.verdict is verdict]
        if findings:
            heading = _pick(language, f"{_NUMERALS[number]}、{verdict.zh}", verdict.value.capitalize())
            lines += ["", f"{heading} ({len(findings)})"]
            for place, finding in enumerate(findings, 1):
                lines += _finding(place, finding, language)
            number += 1
    return "\n".join(lines) + "\n"


def _head(result: Checked, language: str) -> Iterator[str]:
    yield _pick(language, "形式审查意见", "Formal review")
    yield f"{_pick(language, '申报项目', 'Application')}: {result.application} ({result.source})"
    if result.direction:
        name = _pick(language, result.direction.labels.get("zh", ""), result.direction.labels.get("en", ""))
        guide = result.direction.guide.removeprefix(ID + "guide/")
        yield f"{_pick(language, '申报方向', 'Direction')}: {guide} {result.direction.number} {name}"
    yield f"{_pick(language, '结论', 'Result')}: {_pick(language, result.verdict.zh, result.verdict.value)}"
    yield from _both("  ", _CONCLUSION[result.verdict], language)


def _faults(result: Checked, language: str) -> Iterator[str]:
    if not result.faults:
        return
    yield ""
    yield f"{_pick(language, '一、填写有误', 'Faults of form')} ({len(result.faults)})"
    for place, fault in enumerate(result.faults, 1):
        yield f"  {place}. {_name(fault.subject)}"
        yield from _texts("     ", fault.messages, language)


def _finding(place: int, finding: Finding, language: str) -> Iterator[str]:
    severity = _pick(language, *_SEVERITY[finding.severity])
    yield f"  {place}. [{severity}] {_quotation(finding.clause, language)}"
    if language == "both" and finding.clause.text.get("en"):
        yield f"     {finding.clause.text['en']}"
    yield f"     {_pick(language, '出处', 'Source')}: {_source(finding.clause, language)}"
    if finding.rule:
        yield f"     {_pick(language, '查到', 'Found')}: {_values(finding.found, language)}"
        yield from _said(_pick(language, "要求", "Demanded"), finding.demand, language)
    if finding.messages and finding.messages != finding.demand:
        yield from _said(_pick(language, "说明", "Note"), finding.messages, language)


def _quotation(clause: ClauseText, language: str) -> str:
    zh, en = clause.text.get("zh", ""), clause.text.get("en", "")
    return f"“{en}”" if language == "en" and en else f"「{zh}」"


def _source(clause: ClauseText, language: str) -> str:
    places = [_place(quote) for quote in clause.quotes] or [shorten(clause.guide)]
    clause_name = clause.iri.removeprefix(ID + "clause/")
    return f"{'; '.join(places)} — {_pick(language, '条款', 'clause')} {clause_name}"


def _place(quote: Quote) -> str:
    where = f" [{quote.start}–{quote.end}]" if quote.start is not None else ""
    section = f", {quote.section}" if quote.section else ""
    return f"{quote.document}{section}{where}"


def _values(values: Sequence[Value], language: str) -> str:
    if not values:
        return _pick(language, "没有写明", "nothing stated")
    return "; ".join(_value(value, language) for value in values)


def _value(value: Value, language: str) -> str:
    of = f"{_value(value.of, language)}: " if value.of and GENID not in value.of.value else ""
    of = "✗ " + of if value.breaks else of
    if not value.labels:
        return of + _name(value.value)
    zh = value.labels.get("zh") or value.labels.get("", "")
    return of + _pick(language, zh or value.labels.get("en", ""), value.labels.get("en", ""))


def _name(iri: str) -> str:
    """An IRI as people tell it apart: a prefixed name of ours, else what stands behind its # or last slash."""
    if iri.startswith((ONTOLOGY, ID)):
        return shorten(iri)
    return re.split("[#/]", iri)[-1] or iri if iri.startswith("http") else iri


def _said(title: str, texts: Mapping[str, str], language: str) -> Iterator[str]:
    lines = list(_texts("", texts, language))
    if lines:
        yield f"     {title}: {lines[0]}"
        for line in lines[1:]:
            yield f"       {line}"


def _texts(indent: str, texts: Mapping[str, str], language: str) -> Iterator[str]:
    yield from _both(indent, (texts.get("zh", ""), texts.get("en", "")), language)


def _both(indent: str, texts: tuple[str, str], language: str) -> Iterator[str]:
    zh, en = texts
    if language != "en" or not en:
        yield indent + zh
    if language != "zh" and en:
        yield indent + en


def _pick(language: str, zh: str, en: str) -> str:
    if language == "both":
        return " ".join(text for text in (zh, en) if text)
    return en if language == "en" else zh
