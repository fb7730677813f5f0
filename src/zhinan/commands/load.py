"""``zhinan load --to URL``: the graph on a SPARQL server."""

from __future__ import annotations

import click

from zhinan.commands.progress import show_progress
from zhinan.commands.stores import Login, with_login
from zhinan.errors import UsageError
from zhinan.store import is_server, open_server, open_store
from zhinan.store.publish import find_update, publish_graph


@click.command()
@click.option(
    "--to", "target", required=True, metavar="URL", help="查询的地址。The server's address for queries."
)
@click.option("--from", "source", metavar="FOLDER", help="别处建好的图。A store folder other than our own.")
@click.option("--update", metavar="URL", help="更新的地址。Its address for updates, where it is another.")
@click.option("--graph-store", metavar="URL", help="图存取的地址。Its address for the Graph Store Protocol.")
@click.option("--prune", is_flag=True, help="删去已不再有的本库的图。Remove graphs of ours that are no more.")
@with_login
def load(
    target: str, source: str | None, update: str | None, graph_store: str | None, prune: bool, login: Login
) -> None:
    """把图放到 SPARQL 服务上，一图一存。Put the graph on a SPARQL server, by named graphs.

    只动 https://w3id.org/zhinan/graph/ 之下的图；已一致的不再送。Only graphs under that name are touched,
    and those that are current there are left alone, so that a call which was cut off can be made again.
    """
    if not is_server(target):
        raise UsageError(f"{target}: this is no address. For a folder there is `zhinan build --to {target}`.")
    with show_progress("建图 Building") as step:
        here = open_store(source, on_step=step)
    there = open_server(
        target, update=update or find_update(target), user=login.user, password=login.password, auth=login.auth,
        timeout=login.timeout,
    )  # fmt: skip
    with show_progress("上传 Loading") as step:
        done = publish_graph(here, there, graph_store=graph_store, prune=prune, on_step=step)
    triples = sum(c.here for c in done.before if c.graph in done.sent)
    removed = f", 删去 removed {len(done.removed)}" if done.removed else ""
    way = f" ({done.way})" if done.way else ""
    click.echo(
        f"{target}: 送出 sent {len(done.sent)} / {len(done.before)} 图 graphs, {triples:,} 条 triples{removed}{way}"
    )
