"""``zhinan ingest`` and ``zhinan data``: documents into guides."""

from __future__ import annotations

import os
from pathlib import Path

import click

from zhinan.commands.progress import show_progress
from zhinan.errors import ZhinanError
from zhinan.files import find_folder, write_beside
from zhinan.graph import Library, load_library, make_guides, read_entry
from zhinan.graph.library import DocumentEntry
from zhinan.graph.settle import Signature
from zhinan.ingest import GuidePart, load_corrections, read_document, read_guide
from zhinan.model import Guide, Notice
from zhinan.rules import load_families, sign_families


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option(
    "--part", default=None, help="读文件的哪一部分，如 附件1。Which part of the document, as printed."
)
def ingest(document: Path, part: str | None) -> None:
    """读一份文件，列出读到的与没读懂的。Read a document; list what was read and what was not understood."""
    library = load_library(find_folder("data"))
    text = read_document(document)
    known = next((entry for entry in library.entries.values() if entry.file == document.name), None)
    if known and known.guides and part is None:
        guides = read_entry(library, known, text)
    else:
        whole = GuidePart(guide=text.id, part=part or "", title=text.id)
        name = (known.witness_of or known.id) if known else text.id
        corrections = load_corrections(library.data / "corrections" / f"{name}.toml")
        guides = [read_guide(text, whole, library.grammar, library.names, corrections)]
    for guide in guides:
        _show(guide)


def _show(guide: Guide) -> None:
    click.echo(f"{guide.id}  {guide.title}")
    for direction in guide.directions:
        encoded = sum(clause.treatment.value == "Encoded" for clause in direction.clauses)
        topics = sum(1 + len(topic.items) for topic in direction.topics)
        click.echo(
            f"  {direction.number}  {direction.title}\n"
            f"       {direction.projects[0].printed if direction.projects else '—'} · "
            f"{direction.budget[0].printed if direction.budget else '—'} · "
            f"{len(direction.agreements)} agreements · {topics} fields · "
            f"{len(direction.clauses)} clauses ({encoded} encoded)"
        )
    if guide.priorities:
        click.echo(f"  {len(guide.priorities)} rows of the priority table")
    _warn(list(guide.notices))


def _warn(notices: list[Notice]) -> None:
    for notice in notices:
        click.echo(f"zhinan: warning: {notice.where}: {notice.message}", err=True)


@click.command()
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default=None,
    help="文件所在的文件夹。The documents' folder.",
)
def data(sources: Path | None) -> None:
    """从各文件重建 data/guides。Rebuild data/guides from the documents."""
    folder = sources or Path(os.environ.get("ZHINAN_SOURCES", "../shared/sources"))
    library = load_library(find_folder("data"))
    families = sign_families(load_families(find_folder("shapes")))
    entries = [entry for entry in library.entries.values() if entry.makes_graph]
    written = []
    with show_progress("读文件 Reading") as step:
        for number, entry in enumerate(entries):
            step(entry.id, number, len(entries))
            written.append(_make(library, folder, entry, families))
    for path, size in written:
        click.echo(f"{path}  {size} bytes")


def _make(
    library: Library, folder: Path, entry: DocumentEntry, families: dict[str, Signature]
) -> tuple[Path, int]:
    try:
        turtle, notices = make_guides(library, folder, entry, families)
    except ZhinanError as err:
        err.add_note(f"while reading {entry.id}")
        raise
    path = find_folder("data") / "guides" / f"{entry.id}.ttl"
    with write_beside(path) as stream:
        stream.write(turtle)
    _warn(notices)
    return path, len(turtle)
