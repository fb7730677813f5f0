"""``zhinan reason``: whether the graph contradicts itself, and what follows from its definitions."""

from __future__ import annotations

import click

from zhinan.commands.progress import show_progress
from zhinan.files import find_root
from zhinan.graph import assemble_graph
from zhinan.graph.reason import Classification, classify_graph
from zhinan.terms import shorten


@click.command()
@click.option("--members", is_flag=True, help="列出每个定义类的成员。List the members of each defined class.")
def reason(members: bool) -> int:
    """推理：查矛盾，分类。Look for contradictions, and classify, by HermiT (needs Java).

    无矛盾退出码为 0，有矛盾为 1。Exit code 0 where the graph is consistent, 1 where it is not.
    """
    with show_progress("建图 Building") as step:
        graph = assemble_graph(find_root(), step)
    click.echo("推理中，需一两分钟… Reasoning, which takes a minute or two ...", err=True)
    found = classify_graph(graph)
    _show(found, members)
    return 0 if found.sound else 1


def _show(found: Classification, members: bool) -> None:
    if not found.consistent:
        click.echo(
            "矛盾：图与本体的公理不合。Inconsistent: the graph contradicts the axioms of the ontology.\n"
            "先运行 queries/check/graph 中的查询，它们指出常见的矛盾。"
            "Run the queries under queries/check/graph first: they name the usual ones."
        )
        return
    click.echo("一致：没有矛盾。Consistent.")
    for iri in found.unsatisfiable:
        click.echo(f"不可能有成员的类 A class that nothing can be in: {shorten(iri)}")
    for iri, things in found.members:
        click.echo(f"{shorten(iri)}  {len(things)}")
        for thing in things if members else ():
            click.echo(f"  {shorten(thing)}")
