"""A question on its way to an answer, and a worker as the server sees it."""

from __future__ import annotations

import asyncio
import math
import mmap
import os
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from zhinan.serve.answer import Answered
from zhinan.serve.lanes import find_shape
from zhinan.serve.problem import Refused
from zhinan.serve.wire import LENGTH, read_answer

Gone = Callable[[], Awaitable[None]]
"""Comes back when the client is gone."""


_REST = 1 << 16
"""Bytes of a frame beside its answer, at most."""
_CHUNK = 1 << 18
_TICKS = os.sysconf("SC_CLK_TCK")

Settle = Callable[[Answered | Refused], None]
"""Takes an answer, or why there is none."""


class Job:
    """A question on its way, and who waits for its answer."""

    __slots__ = (
        "_settle",
        "again",
        "alone",
        "begun",
        "frame",
        "gone",
        "query",
        "shape",
        "timer",
        "watch",
        "worker",
    )

    def __init__(self, frame: bytes, query: str, settle: Settle, gone: Gone | None) -> None:
        self.frame, self.query, self.gone, self._settle = frame, query, gone, settle
        self.shape = find_shape(query)
        self.timer: asyncio.TimerHandle | None = None
        self.watch: asyncio.Task[None] | None = None
        self.worker: Worker | None = None
        self.again = False
        self.alone = False  # it is not to be sent together with others
        self.begun = 0.0

    def wait(self, seconds: float, then: Callable[[Job], None]) -> None:
        """Do ``then`` after some seconds, instead of what was to be done before."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(seconds, then, self)

    def stop_waiting(self) -> None:
        """Nothing is to be done after some time."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def settle(self, answer: Answered | Refused) -> None:
        """Give the answer to who waits for it."""
        self.stop_waiting()
        if self.watch is not None:
            self.watch.cancel()
        self._settle(answer)


class Worker:
    """A worker as the server sees it: its number, its socket, its jobs, and what has been read of their answers."""

    __slots__ = ("buffer", "cpu", "ended", "jobs", "most", "number", "paper", "slow", "sock")

    def __init__(self, number: int, sock: socket.socket, paper: int, longest: int, *, slow: bool) -> None:
        self.number, self.sock, self.slow = number, sock, slow
        self.paper = mmap.mmap(paper, longest, access=mmap.ACCESS_READ)
        os.close(paper)
        self.most = longest + _REST
        self.cpu = 0.0
        self.ended = False
        self.jobs: deque[Job] = deque()
        self.buffer = bytearray()

    def count_cpu(self) -> float:
        """The CPU time, in seconds, that its jobs have used so far; without end where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.number}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / _TICKS - self.cpu

    def close(self) -> None:
        """Let go of its socket and its sheet."""
        self.sock.close()
        self.paper.close()

    def receive(self) -> list[Answered | Refused]:
        """The whole answers that have come, in order. Raises EOFError where the worker is gone or talks nonsense."""
        data = self.sock.recv(_CHUNK)
        if not data:
            raise EOFError
        buffer, at, answers = self.buffer, 0, []
        buffer += data
        while len(buffer) - at >= LENGTH.size:
            length = LENGTH.unpack_from(buffer, at)[0]
            if length > self.most:
                raise EOFError
            end = at + LENGTH.size + length
            if len(buffer) < end:
                break
            answers.append(self._read_answer(buffer[at + LENGTH.size : end]))
            at = end
        del buffer[:at]
        return answers

    def _read_answer(self, frame: bytearray) -> Answered | Refused:
        try:
            answer, self.cpu = read_answer(frame, self.paper)
        except ValueError as err:
            raise EOFError from err
        return answer
