"""``zhinan export``: a view of the graph, in the format of the tool that is to draw it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import UsageError
from zhinan.store import Store, open_store

if TYPE_CHECKING:
    from zhinan.export import View

_EPILOG = "例 e.g.  zhinan export partners-fields -f gexf -o partners.gexf"


@click.command(epilog=_EPILOG)
@click.argument("view", default="whole")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-f", "--format", "form", help="格式；缺省取自文件名。Format; by default from the output's name."
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="写入何处。Where to write.")
@click.option("--guide", "guides", multiple=True, help="只取这些指南。Only these guides, such as most-2020.")
@click.option("--year", "years", multiple=True, type=int, help="只取这些年度。Only guides of these years.")
@click.option("--type", "types", multiple=True, help="只取这些类。Only these classes, such as Direction.")
@click.option(
    "--lang", type=click.Choice(["zh", "en", "both"]), default="both", help="语言。Language of texts."
)
@click.option("--of", default="", help="neighbourhood 的中心。The thing in the middle, such as country/IL.")
@click.option(
    "--depth", default=1, type=click.IntRange(1, 9), help="neighbourhood 的步数。How many links away."
)
@click.option("--measure", "measures", multiple=True, help="加上网络指标。Add a measure, such as degree.")
@click.option("--store", "where", help="图所在：文件夹或服务地址。A store folder, or a server's URL.")
@click.option("--force", is_flag=True, help="替换已有的文件。Replace what exists.")
@click.option("--list", "show", is_flag=True, help="列出视图、格式与指标。List views, formats and measures.")
def export(
    view: str, files: tuple[Path, ...], form: str | None, target: Path | None, guides: tuple[str, ...],
    years: tuple[int, ...], types: tuple[str, ...], lang: str, of: str, depth: int, measures: tuple[str, ...],
    where: str | None, force: bool, show: bool,
) -> None:  # fmt: skip
    """导出图或其视图。Export the graph, or a view of it.

    VIEW 缺省为 whole；query FILE 取任一 CONSTRUCT；applications FILE... 取申报项目及其检查结论。
    VIEW is whole by default; query FILE takes any CONSTRUCT; applications FILE... shows checked applications.
    """
    from zhinan.export import Selection, export_graph, find_format

    if show:
        _list_choices()
        return
    chosen = _choose_view(view, files)
    name = form or _guess_format(target)
    path = target or Path(chosen.name + (find_format(name).suffix or f"-{name}"))
    selection = Selection(
        guides=guides, years=years, types=types, language="" if lang == "both" else lang,
        of=of, depth=depth, measures=measures,
    )  # fmt: skip
    done = export_graph(_open(where), chosen, name, path, selection, force=force)
    said = f"{done.triples} triples" if done.triples else f"{done.nodes} nodes, {done.edges} edges"
    click.echo(f"{done.path}: {said}")


def _choose_view(name: str, files: tuple[Path, ...]) -> View:
    from zhinan.export import load_view, read_view

    if name == "applications":
        return _check_files(files)
    if (name == "query") != (len(files) == 1) or len(files) > 1:
        raise UsageError("Name one file with the view query and none with others: zhinan export query FILE.")
    return read_view(files[0]) if files else load_view(name)


def _check_files(files: tuple[Path, ...]) -> View:
    from zhinan.application import read_applications
    from zhinan.check import ENGINES, check_applications, find_engine
    from zhinan.commands.rules import find_data_files
    from zhinan.export import view_applications
    from zhinan.files import find_folder
    from zhinan.rules import open_rulebook

    if not files:
        raise UsageError("Name the files of the applications: zhinan export applications FILE...")
    applications = [one for path in files for one in read_applications(path)]
    shapes = find_folder("shapes")
    book = open_rulebook(find_data_files(find_folder("data") / "guides"), shapes / "rules")
    engine = find_engine(next(iter(ENGINES)))
    return view_applications(applications, check_applications(applications, book, shapes, engine))


def _list_choices() -> None:
    from zhinan.export import list_formats, list_measures, list_views, load_view

    views = [(name, " / ".join(load_view(name).title.values())) for name in list_views()]
    formatter = click.HelpFormatter()
    with formatter.section("视图 Views"):
        formatter.write_dl([
            *views,
            ("query FILE", "任一 CONSTRUCT / any CONSTRUCT"),
            ("applications FILE...", "申报项目及其检查结论 / applications with the verdicts on them"),
        ])  # fmt: skip
    with formatter.section("格式 Formats"):
        formatter.write_dl([(form.name, form.tools) for form in list_formats().values()])
    with formatter.section("指标 Measures"):
        formatter.write_text(", ".join(list_measures()))
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
