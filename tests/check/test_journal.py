"""A run that ended early goes on from its journal, and comes to the same bytes as one that did not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from check.cases import ROOT, SHAPES
from check.composed import real_book
from check.long_runs import batch_rules, small_pieces, write_many
from zhinan.application import cut_file, lines
from zhinan.application.pieces import read_bytes_of
from zhinan.check import (
    Checked,
    Run,
    Stamp,
    check_files,
    find_engine,
    open_checker,
    open_journal,
    stamp_program,
    stamp_run,
)
from zhinan.check.runs import stream
from zhinan.check.runs.stamp import list_program
from zhinan.errors import OutputError, UsageError

__all__ = ["small_pieces"]
STAMP: Stamp = {"zhinan": "1", "rules": "a", "1 a.nt": "12"}

# The command line with small pieces; after so many of them were kept the process is told to end.
COMMAND = """
import os, signal, sys
from zhinan.check.runs import stream
from zhinan.check.runs.spool import Spool
stream.PIECE, stream._WORTH = 50_000, 1
put, count = Spool.put, [int(sys.argv.pop(1)), int(sys.argv.pop(1))]
def put_and_stop(self, part, slip):
    put(self, part, slip)
    count[0] -= 1
    if count[0] == 0:
        os.kill(os.getpid(), count[1])
Spool.put = put_and_stop
from zhinan.cli import main
main()
"""


def run(*arguments: object, after: int = 0, sign: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND, str(after), str(sign), "check", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def check_on(path: Path, folder: Path, stamp: Stamp = STAMP) -> list[Checked]:
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_journal(folder, stamp) as journal:
        return list(check_files([path], checker, Run(), rules=batch_rules(), journal=journal))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where the pieces begin that are read from now on."""
    found: list[int] = []
    monkeypatch.setattr(lines, "read_bytes_of", lambda one: found.append(one.start) or read_bytes_of(one))
    return found


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_was_killed_goes_on_and_writes_the_same_bytes(jobs: int, tmp_path: Path) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    form = ["--format", "jsonl", "--without", "met", "--jobs", jobs]
    killed = run(path, *form, "--journal", journal, "-o", tmp_path / "a", after=3, sign=signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "a").exists()
    again = run(path, *form, "--journal", journal, "-o", tmp_path / "a")
    whole = run(path, *form, "-o", tmp_path / "b")
    assert again.returncode == whole.returncode in (0, 1, 5), again.stderr
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_the_journal_keeps_is_not_read_again(tmp_path: Path, read: list[int]) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    first = check_on(path, journal)
    assert len(read) == len(cut_file(path, stream.PIECE))
    read.clear()
    assert check_on(path, journal) == first
    assert read == []


@pytest.mark.parametrize("harm", ["cut short", "begun", "changed"])
def test_a_record_that_is_not_whole_is_done_again_and_no_other(
    harm: str, tmp_path: Path, read: list[int]
) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    first = check_on(path, journal)
    slips = journal / "slips.bin"
    data = slips.read_bytes()
    last = cut_file(path, stream.PIECE)[-1].start
    harmed = {"cut short": data[:-9], "begun": data + b"ZNS1\0\0", "changed": data[:-9] + b"x" + data[-8:]}
    slips.write_bytes(harmed[harm])
    read.clear()
    assert check_on(path, journal) == first
    assert read == ([] if harm == "begun" else [last])


def test_a_file_that_is_read_as_a_whole_is_kept_too(tmp_path: Path, read: list[int]) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    text = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(text[::2] + text[1::2]), "utf-8")
    first = check_on(path, journal)
    read.clear()
    assert check_on(path, journal) == first
    assert 0 not in read[1:]
    assert len(first) == 24


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({**STAMP, "rules": "b"}, "规则与指南数据 rules and guide data"),
        ({**STAMP, "1 a.nt": "13"}, "1 a.nt"),
        ({**STAMP, "2 b.nt": "1"}, "2 b.nt"),
        ({**STAMP, "zhinan": "2"}, "版本 version"),
    ],
)
def test_a_journal_of_another_run_is_refused(other: Stamp, said: str, tmp_path: Path) -> None:
    with open_journal(tmp_path / "journal", STAMP):
        pass
    with pytest.raises(UsageError) as refused, open_journal(tmp_path / "journal", other):
        pass
    assert str(tmp_path / "journal") in str(refused.value)
    assert f"Not the same: {said}. Name a new folder" in str(refused.value)


def test_a_stamp_changes_with_what_a_run_rests_on(tmp_path: Path) -> None:
    path, guide = write_many(tmp_path, 24), tmp_path / "guide.ttl"
    guide.write_text("# one", "utf-8")
    program = stamp_program("plan", [guide])
    stamp = stamp_run(program, [path], None)
    assert stamp == stamp_run(stamp_program("plan", [guide]), [path], None)
    assert stamp_run(program, [path], True) != stamp
    assert stamp_program("shacl", [guide]) != program
    guide.write_text("# two", "utf-8")
    assert stamp_program("plan", [guide]) != program
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    os.utime(path, ns=(0, 0))
    assert stamp_run(program, [path], None) != stamp


def test_a_stamp_covers_every_file_of_the_program() -> None:
    house = ROOT / "src" / "zhinan"
    assert {house / "cli.py", house / "application" / "lines.py", Path(stream.__file__)} <= set(
        list_program()
    )


def test_a_folder_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="is no journal, and not empty"), open_journal(tmp_path, STAMP):
        pass


@pytest.mark.parametrize("name", ["nowhere/journal", "file"])
def test_a_journal_that_cannot_be_written_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="the journal cannot be written"),
        open_journal(tmp_path / name, STAMP),
    ):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_two_runs_are_not_at_one_journal(tmp_path: Path) -> None:
    with (
        open_journal(tmp_path / "journal", STAMP),
        pytest.raises(UsageError, match="another run is at this journal"),
        open_journal(tmp_path / "journal", STAMP),
    ):
        pass


def test_ctrl_c_keeps_what_was_done_and_writes_no_report(tmp_path: Path) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    stopped = run(path, "--journal", journal, "-o", tmp_path / "a.csv", after=2, sign=signal.SIGINT)
    assert stopped.returncode == 128 + signal.SIGINT
    assert (
        f"zhinan: stopped. 2 of {len(cut_file(path, 50_000))} parts are kept in {journal}" in stopped.stderr
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["journal", "many.nt"]
    again = run(path, "--journal", journal, "-o", tmp_path / "a.csv")
    assert again.returncode in (0, 1, 5), again.stderr
    assert (tmp_path / "a.csv").exists()


def test_a_run_with_a_journal_that_is_stopped_while_it_reads_gives_nothing(tmp_path: Path) -> None:
    path, run = write_many(tmp_path, 24), Run()
    seen: list[int] = []
    run.step = lambda what, done, total: seen.append(done)
    run.stopped = lambda: len(seen) > 1
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_journal(tmp_path / "journal", STAMP) as journal:
        assert list(check_files([path], checker, run, rules=batch_rules(), journal=journal)) == []
    assert (run.cut, run.kept, run.parts) == (True, 2, len(cut_file(path, stream.PIECE)))
