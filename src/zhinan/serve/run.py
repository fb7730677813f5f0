"""Running the application on uvicorn until it is told to stop."""

from __future__ import annotations

import logging
import sys

from zhinan.query import Catalogue
from zhinan.serve.app import create_app
from zhinan.serve.limits import Limits
from zhinan.serve.log import JsonLines
from zhinan.store import Store


def serve_graph(
    store: Store, catalogue: Catalogue, *, host: str, port: int, limits: Limits | None = None
) -> None:
    """Serve until SIGINT or SIGTERM; requests that are being answered are answered first."""
    import uvicorn

    _set_up_logs()
    config = uvicorn.Config(
        create_app(store, catalogue, limits),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()


def _set_up_logs() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("zhinan.serve", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
