"""Structured logs: one line of JSON a request and an event, on standard error."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("zhinan.serve")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: its time, level and event, and what is in its ``said``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class RequestLog:
    """Middleware that logs each request: method, path, status, bytes sent, milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log its answer."""
        if scope["type"] != "http" or not LOGGER.isEnabledFor(logging.INFO):
            return await self.app(scope, receive, send)
        start, status, sent = time.perf_counter(), 0, 0

        async def watch(message: Message) -> None:
            nonlocal status, sent
            status = message.get("status", status)
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            log_request(scope, status, sent, time.perf_counter() - start)


def log_request(scope: Scope, status: int, sent: int, seconds: float) -> None:
    """Log a request that was answered."""
    said = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "bytes": sent,
        "ms": round(seconds * 1000, 2),
    }
    LOGGER.info("request", extra={"said": said})
