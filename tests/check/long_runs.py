"""Applications by chance in one N-Triples file, and what checking it must come to whatever way it is read."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from check.cases import SHAPES
from check.chance import Chance
from check.composed import real_book
from check.test_engines import DIRECTIONS
from zhinan.application import Rows, read_applications, write_rows
from zhinan.check import (
    BatchRules,
    Checked,
    Run,
    check_files,
    check_together,
    find_engine,
    load_batch_rules,
    open_checker,
    stream,
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PIECE", 50_000)
    monkeypatch.setattr(stream, "_WORTH", 1)


@cache
def batch_rules() -> BatchRules:
    return load_batch_rules(SHAPES / "batch", real_book())


@cache
def some_rows() -> list[Rows]:
    chance = Chance(real_book().index, seed=3, odd=0.05)
    return [chance.make(number, DIRECTIONS[number % 4 * 12 + 3]) for number in range(40)]


def write_file(folder: Path, text: str | None = None) -> Path:
    path = folder / "applications.nt"
    path.write_text("".join(map(write_rows, some_rows())) if text is None else text, "utf-8")
    return path


def check(path: Path, jobs: int = 1, engine: str = "plan") -> tuple[list[Checked], Run]:
    run = Run()
    checker = open_checker(real_book(), SHAPES, find_engine(engine))
    return list(check_files([path], checker, run, jobs=jobs, rules=batch_rules())), run


@cache
def expected(text: str) -> list[tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder), text)
        results = check_together(read_applications(path), real_book(), SHAPES, find_engine("plan"))
        return [plain(result) for result in results]


def plain(result: Checked) -> tuple[object, ...]:
    """A result without its file and without the order of faults and values, which may follow that of the lines."""
    findings = [(f.rule, f.clause.iri, f.verdict, f.severity, f.others) for f in result.findings]
    faults = sorted((f.code, f.subject, f.term, f.value or "") for f in result.faults)
    return result.application, result.verdict, faults, findings


def text_of(path: Path) -> str:
    return path.read_text("utf-8")
