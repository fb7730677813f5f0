"""A cluster comes to what one process comes to, whatever happens to its workers."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from check.cases import SHAPES
from check.composed import real_book
from check.long_runs import batch_rules, small_pieces, write_many
from zhinan.application import cut_file, read_piece
from zhinan.check import (
    Checked,
    Run,
    check_batch,
    check_files,
    find_engine,
    list_verdicts,
    open_checker,
    open_crew,
    open_journal,
)
from zhinan.check.batch.facts import pick_facts
from zhinan.check.runs import crew, stream
from zhinan.check.runs.shuffle import cut_keys, find_shared, give_keys, keep_shared, take_keys
from zhinan.errors import ClusterError, ToolMissing, UsageError

__all__ = ["small_pieces"]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two worker processes."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
    ) as cluster:
        yield cluster.scheduler_address


def open_it(scheduler: str, files: Sequence[Path]):  # type: ignore[no-untyped-def]
    return open_crew(scheduler, real_book(), batch_rules(), "plan", files)


def tell(results: Sequence[Checked]) -> list[object]:
    return [(one.application, one.verdict, list(list_verdicts(one.findings))) for one in results]


def check_here(path: Path) -> list[Checked]:
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    return list(check_files([path], checker, Run(), rules=batch_rules()))


def test_a_cluster_finds_what_one_process_finds(scheduler: str, tmp_path: Path) -> None:
    path, run = write_many(tmp_path, 24), Run()
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_it(scheduler, [path]) as workers:
        results = list(check_files([path], checker, run, rules=batch_rules(), crew=workers))
    assert (run.total, run.done, run.broken) == (24, 24, [])
    assert results == check_here(path)
    assert any(finding.others for result in results for finding in result.findings)


def test_a_worker_that_is_killed_loses_nothing(scheduler: str, tmp_path: Path) -> None:
    path, run, killed = write_many(tmp_path, 160), Run(), list[int]()
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_it(scheduler, [path]) as workers:
        pids = workers.client.run(os.getpid)

        def kill_one(what: str, done: int, total: int) -> None:
            if done > 40 and not killed:
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        run.step = kill_one
        results = list(check_files([path], checker, run, rules=batch_rules(), crew=workers))
        after = workers.client.run(os.getpid)
    assert killed
    assert killed[0] not in after.values()
    assert (len(results), run.broken) == (160, [])
    assert tell(results) == tell(check_here(path))


def test_a_journal_that_a_cluster_wrote_serves_one_process(scheduler: str, tmp_path: Path) -> None:
    path, stamp = write_many(tmp_path, 24), {"zhinan": "1"}
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_it(scheduler, [path]) as workers, open_journal(tmp_path / "journal", stamp) as journal:
        there = list(check_files([path], checker, Run(), rules=batch_rules(), journal=journal, crew=workers))
    with open_journal(tmp_path / "journal", stamp) as journal:
        here = list(check_files([path], checker, Run(), rules=batch_rules(), journal=journal))
    assert tell(here) == tell(there) == tell(check_here(path))


def test_a_worker_that_is_another_is_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = crew.make_kit(real_book(), None, "plan", [])
    other = replace(kit, program={**kit.program, "rules": "others"})
    monkeypatch.setattr(crew, "make_kit", lambda *_: other)
    with pytest.raises(ClusterError) as refused, open_it(scheduler, []):
        pass
    assert "this worker has another zhinan. Not the same: 规则与指南数据 rules" in str(refused.value)


def test_a_file_that_is_another_on_a_worker_is_told(scheduler: str, tmp_path: Path) -> None:
    path, run = write_many(tmp_path, 24), Run()
    checker = open_checker(real_book(), SHAPES, find_engine("plan"))
    with open_it(scheduler, [path]) as workers:
        os.utime(path, ns=(0, 0))
        assert list(check_files([path], checker, run, rules=batch_rules(), crew=workers)) == []
    assert len(run.broken) == len(cut_file(path, stream.PIECE))
    assert "the file is another on this worker" in str(run.broken[0])


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_PATIENCE", 0.3)
    said = r"tcp://127\.0\.0\.1:9: no scheduler with workers answers there"
    with pytest.raises(ClusterError, match=said), open_it("tcp://127.0.0.1:9", []):
        pass


@pytest.mark.parametrize("address", ["local:0", "local:many", "127.0.0.1:8786", "http://localhost"])
def test_another_address_is_a_usage_error(address: str) -> None:
    with (
        pytest.raises(UsageError, match="tcp://HOST:PORT"),
        open_it(address, []),
    ):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ToolMissing, match=r"zhinan\[distributed\]"), open_it("local:2", []):
        pass


def test_keys_that_one_application_has_alone_change_no_group(tmp_path: Path) -> None:
    pieces = cut_file(write_many(tmp_path, 24), 50_000)
    parts = [[pick_facts(one, batch_rules()) for one in read_piece(piece).list_facts()] for piece in pieces]
    bare, keys = zip(*map(take_keys, parts), strict=True)
    cuts = [cut_keys([one], 3) for one in keys]
    shared = [find_shared(cut[share] for cut in cuts) for share in range(3)]
    kept = [keep_shared(one, shared) for one in keys]
    filtered = [fact for part, own in zip(bare, kept, strict=True) for fact in give_keys(part, own)]
    whole = [fact for part in parts for fact in part]
    assert [list(give_keys(*take_keys(part))) for part in parts] == parts
    assert 0 < sum(len(one.keys) for one in filtered) < sum(len(one.keys) for one in whole)
    assert dict(check_batch(batch_rules(), filtered)) == dict(check_batch(batch_rules(), whole))
