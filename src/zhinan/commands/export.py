"""``zhinan export``: a view of the graph, in the format of the tool that is to draw it."""

from __future__ import annotations

from pathlib import Path

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import UsageError
from zhinan.store import Store, open_store

_EPILOG = "例 e.g.  zhinan export partners-fields -f gexf -o partners.gexf"


@click.command(epilog=_EPILOG)
@click.argument("view", default="whole")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "-f", "--format", "form", help="格式；缺省取自文件名。Format; by default from the name of the output."
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="写入何处。Where to write.")
@click.option("--guide", "guides", multiple=True, help="只取这些指南。Only these guides, such as most-2020.")
@click.option("--year", "years", multiple=True, type=int, help="只取这些年度。Only guides of these years.")
@click.option(
    "--type", "types", multiple=True, help="只取这些类。Only things of these classes, such as Direction."
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    help="名称与文字的语言。Language of texts.",
)
@click.option("--of", default="", help="neighbourhood 的中心。The thing in the middle, such as country/IL.")
@click.option(
    "--depth", default=1, type=click.IntRange(1, 9), help="neighbourhood 的步数。How many links away."
)
@click.option("--store", "where", help="图所在：文件夹或服务地址。A store folder, or a server's URL.")
@click.option("--force", is_flag=True, help="替换已有的文件。Replace what exists.")
@click.option("--list", "show", is_flag=True, help="列出视图与格式。List views and formats.")
def export(
    view: str, file: Path | None, form: str | None, target: Path | None,
    guides: tuple[str, ...], years: tuple[int, ...], types: tuple[str, ...], lang: str, of: str, depth: int,
    where: str | None, force: bool, show: bool,
) -> None:  # fmt: skip
    """导出图或其视图。Export the graph, or a view of it.

    VIEW 缺省为 whole；`query FILE` 取任一 CONSTRUCT。
    VIEW is whole by default; `query FILE` takes any CONSTRUCT.
    """
    from zhinan.export import Selection, export_graph, find_format, load_view, read_view

    if show:
        _list_choices()
        return
    if (view == "query") != (file is not None):
        raise UsageError("Give a file with the view query, and only there: zhinan export query FILE.")
    chosen = load_view(view) if file is None else read_view(file)
    name = form or _guess_format(target)
    path = target or Path(chosen.name + find_format(name).suffix)
    selection = Selection(
        guides=guides, years=years, types=types, language="" if lang == "both" else lang, of=of, depth=depth
    )
    done = export_graph(_open(where), chosen, name, path, selection, force=force)
    said = f"{done.triples} triples" if done.triples else f"{done.nodes} nodes, {done.edges} edges"
    click.echo(f"{done.path}: {said}")


def _list_choices() -> None:
    from zhinan.export import list_formats, list_views, load_view

    views = [(name, " / ".join(load_view(name).title.values())) for name in list_views()]
    formatter = click.HelpFormatter()
    with formatter.section("视图 Views"):
        formatter.write_dl([*views, ("query FILE", "任一 CONSTRUCT / any CONSTRUCT")])
    with formatter.section("格式 Formats"):
        formatter.write_dl([(form.name, form.tools) for form in list_formats().values()])
    click.echo(formatter.getvalue(), nl=False)


def _guess_format(target: Path | None) -> str:
    from zhinan.export import list_formats

    suffix = target.suffix if target is not None else ""
    fitting = [form.name for form in list_formats().values() if suffix and form.suffix == suffix]
    if len(fitting) == 1:
        return fitting[0]
    raise UsageError(f"--format: say which one. Known: {', '.join(fitting or list_formats())}.")


def _open(where: str | None) -> Store:
    with show_progress("建图 Building") as step:
        return open_store(where, on_step=step)
