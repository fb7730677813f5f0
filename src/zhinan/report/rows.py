"""Results as CSV: a row for each application, fault and finding, under names that do not change.

UTF-8 with a byte-order mark, CRLF, quotes doubled (RFC 4180); what a spreadsheet would take for a formula is guarded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from zhinan.application import Fault
from zhinan.check import Checked, Finding
from zhinan.files import guard_cell
from zhinan.report.page import Ending, Meta, list_remarks
from zhinan.report.say import Speaker, say_name
from zhinan.report.tally import Tally, name_direction, name_leads
from zhinan.report.words import clean, say_verdict, stand, word

_START = ("application", "title", "source", "lead", "direction", "number")
_REST = (
    "kind", "verdict", "verdict_zh", "severity", "clause", "document", "section", "start", "end", "quote_zh",
    "quote_en", "rule", "family", "found", "demand_zh", "demand_en", "message_zh", "message_en", "others",
)  # fmt: skip
_BOM = "\ufeff"
_LINE_END = "\r\n"
Row = dict[str, object]


class CsvPage:
    """The table of findings. The last rows have the kind ``note`` where something must be said of the report."""

    def __init__(self, language: str, meta: Meta) -> None:
        other = {"zh": "_en", "en": "_zh"}.get(language, " ")
        self._rest = [name for name in _REST if not name.endswith(other)]
        self._meta, self._speaker = meta, Speaker(language)
        self._same: dict[tuple[object, ...], str] = {}
        self._buffer = io.StringIO(newline="")
        self._csv = csv.writer(self._buffer, lineterminator=_LINE_END, strict=True)

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The byte-order mark and the names of the columns."""
        yield _BOM + ",".join((*_START, *self._rest)) + _LINE_END

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The rows of one application, its own first; numbers count its faults and its findings."""
        start = self._join(
            (
                _cell(checked.application),
                _cell(self._speaker.title(checked)) if checked.title else "",
                _cell(checked.source),
                _cell(name_leads(checked)),
                name_direction(checked.direction) if checked.direction else "",
            )
        )
        whole: Row = {
            "kind": "application",
            "verdict": checked.verdict.value,
            "verdict_zh": checked.verdict.zh,
        }
        yield f"{start},,{self._draw(whole)}{_LINE_END}"
        for place, fault in enumerate(checked.faults, 1):
            yield f"{start},{place},{self._draw(_describe_fault(fault))}{_LINE_END}"
        for place, finding in enumerate(self._meta.list_shown(checked), 1):
            yield f"{start},{place},{self._finding(finding)}{_LINE_END}"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What must be said of the report as a whole."""
        for remark in list_remarks(tally, ending, self._meta):
            row = self._draw({"kind": "note", **_texts("message", remark)})
            yield "," * len(_START) + row + _LINE_END

    def _finding(self, finding: Finding) -> str:
        if finding.rule or finding.found or finding.others:
            return self._draw(self._describe(finding))
        key = (finding.clause.iri, finding.verdict, finding.severity, *finding.messages.values())
        if key not in self._same:
            self._same[key] = self._draw(self._describe(finding))
        return self._same[key]

    def _describe(self, finding: Finding) -> Row:
        clause = finding.clause
        quote = clause.quotes[0] if clause.quotes else None
        return {
            "kind": "finding",
            "verdict": finding.verdict.value,
            "verdict_zh": say_verdict(stand(finding.verdict, finding.severity), "zh"),
            "severity": finding.severity,
            "clause": clause.iri,
            "document": quote.document if quote else "",
            "section": quote.section if quote else "",
            "start": quote.start if quote else "",
            "end": quote.end if quote else "",
            "rule": finding.rule or "",
            "family": finding.family or "",
            "found": _cell("; ".join(self._speaker.values(finding)) if finding.rule else ""),
            "others": _cell(" ".join(finding.others)),
            **_texts("quote", clause.text),
            **_texts("demand", finding.demand),
            **_texts("message", _say_none_such() if finding.none_such else finding.messages),
        }

    def _draw(self, row: Row) -> str:
        return self._join([row.get(name, "") for name in self._rest])

    def _join(self, cells: Sequence[object]) -> str:
        """Cells of one row, quoted where they must be."""
        self._csv.writerow(cells)
        text = self._buffer.getvalue().removesuffix(_LINE_END)
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


def _say_none_such() -> dict[str, str]:
    # why a rule is met that speaks of nothing that is stated
    return {language: word("report", "none_such", language) for language in ("zh", "en")}


def _describe_fault(fault: Fault) -> Row:
    return {"kind": "fault", "found": _cell(say_name(fault.subject)), **_texts("message", fault.messages)}


def _texts(name: str, texts: dict[str, str]) -> Row:
    return {f"{name}_zh": _cell(texts.get("zh", "")), f"{name}_en": _cell(texts.get("en", ""))}


def _cell(text: str) -> str:
    return guard_cell(clean(text))
