"""The short way of a look-up: a plain GET at ``/sparql`` on an idle connection, without a task and without ASGI.

A request takes it whose headers came before, byte for byte, and were then read and found plain by the HTTP parser;
every other goes the usual way. What is answered is the same on both; a test compares them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from zhinan.errors import ZhinanError
from zhinan.serve.answer import Answered
from zhinan.serve.kept import Headers, Kept
from zhinan.serve.log import LOGGER, RequestLines
from zhinan.serve.problem import Refused, explain_problem
from zhinan.serve.question import Question
from zhinan.serve.seats import Gone
from zhinan.serve.service import Key, SparqlService, takes_gzip, write_fault
from zhinan.serve.sparql import refuse_unforeseen

_START, _END, _BLANK = b"GET /sparql?", b" HTTP/1.1", b"\r\n\r\n"
_PRINTED = bytes(byte for byte in range(0x21, 0x7F) if byte != ord("#"))
_PLAIN = frozenset(
    (b"host", b"user-agent", b"accept", b"accept-encoding", b"accept-language", b"referer", b"origin", b"cookie",
     b"dnt", b"pragma", b"cache-control", b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"priority")
)  # fmt: skip
"""Headers that change nothing but, for two of them, the form of the answer."""

_REMEMBERED = 512
_LINES = {
    status: b"HTTP/1.1 %d %b\r\n" % (status, reason)
    for status, reason in (
        (200, b"OK"), (400, b"Bad Request"), (403, b"Forbidden"), (406, b"Not Acceptable"),
        (413, b"Content Too Large"), (500, b"Internal Server Error"), (503, b"Service Unavailable"),
    )
}  # fmt: skip

Write = Callable[[bytes, bytes, bytes], None]
"""Takes the status line, the headers and the body of an answer."""


class Shortcut:
    """Answers plain look-ups for all connections of a process."""

    def __init__(self, service: SparqlService, lines: RequestLines) -> None:
        self._service, self._lines = service, lines
        self._heads: dict[bytes, tuple[bytes, bytes]] = {}
        self._defaults: tuple[Headers, bytes] = ([], b"")

    def find_key(self, data: bytes) -> Key | None:
        """The key of a request, if the bytes that came are one whole plain request with known headers."""
        line, _, head = data.partition(b"\r\n")
        known = self._heads.get(head)
        if known is None or line[-9:] != _END:
            return None
        query_string = line[len(_START) : -len(_END)]
        if query_string.translate(None, _PRINTED):
            return None
        return (query_string, *known)

    def remember(self, data: bytes, headers: Headers) -> None:
        """Remember the headers of a request that the parser has read, if they are plain."""
        given = dict(headers)
        if given.keys() <= _PLAIN and data.count(_BLANK) == 1:
            if len(self._heads) >= _REMEMBERED:
                self._heads.clear()
            known = given.get(b"accept", b""), takes_gzip(given.get(b"accept-encoding", b""))
            self._heads[data.partition(b"\r\n")[2]] = known

    def write_defaults(self, headers: Headers) -> bytes:
        """The headers that uvicorn adds to every answer, which it makes anew each second."""
        if headers is not self._defaults[0]:
            self._defaults = headers, b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._defaults[1]

    def answer(self, key: Key, write: Write, gone: Gone) -> bool:
        """Answer a request by calling ``write`` once, now or later; False where it asks nothing."""
        start = time.perf_counter()
        if (kept := self._service.find(key)) is not None:
            self._write(write, 200, kept.head, kept.answered.body, start)
            return True
        try:
            question = self._service.read(key)
            if question is None:
                return False

            def settle(answer: Answered | Refused) -> None:
                self._settle(key, question, answer, write, start)

            self._service.answerer.send(question, settle, gzip=bool(key[2]), gone=gone)
        except ZhinanError as fault:
            self._write_fault(write, explain_problem(fault, "/sparql"), start)
        return True

    def _settle(
        self,
        key: Key,
        question: Question,
        answer: Answered | Refused,
        write: Write,
        start: float,
    ) -> None:
        try:
            if isinstance(answer, Refused):
                self._write_fault(write, answer, start)
            else:
                kept: Kept = self._service.keep(key, question, answer)
                self._write(write, 200, kept.head, answer.body, start)
        except Exception:  # noqa: BLE001  (the rim: logged, and told without its traceback)
            LOGGER.exception("fault", extra={"said": {"path": "/sparql"}})
            self._write_fault(write, refuse_unforeseen(), start)

    def _write_fault(self, write: Write, fault: Refused, start: float) -> None:
        status, headers, body = write_fault(fault)
        self._write(write, status, b"".join(b"%b: %b\r\n" % header for header in headers), body, start)

    def _write(self, write: Write, status: int, head: bytes, body: bytes, start: float) -> None:
        write(_LINES.get(status) or b"HTTP/1.1 %d Refused\r\n" % status, head, body)
        self._lines.add("GET", "/sparql", status, len(body), start)


def is_plain(data: bytes) -> bool:
    """Whether the bytes that came look like one whole look-up."""
    return data.startswith(_START) and data.endswith(_BLANK)
