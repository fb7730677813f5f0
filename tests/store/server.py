"""A SPARQL server on the loopback interface, so that the remote store is tested without a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox


class SparqlServer(ThreadingHTTPServer):
    """Answers queries on ``store``; the next answers are taken from ``faults`` while there are any.

    ``asks`` is the WWW-Authenticate of one that lets nobody in without an Authorization of that kind.
    """

    daemon_threads = True

    def __init__(self, store: ox.Store) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.faults: list[tuple[int, bytes]] = []
        self.requests: list[tuple[str, str, str | None]] = []
        self.graphs: list[str] = []
        self.asks: str | None = None
        self.fail_at_update = 0
        self.bound: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: SparqlServer

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        kind = "query" if "query" in form else "update"
        self.server.requests.append((self.command, kind, self.headers.get("Authorization")))
        self.server.graphs = form.get("default-graph-uri", [])
        if self.server.asks and not (self.headers.get("Authorization") or "").startswith(
            self.server.asks[:5]
        ):
            return self._answer(401, b"", "text/plain")
        if self.server.faults:
            return self._answer(*self.server.faults.pop(0), "text/plain")
        if kind == "update":
            self.server.fail_at_update -= 1
            if self.server.fail_at_update == 0:
                return self._answer(500, b"no room", "text/plain")
            self.server.store.update(form["update"][0])
            return self._answer(204, b"", "text/plain")
        result: Any = self.server.store.query(form["query"][0], use_default_graph_as_union=True)
        if isinstance(result, ox.QueryTriples):
            return self._answer(200, result.serialize(format=ox.RdfFormat.TURTLE), "text/turtle")
        json = result.serialize(format=ox.QueryResultsFormat.JSON)
        return self._answer(200, json, "application/sparql-results+json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.server.bound:
            self.send_header("X-SPARQL-MaxRows", self.server.bound)
        if status == 401 and self.server.asks:
            self.send_header("WWW-Authenticate", self.server.asks)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serve(store: ox.Store) -> Iterator[SparqlServer]:
    """A running server, ended with the block."""
    server = SparqlServer(store)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
