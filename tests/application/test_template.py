"""What `zhinan template` writes: the columns that the rules ask for, lists, notes, and an example that is not read."""

from __future__ import annotations

import csv
import html
import re
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from application.forms import book, layout, read_with_faults, statements, vocabulary
from house.artefacts import ROOT
from zhinan.application import (
    TEMPLATES,
    Application,
    compose_application,
    find_direction,
    open_workshop,
    read_applications,
    required_facts,
    write_template,
)
from zhinan.application.forms.form import Form, make_forms
from zhinan.application.plain.read import read_json, read_yaml_applications
from zhinan.application.tables.csv_folder import open_csv_folder
from zhinan.application.tables.read import read_tables
from zhinan.application.tables.workbook import Workbook
from zhinan.errors import DataError, OutputError, UnknownLabel
from zhinan.terms import ID, zn

DIRECTIONS = sorted(node.value for node in book().index.instances(zn("Direction")))
CHOSEN = f"{ID}direction/most-2021-1/1.3"


@cache
def composed() -> list[Application]:
    """A valid application to every direction for which one can be composed: all, where test_compose is green."""
    workshop, found = open_workshop(book()), []
    for direction in DIRECTIONS:
        with suppress(DataError):
            found.append(compose_application(direction, book(), 0, workshop))
    return found


@cache
def forms(direction: str) -> tuple[Form, Form]:
    return make_forms(direction, book(), layout())


def target(folder: Path, to: str) -> Path:
    return folder / ("form" if to == "csv" else f"form.{to}")


@pytest.mark.parametrize("to", TEMPLATES)
def test_applications_to_every_direction_come_back_as_they_were(to: str, tmp_path: Path) -> None:
    path = target(tmp_path, to)
    write_template(CHOSEN, to, path, book(), applications=composed())
    back = read_with_faults(path)
    assert [one.iri for one in back] == [one.iri for one in composed()]
    assert len(back) > 10
    for one, other in zip(back, composed(), strict=True):
        assert (one.faults, one.directions) == ((), other.directions)
        assert statements(one) == statements(other)


@pytest.mark.parametrize("direction", DIRECTIONS[::4], ids=lambda iri: iri.removeprefix(ID))
def test_every_fact_that_a_direction_asks_for_has_a_place_in_its_form(direction: str) -> None:
    form, _ = forms(direction)
    known = vocabulary().properties
    columns = {(s.sheet.cls, c.column.property) for s in form.sheets for c in s.columns}
    columns |= {(s.sheet.cls, zn(key)) for s in form.sheets for key in s.amounts}
    roles = {zn(key) for key in form.roles}
    for fact in required_facts(direction, book()):
        before = known[fact.path[-2]].range if len(fact.path) > 1 else zn("Application")
        last = fact.path[-1]
        assert (before, last) in columns or (len(fact.path) == 1 and last in roles), (before, last)


def read_examples(path: Path, to: str) -> list[Application]:
    if to == "csv":
        return list(read_tables(open_csv_folder(path), layout(), str(path), examples=True))
    if to == "xlsx":
        with closing(Workbook(path)) as workbook:
            return list(read_tables(workbook, layout(), str(path), examples=True))
    read = read_json if to == "json" else read_yaml_applications
    return list(read(path, layout(), examples=True))


@pytest.mark.parametrize("to", TEMPLATES)
def test_the_example_is_not_read_and_meets_every_rule_where_it_is(to: str, tmp_path: Path) -> None:
    path, example = target(tmp_path, to), composed()[0]
    write_template(example.directions[0], to, path, book(), examples=[example])
    plain = [one for one in read_applications(path, book().index) if len(one.triples) > 2]
    assert plain == []
    shown = read_examples(path, to)[0]
    assert (len(shown.triples), shown.faults) == (len(example.triples), ())
    assert {s.object for s in shown.triples if s.predicate.value.endswith("#unitKind")} == {
        s.object for s in example.triples if s.predicate.value.endswith("#unitKind")
    }


def open_form(tmp_path: Path) -> openpyxl.Workbook:
    write_template(CHOSEN, "xlsx", tmp_path / "form.xlsx", book())
    return openpyxl.load_workbook(tmp_path / "form.xlsx")


def heads(sheet: Worksheet) -> dict[str, str]:
    return {str(cell.value).partition("\n")[0]: cell.column_letter for cell in sheet[1]}


def test_a_workbook_has_the_sheets_that_offices_know(tmp_path: Path) -> None:
    names = open_form(tmp_path).sheetnames
    assert names[:6] == ["说明", "项目", "单位", "人员", "经费", "材料"]
    assert names[-1] == "选项"


def test_heads_are_in_two_languages_frozen_and_wide_enough(tmp_path: Path) -> None:
    workbook = open_form(tmp_path)
    for name in workbook.sheetnames[1:-1]:
        sheet = workbook[name]
        assert str(sheet.freeze_panes).endswith("2")
        for cell in sheet[1]:
            zh, _, en = str(cell.value).partition("\n")
            assert en
            assert sheet.column_dimensions[cell.column_letter].width >= 2 * min(len(zh), 20)


def test_a_note_quotes_the_clause_that_a_column_rests_on(tmp_path: Path) -> None:
    sheet = open_form(tmp_path)["人员"]
    note = sheet[f"{heads(sheet)['出生日期']}1"].comment.text
    assert "1960年1月1日以后出生" in note
    assert "1960" in note.partition("\n")[2]
    assert "most-2021-1" in note


def test_closed_lists_are_drop_downs_of_what_the_direction_allows(tmp_path: Path) -> None:
    workbook = open_form(tmp_path)
    sheet, lists = workbook["单位"], workbook["选项"]
    rules = {str(rule.sqref).partition("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    for head, some in {
        "角色": "牵头申报单位",
        "所属侧": "外方",
        "单位性质": "企业",
        "独立法人": "是",
    }.items():
        rule = rules[heads(sheet)[head]]
        place = re.fullmatch(r"'选项'!\$([A-Z]+)\$2:\$\1\$(\d+)", rule.formula1)
        assert place, rule.formula1
        words = [lists[f"{place[1]}{row}"].value for row in range(2, int(place[2]) + 1)]
        assert some in words
        assert None not in words
        assert (rule.type, rule.showErrorMessage) == ("list", False)
    assert rules[heads(sheet)["项目编号"]].formula1.startswith("'项目'!$B$2")


def test_a_drop_down_refers_to_sheets_that_exist(tmp_path: Path) -> None:
    open_form(tmp_path)
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        xml = b"".join(archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n).decode()
        names = set(re.findall(r'<sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml").decode()))
    referred = set(re.findall(r"<formula1>'([^']+)'!", html.unescape(xml)))
    assert referred
    assert referred <= names


def test_all_columns_are_written_when_asked_for(tmp_path: Path) -> None:
    write_template(CHOSEN, "csv", tmp_path / "form", book(), whole=True)
    texts = {path.stem: path.read_text(encoding="utf-8-sig") for path in (tmp_path / "form").iterdir()}
    written = {name: next(csv.reader(text.splitlines())) for name, text in texts.items()}
    for sheet in layout().sheets:
        wanted = [column.zh for column in sheet.columns if column.kind != "money"]
        assert written[sheet.zh] == wanted


def test_a_direction_is_found_by_code_label_and_iri() -> None:
    for name in ("most-2021-1/1.3", "direction:most-2021-1/1.3", CHOSEN, "中国和以色列产业技术研发合作项目"):
        assert find_direction(name, book()) == CHOSEN
    with pytest.raises(UnknownLabel, match="产业技术研发"):
        find_direction("以色列产业技术研发合作项目", book())


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_text("mine")
    with pytest.raises(OutputError):
        write_template(CHOSEN, "xlsx", tmp_path / "form.xlsx", book())
    assert (tmp_path / "form.xlsx").read_text() == "mine"
    with pytest.raises(OutputError, match="no folder"):
        write_template(CHOSEN, "xlsx", tmp_path / "none" / "form.xlsx", book())


def test_an_application_that_no_form_holds_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (wrong,) = read_applications(ROOT / "data/examples/incomplete.ttl")
    for to in TEMPLATES:
        with pytest.raises(DataError, match="participatingUnits"):
            write_template(CHOSEN, to, target(tmp_path, to), book(), applications=[wrong])
    assert list(tmp_path.iterdir()) == []


def test_heads_and_keys_of_a_sheet_differ() -> None:
    for sheet in layout().sheets:
        for names in (
            [c.zh for c in sheet.columns],
            [c.en for c in sheet.columns],
            [c.key for c in sheet.columns],
        ):
            assert len(set(names)) == len(names), sheet.key


def test_every_decimal_is_known_to_be_money_or_not() -> None:
    given = tomllib.loads((ROOT / "data/template/layout.toml").read_text(encoding="utf-8"))["money"]
    columns = [column for sheet in layout().sheets for column in sheet.columns]
    assert {c.key for c in columns if c.kind == "decimal"} == set(given["numbers"])
    assert {c.key for c in columns if c.kind == "money"} == set(given["properties"])


def test_every_property_of_an_application_has_a_column_or_is_left_out_on_purpose() -> None:
    given = tomllib.loads((ROOT / "data/template/layout.toml").read_text(encoding="utf-8"))
    records = {sheet.cls for sheet in layout().sheets} - {None}
    shown = {c.property for sheet in layout().sheets for c in (*sheet.columns, *sheet.roles)}
    asked = {p.iri for p in vocabulary().properties.values() if p.domain in records}
    assert asked - shown - {zn(name) for name in given["exclude"]} == set()


def test_the_command_writes_a_template_that_the_checker_reads(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "zhinan", *words]
        env = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    example = str(ROOT / "data/examples/faulty.ttl")
    made = run("template", "most-2020/2.2", "--fill", example, "-o", "form.xlsx")
    assert (made.returncode, made.stdout) == (0, "form.xlsx\n"), made.stderr
    assert run("check", "form.xlsx", "--lang", "en").returncode == 1
    assert run("template", "most-2020/9.9").returncode == 2
