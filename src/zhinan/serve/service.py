"""The SPARQL service behind both ways to it: the question of a request, its answer, and answers kept for others.

A request is known by its key: its query string, its Accept header, whether it takes gzip, and of a POST the
Content-Type and the body.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from io import BytesIO
from typing import Protocol
from zlib import crc32

from zhinan import __version__
from zhinan.serve.answer import Answered
from zhinan.serve.kept import Headers, Kept, KeptAnswers, may_change
from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused, write_problem
from zhinan.serve.question import Question, read_get, read_post
from zhinan.serve.seats import Gone, Job, Settle
from zhinan.store import EmbeddedStore

Key = tuple[bytes, ...]

OPEN: Headers = [(b"access-control-allow-origin", b"*"), (b"vary", b"Accept, Accept-Encoding")]
"""The headers of every answer: any page may ask, and answers differ by what the client accepts."""

_PASSING: Headers = [(b"cache-control", b"no-store")]


class Answerer(Protocol):
    """Whoever answers questions: the workers, or this process itself."""

    async def ask(self, question: Question, *, gzip: bool = False, gone: Gone | None = None) -> Answered:
        """The answer; raises Refused."""

    def send(self, question: Question, settle: Settle, *, gzip: bool, gone: Gone | None) -> Job | None:
        """Have a question answered to ``settle``; raises Refused."""


class SparqlService:
    """Answers requests over one store that does not change, and keeps answers for who asks the same again."""

    def __init__(self, answerer: Answerer, store: EmbeddedStore, limits: Limits) -> None:
        self.answerer, self.limits = answerer, limits
        self.graphs = [graph.value for graph in store.inner.named_graphs()]
        self._digest = _digest(store)
        self._kept = KeptAnswers(limits.kept)

    def find(self, key: Key) -> Kept | None:
        """The answer to a request, if it is kept."""
        return self._kept.get(key)

    def read(self, key: Key) -> Question | None:
        """The question of a request; None where it asks nothing. Raises Refused."""
        query_string, accept, _, *posted = key
        accepted = accept.decode("latin-1")
        if posted:
            kind, body = posted
            question = read_post(query_string, kind.decode("latin-1"), body, accepted)
        elif (asked := read_get(query_string, accepted)) is None:
            return None
        else:
            question = asked
        if len(question.query) > self.limits.query:
            what = f"the query is longer than {self.limits.query} characters"
            raise Refused(413, what, "query", "Ask in smaller parts.")
        return question

    def keep(self, key: Key, question: Question, answered: Answered) -> Kept:
        """An answer as it is sent, kept for others unless it may be another one the next time."""
        if may_change(question.query):
            return Kept(answered, write_head(answered, b""), b"")
        number = crc32(key[0])
        for part in key[3:]:  # the others are told apart by the form
            number = crc32(part, number)
        tag = b'"%b%08x"' % (_name_form(self._digest, answered.media_type, answered.packed), number)
        kept = Kept(answered, write_head(answered, tag), tag)
        self._kept.add(key, kept)
        return kept


def write_head(answered: Answered, tag: bytes) -> bytes:
    """The headers of an answer as they are sent; the first is its length, which a 304 leaves out."""
    head = b"content-length: %d\r\n%b" % (
        len(answered.body),
        _write_form(answered.media_type, answered.packed),
    )
    if tag:
        return b"%betag: %b\r\ncache-control: public, no-cache\r\n" % (head, tag)
    return b"%bcache-control: no-store\r\n" % head


@lru_cache(maxsize=64)
def _write_form(media_type: str, packed: bool) -> bytes:
    """The headers that follow from the form of an answer."""
    text = media_type.startswith("text/")
    headers = [(b"content-type", f"{media_type}{'; charset=utf-8' if text else ''}".encode()), *OPEN]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def write_fault(fault: Refused) -> tuple[int, Headers, bytes]:
    """The answer that says why there is none."""
    body = write_problem(fault)
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    headers += OPEN + _PASSING
    headers += [(name.lower().encode(), value.encode()) for name, value in fault.headers.items()]
    return fault.status, headers, body


def takes_gzip(codings: bytes) -> bytes:
    """Whether an Accept-Encoding header takes gzip, as a part of a key."""
    if b"gzip" not in codings:
        return b""
    for part in codings.lower().split(b","):
        coding, _, quality = part.replace(b" ", b"").partition(b";q=")
        if coding == b"gzip" and not quality.strip(b"0."):
            return b"" if quality else b"gzip"
    return b"gzip"


@lru_cache(maxsize=64)
def _name_form(digest: bytes, media_type: str, packed: bool) -> bytes:
    """What an entity tag begins with: it differs by graph and form, as it must for one address; a checksum follows."""
    said = b"%b %b %d" % (digest, media_type.encode(), packed)
    return hashlib.blake2b(said, digest_size=12).hexdigest().encode()


def _digest(store: EmbeddedStore) -> bytes:
    """What entity tags of this graph, served by this version, differ by from those of any other."""
    stream = BytesIO()
    store.dump(stream)
    return hashlib.blake2b(stream.getvalue(), salt=__version__.encode()[:16]).digest()
