"""What only workbooks have: date systems, merged cells, formulas, macros, passwords, broken and hostile files."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from application.forms import read_with_faults
from application.test_tables import BASE, change, write_xlsx
from zhinan.errors import DataError
from zhinan.terms import ONTOLOGY

BIRTH = ONTOLOGY + "birthDate"


def rewrite(path: Path, edit: Callable[[str, bytes], bytes]) -> Path:
    """The same zip archive with some of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts:
            archive.writestr(info.filename, edit(info.filename, data))
    return path


def birth_dates(path: Path) -> list[tuple[str, str | None]]:
    return [
        (s.object.value, one.place(s.subject.value, BIRTH, s.object.value))
        for one in read_with_faults(path)
        for s in one.triples
        if s.predicate.value == BIRTH
    ]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_a_day_is_read_in_both_date_systems(epoch: datetime.datetime | None, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(change({}), tmp_path))
    if epoch:
        book.epoch = epoch
    sheet = book["人员"]
    sheet["E2"] = datetime.date(1970, 1, 31)
    sheet["E3"] = 25_569 + 365 + 30 - (1_462 if epoch else 0)
    book.save(tmp_path / "book.xlsx")
    assert birth_dates(tmp_path / "book.xlsx") == [("1970-01-31", "人员!E2"), ("1971-01-31", "人员!E3")]


def test_a_merged_cell_holds_for_all_its_rows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(change({}), tmp_path))
    sheet = book["单位"]
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("F2:F3")
    book.save(tmp_path / "book.xlsx")
    first, _ = read_with_faults(tmp_path / "book.xlsx")
    kinds = {
        s.subject.value: s.object.value for s in first.triples if s.predicate.value.endswith("#unitKind")
    }
    assert first.faults == ()
    assert len(kinds) == 2
    assert len(set(kinds.values())) == 1


def put_formula(path: Path, cached: str) -> Path:
    """A formula in 人员!E2, with what the spreadsheet has stored as its value."""
    book = openpyxl.load_workbook(path)
    book["人员"]["E2"] = '=DATE(1970,1,31)&""'
    book.save(path)

    cell = f'<c r="E2" t="str"><f>DATE(1970,1,31)&amp;""</f>{cached}</c>'.encode()
    return rewrite(path, lambda _, data: re.sub(rb'<c r="E2"[^>]*><f>.*?</c>', cell, data))


def share_strings(path: Path) -> Path:
    """The same workbook with its texts in one part of their own, as spreadsheet programs write them."""
    texts: list[bytes] = []

    def take(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c r="' + found[1] + b'" t="s"><v>' + str(len(texts) - 1).encode() + b"</v></c>"

    def edit(name: str, data: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
            link = b'<Relationship Id="rIdS" Type="' + kind + b'" Target="/xl/sharedStrings.xml"/>'
            return data.replace(b"</Relationships>", link + b"</Relationships>")
        if name == "[Content_Types].xml":
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/>'
            return data.replace(b"</Types>", part + b"</Types>")
        return re.sub(rb'<c r="(\w+)" t="inlineStr"><is>(<t.*?</t>)</is></c>', take, data)

    rewrite(path, edit)
    items = b"".join(b"<si>" + text + b"</si>" for text in texts)
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst " + space + b">" + items + b"</sst>")
    return path


def test_texts_are_read_from_where_spreadsheet_programs_keep_them(tmp_path: Path) -> None:
    path = share_strings(write_xlsx(change({}), tmp_path))
    assert [len(one.triples) for one in read_with_faults(path)] == [27, 17]


def test_the_stored_value_of_a_formula_is_taken_and_told(tmp_path: Path) -> None:
    path = put_formula(write_xlsx(change({}), tmp_path), "<v>1970-01-31</v>")
    assert birth_dates(path)[0] == ("1970-01-31", "人员!E2（公式 formula）")


def test_a_formula_without_a_stored_value_is_a_fault(tmp_path: Path) -> None:
    path = put_formula(write_xlsx(change({}), tmp_path), "")
    first, _ = read_with_faults(path)
    assert [(fault.code, fault.place) for fault in first.faults] == [("formula", "人员!E2（公式 formula）")]


def test_an_error_cell_is_a_fault(tmp_path: Path) -> None:
    first, _ = read_with_faults(write_xlsx(change({"人员!E2": "#REF!"}), tmp_path))
    assert [(fault.code, fault.place) for fault in first.faults] == [("error-cell", "人员!E2")]


def test_numbers_stored_as_numbers_are_read_as_well(tmp_path: Path) -> None:
    cells = {"项目!E3": 24, "经费!D2": 200.0, "经费!D3": 1_000_000, "人员!F2": 6.5, "人员!G2": False}
    ids = {"人员!H2": 1, "人员!B2": 1.0, "单位!B2": 1, "单位!B3": 2, "经费!B3": 2, "单位!H3": 1}
    first, _ = read_with_faults(write_xlsx(change({**cells, **ids}), tmp_path))
    said = {(s.predicate.value.removeprefix(ONTOLOGY), s.object.value) for s in first.triples}
    assert first.faults == ()
    assert said >= {
        ("durationMonths", "24"),
        ("requestedFunding", "2000000"),
        ("matchingFunding", "1000000"),
        ("monthsPerYear", "6.5"),
        ("misconductRecord", "false"),
        ("employedBy", BASE + "A#units/1"),
    }


def test_a_workbook_with_macros_is_read_and_they_are_not_run(tmp_path: Path) -> None:
    path = write_xlsx(change({}), tmp_path).rename(tmp_path / "book.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not a real project")
    assert [len(one.triples) for one in read_with_faults(path)] == [27, 17]


def broken(name: str, whole: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        if name == "zip bomb":
            out.writestr("[Content_Types].xml", "")
            out.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
        elif name == "another zip":
            out.writestr("readme.txt", "")
        elif name == "an empty workbook":
            out.writestr("[Content_Types].xml", "")
    if archive.getbuffer().nbytes > 22:
        return archive.getvalue()
    return {
        "password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "cut off": whole[: len(whole) * 2 // 3],
        "text": "项目,编号\n".encode(),
        "nothing": b"",
        "no directory": whole[:100],
    }[name]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("password", "protected by a password"),
        ("cut off", "damaged or cut off"),
        ("no directory", "damaged or cut off"),
        ("an empty workbook", "damaged or cut off"),
        ("text", "no XLSX workbook"),
        ("nothing", "no XLSX workbook"),
        ("another zip", "no workbook"),
        ("zip bomb", "unpack to 38 MiB"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_in_one_message(name: str, told: str, tmp_path: Path) -> None:
    path = write_xlsx(change({}), tmp_path)
    path.write_bytes(broken(name, path.read_bytes()))
    with pytest.raises(DataError, match=told):
        read_with_faults(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    def edit(name: str, data: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        return data.replace(b"<worksheet", bomb + b"<worksheet", 1) if "sheet1" in name else data

    with pytest.raises(DataError, match="declares entities"):
        read_with_faults(rewrite(write_xlsx(change({}), tmp_path), edit))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("damage", ["cut", "empty"])
def test_a_workbook_that_is_broken_inside_is_told(part: str, damage: str, tmp_path: Path) -> None:
    def edit(name: str, data: bytes) -> bytes:
        return data if name != part else data[: len(data) // 2] if damage == "cut" else b""

    with pytest.raises(DataError, match="damaged or cut off"):
        read_with_faults(rewrite(share_strings(write_xlsx(change({}), tmp_path)), edit))


def test_the_size_that_a_sheet_claims_is_not_believed(tmp_path: Path) -> None:
    def edit(name: str, data: bytes) -> bytes:
        start, end = data.find(b'<dimension ref="'), data.find(b"/>", data.find(b"<dimension"))
        return data if start < 0 else data[:start] + b'<dimension ref="A1:XFD1048576"' + data[end:]

    path = rewrite(write_xlsx(change({}), tmp_path), edit)
    assert [len(one.triples) for one in read_with_faults(path)] == [27, 17]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.ods", "a.et"])
def test_other_formats_are_told_with_those_that_are_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(DataError, match=r"\.xlsx"):
        read_with_faults(tmp_path / name)


def test_a_missing_workbook_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_with_faults(tmp_path / "a.xlsx")
