"""A question on its way to an answer, and a worker as the server sees it."""

from __future__ import annotations

import asyncio
import math
import mmap
import os
import socket
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
_TICKS = os.sysconf("SC_CLK_TCK")

Settle = Callable[[Answered | Refused], None]
"""Takes an answer, or why there is none."""


class Job:
    """A question on its way, and who waits for its answer."""

    __slots__ = ("_settle", "again", "begun", "frame", "gone", "query", "shape", "timer", "watch", "worker")

    def __init__(self, frame: bytes, query: str, settle: Settle, gone: Gone | None) -> None:
        self.frame, self.query, self.gone, self._settle = frame, query, gone, settle
        self.shape = find_shape(query)
        self.timer: asyncio.TimerHandle | None = None
        self.watch: asyncio.Task[None] | None = None
        self.worker: Worker | None = None
        self.again = False
        self.begun = 0.0

    def wait(self, seconds: float, then: Callable[[Job], None]) -> None:
        """Do ``then`` after some seconds, instead of what was to be done before."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(seconds, then, self)

    def settle(self, answer: Answered | Refused) -> None:
        """Give the answer to who waits for it."""
        if self.timer is not None:
            self.timer.cancel()
        if self.watch is not None:
            self.watch.cancel()
        self._settle(answer)


class Worker:
    """A worker as the server sees it: its number, its socket, its job, and what has been read of its answer."""

    __slots__ = ("body", "cpu", "ended", "job", "most", "number", "paper", "read", "slow", "sock")

    def __init__(self, number: int, sock: socket.socket, paper: int, longest: int, *, slow: bool) -> None:
        self.number, self.sock, self.slow = number, sock, slow
        self.paper = mmap.mmap(paper, longest, access=mmap.ACCESS_READ)
        os.close(paper)
        self.most = longest + _REST
        self.cpu = 0.0
        self.ended = False
        self.job: Job | None = None
        self.body: bytearray | None = None
        self.read = 0

    def count_cpu(self) -> float:
        """The CPU time, in seconds, that its job has used so far; without end where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.number}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / _TICKS - self.cpu

    def close(self) -> None:
        """Let go of its socket and its sheet."""
        self.sock.close()
        self.paper.close()

    def receive(self) -> Answered | Refused | None:
        """A whole answer, if it has come. Raises EOFError where the worker is gone or talks nonsense."""
        frame = self._receive_frame()
        if frame is None:
            return None
        try:
            answer, self.cpu = read_answer(frame, self.paper)
        except ValueError as err:
            raise EOFError from err
        return answer

    def _receive_frame(self) -> bytes | bytearray | None:
        if self.body is None:
            data = self.sock.recv(1 << 16)
            if len(data) < LENGTH.size or (length := LENGTH.unpack_from(data)[0]) > self.most:
                raise EOFError
            if len(data) == LENGTH.size + length:
                return data[LENGTH.size :]
            self.body, self.read = bytearray(length), len(data) - LENGTH.size
            self.body[: self.read] = data[LENGTH.size :]
            return None
        read = self.sock.recv_into(memoryview(self.body)[self.read :])
        if not read:
            raise EOFError
        self.read += read
        if self.read < len(self.body):
            return None
        body, self.body = self.body, None
        return body
