"""``zhinan serve``: the graph over HTTP."""

from __future__ import annotations

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import ToolMissing
from zhinan.query import load_queries
from zhinan.store import open_store


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。Port.")
@click.option("--store", "where", help="图所在的文件夹，缺省为自带的图。A store folder; else our own graph.")
def serve(host: str, port: int, where: str | None) -> None:
    """以 HTTP 提供图：SPARQL、REST、网页。Serve the graph over HTTP: SPARQL, REST, pages."""
    try:
        from zhinan.serve import serve_graph
    except ImportError as err:
        raise ToolMissing(str(err.name), "Install it with `pip install 'zhinan[serve]'`.") from err

    with show_progress("建图 Building") as step:
        store = open_store(where, on_step=step)
    serve_graph(store, load_queries(), host=host, port=port)
