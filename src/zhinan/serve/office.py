"""Having applications checked: by a clerk, a process within limits, or in this process for those who are trusted."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Protocol

import anyio
import anyio.to_thread

from zhinan.serve.checks import Desk
from zhinan.serve.clerk import OUT_OF_MEMORY, STATUS
from zhinan.serve.keeper import make_environment
from zhinan.serve.limits import Limits
from zhinan.serve.log import log_event
from zhinan.serve.problem import Refused
from zhinan.serve.wire import LENGTH

_RUN = "from zhinan.serve.clerk import main; main()"
_BIRTH = 30.0
"""Seconds that a clerk may take until it is ready."""
_TOGETHER = 2
"""Applications checked at a time in this process; checking holds a processor."""


class Office(Protocol):
    """Whoever has applications checked."""

    async def check(self, data: bytes, media_type: str) -> bytes:
        """The report on the applications in ``data``; raises Refused."""

    async def stop(self) -> None:
        """Nothing more is checked."""


class OpenOffice:
    """Checks in threads of this process, which nothing bounds but the time that the client waits."""

    def __init__(self, limits: Limits) -> None:
        self._desk, self._limits = Desk(), limits
        self._busy: anyio.CapacityLimiter | None = None

    async def check(self, data: bytes, media_type: str) -> bytes:
        """The report. Raises Refused."""
        self._busy = self._busy or anyio.CapacityLimiter(_TOGETHER)
        try:
            with anyio.fail_after(self._limits.seconds):
                return await anyio.to_thread.run_sync(
                    self._desk.check, data, media_type, abandon_on_cancel=True, limiter=self._busy
                )
        except TimeoutError as err:
            raise _refuse_length(self._limits) from err

    async def stop(self) -> None:
        """Nothing is to be ended."""


class ShutOffice:
    """Has a clerk check, one request after another; a clerk comes with the first, and anew where one was lost."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._clerk: _Clerk | None = None
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def check(self, data: bytes, media_type: str) -> bytes:
        """The report. Raises Refused: what the clerk raises, 503 where it takes too long, 413 where too much memory."""
        async with self._take_turn():
            clerk = self._clerk or await self._call()
            self._clerk = None  # until it has answered
            try:
                async with asyncio.timeout(self._limits.seconds):
                    status, body = await clerk.ask(data, media_type)
            except TimeoutError as err:
                raise _refuse_length(self._limits) from err
            except (EOFError, OSError) as err:
                raise await clerk.explain_death() from err
            else:
                self._clerk = clerk
            finally:
                if self._clerk is None:
                    clerk.dismiss()
        if status != 200:
            raise Refused(status, *json.loads(body))
        return body

    async def stop(self) -> None:
        """Send the clerk home."""
        if self._clerk is not None:
            self._clerk.dismiss()
            self._clerk = None

    @asynccontextmanager
    async def _take_turn(self) -> AsyncIterator[None]:
        if self._waiting >= self._limits.waiting:
            raise _refuse_busy("too many applications wait already")
        self._waiting += 1
        try:
            await asyncio.wait_for(self._turn.acquire(), self._limits.wait)
        except TimeoutError as err:
            raise _refuse_busy("others' applications are still being checked") from err
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    async def _call(self) -> _Clerk:
        clerk = _Clerk(self._limits)
        try:
            async with asyncio.timeout(_BIRTH):
                await clerk.receive()
        except (TimeoutError, EOFError, OSError) as err:
            clerk.dismiss()
            log_event("clerk did not come", error=True)
            raise _refuse_busy("whoever checks did not come") from err
        except BaseException:
            clerk.dismiss()
            raise
        return clerk


class _Clerk:
    """A clerk as the server sees it: its process, its socket, the folder that it may put things in."""

    def __init__(self, limits: Limits) -> None:
        self._longest = limits.answer
        self._folder = tempfile.TemporaryDirectory(prefix="zhinan-")
        self._sock, theirs = socket.socketpair()
        self._sock.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _RUN, str(theirs.fileno()), json.dumps(asdict(limits))],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=make_environment() | {"TMPDIR": self._folder.name},
                start_new_session=True,
            )

    async def ask(self, data: bytes, media_type: str) -> tuple[int, bytes]:
        """A status, and a report or what is wrong. Raises EOFError or OSError where the clerk is gone."""
        kind = media_type.encode()[:255]
        head = LENGTH.pack(1 + len(kind) + len(data)) + bytes([len(kind)]) + kind
        await asyncio.get_running_loop().sock_sendall(self._sock, head + data)
        body = await self.receive()
        return STATUS.unpack_from(body)[0], body[STATUS.size :]

    async def receive(self) -> bytes:
        """The next frame. Raises EOFError where there is none."""
        length = LENGTH.unpack(await self._read(LENGTH.size))[0]
        if not STATUS.size <= length <= self._longest:
            raise EOFError
        return await self._read(length)

    async def _read(self, length: int) -> bytes:
        loop, parts = asyncio.get_running_loop(), []
        while length > 0:
            part = await loop.sock_recv(self._sock, min(length, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    async def explain_death(self) -> Refused:
        """Why the clerk is gone: memory, or the depth of its stack."""
        code = await asyncio.get_running_loop().run_in_executor(None, self._process.wait, 10)
        if code == -signal.SIGSEGV:
            return Refused(400, "this application is nested too deeply", "request", "Send it flatter.")
        if code in (OUT_OF_MEMORY, -signal.SIGABRT):
            what = "checking this needs more memory than allowed"
            return Refused(413, what, "request", "Send less, or check it on a machine of your own.")
        log_event("clerk lost", error=True, code=code)
        return _refuse_busy("whoever checked was lost")

    def dismiss(self) -> None:
        """End its process, and what it put into its folder."""
        self._sock.close()
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()


def _refuse_length(limits: Limits) -> Refused:
    what = f"checking takes longer than {limits.seconds:g} seconds"
    return Refused(503, what, "/api/check", "Send fewer applications, or later.")


def _refuse_busy(what: str) -> Refused:
    return Refused(503, what, "/api/check", "Try again in a few seconds.", {"Retry-After": "5"})
