"""Results as CSV: a row for each application, fault and finding, under names that do not change.

UTF-8 with a byte-order mark, CRLF, quotes doubled (RFC 4180); what a spreadsheet would take for a formula is guarded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from zhinan.application import Fault
from zhinan.check import Checked, Finding
from zhinan.files import guard_cell
from zhinan.report.page import Ending, Meta, list_remarks
from zhinan.report.say import Speaker, say_name
from zhinan.report.tally import Tally, name_direction, name_leads
from zhinan.report.words import clean

_HEAD = (
    "kind", "application", "title", "source", "lead", "direction", "number", "verdict", "verdict_zh", "severity",
    "clause", "document", "section", "start", "end", "quote_zh", "quote_en", "rule", "family", "found",
    "demand_zh", "demand_en", "message_zh", "message_en", "others",
)  # fmt: skip
_BOM = "\ufeff"
Row = dict[str, object]


class CsvPage:
    """The table of findings. The last row has the kind ``note`` where the report is partial or leaves verdicts out."""

    def __init__(self, language: str, meta: Meta) -> None:
        other = {"zh": "_en", "en": "_zh"}.get(language, " ")
        self._names = [name for name in _HEAD if not name.endswith(other)]
        self._language, self._meta, self._speaker = language, meta, Speaker(language)
        self._same: dict[tuple[object, ...], Row] = {}
        self._buffer = io.StringIO(newline="")
        self._csv = csv.DictWriter(
            self._buffer, self._names, restval="", extrasaction="ignore", lineterminator="\r\n", strict=True
        )

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The byte-order mark and the names of the columns."""
        yield _BOM
        self._csv.writeheader()
        yield self._take()

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The rows of one application."""
        self._csv.writerows(self._rows(checked))
        yield self._take()

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What must be said of the report as a whole."""
        for remark in list_remarks(tally, ending, self._meta):
            self._csv.writerow({"kind": "note", **_texts("message", remark)})
        yield self._take()

    def _rows(self, checked: Checked) -> Iterator[Row]:
        whole = self._application(checked)
        yield whole
        same = {name: whole[name] for name in ("application", "title", "source", "lead", "direction")}
        for number, fault in enumerate(checked.faults, 1):
            yield same | self._fault(fault) | {"number": number}
        for number, finding in enumerate(checked.findings, 1):
            if finding.verdict not in self._meta.left_out:
                yield same | self._finding(finding) | {"number": number}

    def _application(self, checked: Checked) -> Row:
        return {
            "kind": "application",
            "application": _cell(checked.application),
            "title": _cell(self._speaker.title(checked)) if checked.title else "",
            "source": _cell(checked.source),
            "lead": _cell(name_leads(checked)),
            "direction": name_direction(checked.direction) if checked.direction else "",
            "verdict": checked.verdict.value,
            "verdict_zh": checked.verdict.zh,
        }

    def _fault(self, fault: Fault) -> Row:
        return {"kind": "fault", "found": _cell(say_name(fault.subject)), **_texts("message", fault.messages)}

    def _finding(self, finding: Finding) -> Row:
        if finding.rule or finding.found or finding.others:
            return self._describe(finding)
        key = (finding.clause.iri, finding.verdict, finding.severity, *finding.messages.values())
        if key not in self._same:
            self._same[key] = self._describe(finding)
        return self._same[key]

    def _describe(self, finding: Finding) -> Row:
        clause = finding.clause
        quote = clause.quotes[0] if clause.quotes else None
        return {
            "kind": "finding",
            "verdict": finding.verdict.value,
            "verdict_zh": finding.verdict.zh,
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
            **_texts("message", finding.messages),
        }

    def _take(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


def _texts(name: str, texts: dict[str, str]) -> Row:
    return {f"{name}_zh": _cell(texts.get("zh", "")), f"{name}_en": _cell(texts.get("en", ""))}


def _cell(text: str) -> str:
    return guard_cell(clean(text))
