"""Checking files of any size: part by part, by as many processes as there are, in the order of the input."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.application import Scan, are_closed, cut_file, read_piece
from zhinan.check.batch.compare import check_batch
from zhinan.check.batch.facts import Facts as BatchFacts
from zhinan.check.batch.joined import Joiner
from zhinan.check.batch.rules import BatchRules
from zhinan.check.checker import Checker
from zhinan.check.report import Checked
from zhinan.check.runs.harvest import Harvest
from zhinan.check.runs.parcel import unpack
from zhinan.check.runs.parts import (
    NO_MEMORY,
    PIECE,
    Desk,
    Part,
    Slip,
    check_part,
    cut_parts,
    lose_part,
    make_part,
    open_frame,
)
from zhinan.check.runs.progress import Faults, Pace
from zhinan.check.runs.run import WRITING, Run
from zhinan.check.runs.spool import Spool, open_spool
from zhinan.errors import DataError

if TYPE_CHECKING:
    from zhinan.check.runs.crew import Crew

_WORTH = 4 * PIECE  # below this, starting processes takes longer than checking


def check_files(
    files: Sequence[Path],
    checker: Checker,
    run: Run,
    *,
    jobs: int = 1,
    batch: bool | None = None,
    rules: BatchRules | None = None,
    journal: Spool | None = None,
    crew: Crew | None = None,
) -> Iterator[Checked]:
    """Every application of some files with its findings, in the order of the files.

    N-Triples are read in pieces, by ``jobs`` processes where there is enough to do; other files as a whole, several at
    once. With ``rules`` the applications are compared with each other, if there are several or ``batch`` is True:
    then everything is read, once, before the first result is given. So it is with a ``journal``, which keeps what was
    checked and knows what was checked before; of a run with a journal that is stopped while it reads nothing is given.
    What cannot be read is told in ``run``; the rest is checked.
    """
    parts = list(_cut(files, run))
    desk = Desk(checker, rules if batch is not False else None)
    if desk.rules is None and journal is None and crew is None:
        yield from _stream(parts, desk, run, jobs)
        return
    with _open(parts, journal) as spool:
        harvest = Harvest(run, spool)
        if crew:
            crew.journal = journal is not None
        told = harvest.gather(parts, crew.run if crew else lambda wanted: _run(wanted, parts, desk, jobs))
        if run.cut and journal is not None:
            return
        harvest.tell(told)
        # of a run that was cut short not all is known: then nothing is said of all
        facts = crew.list_facts(told, spool) if crew else spool.facts(told)
        join = _compare(None if run.cut else desk.rules, facts, batch)
        run.total = None if run.cut else harvest.count()
        yield from _give(told, spool, checker, join, run)


def count_cores() -> int:
    """How many processes can work at once."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cut(files: Sequence[Path], run: Run) -> Iterator[Part]:
    for part in cut_parts(files, PIECE):
        if isinstance(part, DataError):
            run.broken.append(part)
        else:
            yield part


def _open(parts: Sequence[Part], journal: Spool | None) -> AbstractContextManager[Spool]:
    return closing(open_spool(sum(part.size for part in parts))) if journal is None else nullcontext(journal)


def _compare(
    rules: BatchRules | None, facts: Iterator[BatchFacts], batch: bool | None
) -> Callable[[Checked], Checked]:
    """What puts findings over all into a result."""
    first = list(islice(facts, 2))
    if rules is None or (batch is None and len(first) < 2):
        return lambda result: result
    return Joiner(check_batch(rules, chain(first, facts))).join


def _give(
    parts: Iterable[Part], spool: Spool, checker: Checker, join: Callable[[Checked], Checked], run: Run
) -> Iterator[Checked]:
    early = run.cut  # stopped while reading: what had been read is still given
    for part in parts:
        for frame in spool.frames(part):
            for parcel in open_frame(frame):
                if run.stopped() and not early:
                    run.cut = True
                    return
                run.done += 1
                if run.total is not None:
                    run.step(WRITING, run.done, run.total)
                yield join(unpack(parcel, checker))


def _run(
    wanted: Iterable[Part], parts: Sequence[Part], desk: Desk, jobs: int, *, ordered: bool = False
) -> Generator[tuple[Part, Slip], None, None]:
    if _is_worth(parts, jobs):
        from zhinan.check.runs.pool import run_together

        desk.prepare()
        yield from run_together(wanted, check_part, desk, jobs, lose_part, ordered=ordered)
        return
    for part in wanted:
        yield part, _check_here(part, desk)


def _check_here(part: Part, desk: Desk) -> Slip:
    try:
        return check_part(part, desk)
    except MemoryError:
        return lose_part(part, NO_MEMORY)


def _is_worth(parts: Sequence[Part], jobs: int) -> bool:
    """Whether there is enough to do for several processes, and they would inherit what is ready."""
    if jobs == 1 or len(parts) == 1 or sum(part.size for part in parts) <= _WORTH:
        return False
    import multiprocessing

    return "fork" in multiprocessing.get_all_start_methods()


def _stream(parts: Sequence[Part], desk: Desk, run: Run, jobs: int) -> Iterator[Checked]:
    """Results as they come: each piece is scanned first, for what is given cannot be taken back."""
    settled = list(_settle(parts, desk, jobs))
    pace, faults = Pace(run, sum(part.size for part in settled)), Faults(run)
    with closing(_run(settled, settled, desk, jobs, ordered=True)) as results:
        for part, slip in results:
            faults.tell(part, slip)
            for parcel in (parcel for frame in slip.frames for parcel in open_frame(frame)):
                if run.stopped():
                    run.cut = True
                    return
                run.done += 1
                yield unpack(parcel, desk.checker)
            pace.take(part, slip)
    run.total = pace.applications


def _settle(parts: Sequence[Part], desk: Desk, jobs: int) -> Iterator[Part]:
    """The parts, and a file as a whole where its parts need each other."""
    scans = dict(_scan_all(parts, desk, jobs))
    for _, group in groupby(parts, lambda part: part.file):
        of_file = list(group)
        found = [scan for part in of_file if (scan := scans.get(part))]
        if len(of_file) > 1 and not (len(found) == len(of_file) and are_closed(found)):
            yield from (make_part(of_file[0].file, piece, whole=True) for piece in cut_file(of_file[0].path))
        else:
            yield from of_file


def _scan_all(parts: Sequence[Part], desk: Desk, jobs: int) -> Iterator[tuple[Part, Scan | None]]:
    files = Counter(part.file for part in parts)
    pieces = [part for part in parts if files[part.file] > 1]
    if _is_worth(pieces, jobs):
        from zhinan.check.runs.pool import run_together

        yield from run_together(pieces, _scan, desk, jobs, lambda part, why: None)
    else:
        yield from ((part, _scan(part, desk)) for part in pieces)


def _scan(part: Part, desk: Desk) -> Scan | None:
    try:
        return read_piece(part.piece).scan() if part.piece else None
    except DataError:
        return None  # checking it will say why
