"""A connection of a client: uvicorn's, with bounds on what it may send and on how long it may take."""

from __future__ import annotations

import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused, write_problem

_REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Busy"}
_WHOLE = 10
"""An answer may take so many times the patience to be read, if it is read on all the time."""


class Connection(HttpToolsProtocol):
    """Answers over one connection, and ends it where the client is too slow or sends too much."""

    def __init__(self, *given: Any, limits: Limits, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limits = limits
        self._headers_since: float | None = time.monotonic()
        self._headers_size = 0
        self._left = (0, 0.0, 0.0)  # bytes still to be read by the client, since when so many, since when any

    def connection_made(self, transport: Any) -> None:
        """Take a client in, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.clients:
            self._refuse(503, "too many clients are connected", "connection", "Try again in a few seconds.")

    def data_received(self, data: bytes) -> None:
        """Read on, unless the headers grow too long."""
        if self._headers_since is not None:
            self._headers_size += len(data)
            if self._headers_size > self._limits.headers + self._limits.query:
                what = f"the headers are longer than {self._limits.headers} bytes"
                self._refuse(431, what, "headers", "Send the query in the body of a POST.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._headers_since is None:
            self._headers_since, self._headers_size = time.monotonic(), 0

    def on_headers_complete(self) -> None:
        """The headers have come: from here on what reads the body has an eye on time."""
        self._headers_since = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP in the one shape."""
        self._refuse(400, "this is not a request of HTTP/1.1", "request", "Correct it and send it again.")

    def check(self, now: float) -> None:
        """End the connection where its client has been too slow by the time ``now``."""
        patience = self._limits.patience
        if self._headers_since is not None and now - self._headers_since > patience:
            if self.cycle is None or self.cycle.response_complete:
                what = f"no request came within {patience:g} seconds"
                self._refuse(408, what, "headers", "Send it faster.")
            return
        left, since, began = self._left
        leaves = self.transport.get_write_buffer_size()
        if not leaves:
            self._left = (0, now, now)
        elif leaves != left:
            self._left = (leaves, now, began if left else now)
        elif now - since > patience or now - began > _WHOLE * patience:
            self.transport.abort()

    def _refuse(self, status: int, what: str, where: str, remedy: str) -> None:
        if self.transport.is_closing():
            return
        body = write_problem(Refused(status, what, where, remedy))
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
