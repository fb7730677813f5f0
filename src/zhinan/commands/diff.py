"""``zhinan diff --store URL``: whether the graph elsewhere is what it is here."""

from __future__ import annotations

import click

from zhinan.commands.progress import show_progress
from zhinan.commands.stores import Login, with_login
from zhinan.store import Comparison, State, compare_stores, is_server, open_server, open_store


@click.command()
@click.option(
    "--store", "where", required=True, metavar="URL", help="服务地址或文件夹。A server's URL, or a folder."
)
@click.option("--from", "source", metavar="FOLDER", help="别处建好的图。A store folder other than our own.")
@with_login
def diff(where: str, source: str | None, login: Login) -> int:
    """别处的图是否与此一致，逐图比较。Whether the graph elsewhere is current, graph by graph.

    退出码 Exit code: 0 全部一致 all current, 1 有缺少、不同或多出 missing, differing or extra, 3 问不到 no answer.
    """
    with show_progress("建图 Building") as step:
        here = open_store(source, on_step=step)
    there = (
        open_server(where, user=login.user, password=login.password, auth=login.auth, timeout=login.timeout)
        if is_server(where)
        else open_store(where)
    )
    with show_progress("比较 Comparing") as step:
        compared = compare_stores(here, there, step)
    for comparison in compared:
        click.echo(_show(comparison))
    return int(any(comparison.state is not State.CURRENT for comparison in compared))


def _show(comparison: Comparison) -> str:
    """A line a graph: its state, its name, triples here and there, and what they hash to where that was needed."""
    state = f"{comparison.state.zh} {comparison.state.value}"
    name = "graph:" + comparison.graph.rpartition("/")[2]
    counts = (
        f"{comparison.here:,} → {comparison.there:,}"
        if comparison.here != comparison.there
        else f"{comparison.here:,}"
    )
    hashes = dict.fromkeys(found[:12] for found in (comparison.hash_here, comparison.hash_there) if found)
    return f"{state:<12} {name:<20} {counts}  {' ≠ '.join(hashes)}".rstrip()
