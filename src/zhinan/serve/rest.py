"""REST: a route a named query with typed parameters, and applications to be checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from zhinan.query import Catalogue, Languages, find_queries, make_document, write_csv
from zhinan.serve.asking import ask_query, describe_query
from zhinan.serve.body import read_body
from zhinan.serve.limits import Limits
from zhinan.serve.media import choose_format
from zhinan.serve.office import Office
from zhinan.serve.openapi import describe_api
from zhinan.serve.problem import Refused
from zhinan.serve.reply import Edition, reply
from zhinan.store import EmbeddedStore

FORMATS: dict[str, tuple[str, ...]] = {"json": ("application/json",), "csv": ("text/csv",)}
LANGUAGES: dict[str, Languages] = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}
PAGE, LARGEST = 1_000, 10_000
"""Rows in an answer where no limit is given, and the greatest limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request asks of an answer: which rows, in which languages and form; ``given`` is for the query."""

    limit: int
    offset: int
    languages: Languages
    form: str | None
    given: Mapping[str, str]


def routes(
    store: EmbeddedStore, catalogue: Catalogue, limits: Limits, edition: Edition, office: Office
) -> list[BaseRoute]:
    """The routes below ``/api``."""
    service = _Service(store, catalogue, limits, edition, office)
    return [
        Route("/api/queries", service.list_queries),
        Route("/api/query/{name}", service.answer_query),
        Route("/api/check", service.check, methods=["POST"]),
        Route("/api/openapi.json", service.describe),
    ]


class _Service:
    def __init__(
        self, store: EmbeddedStore, catalogue: Catalogue, limits: Limits, edition: Edition, office: Office
    ) -> None:
        self._store, self._catalogue, self._limits, self._edition = store, catalogue, limits, edition
        self._office = office

    def list_queries(self, request: Request) -> Response:
        """Every named query, or those that speak of ``about``."""
        asked = _read_once(request, ("about",))
        about = asked.get("about", "").strip()
        found = find_queries(self._store, self._catalogue, about) if about else list(self._catalogue)
        base = request.url.path.removesuffix("/queries")
        listed = [{**describe_query(query), "href": f"{base}/query/{query.name}"} for query in found]
        body = _dump({"queries": listed})
        return reply(request, self._edition, body, "application/json")

    def answer_query(self, request: Request) -> Response:
        """The answer to a named query, a page of it."""
        query = self._catalogue.get(request.path_params["name"])
        asked = _read_asked(request)
        form = choose_format(FORMATS, request.headers.get("accept"), asked.form)
        answer = ask_query(self._store, self._catalogue, query, asked.given)
        page = replace(answer, rows=answer.rows[asked.offset : asked.offset + asked.limit])
        total = len(answer.rows)
        headers = {"X-Total-Count": str(total)} | _link(request, asked, total)
        if form.name == "csv":
            body = write_csv(page, asked.languages).encode()
        else:
            paging = {"total": total, "limit": asked.limit, "offset": asked.offset}
            body = _dump(make_document(page, asked.languages) | paging)
        return reply(request, self._edition, body, form.media_type, headers)

    async def check(self, request: Request) -> Response:
        """What the rules say of the applications in the body."""
        length = request.headers.get("content-length", "").encode() or None
        data = await read_body(request.receive, length, self._limits)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await self._office.check(data, media_type)
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

    def describe(self, request: Request) -> Response:
        """The OpenAPI description of these routes."""
        body = _dump(describe_api(self._catalogue))
        return reply(request, self._edition, body, "application/json")


def _read_asked(request: Request) -> Asked:
    given = _read_once(request)
    language = given.pop("lang", "both")
    if language not in LANGUAGES:
        raise Refused(400, f"{language!r} is no language here", "lang", f"Use one of {', '.join(LANGUAGES)}.")
    return Asked(
        limit=_read_number(given.pop("limit", str(PAGE)), "limit", 1, LARGEST),
        offset=_read_number(given.pop("offset", "0"), "offset", 0, 10**9),
        languages=LANGUAGES[language],
        form=given.pop("format", None),
        given=given,
    )


def _read_once(request: Request, known: tuple[str, ...] | None = None) -> dict[str, str]:
    """The parameters of a request. Raises Refused where one is given twice, or is not among ``known``."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Refused(400, "it is given twice", name, "Give it once.")
        if known is not None and name not in known:
            raise Refused(400, "there is no such parameter", name, f"Known: {', '.join(known)}.")
        given[name] = value
    return given


def _read_number(text: str, name: str, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most:
        return int(text)
    raise Refused(400, f"{text[:40]!r} is no whole number from {least} to {most}", name, "Give one.")


def _link(request: Request, asked: Asked, total: int) -> dict[str, str]:
    """The Link header to the other pages of an answer. Source: RFC 8288; RFC 5005 has the names."""
    last = max(0, (total - 1) // asked.limit * asked.limit)
    places = {"first": 0, "last": last}
    if asked.offset > 0:
        places["prev"] = max(0, asked.offset - asked.limit)
    if asked.offset + asked.limit < total:
        places["next"] = asked.offset + asked.limit
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    links = [
        f'<{request.url.path}?{urlencode([*kept, ("limit", asked.limit), ("offset", at)])}>; rel="{name}"'
        for name, at in places.items()
    ]
    return {"Link": ", ".join(links)} if total > asked.limit or asked.offset else {}


def _dump(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8")
