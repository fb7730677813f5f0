"""Every format of a report, by name; a new one is one writer and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zhinan.errors import UnknownChoice, UsageError
from zhinan.report.html_page import HtmlPage
from zhinan.report.json_forms import JsonLinesPage, JsonPage
from zhinan.report.markdown import MarkdownPage
from zhinan.report.page import Meta, Page, PageWriter, SummaryPage, SummaryPageWriter, Writer
from zhinan.report.rows import CsvPage
from zhinan.report.text import TextPage
from zhinan.report.xlsx import XlsxWriter

Open = Callable[[IO[bytes], str, Meta], Writer]


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A format: its name, the endings of its files, what it is for, and how it is opened.

    ``binary`` formats are not shown on a terminal; ``letter`` names the form of the letter of corrections that
    goes with the format, None where there is none.
    """

    name: str
    suffixes: tuple[str, ...]
    about: str
    open: Open
    binary: bool = False
    letter: str | None = None


def _page(make: Callable[[str, Meta], Page]) -> Open:
    return lambda stream, language, meta: PageWriter(make(language, meta), stream)


def _summary_page(make: Callable[[str, Meta], SummaryPage]) -> Open:
    return lambda stream, language, meta: SummaryPageWriter(make(language, meta), stream)


REPORT_FORMATS: dict[str, ReportFormat] = {
    form.name: form
    for form in (
        ReportFormat("text", (".txt",), "终端 terminal", _page(TextPage), letter="letter"),
        ReportFormat(
            "summary",
            (),
            "汇总表 summary tables",
            _page(lambda language, meta: TextPage(language, meta, only_summary=True)),
        ),
        ReportFormat("markdown", (".md",), "维基、代码库 wikis, repositories", _summary_page(MarkdownPage)),
        ReportFormat("html", (".html", ".htm"), "浏览器与打印 browser, print", _summary_page(HtmlPage)),
        ReportFormat(
            "xlsx",
            (".xlsx",),
            "Excel、WPS",
            lambda stream, language, meta: XlsxWriter(stream, language, meta),
            binary=True,
        ),
        ReportFormat("csv", (".csv",), "表格 tables", _page(CsvPage)),
        ReportFormat("json", (".json",), "程序 programs", _page(lambda _, meta: JsonPage(meta))),
        ReportFormat(
            "jsonl",
            (".jsonl", ".ndjson"),
            "逐行 JSON, a line each",
            _page(lambda _, meta: JsonLinesPage(meta)),
        ),
    )
}


def find_report_format(name: str) -> ReportFormat:
    """The format of that name. Raises UnknownChoice with the known ones."""
    if name not in REPORT_FORMATS:
        raise UnknownChoice("format", name, list(REPORT_FORMATS))
    return REPORT_FORMATS[name]


def guess_report_format(path: Path) -> ReportFormat:
    """The format that the ending of a file name says. Raises UsageError where it says none."""
    name = path.name.lower()
    for form in REPORT_FORMATS.values():
        if name.endswith(form.suffixes):
            return form
    known = " ".join(suffix for form in REPORT_FORMATS.values() for suffix in form.suffixes)
    raise UsageError(f"{path}: its ending names no format. Known: {known}; or say which one with --format.")
