"""A question on its way to an answer, and a worker as the server sees it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from zhinan.serve.problem import Refused
from zhinan.serve.wire import LENGTH

Gone = Callable[[], Awaitable[None]]
"""Comes back when the client is gone."""


class Job:
    """A question on its way, and who waits for its answer."""

    __slots__ = ("frame", "future", "gone", "query", "timer", "watch", "worker")

    def __init__(self, frame: bytes, query: str, gone: Gone | None) -> None:
        self.frame, self.query, self.gone = frame, query, gone
        self.future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.timer: asyncio.TimerHandle | None = None
        self.watch: asyncio.Task[None] | None = None
        self.worker: Worker | None = None

    def wait(self, seconds: float, then: Callable[[Job], None]) -> None:
        """Do ``then`` after some seconds, instead of what was to be done before."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(seconds, then, self)

    def settle(self, answer: bytes | Refused) -> None:
        """Give the answer to who waits for it."""
        if self.timer is not None:
            self.timer.cancel()
        if self.watch is not None:
            self.watch.cancel()
        if not self.future.done():
            if isinstance(answer, Refused):
                self.future.set_exception(answer)
            else:
                self.future.set_result(answer)


class Worker:
    """A worker as the server sees it: its number, its socket, its job, and what has been read of its answer."""

    __slots__ = ("body", "job", "number", "read", "slow", "sock")

    def __init__(self, number: int, sock: socket.socket, *, slow: bool) -> None:
        self.number, self.sock, self.slow = number, sock, slow
        self.job: Job | None = None
        self.body: bytearray | None = None
        self.read = 0

    def receive(self) -> bytes | None:
        """A whole answer, if it has come. Raises EOFError where the worker is gone."""
        if self.body is None:
            data = self.sock.recv(65536)
            if len(data) < LENGTH.size:
                raise EOFError
            length = LENGTH.unpack_from(data)[0]
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
        body, self.body = bytes(self.body), None
        return body
