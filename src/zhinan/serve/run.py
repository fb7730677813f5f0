"""Running the application on uvicorn until it is told to stop."""

from __future__ import annotations

import functools
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

import uvicorn

from zhinan.errors import UsageError
from zhinan.query import Catalogue
from zhinan.serve.app import create_app
from zhinan.serve.connection import IDLE, Connection
from zhinan.serve.limits import Limits
from zhinan.serve.log import JsonLines, log_event
from zhinan.store import EmbeddedStore

_BACKLOG = 2048
_GRACE = 5
"""Seconds that requests may go on after the server was told to stop."""


def serve_graph(
    store: EmbeddedStore,
    catalogue: Catalogue,
    *,
    host: str,
    port: int,
    processes: int = 1,
    limits: Limits | None = None,
    isolated: bool = True,
) -> None:
    """Serve until SIGINT or SIGTERM; requests that are being answered are answered first.

    Each of the ``processes`` has workers and a socket of its own.
    Raises UsageError where nobody can listen on this host and port.
    """
    _set_up_logs()
    limits = limits or Limits()
    socks = _listen(host, port, processes)
    log_event("listening", address=f"http://{host}:{socks[0].getsockname()[1]}/", processes=processes)
    if processes == 1:
        make_server(store, catalogue, limits, isolated=isolated).run(sockets=socks)
    else:
        _run_all(
            socks, lambda sock: make_server(store, catalogue, limits, isolated=isolated).run(sockets=[sock])
        )


def make_server(
    store: EmbeddedStore, catalogue: Catalogue, limits: Limits, *, isolated: bool = True
) -> uvicorn.Server:
    """A server that is ready to run on sockets given to it."""
    app = create_app(store, catalogue, limits, isolated=isolated)
    config = uvicorn.Config(
        app,
        http=functools.partial(Connection, limits=limits, shortcut=app.state.shortcut),  # type: ignore[arg-type]
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=_GRACE,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; what lives as long as the server is then not looked through for garbage again."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(
            20_000, 20, 20
        )  # requests leave no cycles behind, and looking for them costs a few in a hundred

    async def on_tick(self, counter: int) -> bool:
        """Once a second, look for clients that are too slow."""
        if counter % 10 == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.check(now)
        return await super().on_tick(counter)


def _listen(host: str, port: int, processes: int) -> list[socket.socket]:
    """A socket a process on one port; the kernel spreads connections among them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        first = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        if processes == 1:
            return [first]
        port = first.getsockname()[1]  # nobody else listens here, which sharing a port would not tell
        first.close()
        return [
            socket.create_server((host, port), family=family, backlog=_BACKLOG, reuse_port=True)
            for _ in range(processes)
        ]
    except OSError as err:
        raise UsageError(
            f"{host}:{port}: nobody can listen here ({err.strerror}). Try another --port."
        ) from err


def _run_all(socks: list[socket.socket], serve: Callable[[socket.socket], None]) -> None:
    """Serve each socket in a process of its own; when one ends, or this one is told to, all end."""
    children = [_fork(sock, socks, serve) for sock in socks]
    for sock in socks:
        sock.close()

    def stop(*_: object) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while children:
        ended, _ = os.wait()
        children.remove(ended)
        stop()


def _fork(sock: socket.socket, socks: list[socket.socket], serve: Callable[[socket.socket], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        for other in socks:
            if other is not sock:
                other.close()
        serve(sock)
        os._exit(0)
    finally:
        os._exit(1)


def _set_up_logs() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("zhinan.serve", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
