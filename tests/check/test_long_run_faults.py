"""Whatever goes wrong in a long run: one clear message, nothing lost, and no partial file under the final name."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from check.cases import ROOT, SHAPES
from check.composed import real_book
from check.long_runs import batch_rules, check, small_pieces, text_of, write_many
from zhinan.application import Rows
from zhinan.check import (
    Breach,
    Run,
    ShapesGraph,
    Validator,
    Verdict,
    check_files,
    find_engine,
    open_checker,
    open_journal,
)
from zhinan.check.runs.parts import Part, Slip
from zhinan.check.runs.spool import Spool
from zhinan.errors import OutputError

__all__ = ["small_pieces"]
FULL = Path("/dev/full")

# The command line where no file may grow beyond so many bytes, as on a disk that is full.
LIMITED = """
import resource, sys
from zhinan.check.runs import stream
from zhinan.cli import main
stream.PIECE, stream._WORTH = 50_000, 1
limit = int(sys.argv.pop(1)) or resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


def run(limit: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LIMITED, str(limit), "check", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def list_names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_disk_that_is_full_leaves_no_report(tmp_path: Path) -> None:
    path = write_many(tmp_path, 24)
    done = run(20_000, path, "-o", tmp_path / "a.csv", "-o", tmp_path / "a.jsonl")
    assert done.returncode == 3
    assert "writing failed (File too large). Nothing was left under this name." in done.stderr
    assert "Traceback" not in done.stderr
    assert list_names(tmp_path) == ["many.nt"]


def test_a_journal_on_a_full_disk_keeps_what_it_has(tmp_path: Path) -> None:
    path, journal = write_many(tmp_path, 24), tmp_path / "journal"
    done = run(15_000, path, "--journal", journal, "-o", tmp_path / "a.csv")
    assert done.returncode == 3
    assert f"zhinan: {journal}: the results cannot wait there (File too large)" in done.stderr
    assert list_names(tmp_path) == ["journal", "many.nt"]
    again = run(0, path, "--journal", journal, "-o", tmp_path / "a.csv")
    whole = run(0, path, "-o", tmp_path / "b.csv")
    assert again.returncode == whole.returncode in (0, 1, 5), again.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_no_memory_for_what_is_done_at_the_end_is_one_message(tmp_path: Path) -> None:
    path = write_many(tmp_path, 4)
    code = LIMITED.replace(
        "from zhinan.cli", "stream.check_batch = lambda *_: bytearray(1 << 60)\nfrom zhinan.cli"
    )
    command = [sys.executable, "-c", code, "0", "check", str(path), "-o", str(tmp_path / "a.csv")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 3
    assert done.stderr == (
        "zhinan: there is not enough memory for this. Give it less at a time, or more memory.\n"
    )
    assert list_names(tmp_path) == ["many.nt"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_no_room_for_results_to_wait_is_told() -> None:
    with FULL.open("r+b", buffering=0) as file, pytest.raises(OutputError, match="cannot wait there"):
        Spool(file, "here").put(Part(0, Path("a.nt"), 1), Slip([b"result"], 1, [], [], 0, None))


def test_a_folder_that_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    done = run(0, tmp_path / "not read.nt", "-o", tmp_path / "none" / "a.csv")
    assert done.returncode == 3
    assert done.stderr == (
        f"zhinan: {tmp_path}/none/a.csv: there is no folder {tmp_path}/none. Make it, or choose another.\n"
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_part_for_which_memory_does_not_suffice_is_told_and_the_others_are_checked(
    jobs: int, tmp_path: Path
) -> None:
    path, parent = write_many(tmp_path, 24), os.getpid()
    all_of_them, _ = check(path)
    mine = [one.application for one in all_of_them if one.direction][-2]

    def prepare(shapes: ShapesGraph) -> Validator:
        validate = find_engine("plan")(shapes)

        def want_much(rows: Rows) -> list[Breach]:
            if f"<{mine}>" in rows:
                if os.getpid() == parent:
                    raise MemoryError
                resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
                return [Breach(mine, "", str(len(bytearray(1 << 31))))]
            return validate(rows)

        return want_much

    run, checker = Run(), open_checker(real_book(), SHAPES, prepare)
    results = {one.application for one in check_files([path], checker, run, jobs=jobs, rules=batch_rules())}
    assert 12 < len(results) < 24
    assert mine not in results
    assert ["there was not enough memory for it" in str(fault) for fault in run.broken] == [True]


def test_one_application_in_two_places_of_a_file_is_one(tmp_path: Path) -> None:
    path = write_many(tmp_path, 24)
    first, _ = check(path)
    lines = text_of(path).splitlines(keepends=True)
    path.write_text(
        "".join([*lines, *(line for line in lines if line.startswith(f"<{first[2].application}>"))])
    )
    again, run = check(path, jobs=2)
    assert again == first
    assert (len(again), run.broken) == (24, [])


def test_one_application_in_two_files_is_told_in_both(tmp_path: Path) -> None:
    path = write_many(tmp_path, 24)
    other = tmp_path / "other.nt"
    mine = check(path)[0][2].application
    text = text_of(path).splitlines(keepends=True)
    other.write_text(
        "".join(line for line in text if line.startswith("<https://example.org/applications/2-")), "utf-8"
    )
    run, checker = Run(), open_checker(real_book(), SHAPES, find_engine("plan"))
    results = list(check_files([path, other], checker, run, jobs=2, rules=batch_rules()))
    twice = [one for one in results if one.application == mine]
    assert [one.source for one in twice] == [str(path), str(other)]
    over_all = {rule.iri for rule in batch_rules().rules}
    for one in twice:
        told = [finding for finding in one.findings if finding.rule in over_all]
        assert {finding.verdict for finding in told} == {Verdict.UNCHECKED}
        assert "Another application has the same IRI" in told[0].messages["en"]
    assert len(results) == 25


def test_a_file_that_is_gone_or_shorter_is_told_and_the_journal_keeps_the_rest(tmp_path: Path) -> None:
    path, run = write_many(tmp_path, 24), Run()
    size = path.stat().st_size

    def shorten(what: str, done: int, total: int) -> None:
        os.truncate(path, size // 2)

    run.step = shorten
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_journal(tmp_path / "journal", {}) as journal:
        list(check_files([path], checker, run, rules=batch_rules(), journal=journal))
    assert "the file became shorter while it was read. Run again." in str(run.broken[0])


def test_of_a_file_whose_pieces_need_a_lost_one_nothing_is_told(tmp_path: Path) -> None:
    path = write_many(tmp_path, 24)
    first, last = (check(path)[0][place].application for place in (0, -1))
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/zhinan/ontology#Application>"
    link = (
        f"<{last}> <https://w3id.org/zhinan/ontology#leadUnit> <{first.replace('#application', '#lead')}> .\n"
    )
    text = text_of(path)
    assert f"<{last}> {kind} .\n" in text
    path.write_text(text.replace(f"<{last}> {kind} .\n", f"<{last}> {kind} .\n{link}"), "utf-8")

    def prepare(shapes: ShapesGraph) -> Validator:
        validate = find_engine("plan")(shapes)

        def want_much(rows: Rows) -> list[Breach]:
            if f"<{first}>" in rows:
                raise MemoryError
            return validate(rows)

        return want_much

    run, checker = Run(), open_checker(real_book(), SHAPES, prepare)
    assert list(check_files([path], checker, run, rules=batch_rules())) == []
    (told,) = run.broken
    assert "bytes 0 to" in str(told)
    assert "The rest of the file needs them, and was not checked either" in str(told)
