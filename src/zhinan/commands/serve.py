"""``zhinan serve``: the graph over HTTP."""

from __future__ import annotations

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import ToolMissing, UsageError
from zhinan.query import load_queries
from zhinan.store import EmbeddedStore, open_store


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。Port.")
@click.option("--store", "where", help="图所在的文件夹，缺省为自带的图。A store folder; else our own graph.")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="进程数。Processes.")
@click.option("--seconds", type=click.FloatRange(0.1), help="一次查询的时限。How long a query may run.")
@click.option("--memory", type=click.IntRange(32), help="一次查询的内存，MiB。Memory of a query.")
@click.option("--trusted", is_flag=True, help="不隔离查询，只供自己用。Guard nothing: for yourself alone.")
def serve(
    host: str, port: int, where: str | None, processes: int,
    seconds: float | None, memory: int | None, trusted: bool,
) -> None:  # fmt: skip
    """以 HTTP 提供图：SPARQL、REST、网页。Serve the graph over HTTP: SPARQL, REST, pages."""
    try:
        from zhinan.serve import MIB, Limits, serve_graph
    except ImportError as err:
        raise ToolMissing(str(err.name), "Install it with `pip install 'zhinan[serve]'`.") from err

    with show_progress("建图 Building") as step:
        store = open_store(where, on_step=step)
    if not isinstance(store, EmbeddedStore):
        raise UsageError(
            f"--store {where}: that server answers SPARQL itself. Name a folder, or leave it out."
        )
    usual = Limits()
    limits = Limits(seconds=seconds or usual.seconds, memory=memory * MIB if memory else usual.memory)
    serve_graph(
        store, load_queries(), host=host, port=port, processes=processes, limits=limits, isolated=not trusted
    )
