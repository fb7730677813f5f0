"""Parts given to several processes; what a process held that died is given to others."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Generic, TypeVar

from zhinan.check.runs.parts import NO_MEMORY, Desk, Part

Result = TypeVar("Result")
Work = Callable[[Part, Desk], Result]
Lost = Callable[[Part, str], Result]

_AHEAD = 3  # parts that each process may be ahead of what was taken
_DEATHS = 3  # times that a part may end its process before it is held to be at fault
_GLANCE = 0.5  # seconds between looks whether the process that started this one is alive
_LOSSES = 3  # parts lost one after another before the rest is not tried any more


def run_together(
    parts: Iterable[Part],
    work: Work[Result],
    desk: Desk,
    jobs: int,
    lost: Lost[Result],
    *,
    ordered: bool = False,
) -> Generator[tuple[Part, Result], None, None]:
    """Each part with what came of it, as it is done or in the order given; a part is taken when there is a hand for it.

    A part that ends its process again and again is given up alone: ``lost`` says why in the place of a result.
    """
    order = list(parts) if ordered else None
    team = _Team(work, desk, jobs, iter(parts if order is None else order), lost)
    try:
        yield from team.results() if order is None else _put_in_order(order, team)
    finally:
        team.close()


def _put_in_order(parts: Iterable[Part], team: _Team[Result]) -> Iterator[tuple[Part, Result]]:
    ready: dict[Part, Result] = {}
    results = team.results()
    for part in parts:
        while part not in ready:
            done, result = next(results)
            ready[done] = result
            team.held = len(ready)
        yield part, ready.pop(part)
        team.held = len(ready)


@dataclass(slots=True)
class _Team(Generic[Result]):
    """The processes of a run, what they are at, and what is still to be given out.

    ``alone`` are parts that were being done when a process died: one at a time, until it is known which was it.
    ``held`` are results that wait for another before them.
    """

    work: Work[Result]
    desk: Desk
    jobs: int
    waiting: Iterator[Part]
    lost: Lost[Result]
    alone: deque[Part] = field(default_factory=deque)
    given: dict[Future[Result], Part] = field(default_factory=dict)
    deaths: Counter[Part] = field(default_factory=Counter)
    losses: int = 0
    held: int = 0
    pool: ProcessPoolExecutor | None = None

    def results(self) -> Iterator[tuple[Part, Result]]:
        while self._give():
            done, _ = wait(self.given, return_when=FIRST_COMPLETED)
            for future in done:
                yield from self._take(future)

    def close(self) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def _give(self) -> bool:
        """Give out what can be given; False where nothing is left to be done."""
        suspect = bool(self.alone) or any(self.deaths[part] for part in self.given.values())
        width = 1 if suspect else max(1, self.jobs * _AHEAD - self.held)
        while len(self.given) < width and (part := self._next()):
            if suspect:
                self.close()  # it begins with a new process
            self.pool = self.pool or _open_pool(self.jobs, self.work, self.desk)
            try:
                self.given[self.pool.submit(_work_here, part)] = part
            except BrokenProcessPool:
                self.alone.appendleft(part)
                break
        return bool(self.given or self.alone)

    def _next(self) -> Part | None:
        return self.alone.popleft() if self.alone else next(self.waiting, None)

    def _take(self, future: Future[Result]) -> Iterator[tuple[Part, Result]]:
        part = self.given.pop(future, None)
        if part is None:
            return
        try:
            result = future.result()
        except MemoryError:
            yield from self._again([part], NO_MEMORY)
        except BrokenProcessPool:
            held = [part, *(self.given.pop(one) for one in list(self.given) if _is_lost(one))]
            self.close()
            yield from self._again(held, "the process that checked it was killed")
        else:
            self.losses = 0
            yield part, result

    def _again(self, parts: Sequence[Part], why: str) -> Iterator[tuple[Part, Result]]:
        for part in parts:
            self.deaths[part] += 1
            if self.deaths[part] < _DEATHS:
                self.alone.append(part)
                continue
            self.losses += 1
            yield part, self.lost(part, f"{why}, {_DEATHS} times")
        if self.losses >= _LOSSES:
            rest = [*self.alone, *self.waiting]
            self.alone.clear()
            for part in rest:
                yield part, self.lost(part, f"{why}: so it went with {self.losses} others before")


def _is_lost(future: Future[Result]) -> bool:
    """Whether a process that died took it along; what was done before stays."""
    if future.done() and not future.cancelled():
        return isinstance(future.exception(), BrokenProcessPool)
    return True


def _open_pool(jobs: int, work: Work[Result], desk: Desk) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(jobs, fork, initializer=_start_worker, initargs=(work, desk, os.getpid()))


_held: list[tuple[Work[Any], Desk]] = []
"""In a worker process: what it does and with what, inherited from the process that started it."""


def _start_worker(work: Work[Any], desk: Desk, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides what stopping means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()
    gc.disable()  # there are no cycles here, and the collector would look through all rows again and again
    _held.append((work, desk))
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that started it is no more, however that ended."""
    while os.getppid() == parent:
        time.sleep(_GLANCE)
    os._exit(1)


def _work_here(part: Part) -> Any:
    work, desk = _held[0]
    return work(part, desk)
