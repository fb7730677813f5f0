"""A connection of a client: uvicorn's, with a short way for look-ups and with bounds on size and slowness."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused, write_problem
from zhinan.serve.shortcut import Shortcut, is_plain

IDLE = 60
"""Seconds that a connection may be idle between two requests."""

_REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Busy"}
_TOGETHER = 16 * 1024
"""A body of fewer bytes is sent together with its headers; copying a longer one costs more than sending twice."""
_WHOLE = 10
"""An answer may take so many times the patience to be read, if it is read on all the time."""


def _encode_target(data: bytes) -> bytes:
    """What came, its first line in ASCII: people write Chinese in addresses, and most servers take it so."""
    line, end, rest = data.partition(b"\r\n")
    encoded = b"".join(b"%c" % byte if byte < 0x80 else b"%%%02X" % byte for byte in line)
    return encoded + end + rest


class Connection(HttpToolsProtocol):
    """Answers over one connection, and ends it where the client is too slow or sends too much."""

    def __init__(self, *given: Any, limits: Limits, shortcut: Shortcut, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limits, self._shortcut = limits, shortcut
        self._headers_since: float | None = time.monotonic()
        self._headers_size = 0
        self._left = (0, 0.0, 0.0)  # bytes still to be read by the client, since when so many, since when any
        self._between = True  # no request is being read
        self._busy = False  # a look-up is on the short way
        self._ending = False
        self._later = b""  # what came while it was
        self._idle_since: float | None = None
        self._lost: asyncio.Event | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a client in, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.clients:
            self._refuse(503, "too many clients are connected", "connection", "Try again in a few seconds.")

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        if self._lost is not None:
            self._lost.set()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End when the look-up on its way is answered."""
        if self._busy:
            self._ending = True
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Read on: the short way if it can be taken, else as uvicorn does."""
        if self._busy:
            self._later += data
            if len(self._later) > self._limits.headers:
                self.flow.pause_reading()
            return
        plain = is_plain(data) and self._between and not self.flow.write_paused and not self._is_answering()
        if plain and self._take_shortcut(data):
            return
        self._idle_since = None
        if self._between and not data.isascii():
            data = _encode_target(data)
        if self._headers_since is not None:
            self._headers_size += len(data)
            if self._headers_size > self._limits.headers + self._limits.query:
                what = f"the headers are longer than {self._limits.headers} bytes"
                self._refuse(431, what, "headers", "Send the query in the body of a POST.")
                return
        super().data_received(data)
        if plain and self._between and self.parser is not None:
            self._shortcut.remember(data, self.headers)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._between = False
        if self._headers_since is None:
            self._headers_since, self._headers_size = time.monotonic(), 0

    def on_headers_complete(self) -> None:
        """The headers have come: from here on what reads the body has an eye on time."""
        self._headers_since = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request was read."""
        self._between = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP in the one shape."""
        self._refuse(400, "this is not a request of HTTP/1.1", "request", "Correct it and send it again.")

    def check(self, now: float) -> None:
        """End the connection where its client has been too slow by the time ``now``."""
        patience = self._limits.patience
        if self._headers_since is not None and now - self._headers_since > patience:
            if not self._is_answering():
                self._refuse(
                    408, f"no request came within {patience:g} seconds", "headers", "Send it faster."
                )
            return
        if self._idle_since is not None and not self._busy and now - self._idle_since > IDLE:
            self.transport.close()
        left, since, began = self._left
        leaves = self.transport.get_write_buffer_size()
        if not leaves:
            self._left = (0, now, now)
        elif leaves != left:
            self._left = (leaves, now, began if left else now)
        elif now - since > patience or now - began > _WHOLE * patience:
            self._cut_off()

    def _is_answering(self) -> bool:
        return bool(self.pipeline) or (self.cycle is not None and not self.cycle.response_complete)

    def _take_shortcut(self, data: bytes) -> bool:
        key = self._shortcut.find_key(data)
        if key is None:
            return False
        self._busy = True
        if not self._shortcut.answer(key, self._write, self._wait_until_lost):
            self._busy = False
            return False
        return True

    def _write(self, line: bytes, head: bytes, body: bytes) -> None:
        """Send the answer to a look-up, with what uvicorn adds to every answer, and go on."""
        self._busy = False
        if self.transport.is_closing():
            return
        added = self._shortcut.write_defaults(self.server_state.default_headers)
        self._unset_keepalive_if_required()
        self._headers_since, self._idle_since = None, time.monotonic()
        if len(body) < _TOGETHER:
            self.transport.write(b"%b%b%b\r\n%b" % (line, added, head, body))
        else:
            self.transport.write(b"%b%b%b\r\n" % (line, added, head))
            self.transport.write(body)
        if self._ending:
            self.transport.close()
        elif self._later:
            later, self._later = self._later, b""
            self.flow.resume_reading()
            self.data_received(later)

    async def _wait_until_lost(self) -> None:
        self._lost = asyncio.Event()
        if not self.transport.is_closing():
            await self._lost.wait()

    def _cut_off(self) -> None:
        """End the connection now, and what the kernel holds for it too."""
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
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
