"""Checking files of any size: piece by piece, by as many processes as there are, in the order of the input."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from zhinan.application import (
    Application,
    Piece,
    Scan,
    Spoilt,
    are_closed,
    cut_file,
    read_applications,
    read_piece,
)
from zhinan.check.batch import check_batch
from zhinan.check.batch_facts import Facts as BatchFacts
from zhinan.check.batch_facts import find_facts, pick_facts
from zhinan.check.batch_rules import BatchRules
from zhinan.check.joined import Joiner
from zhinan.check.parcel import Parcel, pack, unpack
from zhinan.check.report import Checked
from zhinan.check.run import Checker
from zhinan.errors import DataError

PIECE = 1 << 20
"""Bytes of a piece: some hundred applications."""

_WORTH = 4 * PIECE  # below this, starting processes takes longer than checking
_AHEAD = 3  # pieces that each process may be ahead of what was written
_DEATHS = 3  # processes that may die one after another before the piece is held to be at fault
_TOLD = 20  # lines of one file that are told one by one


@dataclass(slots=True)
class Run:
    """What a run meets on its way: files and lines that cannot be read, and how far it has come.

    ``step`` is called with the applications done and those that there are.
    """

    broken: list[DataError] = field(default_factory=list)
    step: Callable[[int, int], None] = lambda done, total: None
    done: int = 0
    total: int = 0


def check_files(
    files: Sequence[Path],
    checker: Checker,
    run: Run,
    *,
    jobs: int = 1,
    batch: bool | None = None,
    rules: BatchRules | None = None,
) -> Iterator[Checked]:
    """Every application of some files with its findings, in the order of the files.

    N-Triples are read in pieces, by ``jobs`` processes where there is enough of them; other files as a whole. With
    ``rules`` the applications are compared with each other, if there are several or ``batch`` is True: all files are
    read once for that, and a second time to check them. What cannot be read is told in ``run``; the rest is checked.
    """
    comparing = rules if batch is not False else None
    surveys = [one for path in files if (one := _try(_survey, path, checker, run, jobs, comparing))]
    run.total = sum(one.applications for one in surveys)
    join = _compare(comparing, [fact for one in surveys for fact in one.facts], batch)
    for survey in surveys:
        try:
            for result in _check_file(survey, checker, run, jobs):
                run.done += 1
                run.step(run.done, run.total)
                yield join(result)
        except DataError as err:
            run.broken.append(err)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What the first reading of a file found; ``pieces`` is None for a file that is read as a whole.

    Of those a small one is kept in ``held``, so that a workbook is not opened twice.
    """

    path: Path
    pieces: list[Piece] | None
    applications: int
    facts: list[BatchFacts]
    together: bool = False
    held: list[Application] | None = None


def _try(
    survey: Callable[[Path, Checker, int, BatchRules | None], _Survey],
    path: Path, checker: Checker, run: Run, jobs: int, rules: BatchRules | None,
) -> _Survey | None:  # fmt: skip
    try:
        return survey(path, checker, jobs, rules)
    except DataError as err:
        run.broken.append(err)
        return None


def _survey(path: Path, checker: Checker, jobs: int, rules: BatchRules | None) -> _Survey:
    if path.suffix.lower() != ".nt":
        applications = list(read_applications(path, checker.book.index))
        facts = [find_facts(one, rules) for one in applications] if rules else []
        small = path.is_file() and path.stat().st_size <= PIECE
        return _Survey(path, None, len(applications), facts, held=applications if small else None)
    pieces = cut_file(path, PIECE)
    together = jobs > 1 and bool(pieces) and pieces[-1].end > _WORTH and _can_fork()
    desk = _Desk(checker, rules)
    looks = _look_together(pieces, desk, jobs) if together else [_look_at(piece, desk) for piece in pieces]
    if not are_closed(scan for scan, _ in looks):
        pieces = cut_file(path)
        looks = [_look_at(piece, desk) for piece in pieces]
    count = sum(scan.applications for scan, _ in looks)
    return _Survey(path, pieces, count, [fact for _, facts in looks for fact in facts], together)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a piece is looked at and checked with."""

    checker: Checker
    rules: BatchRules | None = None


_Looked = tuple[Scan, list[BatchFacts]]


def _look_at(piece: Piece, desk: _Desk) -> _Looked:
    rules = desk.rules
    reading = read_piece(piece)
    return reading.scan(), [pick_facts(one, rules) for one in reading.list_facts()] if rules else []


def _compare(
    rules: BatchRules | None, facts: list[BatchFacts], batch: bool | None
) -> Callable[[Checked], Checked]:
    if rules is None or (batch is None and len(facts) < 2):
        return lambda result: result
    return Joiner(check_batch(rules, facts)).join


def count_cores() -> int:
    """How many processes can work at once."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_file(survey: _Survey, checker: Checker, run: Run, jobs: int) -> Iterator[Checked]:
    if survey.pieces is None:
        held = survey.held or read_applications(survey.path, checker.book.index)
        yield from map(checker.check_application, held)
        return
    told = 0
    check = _check_together if survey.together else _check_alone
    for results, spoilt in check(survey.pieces, checker, jobs):
        told += len(spoilt)
        run.broken += [one.fault for one in spoilt[: max(0, _TOLD - told + len(spoilt))]]
        yield from results
    if told > _TOLD:
        run.broken.append(DataError(f"{survey.path}: {told - _TOLD} more lines cannot be read."))


_Batch = tuple[Iterable[Checked], list[Spoilt]]


def _check_alone(pieces: Iterable[Piece], checker: Checker, jobs: int) -> Iterator[_Batch]:
    for piece in pieces:
        reading = read_piece(piece)
        yield [checker.check(facts) for facts in reading.list_facts()], reading.spoilt


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _look_together(pieces: Sequence[Piece], desk: _Desk, jobs: int) -> list[_Looked]:
    with _open_pool(jobs, desk) as pool:
        found = pool.map(_look_here, pieces)
        desk.checker.prepare_all()  # while the others look; the processes that check inherit what is ready
        return list(found)


def _check_together(pieces: Sequence[Piece], checker: Checker, jobs: int) -> Iterator[_Batch]:
    """Pieces checked by several processes, in their order; what a process held that died is given to others."""
    waiting, given = deque(pieces), deque[tuple[Piece, Future[_Packed]]]()
    pool, deaths = _open_pool(jobs, _Desk(checker)), 0
    try:
        while waiting or given:
            while waiting and len(given) < jobs * _AHEAD:
                given.append((waiting[0], pool.submit(_check_piece, waiting[0])))
                waiting.popleft()
            piece, future = given[0]
            try:
                parcels, spoilt = future.result()
            except BrokenProcessPool as err:
                deaths += 1
                if deaths >= _DEATHS:
                    raise _give_up(piece, f"{deaths} processes died over it") from err
                pool.shutdown(cancel_futures=True)
                pool = _open_pool(jobs, _Desk(checker))
                given = deque((one, _again(old, pool, one)) for one, old in given)
                continue
            except MemoryError as err:
                raise _give_up(piece, "there is not enough memory for it") from err
            given.popleft()
            deaths = 0
            yield (unpack(parcel, checker) for parcel in parcels), spoilt
    finally:
        pool.shutdown(cancel_futures=True)


_Packed = tuple[list[Parcel], list[Spoilt]]


def _again(old: Future[_Packed], pool: ProcessPoolExecutor, piece: Piece) -> Future[_Packed]:
    done = old.done() and not old.cancelled() and old.exception() is None
    return old if done else pool.submit(_check_piece, piece)


def _give_up(piece: Piece, why: str) -> DataError:
    return DataError(
        f"{piece.path}: bytes {piece.start} to {piece.end} were not checked, nor what follows: {why}. "
        "Run again with fewer --jobs, or with a part of the file."
    )


def _open_pool(jobs: int, desk: _Desk) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(jobs, fork, initializer=_start_worker, initargs=(desk,))


_held: list[_Desk] = []
"""In a worker process: what it works with, inherited from the process that started it."""


def _start_worker(desk: _Desk) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides what stopping means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _held.append(desk)
    gc.freeze()
    gc.disable()  # there are no cycles here, and the collector would look through all rows again and again


def _look_here(piece: Piece) -> _Looked:
    return _look_at(piece, _held[0])


def _check_piece(piece: Piece) -> _Packed:
    reading = read_piece(piece)
    return [pack(_held[0].checker.check(facts)) for facts in reading.list_facts()], reading.spoilt
