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
    Piece,
    Scan,
    Spoilt,
    are_closed,
    cut_file,
    read_applications,
    read_piece,
    scan_piece,
)
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

    ``step`` is called with the applications done and those that are known to be there, None before that is known.
    """

    broken: list[DataError] = field(default_factory=list)
    step: Callable[[int, int | None], None] = lambda done, total: None
    done: int = 0
    total: int | None = None

    def count(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """The same results, counted."""
        for result in results:
            self.done += 1
            self.step(self.done, self.total)
            yield result


def check_files(files: Sequence[Path], checker: Checker, run: Run, jobs: int = 1) -> Iterator[Checked]:
    """Every application of some files with its findings, in the order of the files.

    N-Triples are read in pieces, by ``jobs`` processes where there is enough of them; other files as a whole. What
    cannot be read is told in ``run``, and the rest is checked.
    """
    for path in files:
        try:
            if path.suffix.lower() == ".nt":
                yield from run.count(_check_lines(path, checker, run, jobs))
            else:
                yield from run.count(map(checker.check_application, read_applications(path)))
        except DataError as err:
            run.broken.append(err)


def count_cores() -> int:
    """How many processes can work at once."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_lines(path: Path, checker: Checker, run: Run, jobs: int) -> Iterator[Checked]:
    pieces = cut_file(path, PIECE)
    many = jobs > 1 and pieces[-1:] and pieces[-1].end > _WORTH and _can_fork()
    scans = _scan_together(pieces, jobs, checker) if many else [scan_piece(piece) for piece in pieces]
    run.total = (run.total or run.done) + sum(scan.applications for scan in scans)
    if not are_closed(scans):
        pieces = cut_file(path)
    told = 0
    batches = _check_together(pieces, checker, jobs) if many else _check_alone(pieces, checker)
    for results, spoilt in batches:
        for fault in spoilt:
            told += 1
            if told <= _TOLD:
                run.broken.append(fault.fault)
        yield from results
    if told > _TOLD:
        run.broken.append(DataError(f"{path}: {told - _TOLD} more lines cannot be read."))


_Batch = tuple[Iterable[Checked], list[Spoilt]]


def _check_alone(pieces: Iterable[Piece], checker: Checker) -> Iterator[_Batch]:
    for piece in pieces:
        spoilt: list[Spoilt] = []
        yield [checker.check(facts) for facts in read_piece(piece, spoilt)], spoilt


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _scan_together(pieces: Sequence[Piece], jobs: int, checker: Checker) -> list[Scan]:
    with _open_pool(jobs, checker) as pool:
        scans = pool.map(scan_piece, pieces, chunksize=8)
        checker.prepare_all()  # while the others scan; the processes that check inherit what is ready
        return list(scans)


def _check_together(pieces: Sequence[Piece], checker: Checker, jobs: int) -> Iterator[_Batch]:
    """Pieces checked by several processes, in their order; what a process held that died is given to others."""
    waiting, given = deque(pieces), deque[tuple[Piece, Future[_Packed]]]()
    pool, deaths = _open_pool(jobs, checker), 0
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
                pool = _open_pool(jobs, checker)
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


def _open_pool(jobs: int, checker: Checker) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(jobs, fork, initializer=_start_worker, initargs=(checker,))


_held: list[Checker] = []
"""In a worker process: what it checks with, inherited from the process that started it."""


def _start_worker(checker: Checker) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides what stopping means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _held.append(checker)
    gc.freeze()
    gc.disable()  # there are no cycles here, and the collector would look through all rows again and again


def _check_piece(piece: Piece) -> _Packed:
    spoilt: list[Spoilt] = []
    return [pack(_held[0].check(facts)) for facts in read_piece(piece, spoilt)], spoilt
