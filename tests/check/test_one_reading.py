"""Every byte is read once, whether or not applications are compared, and what waits loses nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from check.cases import ROOT, SHAPES
from check.composed import real_book
from check.long_runs import batch_rules, check, small_pieces, text_of, write_many
from zhinan.application import (
    TEMPLATES,
    Piece,
    cut_file,
    lines,
    read_applications,
    write_template,
)
from zhinan.application.pieces import read_bytes_of
from zhinan.check import Run, check_files, find_engine, open_checker
from zhinan.check.runs import stream

EXAMPLES = ROOT / "data" / "examples"
__all__ = ["small_pieces"]


def test_every_piece_is_read_once_though_applications_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = write_many(tmp_path, 24), list[int]()

    def watch(piece: Piece) -> bytes:
        read.append(piece.start)
        return read_bytes_of(piece)

    monkeypatch.setattr(lines, "read_bytes_of", watch)
    results, _ = check(path)
    assert len(results) == 24
    assert sorted(read) == [piece.start for piece in cut_file(path, stream.PIECE)]


def test_lines_in_any_order_are_found_out_before_everything_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = write_many(tmp_path, 24), list[int]()
    text = text_of(path).splitlines(keepends=True)
    Random(1).shuffle(text)
    path.write_text("".join(text), "utf-8")
    monkeypatch.setattr(stream, "PIECE", 5_000)
    monkeypatch.setattr(lines, "read_bytes_of", lambda one: read.append(one.start) or read_bytes_of(one))
    results, _ = check(path)
    assert len(results) == 24
    assert len(cut_file(path, stream.PIECE)) > 8
    assert len(read) <= 4


def test_a_run_that_is_stopped_while_it_reads_gives_what_it_has_and_compares_nothing(tmp_path: Path) -> None:
    path, run = write_many(tmp_path, 24), Run()
    seen: list[int] = []
    run.step = lambda what, done, total: seen.append(done)
    run.stopped = lambda: len(seen) > 2
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    results = list(check_files([path], checker, run, rules=batch_rules()))
    assert run.cut
    assert run.total is None
    assert 0 < len(results) < 24
    told = {finding.rule for result in results for finding in result.findings}
    assert told.isdisjoint(rule.iri for rule in batch_rules().rules)


@pytest.mark.parametrize("ending", [*TEMPLATES, "ttl"])
def test_results_that_waited_say_all_that_the_others_say(ending: str, tmp_path: Path) -> None:
    (source, *_), book = read_applications(EXAMPLES / "faulty.ttl"), real_book()
    path = tmp_path / f"a.{ending}" if ending != "csv" else tmp_path / "a"
    if ending == "ttl":
        path.write_bytes((EXAMPLES / "faulty.ttl").read_bytes())
    else:
        write_template(source.directions[0], ending, path, book, applications=[source])
    checker = open_checker(book, SHAPES, find_engine("plan"))
    here = [checker.check_application(one) for one in read_applications(path, book.index)]
    assert any(value.place for result in here for f in result.findings for value in f.found)
    assert list(check_files([path], checker, Run())) == here
