"""``zhinan queries``, ``zhinan query NAME`` and ``zhinan sparql FILE``: questions to the graph."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import click

from zhinan.commands.stores import Asked, with_store
from zhinan.errors import UsageError
from zhinan.files import decode_utf8, read_utf8, write_beside
from zhinan.query import (
    Catalogue,
    Languages,
    NamedQuery,
    Parameter,
    find_queries,
    load_queries,
    pick_words,
    run_query,
    write_csv,
    write_json,
    write_rows,
    write_table,
    write_triples,
)
from zhinan.store import add_prefixes, find_form, open_store
from zhinan.terms import prefixes

_Command = TypeVar("_Command", bound=Callable[..., Any])
_LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def _with_output(*forms: str, default: str | None = "table") -> Callable[[_Command], _Command]:
    def add(command: _Command) -> _Command:
        for option in reversed((
            click.option("-f", "--format", "form", type=click.Choice(forms), default=default),
            click.option("--bom", is_flag=True, help="CSV 前加 BOM。CSV with a BOM, for spreadsheets."),
            click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="写入。Write to."),
        )):  # fmt: skip
            command = option(command)
        return command

    return add


_with_language = click.option(
    "--lang",
    type=click.Choice(list(_LANGUAGES)),
    default="both",
    show_default=True,
    help="标签的语言。Language of labels.",
)


@lru_cache(maxsize=1)
def _load_catalogue() -> Catalogue:
    return load_queries()


class _QueryGroup(click.Group):
    """The named queries as commands of their own, each with its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_load_catalogue().paths)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return _make_command(_load_catalogue().get(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_text("`zhinan queries` 列出全部。`zhinan queries` lists them all.")


@click.group(cls=_QueryGroup, subcommand_metavar="NAME [OPTIONS]")
def query() -> None:
    """运行命名查询。Run a named query, such as: zhinan query partners-for-field --field 能源"""


def _make_command(named: NamedQuery) -> click.Command:
    @with_store
    @_with_output("table", "csv", "json")
    @_with_language
    def run(
        asked: Asked, form: str, bom: bool, target: Path | None, lang: str, **given: str | None,
    ) -> None:  # fmt: skip
        languages: Languages = _LANGUAGES[lang]
        answer = run_query(asked.open(), _load_catalogue(), named, given)
        if form == "csv":
            _put(write_csv(answer, languages, bom=bom), target)
        elif form == "json":
            _put(write_json(answer, languages), target)
        else:
            _put(write_table(answer, languages, terminal_width=_terminal_width(target)), target)

    both = _LANGUAGES["both"]
    text = "\n\n".join(filter(None, (pick_words(named.title, both), pick_words(named.answer, both))))
    options = [_make_option(parameter) for parameter in named.parameters]
    command = click.command(named.name, help=text)(run)
    command.params[:0] = options
    return command


def _make_option(parameter: Parameter) -> click.Option:
    words = pick_words(parameter.label, _LANGUAGES["both"])
    needed = (
        f"缺省 default {parameter.default}"
        if parameter.default is not None
        else "可省 optional"
        if parameter.optional
        else "必填 required"
    )
    return click.Option(
        [f"--{parameter.name.replace('_', '-')}", parameter.name],
        metavar=parameter.type.upper(),
        help=f"{words}；例 e.g. {parameter.example} [{needed}]",
    )


@click.command()
@click.option("--about", default="", help="只列出说到这些词的。Only those that speak of these words.")
@_with_language
def queries(about: str, lang: str) -> None:
    """列出命名查询。List the named queries."""
    catalogue, languages = _load_catalogue(), _LANGUAGES[lang]
    found = find_queries(open_store(), catalogue, about) if about else list(catalogue)
    if not found:
        raise UsageError(
            f"No query speaks of {about!r}. Try another word, or `zhinan queries` for all of them."
        )
    role = ""
    for named in found:
        if not about and named.role != role:
            role = named.role
            click.echo(f"# {_ROLES[role]} {role}")
        options = " ".join(_show_option(parameter) for parameter in named.parameters)
        click.echo(f"{named.name} {options}".rstrip() + f"\n    {pick_words(named.title, languages)}")


_ROLES = {"find": "查找", "compare": "比较", "trace": "溯源", "check": "检查：不应有结果"}


def _show_option(parameter: Parameter) -> str:
    option = f"--{parameter.name.replace('_', '-')} {parameter.example}"
    return f"[{option}]" if parameter.optional or parameter.default is not None else option


@click.command()
@click.argument("file")
@with_store
@_with_output("table", "csv", "json", "turtle", default=None)
def sparql(
    file: str, asked: Asked, form: str | None, bom: bool, target: Path | None,
) -> None:  # fmt: skip
    """运行 SPARQL（SELECT、ASK、CONSTRUCT），FILE 为文件或“-”。Run SPARQL from a file or from "-".

    未声明的前缀取自本体的前缀表。Prefixes that the text does not declare come from the project's table.
    """
    name = "<stdin>" if file == "-" else file
    text = decode_utf8(sys.stdin.buffer.read(), name) if file == "-" else read_utf8(Path(file))
    full = add_prefixes(text, prefixes())
    kind = find_form(text, name, prefixes())
    if form is not None and form not in (forms := _FORMS[kind]):
        raise UsageError(f"--format {form}: {kind.upper()} is answered as {' or '.join(forms)}. Choose one.")
    store = asked.open()
    if kind == "select":
        rows = store.select(full)
        _put(write_rows(rows, form or "table", bom=bom, terminal_width=_terminal_width(target)), target)
    elif kind == "ask":
        _put("true\n" if store.ask(full) else "false\n", target)
    else:
        _put(write_triples(store.construct(full)), target)


_FORMS = {"select": ("table", "csv", "json"), "ask": ("table",), "construct": ("turtle",)}


def _put(text: str, target: Path | None) -> None:
    """Write an answer to a file, or to standard output as UTF-8 whatever the locale."""
    data = text.encode("utf-8")
    if target is None:
        click.echo(data, nl=False)
        return
    with write_beside(target) as stream:
        stream.write(data)


def _terminal_width(target: Path | None) -> int | None:
    return shutil.get_terminal_size().columns if target is None and sys.stdout.isatty() else None
