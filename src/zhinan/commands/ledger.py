"""``zhinan ledger``: every clause of a guide, or every character of the documents."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import UsageError
from zhinan.files import find_folder, write_beside
from zhinan.graph import Library, find_entry, load_library, open_source
from zhinan.graph.coverage import cover_entry
from zhinan.ingest.coverage import Coverage, Rule, load_rules
from zhinan.query import Answer, Column, Words, load_queries, run_query, write_csv, write_json, write_table
from zhinan.store import Iri, Value, open_store
from zhinan.terms import ID, ONTOLOGY

_EXIT_REST = 1


@click.command()
@click.argument("names", nargs=-1, metavar="GUIDE | --coverage [DOCUMENT]...")
@click.option(
    "--coverage", is_flag=True, help="逐字说明各文件。Account for every character of the documents."
)
@click.option("-f", "--format", "form", type=click.Choice(("table", "csv", "json")), default="table")
@click.option("--bom", is_flag=True, help="CSV 前加 BOM。CSV with a BOM, for spreadsheets.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="写入。Write to.")
@click.option("--store", "where", help="图所在：文件夹或服务地址。A store folder, or a server's URL.")
@click.option("--sources", type=click.Path(path_type=Path), help="文件所在的文件夹。The documents' folder.")
@click.pass_context
def ledger(
    context: click.Context, names: tuple[str, ...], coverage: bool, form: str, bom: bool, target: Path | None,
    where: str | None, sources: Path | None,
) -> None:  # fmt: skip
    """条款台账：一个指南的全部条款及其处理。Every clause of a guide, and what is done with it."""
    if coverage:
        covered = _cover(names, sources)
        text = (
            _to_json(covered)
            if form == "json"
            else _to_text(covered, load_rules(find_folder("data") / "grammar"))
        )
    else:
        text = _list_clauses(names, form, bom, where)
        covered = []
    if target is None:
        click.echo(text.encode("utf-8"), nl=False)
    else:
        with write_beside(target) as stream:
            stream.write(text.encode("utf-8"))
    if any(each.rest for each in covered):
        context.exit(_EXIT_REST)


def _list_clauses(names: Sequence[str], form: str, bom: bool, where: str | None) -> str:
    if len(names) != 1:
        raise UsageError(
            "Name one guide, such as `zhinan ledger most-2020`; `zhinan query guides` lists them."
        )
    catalogue = load_queries()
    with show_progress("建图 Building") as step:
        store = open_store(where, on_step=step)
    guide = names[0] if ":" in names[0] else f"guide:{names[0]}"
    answer = fold_ledger(run_query(store, catalogue, catalogue.get("ledger"), {"guide": guide}))
    if form == "csv":
        return write_csv(answer, ("zh", "en"), bom=bom)
    if form == "json":
        return write_json(answer, ("zh", "en"))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return write_table(answer, ("zh",), terminal_width=width)


def fold_ledger(answer: Answer) -> Answer:
    """The ledger with one row a clause: its families with their parameters in one cell, what it restates in another."""
    names = [column.name for column in answer.columns]
    clauses: dict[Value | None, list[dict[str, Value | None]]] = {}
    for row in answer.rows:
        said = dict(zip(names, row, strict=True))
        clauses.setdefault(said["clause"], []).append(said)
    kept = [column for column in answer.columns if column.name not in _FOLDED]
    rows = [
        (*(said[0][column.name] for column in kept), _show_requirements(said), _show_names(said, "restates"))
        for said in clauses.values()
    ]
    columns = (*kept, Column("requirements", Words("要求类别与参数", "families and parameters")), _RESTATES)
    return replace(answer, columns=columns, rows=tuple(rows))


_FOLDED = {"requirement", "family", "parameter", "value", "restates"}
_RESTATES = Column("restates", Words("复述", "restates"))


def _show_requirements(rows: Sequence[dict[str, Value | None]]) -> str:
    """``duration maxMonths=36; …``: a requirement of several scopes is shown once."""
    shown: dict[Value | None, list[str]] = {}
    for row in rows:
        if row["family"] is not None:
            words = shown.setdefault(row["requirement"], [_name(row["family"])])
            given = f"{_name(row['parameter'])}={_name(row['value'])}" if row["parameter"] else ""
            if given and given not in words:
                words.append(given)
    return "; ".join(dict.fromkeys(" ".join(words) for words in shown.values()))


def _show_names(rows: Sequence[dict[str, Value | None]], column: str) -> str:
    return " ".join(dict.fromkeys(_name(row[column]) for row in rows if row[column] is not None))


def _name(value: Value | None) -> str:
    """A thing without its namespace and kind, a literal as it is."""
    text = str(getattr(value, "value", value))
    if not isinstance(value, Iri):
        return text
    return (
        text.removeprefix(ONTOLOGY) if text.startswith(ONTOLOGY) else text.removeprefix(ID).partition("/")[2]
    )


def _cover(names: Sequence[str], sources: Path | None) -> list[Coverage]:
    library = load_library(find_folder("data"))
    folder = sources or Path(os.environ.get("ZHINAN_SOURCES", "../shared/sources"))
    entries = [find_entry(library, name) for name in names] or list(library.entries.values())
    return [_cover_one(library, entry.id, folder) for entry in entries]


def _cover_one(library: Library, name: str, folder: Path) -> Coverage:
    entry = library.entries[name]
    return cover_entry(library, entry, open_source(folder, entry))


def _to_text(covered: Sequence[Coverage], rules: Sequence[Rule]) -> str:
    return "".join(f"{line}\n" for each in covered for line in _show(each, rules))


def _show(coverage: Coverage, rules: Sequence[Rule]) -> Iterator[str]:
    """The document's length, the share of each rule, and what is left over."""
    total = sum(coverage.characters.values()) + sum(span.end - span.start for span in coverage.rest)
    names = {rule.name: f"{rule.zh} {rule.en}" for rule in rules} | _LAYOUT
    yield f"{coverage.document}  {total} 字符 characters"
    for name, count in sorted(coverage.characters.items(), key=lambda pair: -pair[1]):
        yield f"  {count:7d}  {count / total:6.1%}  {names[name]}"
    yield f"  {total - sum(coverage.characters.values()):7d}          未说明 not accounted for"
    for span in coverage.rest:
        yield f"           {span.start}–{span.end}  …{span.prefix}【{span.quote}】{span.suffix}…".replace(
            "\n", " "
        )


_LAYOUT = {
    "fact": "成为事实或条款 facts and clauses",
    "white space": "空白 white space",
    "page number": "页码 page numbers",
    "rule": "分隔线 ruled lines",
    "link annotation": "页脚残留的链接 link annotations left at page ends",
}


def _to_json(covered: Sequence[Coverage]) -> str:
    rows = [
        {
            "document": each.document,
            "characters": each.characters,
            "rest": [{"start": span.start, "end": span.end, "words": span.quote} for span in each.rest],
        }
        for each in covered
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
