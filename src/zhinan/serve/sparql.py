"""The SPARQL 1.1 Protocol at ``/sparql``: from the request to its answer, before any middleware.

Source: SPARQL 1.1 Protocol, 2.1; RFC 9110, 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import hashlib
import time
from io import BytesIO
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from zhinan import __version__
from zhinan.errors import ZhinanError
from zhinan.serve.answer import Answered
from zhinan.serve.body import read_body
from zhinan.serve.description import describe_service
from zhinan.serve.kept import Kept, KeptAnswers, may_change
from zhinan.serve.limits import Limits
from zhinan.serve.log import LOGGER, RequestLines
from zhinan.serve.problem import Refused, explain_problem, write_problem
from zhinan.serve.question import Question, read_get, read_post
from zhinan.serve.seats import Gone
from zhinan.store import EmbeddedStore

PATHS = ("/sparql", "/sparql/")
Headers = list[tuple[bytes, bytes]]

_OPEN: Headers = [(b"access-control-allow-origin", b"*"), (b"vary", b"Accept, Accept-Encoding")]
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
]
_READ = frozenset((b"accept", b"accept-encoding", b"content-type", b"content-length", b"if-none-match"))
_RETRY: Headers = [(b"cache-control", b"no-store")]


class Answerer(Protocol):
    """Whoever answers questions: the workers, or this process itself."""

    async def ask(self, question: Question, *, gzip: bool = False, gone: Gone | None = None) -> Answered:
        """The answer; raises Refused."""


class SparqlEndpoint:
    """The ASGI application that answers at ``/sparql`` and passes everything else on to ``app``."""

    def __init__(
        self, app: ASGIApp, answerer: Answerer, store: EmbeddedStore, limits: Limits, lines: RequestLines
    ) -> None:
        self._app, self._answerer, self._limits, self._lines = app, answerer, limits, lines
        self._digest, self._graphs = _digest(store), [graph.value for graph in store.inner.named_graphs()]
        self._kept = KeptAnswers(limits.kept)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to the endpoint, pass on any other."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            return await self._app(scope, receive, send)
        start = time.perf_counter()
        try:
            status, headers, body = await self._answer(scope, receive)
        except ZhinanError as fault:
            status, headers, body = _write_fault(explain_problem(fault, scope["path"]))
        except Exception:  # noqa: BLE001  (the rim: logged, and told without its traceback)
            LOGGER.exception("fault", extra={"said": {"path": scope["path"]}})
            remedy = "Try again; if it stays, report it."
            status, headers, body = _write_fault(
                Refused(500, "the server met a fault of its own", scope["path"], remedy)
            )
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        self._lines.add(scope, status, len(body), start)
        return None

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, Headers, bytes]:
        given = {name: value for name, value in scope["headers"] if name in _READ}
        method = scope["method"]
        key: tuple[bytes, ...]
        if method in ("GET", "HEAD"):
            key = (scope["query_string"], given.get(b"accept", b""), _takes_gzip(given))
        elif method == "POST":
            body = await read_body(receive, given.get(b"content-length"), self._limits)
            kind = given.get(b"content-type", b"")
            key = (scope["query_string"], given.get(b"accept", b""), _takes_gzip(given), kind, body)
        elif method == "OPTIONS":
            return 204, _OPEN + _PREFLIGHT, b""
        else:
            raise _refuse_method(method)
        kept = self._kept.get(key)
        if kept is None:
            found = await self._ask(scope, receive, key)
            if not isinstance(found, Kept):
                return 200, _write_headers(found, None), found.body
            kept = found
        if method != "POST" and _matches(given.get(b"if-none-match"), kept.tag):
            return 304, kept.headers[1:], b""
        return 200, kept.headers, kept.answered.body

    async def _ask(self, scope: Scope, receive: Receive, key: tuple[bytes, ...]) -> Kept | Answered:
        """The answer to what a key says; one that stays the same is kept."""
        question = _read_question(key)
        if question is None:
            return describe_service(scope, key[1].decode("latin-1"), self._graphs)
        if len(question.query.encode()) > self._limits.query:
            what = f"the query is longer than {self._limits.query} bytes"
            raise Refused(413, what, "query", "Ask in smaller parts.")

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        answered = await self._answerer.ask(question, gzip=bool(key[2]), gone=gone)
        if may_change(question.query):
            return answered
        tag = (
            b'"%b"' % hashlib.blake2b(repr(key).encode() + self._digest, digest_size=12).hexdigest().encode()
        )
        kept = Kept(answered, _write_headers(answered, tag), tag)
        self._kept.add(key, kept)
        return kept


def _digest(store: EmbeddedStore) -> bytes:
    """What entity tags of this graph, served by this version, differ by from those of any other."""
    stream = BytesIO()
    store.dump(stream)
    return hashlib.blake2b(stream.getvalue(), salt=__version__.encode()[:16]).digest()


def _read_question(key: tuple[bytes, ...]) -> Question | None:
    query_string, accept, _, *posted = key
    accepted = accept.decode("latin-1")
    if not posted:
        return read_get(query_string, accepted)
    kind, body = posted
    return read_post(query_string, kind.decode("latin-1"), body, accepted)


def _takes_gzip(given: dict[bytes, bytes]) -> bytes:
    """Whether the client takes gzip, as what is part of a key."""
    codings = given.get(b"accept-encoding", b"").lower()
    if b"gzip" not in codings:
        return b""
    refused = any(
        part.strip().startswith(b"gzip") and part.replace(b" ", b"").endswith((b";q=0", b";q=0.0"))
        for part in codings.split(b",")
    )
    return b"" if refused else b"gzip"


def _matches(wanted: bytes | None, tag: bytes) -> bool:
    if wanted is None:
        return False
    return wanted.strip() == b"*" or tag in (part.strip().removeprefix(b"W/") for part in wanted.split(b","))


def _write_headers(answered: Answered, tag: bytes | None) -> Headers:
    """The headers of an answer; the first is its length, which a 304 leaves out."""
    headers = [
        (b"content-length", str(len(answered.body)).encode()),
        (b"content-type", _write_type(answered.media_type)),
        *_OPEN,
    ]
    if answered.packed:
        headers.append((b"content-encoding", b"gzip"))
    if tag is None:
        return headers + _RETRY
    return [*headers, (b"etag", tag), (b"cache-control", b"public, no-cache")]


def _write_type(media_type: str) -> bytes:
    return f"{media_type}; charset=utf-8".encode() if media_type.startswith("text/") else media_type.encode()


def _refuse_method(method: str) -> Refused:
    what = f"{method} is not answered here"
    allow = {"Allow": "GET, HEAD, POST, OPTIONS"}
    return Refused(405, what, "/sparql", "Ask with GET or POST.", allow)


def _write_fault(fault: Refused) -> tuple[int, Headers, bytes]:
    body = write_problem(fault)
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    headers += _OPEN + _RETRY
    headers += [(name.lower().encode(), value.encode()) for name, value in fault.headers.items()]
    return fault.status, headers, body
