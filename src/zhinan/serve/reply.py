"""Replies that a cache can keep: an entity tag by what the graph says, and 304 where the client has it already.

Source: RFC 9110, 8.8.3 (ETag), 13.1.2 (If-None-Match); RFC 9111, 5.2.2.4 (no-cache: ask again before using).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response

from zhinan import __version__
from zhinan.store import EmbeddedStore


class Edition:
    """What a graph says now, as a hash that is made when it is first asked for; served graphs do not change."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    @cached_property
    def digest(self) -> str:
        """The hash, of the graph and of this version of Zhinan."""
        stream = BytesIO()
        self._store.dump(stream)
        lines = sorted(stream.getvalue().splitlines())
        return hashlib.blake2b(b"\n".join(lines), salt=__version__.encode()[:16], digest_size=16).hexdigest()

    def tag(self, request: Request, media_type: str) -> str:
        """The entity tag of the answer to a request in a media type."""
        asked = (
            f"{request.url.scheme} {request.url.netloc} {request.url.path}?{request.url.query} {media_type}"
        )
        digest = hashlib.blake2b(f"{self.digest} {asked}".encode(), digest_size=12)
        return f'"{digest.hexdigest()}"'


def reply(
    request: Request,
    edition: Edition,
    body: bytes,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response, or 304 without a body where the client holds the same."""
    tag = edition.tag(request, media_type)
    said = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    if _holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=said)
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Response(body, headers={**said, "Content-Type": media_type})


def _holds(held: str, tag: str) -> bool:
    return held.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in held.split(","))
