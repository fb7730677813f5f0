"""``zhinan mcp``: the graph for assistants, on standard input and output."""

from __future__ import annotations

import click

from zhinan.errors import ToolMissing, UsageError
from zhinan.query import load_queries
from zhinan.store import EmbeddedStore, open_store


@click.command()
@click.option(
    "--store",
    "where",
    metavar="FOLDER",
    help="图所在的文件夹，缺省为自带的图。A store folder; else our own graph.",
)
def mcp(where: str | None) -> None:
    """以 MCP 供助手使用（标准输入输出）。Serve the graph to assistants by MCP, on standard input and output.

    工具 Tools: list_queries, run_query, describe_thing, run_sparql, check_application.
    """
    try:
        from zhinan.serve.assistant import create_assistant
    except ImportError as err:
        raise ToolMissing(str(err.name), "Install it with `pip install 'zhinan[mcp]'`.") from err

    store = open_store(where)
    if not isinstance(store, EmbeddedStore):
        raise UsageError(f"--store {where}: name a folder, or leave it out.")
    create_assistant(store, load_queries()).run("stdio")
