"""`zhinan template`: a form to fill in, made from what a direction's rules ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhinan.commands.rules import find_data_files
from zhinan.errors import DataError
from zhinan.files import find_folder

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.rules import Rulebook

_FORMATS = ("xlsx", "json", "yaml", "csv")


@click.command()
@click.argument("direction")
@click.option(
    "--to", default="xlsx", type=click.Choice(_FORMATS), help="格式；csv 为文件夹。Format; csv is a folder."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="文件名，默认以方向命名。File; by default named after it.",
)
@click.option(
    "--fill", multiple=True, type=click.Path(path_type=Path), help="填入已有的申报。Applications to fill in."
)
@click.option(
    "--all", "whole", is_flag=True, help="列出所有可填的列。Every column, whether asked for or not."
)
@click.option("--force", is_flag=True, help="覆盖已有文件。Replace what stands under the name.")
def template(
    direction: str, to: str, output: Path | None, fill: tuple[Path, ...], whole: bool, force: bool
) -> None:
    """按方向的要求生成申报模板。Write a template made from a direction's requirements.

    DIRECTION: 编号如 most-2021-1/1.3，或名称。A code such as most-2021-1/1.3, or a label.
    """
    from zhinan.application import find_direction, read_applications, write_template
    from zhinan.rules import open_rulebook
    from zhinan.terms import ID

    data = find_data_files(find_folder("data") / "guides")
    book = open_rulebook(data, find_folder("shapes") / "rules")
    iri = find_direction(direction, book)
    name = iri.removeprefix(f"{ID}direction/").replace("/", "-")
    path = output or Path(name if to == "csv" else f"{name}.{to}")
    applications = (one for file in fill for one in read_applications(file, book.index))
    write_template(
        iri,
        to,
        path,
        book,
        applications=applications,
        examples=_examples(iri, book),
        whole=whole,
        force=force,
    )
    click.echo(path)


def _examples(direction: str, book: Rulebook) -> list[Application]:
    from zhinan.application import compose_application

    try:
        return [compose_application(direction, book)]
    except DataError as err:
        click.echo(f"zhinan: 没有示例行。No example row: {err}", err=True)
        return []
