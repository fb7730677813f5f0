"""The parts of an XLSX workbook: cells, sheets, styles and the package around them.

Source: ECMA-376, parts 1 (SpreadsheetML) and 2 (packages). Texts are texts whatever they begin with; those that a
person could turn into a formula by editing them carry ``quotePrefix``, as Excel does for what is typed behind a ``'``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import IO

from zhinan.check import Verdict
from zhinan.files import guard_cell
from zhinan.report.words import Advice, Standing, clean, word

MAX_ROWS = 1_048_576
_MAX_UNITS = 32_000  # a cell holds 32,767 UTF-16 code units
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COLOURS: dict[Standing, tuple[str, str]] = {
    Verdict.VIOLATED: ("B3261E", "FBE9E7"),
    Verdict.MISSING: ("7A4900", "FFF3DC"),
    Verdict.MANUAL: ("1F5FA8", "E6F0FB"),
    Verdict.UNCHECKED: ("5F6368", "EEEFF1"),
    Verdict.MET: ("1A7F37", "E5F5E9"),
    Advice.ADVISED: ("3C4043", "F4F4F5"),
}
PLAIN, TEXT, GUARDED, HEAD, TITLE = range(5)
_FIRST_VERDICT = 5
_NORMAL = '<cellStyle name="Normal" xfId="0" builtinId="0"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to be written: its name, the widths of its columns in characters, and its rows as XML."""

    name: str
    widths: Sequence[int]
    rows: Iterable[bytes]
    count: int
    table: bool = True


def style_of(verdict: Standing) -> int:
    """The style of a cell with this verdict."""
    return _FIRST_VERDICT + list(_COLOURS).index(verdict)


def text_cell(text: str, style: int | None = None) -> str:
    """A cell with its text inside; without a style it is wrapped, and guarded where it could become a formula."""
    if not text:
        return f'<c s="{TEXT}"/>'
    chosen = (TEXT if guard_cell(text) == text else GUARDED) if style is None else style
    return f'<c s="{chosen}" t="inlineStr"><is><t xml:space="preserve">{_escape(text)}</t></is></c>'


def number_cell(number: int | None) -> str:
    """A cell with a number; None is an empty cell."""
    return "<c/>" if number is None else f"<c><v>{number}</v></c>"


class SharedTexts:
    """Texts that many cells share, kept once in the workbook."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def cell(self, text: str, style: int | None = None) -> str:
        """A cell that points to the text."""
        if not text:
            return f'<c s="{TEXT}"/>'
        chosen = (TEXT if guard_cell(text) == text else GUARDED) if style is None else style
        return f'<c s="{chosen}" t="s"><v>{self._places.setdefault(text, len(self._places))}</v></c>'

    def part(self) -> str:
        """The part of the package that holds them."""
        items = "".join(f'<si><t xml:space="preserve">{_escape(text)}</t></si>' for text in self._places)
        return f'{_XML}<sst xmlns="{_MAIN}">{items}</sst>'


def write_workbook(stream: IO[bytes], sheets: Sequence[Sheet], shared: SharedTexts) -> None:
    """The workbook as a ZIP package; the same content gives the same bytes."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as package:
        for number, sheet in enumerate(sheets, 1):
            with package.open(_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                part.write(_open_sheet(sheet).encode())
                for piece in sheet.rows:
                    part.write(piece)
                part.write(_close_sheet(sheet).encode())
        for name, text in _list_parts(sheets, shared):
            package.writestr(_info(name), text)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # with the first day that ZIP knows, so that no clock shows
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _open_sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if sheet.table else ""
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _close_sheet(sheet: Sheet) -> str:
    last = f"{chr(64 + len(sheet.widths))}{sheet.count}"
    filtered = f'<autoFilter ref="A1:{last}"/>' if sheet.table else ""
    setup = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    return f"</sheetData>{filtered}{setup}</worksheet>"


def _list_parts(sheets: Sequence[Sheet], shared: SharedTexts) -> Iterable[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    targets = [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), *_OTHERS]
    yield "xl/_rels/workbook.xml.rels", _relations(targets)
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/sharedStrings.xml", shared.part()
    yield "xl/styles.xml", _draw_styles()
    types = [("workbook", "sheet.main"), *((f"worksheets/sheet{n}", "worksheet") for n in numbers)]
    types += [("styles", "styles"), ("sharedStrings", "sharedStrings")]
    parts = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in types
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>',
    )


_OTHERS = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _draw_styles() -> str:
    fonts = [_font(), _font(bold=True), _font(bold=True, size=14)]
    fonts += [_font(bold=True, colour=colour) for colour, _ in _COLOURS.values()]
    fills = ['<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>']
    fills += [
        f'<patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill>'
        for colour in ("E3E7EC", *(back for _, back in _COLOURS.values()))
    ]
    wrap = '<alignment vertical="top" wrapText="1"/>'
    formats = [
        '<xf applyAlignment="1"><alignment vertical="top"/></xf>',
        f'<xf applyAlignment="1">{wrap}</xf>',
        f'<xf quotePrefix="1" applyAlignment="1">{wrap}</xf>',
        f'<xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1">{wrap}</xf>',
        '<xf fontId="2" applyFont="1"/>',
        *(
            f'<xf fontId="{3 + n}" fillId="{3 + n}" applyFont="1" applyFill="1" applyAlignment="1">{wrap}</xf>'
            for n in range(len(_COLOURS))
        ),
    ]
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}">{_list("fonts", fonts)}'
        f"{_list('fills', [f'<fill>{fill}</fill>' for fill in fills])}{_list('borders', ['<border/>'])}"
        f"{_list('cellStyleXfs', ['<xf/>'])}{_list('cellXfs', formats)}"
        f"{_list('cellStyles', [_NORMAL])}</styleSheet>"
    )


def _font(*, bold: bool = False, size: int = 11, colour: str = "1C1E21") -> str:
    weight = "<b/>" if bold else ""
    return f'<font>{weight}<sz val="{size}"/><color rgb="FF{colour}"/><name val="Microsoft YaHei"/></font>'


def _list(name: str, items: Sequence[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>'


def _escape(text: str) -> str:
    shown = clean(text)
    if len(shown) > _MAX_UNITS // 2 and len(shown.encode("utf-16-le")) > 2 * _MAX_UNITS:
        cut = shown.encode("utf-16-le")[: 2 * (_MAX_UNITS - 100)].decode("utf-16-le", "ignore")
        shown = cut + word("report", "truncated", "both", count=len(shown))
    return _ESCAPED.sub("_x005F_", escape(shown, quote=False))
