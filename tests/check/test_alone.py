"""One application in one file is checked as it would be among many, without what many take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from check.cases import ROOT, SHAPES
from check.composed import real_book
from zhinan.application import list_facts, read_applications, write_rows
from zhinan.check import Checker, Run, check_alone, check_files, find_engine, open_checker

EXAMPLES = sorted((ROOT / "data" / "examples").glob("*.ttl"))
NEEDED_BY_MANY = (
    "zhinan.check.batch.compare",
    "zhinan.check.runs.stream",
    "zhinan.rules.compile",
    "multiprocessing",
    "distributed",
)
LIST = """
import sys
from zhinan.cli import main
try:
    main()
except SystemExit:
    print("\\n".join(sys.modules), file=sys.stderr)
"""


def checker() -> Checker:
    return open_checker(real_book(), SHAPES, find_engine("plan"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["ttl", "nt"])
def test_the_result_is_that_of_the_long_way(path: Path, form: str, tmp_path: Path) -> None:
    if form == "nt":
        (application,) = read_applications(path, real_book().index)
        path = tmp_path / "a.nt"
        path.write_text(write_rows(list_facts(application).rows), "utf-8")
    (wanted,) = check_files([path], checker(), Run())
    assert check_alone(path, checker()) == wanted


@pytest.mark.parametrize("text", ["", "not triples\n", "<https://example.org/a> <b> .\n"])
def test_a_file_with_a_fault_is_left_to_the_long_way(text: str, tmp_path: Path) -> None:
    for name in ("a.nt", "a.ttl"):
        (tmp_path / name).write_text(text, "utf-8")
        assert check_alone(tmp_path / name, checker()) is None
    assert check_alone(tmp_path, checker()) is None
    assert check_alone(tmp_path / "none.ttl", checker()) is None


def test_several_applications_are_left_to_the_long_way(tmp_path: Path) -> None:
    path = tmp_path / "two.ttl"
    path.write_text("".join(one.read_text("utf-8") for one in EXAMPLES[:2]), "utf-8")
    assert check_alone(path, checker()) is None
    assert len(list(check_files([path], checker(), Run()))) == 2


def test_what_many_take_is_not_loaded_for_one() -> None:
    command = [sys.executable, "-c", LIST, "check", str(EXAMPLES[-1])]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stderr.split()
    assert "zhinan.check.alone" in loaded
    assert [name for name in NEEDED_BY_MANY if name in loaded] == []
