"""Every format of a report, by name; a new one is one writer and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from zhinan.errors import UnknownChoice, UsageError
from zhinan.report.page import Meta, PageWriter, SummaryPageWriter, Writer

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


def _page(module: str, name: str) -> Open:
    """A page of this room; its module is imported when a report is opened, so that checking starts at once."""
    return lambda stream, language, meta: PageWriter(_find(module, name)(language, meta), stream)


def _summary_page(module: str, name: str) -> Open:
    return lambda stream, language, meta: SummaryPageWriter(_find(module, name)(language, meta), stream)


def _open_workbook(stream: IO[bytes], language: str, meta: Meta) -> Writer:
    from zhinan.report.xlsx import XlsxWriter

    return XlsxWriter(stream, language, meta)


def _find(module: str, name: str) -> Any:
    return getattr(import_module(f"zhinan.report.{module}"), name)


_LETTER = "补正通知 letters of corrections"
_FORMATS = (
    ReportFormat("text", (".txt",), "终端 terminal", _page("text", "TextPage"), letter="letter"),
    ReportFormat("summary", (), "汇总表 summary tables", _page("text", "SummaryTextPage")),
    ReportFormat(
        "markdown",
        (".md",),
        "维基 wikis",
        _summary_page("markdown", "MarkdownPage"),
        letter="letter-markdown",
    ),
    ReportFormat(
        "html",
        (".html", ".htm"),
        "浏览器与打印 browsers, print",
        _summary_page("html_page", "HtmlPage"),
        letter="letter-html",
    ),
    ReportFormat("xlsx", (".xlsx",), "Excel、WPS", _open_workbook, binary=True),
    ReportFormat("csv", (".csv",), "表格 tables", _page("rows", "CsvPage")),
    ReportFormat("json", (".json",), "程序 programs", _page("json_forms", "JsonPage")),
    ReportFormat("jsonl", (".jsonl", ".ndjson"), "逐行 JSON", _page("json_forms", "JsonLinesPage")),
    ReportFormat("shacl", (".ttl",), "RDF 工具 RDF tools", _page("shacl", "ShaclPage")),
    ReportFormat("sarif", (".sarif",), "编辑器、代码平台 editors, code hosts", _page("sarif", "SarifPage")),
    ReportFormat("letter", (), _LETTER, _page("letter_pages", "TextLetterPage")),
    ReportFormat("letter-markdown", (), _LETTER, _page("letter_pages", "MarkdownLetterPage")),
    ReportFormat("letter-html", (), _LETTER, _page("letter_pages", "HtmlLetterPage")),
)
REPORT_FORMATS: dict[str, ReportFormat] = {form.name: form for form in _FORMATS}


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
