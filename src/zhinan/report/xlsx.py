"""Results as an XLSX workbook: summary, applications, findings and clauses, a sheet each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from zhinan.application import Fault
from zhinan.check import Checked, Finding
from zhinan.report.page import Ending, Meta, list_remarks, open_aside, say_made
from zhinan.report.say import Said, Speaker, say_fault, say_name
from zhinan.report.tally import Tally, count_findings, name_direction, name_leads
from zhinan.report.text import name_groups
from zhinan.report.words import STANDINGS, VERDICTS, each, lines, say_of_verdict, say_verdict, stand, word
from zhinan.report.xlsx_parts import (
    HEAD,
    MAX_ROWS,
    PLAIN,
    TITLE,
    SharedTexts,
    Sheet,
    number_cell,
    style_of,
    text_cell,
    write_workbook,
)

_APPLICATIONS = {"number": 6, "application": 36, "lead": 24, "direction": 18, "result": 14, "fault": 10}
_FINDINGS = {
    "number": 6, "application": 30, "lead": 22, "direction": 16, "result": 13, "severity": 9, "clause": 20,
    "quote": 44, "found": 40, "demanded": 40, "note": 40, "others": 24, "origin": 44,
}  # fmt: skip
_PIECE = 2**20


class XlsxWriter:
    """The workbook that is open: rows wait aside, sheet by sheet, until the end."""

    def __init__(self, stream: IO[bytes], language: str, meta: Meta) -> None:
        self._stream, self._language, self._meta = stream, language, meta
        self._speaker, self._shared = Speaker(language), SharedTexts()
        self._same: dict[int, tuple[Said, str]] = {}
        verdicts = [say_verdict(standing, language) for standing in STANDINGS]
        self._applications = _Rows([*self._heads(_APPLICATIONS), *verdicts, *self._more("id", "source")])
        self._findings = _Rows([*self._heads(_FINDINGS), *self._more("rule", "id")])

    def write(self, number: int, checked: Checked) -> None:
        """Write the rows of one application."""
        direction = name_direction(checked.direction) if checked.direction else ""
        start = (
            f"{number_cell(number)}{text_cell(self._speaker.title(checked))}"
            f"{text_cell(name_leads(checked))}{self._shared.cell(direction)}"
        )
        name, counts = text_cell(checked.application), count_findings(checked)
        result = self._shared.cell(say_verdict(checked.verdict, self._language), style_of(checked.verdict))
        numbers = "".join(number_cell(counts[standing]) for standing in STANDINGS)
        faults = number_cell(len(checked.faults))
        self._applications.add(f"{start}{result}{faults}{numbers}{name}{text_cell(checked.source)}")
        for fault in checked.faults:
            self._findings.add(f"{start}{self._fault(fault)}{name}")
        for finding in self._meta.list_shown(checked):
            self._findings.add(f"{start}{self._finding(finding)}{name}")

    def finish(self, tally: Tally, ending: Ending) -> None:
        """Write summary and clauses, and the package."""
        summary = [f"<row>{cells}</row>" for cells in self._summary(tally, ending)]
        clauses = [f"<row>{cells}</row>" for cells in self._clauses(tally)]
        narrow = [len(STANDINGS) * [11], [40, 30]]
        sheets = [
            self._sheet("summary", [50, *[24] * len(VERDICTS)], summary, table=False),
            *self._applications.sheets(
                self._name("applications"), [*_APPLICATIONS.values(), *narrow[0], *narrow[1]]
            ),
            *self._findings.sheets(self._name("findings"), [*_FINDINGS.values(), 36, 36]),
            self._sheet("clauses", [22, 60, 60, *narrow[0]], clauses),
        ]
        write_workbook(self._stream, sheets, self._shared)

    def close(self) -> None:
        """Let go of the rows."""
        self._applications.close()
        self._findings.close()

    def _name(self, key: str) -> str:
        return word("sheet", key, "en" if self._language == "en" else "zh")

    def _heads(self, keys: Iterable[str]) -> list[str]:
        return [word("report", key, self._language) for key in keys]

    def _more(self, *keys: str) -> list[str]:
        return [word("report" if key == "source" else "sheet", key, self._language) for key in keys]

    def _sheet(self, key: str, widths: Sequence[int], rows: Sequence[str], *, table: bool = True) -> Sheet:
        pieces = (row.encode("utf-8", "replace") for row in rows)
        return Sheet(name=self._name(key), widths=widths, rows=pieces, count=len(rows), table=table)

    def _fault(self, fault: Fault) -> str:
        verdict = self._shared.cell(word("report", "fault", self._language), style_of(VERDICTS[1]))
        told = "\n".join(say_fault(fault, self._language))
        blank = text_cell("")
        return f"{verdict}{blank * 3}{text_cell(say_name(fault.subject))}{blank}{text_cell(told)}{blank * 3}"

    def _finding(self, finding: Finding) -> str:
        said = self._speaker.say(finding)
        if finding.rule or finding.found or finding.others:
            return self._cells(said, finding)
        kept = self._same.get(id(said))  # the speaker keeps what it says without a rule, so its id is its own
        if kept is None or kept[0] is not said:
            kept = self._same[id(said)] = said, self._cells(said, finding)
        return kept[1]

    def _cells(self, said: Said, finding: Finding) -> str:
        share, standing = self._shared.cell, stand(finding.verdict, finding.severity)
        note = "\n".join(said.note)
        return "".join((
            share(say_verdict(standing, self._language), style_of(standing)),
            share(said.severity),
            share(said.number),
            share("\n".join(said.quote)),
            text_cell("\n".join(said.found)),
            share("\n".join(said.demand)),
            text_cell(note) if finding.others else share(note),
            text_cell("\n".join(said.others)),
            share(said.origin),
            share(finding.rule or ""),
        ))  # fmt: skip

    def _summary(self, tally: Tally, ending: Ending) -> Iterator[str]:
        language = self._language
        yield text_cell(word("report", "batch", language), TITLE)
        for remark in list_remarks(tally, ending, self._meta):
            yield from (text_cell(line, style_of(VERDICTS[1])) for line in each(remark, language))
        yield from map(text_cell, lines("summary", "checked", language, done=tally.done))
        yield ""
        heads = [word("summary", "by_verdict", language), *self._heads(("applications", "findings"))]
        yield "".join(text_cell(head, HEAD) for head in heads)
        for v in STANDINGS:
            counts = number_cell(tally.applications.get(v)) + number_cell(tally.findings[v])
            yield text_cell(say_verdict(v, language), style_of(v)) + counts
        totals = number_cell(tally.done) + number_cell(sum(tally.findings.values()))
        yield text_cell(word("report", "total", language)) + totals
        yield text_cell(word("report", "fault", language)) + number_cell(None) + number_cell(tally.faults)
        for key, groups in (("by_direction", tally.directions), ("by_institution", tally.leads)):
            yield ""
            heads = [word("summary", key, language), *(say_verdict(v, language) for v in VERDICTS)]
            yield "".join(text_cell(head, HEAD) for head in heads)
            for name, numbers in name_groups(groups, key, language):
                yield text_cell(name) + "".join(number_cell(numbers[v]) for v in VERDICTS)
        yield from self._legend()

    def _legend(self) -> Iterator[str]:
        yield ""
        yield text_cell(word("report", "legend", self._language), HEAD)
        for verdict in STANDINGS:
            meaning = " ".join(say_of_verdict(verdict, "legend", self._language))
            name = text_cell(say_verdict(verdict, self._language), style_of(verdict))
            yield name + text_cell(meaning, PLAIN)
        yield from (text_cell(line, PLAIN) for line in say_made(self._meta, self._language))

    def _clauses(self, tally: Tally) -> Iterator[str]:
        heads = [
            *self._heads(("clause", "quote", "origin")),
            *(say_verdict(v, self._language) for v in STANDINGS),
        ]
        yield "".join(text_cell(head, HEAD) for head in heads)
        for iri, clause in tally.texts.items():
            number, quote, origin = self._speaker.clause(clause)
            cells = (
                self._shared.cell(number) + self._shared.cell("\n".join(quote)) + self._shared.cell(origin)
            )
            yield cells + "".join(number_cell(tally.clauses[iri].counts[v]) for v in STANDINGS)


class _Rows:
    """The rows of a sheet, waiting aside; where a sheet is full, the next one begins with the heads again."""

    def __init__(self, heads: Sequence[str]) -> None:
        self._head, self._most = "".join(text_cell(head, HEAD) for head in heads), MAX_ROWS
        self._asides: list[IO[bytes]] = []
        self._count = 0
        self._turn()

    def add(self, cells: str) -> None:
        """Add a row."""
        if self._count == self._most:
            self._turn()
        self._asides[-1].write(f"<row>{cells}</row>".encode("utf-8", "replace"))
        self._count += 1

    def sheets(self, name: str, widths: Sequence[int]) -> Iterator[Sheet]:
        """The sheets that hold the rows; further ones are numbered."""
        counts = [self._most] * (len(self._asides) - 1) + [self._count]
        for place, (aside, count) in enumerate(zip(self._asides, counts, strict=True), 1):
            aside.seek(0)
            title = name if place == 1 else f"{name} {place}"
            yield Sheet(name=title, widths=widths, rows=_read(aside), count=count)

    def close(self) -> None:
        """Let go of the rows."""
        for aside in self._asides:
            aside.close()

    def _turn(self) -> None:
        self._asides.append(open_aside())
        self._count = 0
        self.add(self._head)


def _read(aside: IO[bytes]) -> Iterator[bytes]:
    while piece := aside.read(_PIECE):
        yield piece
