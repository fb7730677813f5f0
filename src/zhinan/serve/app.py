"""The application: its routes in one list, and what stands before all of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from zhinan import __version__
from zhinan.errors import ZhinanError
from zhinan.query import PEOPLE, Catalogue
from zhinan.serve import describe, pages, rest
from zhinan.serve.direct import Direct, SmallFirst
from zhinan.serve.limits import Limits
from zhinan.serve.log import RequestLines, RequestLog
from zhinan.serve.office import Office, OpenOffice, ShutOffice
from zhinan.serve.pool import Pool
from zhinan.serve.problem import Refused, answer_problem
from zhinan.serve.reply import Edition
from zhinan.serve.service import Answerer, SparqlService
from zhinan.serve.shortcut import Shortcut
from zhinan.serve.sparql import SparqlEndpoint
from zhinan.store import EmbeddedStore


def create_app(
    store: EmbeddedStore, catalogue: Catalogue, limits: Limits | None = None, *, isolated: bool = True
) -> Starlette:
    """The ASGI application that serves a graph and its named queries, within ``limits``.

    Queries of others run in worker processes; without ``isolated`` they run in this one and nothing bounds them,
    which is for tests and for a server that only its owner reaches.
    """
    limits = limits or Limits()
    lines = RequestLines()
    pool = Pool(store, limits) if isolated else None
    office = ShutOffice(limits) if isolated else OpenOffice(limits)
    service = SparqlService(_make_answerer(store, pool, limits), store, limits)
    app = Starlette(
        routes=list_routes(store, catalogue, limits, office),
        middleware=[
            Middleware(SparqlEndpoint, service, lines),
            Middleware(RequestLog, lines),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=["Content-Location", "ETag", "Link", "X-Total-Count"],
            ),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        ],
        exception_handlers={
            ZhinanError: answer_problem,
            HTTPException: _answer_http_exception,
            Exception: _answer_unforeseen,
        },
        lifespan=_make_lifespan(pool, office, lines),
    )
    app.state.shortcut = Shortcut(service, lines)
    return app


def _make_answerer(store: EmbeddedStore, pool: Pool | None, limits: Limits) -> Answerer:
    """Who answers queries; a graph on a disk is not read by the process that listens to everybody."""
    if pool is None:
        return Direct(store)
    return SmallFirst(store, pool, limits.answer) if store.where == "memory" else pool


def _make_lifespan(pool: Pool | None, office: Office, lines: RequestLines) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        if pool is not None:
            await pool.start()
        try:
            yield
        finally:
            await office.stop()
            if pool is not None:
                await pool.stop()
            lines.flush()

    return live


def list_routes(
    store: EmbeddedStore, catalogue: Catalogue, limits: Limits, office: Office
) -> list[BaseRoute]:
    """Every route, in the order tried; ``/sparql`` stands before all of them (``sparql.SparqlEndpoint``)."""
    edition, public = Edition(store), catalogue.pick_roles(*PEOPLE)
    return [
        Route("/healthz", _make_health(store)),
        *rest.routes(store, public, limits, edition, office),
        *describe.routes(store, public, edition),
        *pages.routes(store, public, edition),
    ]


def _make_health(store: EmbeddedStore) -> Callable[[Request], Awaitable[Response]]:
    where = "memory" if store.where == "memory" else "folder"
    body = json.dumps({"status": "ok", "version": __version__, "store": where}).encode()

    async def healthz(request: Request) -> Response:
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

    return healthz


def _answer_http_exception(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    headers = dict(fault.headers or {}) if isinstance(fault, HTTPException) else {}
    what, remedy = _SAID.get(status, ("this request is not answered", "Change it and send it again."))
    return answer_problem(request, Refused(status, what, request.url.path, remedy, headers))


_SAID = {
    404: ("nothing is here", "Check the address."),
    405: ("this method is not answered here", "Use one of those in the Allow header."),
}


def _answer_unforeseen(request: Request, fault: Exception) -> Response:
    """The rim: what nobody foresaw is logged by the server, and told without its traceback."""
    what = "the server met a fault of its own"
    return answer_problem(request, Refused(500, what, request.url.path, "Try again; if it stays, report it."))
