"""Applications in one N-Triples file, by chance or composed, and what checking it must come to in whatever way."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

import pytest

from check.cases import SHAPES
from check.chance import Chance
from check.composed import compose, real_book
from check.test_engines import DIRECTIONS
from zhinan.application import Application, Rows, read_applications, write_rows
from zhinan.check import (
    BatchRules,
    Checked,
    Run,
    check_files,
    check_together,
    find_engine,
    load_batch_rules,
    open_checker,
)
from zhinan.check.runs import stream


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


def write_many(folder: Path, count: int) -> Path:
    """So many applications to four directions; two and two say that they have the same people and units."""
    texts = [_write(compose(direction)) for direction in DIRECTIONS[3:40:12]]
    path = folder / "many.nt"
    path.write_text("".join(_name(texts[n // 2 % len(texts)], n) for n in range(count)), "utf-8")
    return path


def _write(application: Application) -> str:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in application.triples)


def _name(text: str, number: int) -> str:
    shared = re.sub(r'(identifier> "[^"]*)"', rf'\g<1>-{number // 2}"', text)
    return shared.replace("/applications/", f"/applications/{number}-").replace(
        "（虚构）", f" {number // 2}（虚构）"
    )
