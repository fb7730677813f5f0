"""Structured logs on standard error: one line of JSON a request and an event."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("zhinan.serve")
_FLUSH = 0.25


class JsonLines(logging.Formatter):
    """A record as one line of JSON: its time, level and event, and what is in its ``said``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        said = {
            "time": _write_time(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def log_event(event: str, *, error: bool = False, **said: Any) -> None:
    """Log that something happened, with what is to be said of it."""
    LOGGER.log(logging.ERROR if error else logging.INFO, event, extra={"said": said})


class RequestLines:
    """The lines of requests, written together a few times a second: a line costs a request microseconds."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, str, str, int, int, float]] = []
        self._due = False

    def add(self, method: str, path: str, status: int, sent: int, start: float) -> None:
        """Log a request that was answered; ``start`` is when it came, by ``time.perf_counter``."""
        if not LOGGER.isEnabledFor(logging.INFO):
            return
        taken = time.perf_counter() - start
        self._waiting.append((time.time(), method, path, status, sent, taken))
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_later(_FLUSH, self.flush)

    def flush(self) -> None:
        """Write what waits."""
        self._due = False
        waiting, self._waiting = self._waiting, []
        sys.stderr.write("".join(map(_write_line, waiting)))
        sys.stderr.flush()


def _write_line(request: tuple[float, str, str, int, int, float]) -> str:
    at, method, path, status, sent, taken = request
    said = _write_request(method, path, status)
    return f'{{"time": "{_write_time(at)}", {said}, "bytes": {sent}, "ms": {taken * 1000:.2f}}}\n'


@lru_cache(maxsize=256)
def _write_request(method: str, path: str, status: int) -> str:
    said = {"level": "info", "event": "request", "method": method, "path": path, "status": status}
    return json.dumps(said)[1:-1]


def _write_time(at: float) -> str:
    return f"{_write_second(int(at))}.{int(at % 1 * 1000):03d}+00:00"


@lru_cache(maxsize=2)
def _write_second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class RequestLog:
    """Middleware that logs each request: method, path, status, bytes sent, milliseconds."""

    def __init__(self, app: ASGIApp, lines: RequestLines) -> None:
        self._app, self._lines = app, lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log its answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        start, status, sent = time.perf_counter(), 0, 0

        async def watch(message: Message) -> None:
            nonlocal status, sent
            status = message.get("status", status)
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._lines.add(scope["method"], scope["path"], status, sent, start)
