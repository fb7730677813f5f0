"""`zhinan check`: applications against the rules of the direction they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhinan.check import ENGINES, check_applications, find_engine, find_exit_code
from zhinan.commands.rules import find_data_files
from zhinan.errors import DataError
from zhinan.files import find_folder
from zhinan.report import LANGUAGES, write_json, write_text

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.rules import Rulebook


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lang", default="both", type=click.Choice(LANGUAGES), help="文字。Language of the text.")
@click.option("--format", "form", default="text", type=click.Choice(["text", "json"]), help="格式。Format.")
@click.option(
    "--guide-data", type=click.Path(path_type=Path), help="另用的指南数据（文件或文件夹）。Other guide data."
)
@click.option(
    "--engine",
    default=next(iter(ENGINES)),
    type=click.Choice(list(ENGINES)),
    help="SHACL 引擎。SHACL engine.",
)
def check(files: Sequence[Path], lang: str, form: str, guide_data: Path | None, engine: str) -> int:
    """检查申报项目。Check applications against the rules.

    退出码 Exit code: 0 没有不符合 nothing violated, 1 有不符合 violated, 2 用法 usage, 3 读不了 unreadable,
    4 什么也没有检查 nothing checked, 5 缺材料或填写有误 facts missing or faulty.
    """
    book = _open_book(guide_data)
    broken: list[DataError] = []
    applications = _read_all(files, broken)
    results = []
    for result in check_applications(applications, book, find_folder("shapes"), find_engine(engine)):
        results.append(result)
        if form == "text":
            click.echo(write_text(result, lang))
    if form == "json":
        click.echo(write_json(results, engine), nl=False)
    for err in broken:
        click.echo(f"zhinan: {err}", err=True)
    if not results and not broken:
        click.echo(
            "zhinan: 文件中没有申报项目。No application in these files: nothing is a zn:Application.",
            err=True,
        )
    return 3 if broken else find_exit_code(results)


def _open_book(guide_data: Path | None) -> Rulebook:
    from zhinan.rules import compile_shapes, find_guide_rules, load_families, open_rulebook, read_index

    shapes = find_folder("shapes")
    files = find_data_files(guide_data or find_folder("data") / "guides")
    if guide_data is None:
        return open_rulebook(files, shapes / "rules")
    return open_rulebook(
        files, compile_shapes(find_guide_rules(read_index(files)), load_families(shapes)).files
    )


def _read_all(files: Sequence[Path], broken: list[DataError]) -> Iterator[Application]:
    from zhinan.application import read_applications

    for path in files:
        try:
            yield from read_applications(path)
        except DataError as err:
            broken.append(err)
