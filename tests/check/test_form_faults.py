"""A cell that cannot be read never helps and never harms: its rules lack a fact, wherever the cell stands."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from application.forms import book, layout
from house.artefacts import ROOT
from zhinan.application import Application, read_applications, write_template
from zhinan.application.tables.csv_folder import open_csv_folder
from zhinan.application.tables.read import read_tables
from zhinan.check import ENGINES, Checked, Verdict, check_applications, find_engine

EXAMPLE = ROOT / "data/examples/valid-industry.ttl"
NAMES = {"标记", "项目编号", "编号", "名称", "英文名称", "项目名称", "标识", "单位编号"}
"""Columns of any text: none of it is unreadable."""
WRONG = "？？？"


def check(applications: list[Application]) -> list[Checked]:
    return list(check_applications(applications, book(), ROOT / "shapes", find_engine(next(iter(ENGINES)))))


@cache
def example() -> Application:
    (found,) = read_applications(EXAMPLE, book().index)
    return found


def list_cells(folder: Path) -> list[tuple[str, int, int]]:
    """The filled-in cells that state a fact: file, row and column from 0."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        if path.stem != "说明":
            found += [
                (path.stem, at, column)
                for at, row in enumerate(rows[1:], 1)
                for column, cell in enumerate(row)
                if cell and rows[0][column] not in NAMES
            ]
    return found


def spoil(folder: Path, name: str, at: int, column: int) -> Application:
    path = folder / f"{name}.csv"
    whole = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(whole.splitlines()))
    rows[at][column] = WRONG
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    (found,) = read_tables(open_csv_folder(folder), layout(), str(folder))
    path.write_text(whole, encoding="utf-8")
    return found


def test_no_unreadable_cell_is_ever_met_or_violated(tmp_path: Path) -> None:
    write_template(example().directions[0], "csv", tmp_path / "form", book(), applications=[example()])
    cells = list_cells(tmp_path / "form")
    spoilt = [spoil(tmp_path / "form", *cell) for cell in cells]
    before, *results = check([example(), *spoilt])
    known = {finding.rule: finding.verdict for finding in before.findings}
    assert len(cells) > 50
    for (name, at, column), one, result in zip(cells, spoilt, results, strict=True):
        where = f"{name}.csv:{at + 1}:{column + 1}"
        assert where in [fault.place for fault in one.faults], where
        assert result.verdict in (Verdict.MISSING, Verdict.UNCHECKED), where
        assert [f.verdict for f in result.findings if f.verdict is Verdict.MET] == [], where
        worse = [f.rule for f in result.findings if f.verdict is Verdict.VIOLATED]
        assert [rule for rule in worse if known[rule] is not Verdict.VIOLATED] == [], where


@pytest.mark.parametrize(
    ("sheet", "head", "family"),
    [
        ("人员", "出生日期", "birth-date"),
        ("人员", "每年工作月数", "months-per-year"),
        ("单位", "注册日期", "registration-date"),
    ],
)
def test_the_rule_that_needs_the_cell_is_missing(sheet: str, head: str, family: str, tmp_path: Path) -> None:
    write_template(example().directions[0], "csv", tmp_path / "form", book(), applications=[example()])
    path = tmp_path / "form" / f"{sheet}.csv"
    heads = next(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    (result,) = check([spoil(tmp_path / "form", sheet, 1, heads.index(head))])
    verdicts = {f.verdict for f in result.findings if (f.family or "").endswith(f"/{family}")}
    assert verdicts == {Verdict.MISSING}


def test_a_finding_shows_where_its_values_stand(tmp_path: Path) -> None:
    (faulty,) = read_applications(ROOT / "data/examples/faulty.ttl", book().index)
    write_template(faulty.directions[0], "csv", tmp_path / "form", book(), applications=[faulty])
    (read,) = read_applications(tmp_path / "form", book().index)
    heads = next(csv.reader((tmp_path / "form/项目.csv").read_text(encoding="utf-8-sig").splitlines()))
    for one, place in ((faulty, "15:23"), (read, f"项目.csv:2:{heads.index('实施周期（月）') + 1}")):
        (result,) = check([one])
        places = [value.place for f in result.findings for value in f.found if value.value == "36"]
        assert places == [place]
