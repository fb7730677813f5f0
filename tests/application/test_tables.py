"""Tables with single faults in them, as a table: what is told, where it stands, and what is read all the same."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from application.forms import book, layout, read_with_faults, vocabulary
from house.artefacts import ROOT
from zhinan.errors import DataError
from zhinan.rules import label_of
from zhinan.terms import ONTOLOGY

TABLE = tomllib.loads((ROOT / "tests/cases/application/tables.toml").read_text(encoding="utf-8"))
CASES = TABLE["case"]
BASE = "https://w3id.org/zhinan/application/"
Sheets = dict[str, list[list[Any]]]


def change(cells: dict[str, Any]) -> Sheets:
    sheets: Sheets = {name: [list(row) for row in rows] for name, rows in TABLE["sheets"].items()}
    for place, value in cells.items():
        name, letters, row = re.fullmatch(r"(.+)!([A-Z]+)(\d+)", place).groups()
        rows = sheets[name]
        while len(rows) < int(row):
            rows.append([])
        at = column_index_from_string(letters)
        rows[int(row) - 1] += [""] * (at - len(rows[int(row) - 1]))
        rows[int(row) - 1][at - 1] = value
    return sheets


def write_xlsx(sheets: Sheets, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def write_folder(sheets: Sheets, folder: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
    return folder


def place_in_csv(place: str | None) -> str | None:
    """The place of a cell as CSV has it."""
    found = re.fullmatch(r"(.+)!([A-Z]+)(\d+)", place or "")
    return found and f"{found[1]}.csv:{found[3]}:{column_index_from_string(found[2])}"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_change_is_told_where_it_stands(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    sheets = change(case.get("change", {}))
    path = write_xlsx(sheets, tmp_path) if kind == "xlsx" else write_folder(sheets, tmp_path)
    first, second, *rest = read_with_faults(path)
    as_written = place_in_csv if kind == "csv" else str

    def told(of: Any) -> list[tuple[str, str | None]]:
        return [(fault.code, fault.place) for fault in of.faults]

    def wanted(key: str) -> list[tuple[str, str | None]]:
        return [(code, as_written(place)) for code, place in case.get(key, [])]

    assert told(first) == wanted("faults")
    file_wide = [f for f in first.faults if f.code == "double-column"] if case.get("faults") else []
    if case["name"] == "an application twice":
        return
    assert told(second) == wanted("faults_of_b") + [(f.code, f.place) for f in file_wide]
    assert [told(one) for one in rest] == ([wanted("stray")] if "stray" in case else [])
    found = {(s.subject.value, s.predicate.value, s.object.value) for s in first.triples}
    for subject, prop, value in case.get("says", []):
        prop = prop if prop.startswith("http") else ONTOLOGY + prop
        assert (BASE + subject, prop, value) in found


def test_all_that_the_tables_say_is_read(tmp_path: Path) -> None:
    first, second = read_with_faults(write_xlsx(change({}), tmp_path))
    assert (first.iri, second.iri) == (BASE + "A", BASE + "B")
    assert (len(first.triples), len(second.triples)) == (27, 17)
    assert first.place(BASE + "A", ONTOLOGY + "requestedFunding", "2000000") == "经费!D2"
    assert first.place(BASE + "A#people/1", ONTOLOGY + "birthDate", "1970-01-31") == "人员!E2"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("gb18030", "\t")],
)
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    first, _ = read_with_faults(write_folder(change({}), tmp_path, encoding, delimiter))
    assert (len(first.triples), first.faults) == (27, ())


def test_the_applications_sheet_must_be_there(tmp_path: Path) -> None:
    sheets = change({})
    sheets["项目表"] = sheets.pop("项目")
    with pytest.raises(DataError, match=r"项目表.*The nearest is '项目表'"):
        read_with_faults(write_xlsx(sheets, tmp_path))


def test_a_sheet_that_is_not_known_is_told(tmp_path: Path) -> None:
    sheets = change({})
    sheets["人員"] = sheets.pop("人员")
    sheets["#草稿"], sheets["_tmp"], sheets["空"] = [["随便"]], [["x"]], []
    first, second = read_with_faults(write_xlsx(sheets, tmp_path))
    assert [(f.code, f.place, f.nearest) for f in (*first.faults, *second.faults)] == [
        ("unknown-sheet", "人員", "人员")
    ] * 2


def test_rows_above_the_heads_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    sheets = change({})
    for rows in sheets.values():
        rows.insert(0, ["某年度申报汇总表（虚构）"])
        rows += [[""] * 5, ["  "], []] * 3
    first, _ = read_with_faults(write_xlsx(sheets, tmp_path))
    assert (len(first.triples), first.faults) == (27, ())
    assert first.place(BASE + "A#people/1", ONTOLOGY + "birthDate", "1970-01-31") == "人员!E3"


def test_one_application_need_not_be_named_again(tmp_path: Path) -> None:
    sheets = change({f"{sheet}!A{row}": "" for sheet in ("单位", "人员", "经费") for row in (2, 3)})
    for name in ("项目", "单位", "人员"):
        sheets[name].pop()
    sheets["人员"][1:] = sheets["人员"][1:2]
    (only,) = read_with_faults(write_xlsx(sheets, tmp_path))
    assert only.faults == ()


def test_rows_in_any_order_give_the_same(tmp_path: Path) -> None:
    sheets = change({})
    for rows in sheets.values():
        rows[1:] = reversed(rows[1:])
    turned = {a.iri: set(a.triples) for a in read_with_faults(write_folder(sheets, tmp_path))}
    (tmp_path / "straight").mkdir()
    straight = read_with_faults(write_folder(change({}), tmp_path / "straight"))
    assert turned == {a.iri: set(a.triples) for a in straight}


@pytest.mark.parametrize("order", ["sorted", "turned", "stray"])
def test_large_tables_are_streamed_and_give_the_same(
    order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = change({"人员!A3": "Z"} if order == "stray" else {})
    if order == "turned":
        sheets["单位"][1:] = reversed(sheets["单位"][1:])
    path = write_xlsx(sheets, tmp_path)
    gathered = read_with_faults(path)
    monkeypatch.setattr("zhinan.application.tables.read._SMALL", 0)
    streamed = read_with_faults(path)
    assert [(set(a.triples), a.faults) for a in streamed] == [(set(a.triples), a.faults) for a in gathered]


def test_a_folder_without_csv_and_a_single_csv_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no CSV"):
        read_with_faults(tmp_path)
    write_folder(change({}), tmp_path)
    with pytest.raises(DataError, match="Name the folder"):
        read_with_faults(tmp_path / "人员.csv")


def test_a_broken_csv_is_told_with_its_line(tmp_path: Path) -> None:
    write_folder(change({}), tmp_path)
    (tmp_path / "人员.csv").write_text('项目编号,编号\nA,"1"x\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"人员\.csv:2"):
        read_with_faults(tmp_path)
    (tmp_path / "人员.csv").write_bytes("项目编号,编号\n".encode() + b"\xff\xfe\xff\n")
    with pytest.raises(DataError, match="neither UTF-8 nor GB18030"):
        read_with_faults(tmp_path)


def test_a_label_that_two_directions_have_is_told_with_both(tmp_path: Path) -> None:
    labels = [(label_of(book(), iri).get("zh"), iri) for iri in vocabulary().things if "/direction/" in iri]
    twice = next(label for label, _ in labels if [other for other, _ in labels].count(label) > 1)
    codes = [iri.partition("/direction/")[2] for label, iri in labels if label == twice]
    first, _ = read_with_faults(write_xlsx(change({"项目!D3": twice}), tmp_path))
    (fault,) = first.faults
    assert (fault.code, fault.place) == ("unknown-direction", "项目!D3")
    assert fault.messages["zh"] == layout().messages["ambiguous-choice"]["zh"].format(
        column="申报方向", value=twice, near="、".join(f"direction:{code}" for code in codes)
    )


@pytest.mark.parametrize(("name", "code"), [("AA", "no-row"), ("", "no-application")])
def test_a_row_that_belongs_nowhere_is_told_with_its_sheet(name: str, code: str, tmp_path: Path) -> None:
    *_, stray = read_with_faults(write_xlsx(change({"人员!A2": name}), tmp_path))
    text = layout().messages[code]["en"].partition("{")[0]
    assert [fault.messages["en"].startswith(text) for fault in stray.faults] == [True]


def test_the_sheets_of_the_cases_are_those_of_the_layout() -> None:
    assert {sheet.zh for sheet in layout().sheets} >= TABLE["sheets"].keys()
