"""The workers in two lanes: look-ups go on in the fast one while heavy queries run in the slow one.

Every query begins in the fast lane. One that overruns its slice goes on as it is, slowed down, as a query of the slow
lane, and a new worker takes its place; where the slow lane is full its worker is killed and the query waits.
pyoxigraph cannot be interrupted, so a worker over its limit is killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections import deque

from zhinan.errors import StoreError
from zhinan.serve.answer import Answered
from zhinan.serve.keeper import Keeper
from zhinan.serve.lanes import Experience
from zhinan.serve.limits import Limits
from zhinan.serve.log import log_event
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question
from zhinan.serve.seats import Gone, Job, Settle, Worker
from zhinan.serve.wire import KILL, SLOW, write_question
from zhinan.serve.worker import OUT_OF_MEMORY
from zhinan.store import EmbeddedStore

_TOGETHER = 6
"""Quick queries that a worker is sent together, at most: a wake-up costs as much as a look-up."""
_BIRTH = 30.0
"""Seconds that the first worker may take to come."""


class Pool:
    """Answers questions over one store in processes that can reach nothing, within limits."""

    def __init__(self, store: EmbeddedStore, limits: Limits) -> None:
        self._store, self._limits = store, limits
        self._keeper = Keeper(self._on_born, self._on_died, self._on_lost)
        self._experience = Experience()
        self._workers: dict[int, Worker] = {}
        self._idle: list[Worker] = []
        self._quick: deque[Job] = deque()
        self._unknown: deque[Job] = deque()
        self._heavy: deque[Job] = deque()
        self._slow = self._due_slow = self._dying = 0
        self._open = False
        self._ready: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Start the workers, and come back when the first can be asked.

        Raises StoreError where none comes to be in half a minute.
        """
        self._open = True
        self._ready = asyncio.get_running_loop().create_future()
        self._start()
        try:
            await asyncio.wait_for(self._ready, _BIRTH)
        except TimeoutError as err:
            await self.stop()
            raise StoreError("The workers for queries did not start. See the messages above.") from err

    def _start(self) -> None:
        self._keeper.start(self._store, self._limits)
        for _ in range(self._limits.workers):
            self._keeper.fork()

    async def stop(self) -> None:
        """End every worker; who still waits is refused."""
        self._open = False
        self._fail_all(_refuse_busy("the server is stopping"))
        for worker in self._workers.values():
            self._forget(worker)
        self._workers.clear()
        await self._keeper.stop()

    async def ask(self, question: Question, *, gzip: bool = False, gone: Gone | None = None) -> Answered:
        """The answer of a worker. ``gone`` comes back when the client is gone; then a heavy query is given up.

        Raises Refused: what a worker raises, and 503 where the query or the wait for a worker took too long.
        """
        future: asyncio.Future[Answered | Refused] = asyncio.get_running_loop().create_future()
        job = self.send(
            question, lambda said: None if future.done() else future.set_result(said), gzip=gzip, gone=gone
        )
        try:
            answer = await future
        except asyncio.CancelledError:
            self.give_up(job)
            raise
        if isinstance(answer, Refused):
            raise answer
        return answer

    def send(self, question: Question, settle: Settle, *, gzip: bool, gone: Gone | None) -> Job:
        """Have a question answered: ``settle`` is called with the answer, or why there is none.

        Raises Refused (503) where too many wait already.
        """
        if len(self._quick) + len(self._unknown) + len(self._heavy) >= self._limits.waiting:
            raise _refuse_busy("too many queries wait already")
        job = Job(write_question(question, gzip=gzip), question.query, settle, gone)
        self._take_in(job)
        return job

    def _take_in(self, job: Job) -> None:
        quick = self._experience.is_quick(job.query, job.shape)
        if quick is False:
            self._wait_slow(job)
        elif quick and self._idle:
            self._begin(self._idle.pop(), job)
        else:
            job.wait(self._limits.wait, self._lose_patience)
            (self._quick if quick else self._unknown).append(job)
            self._dispatch()

    def _dispatch(self) -> None:
        """Give jobs to idle workers; the last idle one is kept for what was quick before."""
        while self._idle and self._quick:
            self._begin(self._idle.pop(), *self._pick_together())
        kept = 1 if self._limits.workers > 1 else 0
        while len(self._idle) > kept and self._unknown:
            self._begin(self._idle.pop(), self._unknown.popleft())
        while self._heavy and self._has_slow_seat() and self._due_slow < len(self._heavy):
            self._slow += 1
            self._keeper.fork()
            if len(self._idle) > kept:  # who is there need not be waited for: the one forked takes its place
                worker = self._idle.pop()
                worker.slow = True
                self._keeper.order(SLOW, worker.number)
                self._begin(worker, self._heavy.popleft())
            else:
                self._due_slow += 1

    def _has_slow_seat(self) -> bool:
        """Whether the slow lane has room; as many again may be dying, and no more, since they hold memory."""
        return self._slow < self._limits.slow and self._slow + self._dying < 2 * self._limits.slow

    def _pick_together(self) -> list[Job]:
        """The next of the quick jobs, with others for the same worker where more wait than there are workers."""
        jobs = [self._quick.popleft()]
        more = min(_TOGETHER - 1, len(self._quick) // (len(self._idle) + 1))
        while more and self._quick and not (jobs[0].alone or self._quick[0].alone):
            jobs.append(self._quick.popleft())
            more -= 1
        return jobs

    def _begin(self, worker: Worker, *jobs: Job) -> None:
        """Send a worker its jobs; the first has the timer of all."""
        begun = time.monotonic()
        for job in jobs:
            job.worker, job.begun = worker, begun
            job.stop_waiting()
        worker.jobs.extend(jobs)
        if worker.slow:
            jobs[0].wait(self._limits.seconds, self._expire)
        else:
            jobs[0].wait(self._limits.fast, self._overrun)
        frames = jobs[0].frame if len(jobs) == 1 else b"".join(job.frame for job in jobs)
        try:
            sent = worker.sock.send(frames)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # it died; the nursery will tell
        if sent < len(frames):
            self._send_on(worker, frames[sent:])

    def _send_on(self, worker: Worker, rest: bytes) -> None:
        loop = asyncio.get_running_loop()

        def send() -> None:
            nonlocal rest
            try:
                rest = rest[worker.sock.send(rest) :]
            except BlockingIOError:
                return
            except OSError:
                rest = b""
            if not rest:
                loop.remove_writer(worker.sock)

        loop.add_writer(worker.sock, send)

    def _read(self, worker: Worker) -> None:
        try:
            answers = worker.receive()
        except BlockingIOError:
            return
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(worker.sock)  # the nursery will tell how it died
            return
        done = [(worker.jobs.popleft(), answer) for answer in answers if worker.jobs]
        for job, answer in done:
            job.worker = None
            if not worker.slow:
                self._experience.add(job.query, job.shape, quick=True)
            job.settle(answer)
        if done and not worker.ended:
            self._go_on(worker)

    def _go_on(self, worker: Worker) -> None:
        """A worker has answered: it goes on with its next job, or is free."""
        if worker.jobs:
            worker.jobs[0].wait(self._limits.fast, self._overrun)
            return
        if worker.slow:
            self._end(worker)
        else:
            self._idle.append(worker)
        self._dispatch()

    def _overrun(self, job: Job) -> None:
        """A query has run longer than its slice of the fast lane: if it used it too, it is a slow one."""
        worker, left = job.worker, self._limits.seconds - (time.monotonic() - job.begun)
        if worker is None:
            return
        if worker.count_cpu() < self._limits.fast * (len(worker.jobs) - 0.5) and left > 0:
            job.wait(min(left, self._limits.fast), self._overrun)  # it had no chance yet
            return
        if len(worker.jobs) > 1:
            self._part(worker)
            return
        self._experience.add(job.query, job.shape, quick=False)
        self._keeper.fork()
        if self._slow < self._limits.slow and not self._heavy:
            self._slow += 1
            worker.slow = True
            self._keeper.order(SLOW, worker.number)
            job.wait(max(left, 0), self._expire)
            self._watch(job)
        else:
            self._discard(worker)
            self._wait_slow(job)

    def _part(self, worker: Worker) -> None:
        """One of the jobs of a worker is a slow one, and nobody knows which: each is begun anew by itself."""
        jobs = list(worker.jobs)
        self._discard(worker)
        self._keeper.fork()
        for job in jobs:
            job.alone = True
            self._take_in(job)

    def _wait_slow(self, job: Job) -> None:
        job.wait(self._limits.wait, self._lose_patience)
        self._heavy.append(job)
        self._watch(job)
        self._dispatch()

    def _watch(self, job: Job) -> None:
        if job.watch is None and job.gone is not None:
            job.watch = asyncio.get_running_loop().create_task(self._wait_for_end(job, job.gone))

    async def _wait_for_end(self, job: Job, gone: Gone) -> None:
        await gone()
        job.watch = None
        self.give_up(job)
        job.settle(_refuse_busy("the client is gone"))

    def _expire(self, job: Job) -> None:
        """A query used up its time."""
        if job.worker is not None:
            self._discard(job.worker)
        what = f"this query ran longer than {self._limits.seconds:g} seconds and was ended"
        job.settle(Refused(503, what, "query", "Ask for less, or load the graph into a store of your own."))
        self._dispatch()

    def _lose_patience(self, job: Job) -> None:
        self.give_up(job)
        job.settle(_refuse_busy("no worker became free in time"))

    def give_up(self, job: Job) -> None:
        """Nobody waits for this job any more."""
        if job.worker is not None and len(job.worker.jobs) == 1:  # else others wait for it too
            if not job.worker.slow:
                self._keeper.fork()
            self._discard(job.worker)
        for line in (self._quick, self._unknown, self._heavy):
            if job in line:
                line.remove(job)
        self._dispatch()

    def _discard(self, worker: Worker) -> None:
        """End a worker that runs; its jobs, if they still matter, go elsewhere."""
        for job in worker.jobs:
            job.worker = None
        worker.jobs.clear()
        self._end(worker)

    def _end(self, worker: Worker) -> None:
        """Have a worker killed; its seat in the slow lane is free at once, since dying may take it a while."""
        self._keeper.order(KILL, worker.number)
        if not worker.ended:
            worker.ended = True
            self._slow -= worker.slow
            self._dying += worker.slow

    def _on_born(self, number: int, sock: socket.socket, paper: int) -> None:
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        slow = self._due_slow > 0
        sock.setblocking(False)
        worker = self._workers[number] = Worker(number, sock, paper, self._limits.answer, slow=slow)
        asyncio.get_running_loop().add_reader(sock, self._read, worker)
        if not slow:
            self._idle.append(worker)
            self._dispatch()
            return
        self._due_slow -= 1
        if self._heavy:
            self._keeper.order(SLOW, number)
            self._begin(worker, self._heavy.popleft())
        else:
            self._discard(worker)

    def _on_died(self, number: int, status: int) -> None:
        worker = self._workers.pop(number, None)
        if worker is None:
            return
        self._forget(worker)
        if worker.ended:
            self._dying -= worker.slow
        else:
            self._slow -= worker.slow
        jobs = list(worker.jobs)
        if worker in self._idle:
            self._idle.remove(worker)
            self._keeper.fork()
        elif jobs and not worker.slow:
            self._keeper.fork()
        for job in jobs:
            job.worker = None
            if len(jobs) > 1 or (status == signal.SIGKILL and not job.again):
                # It may be another's fault, or that of somebody else who killed the worker.
                job.alone = job.again = True
                self._take_in(job)
            else:
                job.settle(_explain_death(status))
        self._dispatch()

    def _forget(self, worker: Worker) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(worker.sock)
        loop.remove_writer(worker.sock)
        worker.close()

    def _on_lost(self) -> None:
        """The nursery is gone, and all workers with it: begin anew."""
        log_event("nursery lost", error=True)
        self._fail_all(_refuse_busy("the workers had to be started anew"))
        for worker in self._workers.values():
            self._forget(worker)
        self._workers.clear()
        self._idle.clear()
        self._slow = self._due_slow = self._dying = 0
        if self._open:
            asyncio.get_running_loop().call_later(1, self._start)

    def _fail_all(self, refused: Refused) -> None:
        running = [job for worker in self._workers.values() for job in worker.jobs]
        for job in (*running, *self._quick, *self._unknown, *self._heavy):
            job.settle(refused)
        for line in (self._quick, self._unknown, self._heavy):
            line.clear()


def _refuse_busy(what: str) -> Refused:
    return Refused(503, what, "query", "Try again in a few seconds.", {"Retry-After": "5"})


def _explain_death(status: int) -> Refused:
    """Why a worker died that was not killed: memory, or the depth of its stack."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGSEGV, signal.SIGBUS):
        return Refused(400, "this query is nested too deeply", "query", "Ask in smaller parts.")
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == OUT_OF_MEMORY:
        return Refused(
            413, "this query needs more memory than allowed", "query", "Ask for less, or sort less."
        )
    return Refused(500, "a worker ended of itself", "query", "Try again; if it stays, report it.")
