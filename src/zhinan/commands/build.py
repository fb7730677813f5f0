"""``zhinan build``: the graph on disk."""

from __future__ import annotations

from pathlib import Path

import click

from zhinan.commands.progress import show_progress
from zhinan.store import build_store


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="存放的文件夹，默认为自用之处。The folder to build in.",
)
def build(folder: Path | None) -> None:
    """建图，存于磁盘，供查询直接打开。Build the graph on disk, where queries open it at once.

    每次重建；全部建成才替换旧图。Built anew; the older one goes when all is there.
    """
    with show_progress("建图 Building") as step:
        built = build_store(folder, step)
    click.echo(f"{built.folder}: {built.triples:,} 条三元组 triples, {built.graphs} 个图 graphs")
