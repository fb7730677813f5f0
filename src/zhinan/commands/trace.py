"""``zhinan trace THING``: the words that a fact was read from, in their context."""

from __future__ import annotations

import os
from pathlib import Path

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import NothingFound
from zhinan.files import find_folder
from zhinan.graph import Library, load_library, open_source
from zhinan.query import Answer, load_queries, run_query
from zhinan.store import Iri, open_store

_AROUND = 80
"""Characters on either side where the document itself is at hand."""


@click.command()
@click.argument("thing")
@click.option("--store", "where", help="图所在：文件夹或服务地址。A store folder, or a server's URL.")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="文件所在的文件夹。The documents' folder, for more context."
)  # fmt: skip
def trace(thing: str, where: str | None, sources: Path | None) -> None:
    """一个事实的原文与上下文。The words behind a fact, such as: zhinan trace direction:most-2020/1.2"""
    catalogue = load_queries()
    with show_progress("建图 Building") as step:
        store = open_store(where, on_step=step)
    answer = run_query(store, catalogue, catalogue.get("words-in-context"), {"thing": thing})
    if not answer.rows:
        raise NothingFound(f"{thing}: no place in a document is known for it. Give a fact of a guide.")
    folder = sources or Path(os.environ.get("ZHINAN_SOURCES", "../shared/sources"))
    library = load_library(find_folder("data")) if folder.is_dir() else None
    for place in _list_places(answer):
        around = _surroundings(place, folder, library) if library else None
        click.echo(_show(place, *(around or (place["before"], place["behind"]))))


def _list_places(answer: Answer) -> list[dict[str, str]]:
    names = [column.name for column in answer.columns]
    rows = ({name: _plain(value) for name, value in zip(names, row, strict=True)} for row in answer.rows)
    return [row | {"title": answer.labels.get(row["document"], {}).get("zh", "")} for row in rows]


def _plain(value: object) -> str:
    return (
        value.value
        if isinstance(value, Iri)
        else ""
        if value is None
        else str(getattr(value, "value", value))
    )


def _show(place: dict[str, str], before: str, behind: str) -> str:
    where = f"{place['start']}–{place['end']}"
    head = " · ".join(part for part in (place["title"] or place["document"], place["section"], where) if part)
    return f"{head}\n    …{_line(before)}【{_line(place['words'])}】{_line(behind)}…\n"


def _surroundings(place: dict[str, str], folder: Path, library: Library) -> tuple[str, str] | None:
    """More of the document on either side, where it is at hand and reads as it did; else None."""
    entry = library.entries.get(place["document"].rsplit("/", 1)[-1])
    if entry is None or not (folder / entry.file).is_file():
        return None
    text, start, end = open_source(folder, entry).text, int(place["start"]), int(place["end"])
    if text[start:end] != place["words"]:
        return None
    return text[max(0, start - _AROUND) : start], text[end : end + _AROUND]


def _line(words: str) -> str:
    """Words on one line; a line break between Chinese characters is no space."""
    return "".join(part.strip() for part in words.splitlines())
