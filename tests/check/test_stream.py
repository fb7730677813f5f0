"""Files of any size: whatever way they are read and by however many processes, the findings are the same."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import RdfFormat, parse

from check.cases import SHAPES
from check.composed import real_book
from check.long_runs import batch_rules, check, expected, plain, small_pieces, some_rows, text_of, write_file
from zhinan.application import Rows, cut_file, read_piece, write_rows
from zhinan.check import Breach, Run, Validator, check_files, find_engine, open_checker
from zhinan.check.engine.engines import ShapesGraph
from zhinan.check.runs import stream

__all__ = ["small_pieces"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_pieces_and_processes_change_no_finding(jobs: int, tmp_path: Path) -> None:
    path = write_file(tmp_path)
    assert len(cut_file(path, stream.PIECE)) > 5
    results, run = check(path, jobs)
    assert [plain(result) for result in results] == expected(text_of(path))
    assert (run.total, run.done, run.broken) == (40, 40, [])


def test_much_that_belongs_to_no_application_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "more.nt"
    lines = (f'<https://example.org/{n}> <https://example.org/p> "{n:060}" .\n' for n in range(40_000))
    path.write_text(text_of(write_file(tmp_path)) + "".join(lines), "utf-8")
    looked, pread = [], os.pread
    monkeypatch.setattr(os, "pread", lambda *asked: looked.append(asked[1]) or pread(*asked))
    pieces = cut_file(path, 1 << 14)
    assert len(pieces) > 5
    assert len(looked) <= 2 * len(pieces) + 2 * path.stat().st_size // looked[0]
    results, _ = check(path, 1)
    assert len(results) == 40


def test_findings_from_another_process_are_told_in_full(tmp_path: Path) -> None:
    path = write_file(tmp_path)
    (here, _), (there, _) = check(path, 1), check(path, 2)
    assert here == there


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_whose_lines_stand_in_any_order_is_read_as_a_whole(jobs: int, tmp_path: Path) -> None:
    path = write_file(tmp_path)
    lines = text_of(path).splitlines(keepends=True)
    Random(1).shuffle(lines)
    path.write_text("".join(lines), "utf-8")
    results, _ = check(path, jobs)
    whole = expected("".join(map(write_rows, some_rows())))
    assert sorted(map(plain, results), key=str) == sorted(whole, key=str)


def test_what_applications_share_is_found_by_each(tmp_path: Path) -> None:
    text = "".join(map(write_rows, some_rows()))
    first = "<https://example.org/0/leadUnit0>"
    text = "".join(
        line.replace(line.split(" ")[2], first) if "ontology#leadUnit>" in line else line
        for line in text.splitlines(keepends=True)
    )
    path = write_file(tmp_path, text)
    results, _ = check(path, 2)
    assert [plain(result) for result in results] == expected(text)


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_broken_application_is_told_with_its_place_and_the_rest_is_checked(
    jobs: int, tmp_path: Path
) -> None:
    path = write_file(tmp_path)
    lines = text_of(path).splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if line.startswith("<https://example.org/20/leadUnit0>"))
    lines[number] = lines[number].replace("> <", "> ", 1)
    path.write_text("".join(lines), "utf-8")
    results, run = check(path, jobs)
    assert len(results) == 39
    assert "https://example.org/20" not in {result.application for result in results}
    assert [str(fault).startswith(f"{path}:{number + 1}:") for fault in run.broken] == [True]


def test_a_truncated_file_loses_no_more_than_its_last_application(tmp_path: Path) -> None:
    path = write_file(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 30])
    results, run = check(path)
    assert len(results) == 39
    assert len(run.broken) == 1


def test_what_a_killed_process_held_is_checked_by_another(tmp_path: Path) -> None:
    path, mark, parent = write_file(tmp_path), tmp_path / "killed", os.getpid()

    def prepare(shapes: ShapesGraph) -> Validator:
        validate = find_engine("plan")(shapes)

        def die_once(rows: Rows) -> list[object]:
            late = any(f"<https://example.org/{number}>" in rows for number in range(20, 40))
            if late and os.getpid() != parent and not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return validate(rows)

        return die_once

    run = Run()
    checker = open_checker(real_book(), SHAPES, prepare)
    results = list(check_files([path], checker, run, jobs=2, rules=batch_rules()))
    assert mark.exists()
    assert [plain(result) for result in results] == expected(text_of(path))


def test_parts_that_always_end_their_process_are_told(tmp_path: Path) -> None:
    path, parent = write_file(tmp_path), os.getpid()

    def prepare(shapes: ShapesGraph) -> Validator:
        def die(rows: Rows) -> list[object]:
            if os.getpid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)
            return []

        return die

    run = Run()
    checker = open_checker(real_book(), SHAPES, prepare)
    assert all(result.direction is None for result in check_files([path], checker, run, jobs=2))
    assert f"{path}: bytes 0 to " in str(run.broken[0])
    assert "was killed, 3 times. Run again with fewer --jobs" in str(run.broken[0])
    assert "so it went with 3 others before" in str(run.broken[-1])


def test_one_part_that_ends_its_process_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    path, parent = write_file(tmp_path), os.getpid()
    mine = [one[0] for one in expected(text_of(path)) if one[3]][-2]

    def prepare(shapes: ShapesGraph) -> Validator:
        validate = find_engine("plan")(shapes)

        def die(rows: Rows) -> list[Breach]:
            if f"<{mine}>" in rows and os.getpid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)
            return validate(rows)

        return die

    run = Run()
    checker = open_checker(real_book(), SHAPES, prepare)
    results = {
        result.application for result in check_files([path], checker, run, jobs=2, rules=batch_rules())
    }
    lost = {one[0] for one in expected(text_of(path))} - results
    assert mine in lost
    assert len(lost) < 10
    assert ["was killed, 3 times" in str(fault) for fault in run.broken] == [True]


ODD_LINES = [
    '<https://e.org/a> <https://e.org/p> "x"@EN .',
    '<https://e.org/a> <https://e.org/p> "x"@zh-Hans-CN .',
    '<https://e.org/a> <https://e.org/p> "\\u4e2d\\n\\"" .',
    '<https://e.org/a> <https://e.org/p> "a\tb" .',
    '<https://e.org/a>\t<https://e.org/p>  "x" . # said',
    "<https://e.org/é> <https://e.org/p%20q> <urn:uuid:1-2> .",
    '<https://e.org/a> <https://e.org/p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .',
    "_:a <https://e.org/p> _:b .",
    "",
    "# a remark",
]


@pytest.mark.parametrize("line", ODD_LINES)
def test_a_line_in_any_form_is_read_as_a_parser_reads_it(line: str, tmp_path: Path) -> None:
    typed = "<https://e.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    typed += "<https://w3id.org/zhinan/ontology#Application> .\n"
    path = tmp_path / "a.nt"
    path.write_text(f"{typed}{line}\n", "utf-8")
    facts = [one for piece in cut_file(path) for one in read_piece(piece).list_facts()]
    wanted = list(parse(path.read_bytes(), format=RdfFormat.N_TRIPLES))
    about = [
        f"{q.subject} {q.predicate} {q.object} .\n" for q in wanted if str(q.subject) == "<https://e.org/a>"
    ]
    assert sorted(write_rows(facts[0].rows).splitlines(keepends=True)) == sorted(about)
