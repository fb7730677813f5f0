"""The SPARQL 1.1 Protocol at ``/sparql``: from the request to its answer, before any middleware.

Source: SPARQL 1.1 Protocol, 2.1; RFC 9110, 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Receive, Scope, Send

from zhinan.errors import ZhinanError
from zhinan.serve.body import read_body
from zhinan.serve.description import describe_service
from zhinan.serve.kept import Headers, Kept
from zhinan.serve.log import LOGGER, RequestLines
from zhinan.serve.problem import Refused, explain_problem
from zhinan.serve.service import OPEN, Key, SparqlService, takes_gzip, write_fault, write_head

PATHS = ("/sparql", "/sparql/")
CLIENT_GONE = 499
"""What is logged where nobody was left to take the answer, as nginx does."""

_METHODS = "GET, HEAD, POST, OPTIONS"
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", _METHODS.encode()),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"allow", _METHODS.encode()),
]
_READ = frozenset((b"accept", b"accept-encoding", b"content-type", b"content-length", b"if-none-match"))


class SparqlEndpoint:
    """The ASGI application that answers at ``/sparql`` and passes everything else on to ``app``."""

    def __init__(self, app: ASGIApp, service: SparqlService, lines: RequestLines) -> None:
        self._app, self._service, self._lines = app, service, lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to the endpoint, pass on any other."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            return await self._app(scope, receive, send)
        start = time.perf_counter()
        try:
            status, headers, body = await self._answer(scope, receive)
        except ZhinanError as fault:
            status, headers, body = write_fault(explain_problem(fault, scope["path"]))
        except Exception:  # noqa: BLE001  (the rim: logged, and told without its traceback)
            LOGGER.exception("fault", extra={"said": {"path": scope["path"]}})
            status, headers, body = write_fault(refuse_unforeseen())
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        except (RuntimeError, OSError):  # uvloop raises the first where the client is gone
            status = CLIENT_GONE
        self._lines.add(scope["method"], scope["path"], status, len(body), start)
        return None

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, Headers, bytes]:
        given = {name: value for name, value in scope["headers"] if name in _READ}
        method = scope["method"]
        if method == "OPTIONS":
            return 204, OPEN + _PREFLIGHT, b""
        if method not in ("GET", "HEAD", "POST"):
            raise Refused(
                405, f"{method} is not answered here", "/sparql", "Ask with GET or POST.", {"Allow": _METHODS}
            )
        key: Key = (
            scope["query_string"],
            given.get(b"accept", b""),
            takes_gzip(given.get(b"accept-encoding", b"")),
        )
        if method == "POST":
            body = await read_body(receive, given.get(b"content-length"), self._service.limits)
            key = (*key, given.get(b"content-type", b""), body)
        kept = self._service.find(key) or await self._ask(scope, receive, key)
        if method != "POST" and _matches(given.get(b"if-none-match"), kept.tag):
            return 304, kept.headers[1:], b""
        return 200, kept.headers, kept.answered.body

    async def _ask(self, scope: Scope, receive: Receive, key: Key) -> Kept:
        question = self._service.read(key)
        if question is None:
            described = describe_service(scope, key[1].decode("latin-1"), self._service.graphs)
            return Kept(described, write_head(described, b""), b"")

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        answered = await self._service.answerer.ask(question, gzip=bool(key[2]), gone=gone)
        return self._service.keep(key, question, answered)


def refuse_unforeseen() -> Refused:
    """What nobody foresaw."""
    return Refused(500, "the server met a fault of its own", "/sparql", "Try again; if it stays, report it.")


def _matches(wanted: bytes | None, tag: bytes) -> bool:
    if wanted is None or not tag:
        return False
    return wanted.strip() == b"*" or tag in (part.strip().removeprefix(b"W/") for part in wanted.split(b","))
