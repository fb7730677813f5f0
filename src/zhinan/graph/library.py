"""The library of documents: which file holds which guides, and each guide as the Turtle of ``data/guides``.

Source: ``data/documents.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zhinan.errors import SourceError, UsageError
from zhinan.graph.guides import GuideFacts, describe_document, describe_guide
from zhinan.graph.names import load_names, load_reference_words
from zhinan.graph.programmes import describe_programmes
from zhinan.graph.settle import Signature, settle_guide
from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words, load_words
from zhinan.ingest import (
    Grammar,
    GuidePart,
    Names,
    load_corrections,
    load_grammar,
    read_document,
    read_guide,
    read_toml,
)
from zhinan.ingest.procedure import find_issue_day
from zhinan.ingest.programmes import read_programmes
from zhinan.ingest.restatements import link_restatements
from zhinan.ingest.table import read_priorities
from zhinan.model import Document, Guide, Notice, Priority
from zhinan.terms import mint, zn


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document of the library: its file, its names, and what it holds.

    That is guides in its parts, a second print of the table of another (``witness_of``), or what it ``describes``.
    """

    id: str
    file: str
    zh: str
    en: str
    guides: tuple[tuple[GuidePart, GuideFacts], ...] = ()
    witness_of: str = ""
    describes: str = ""

    @property
    def makes_graph(self) -> bool:
        """The document has a graph of its own."""
        return bool(self.guides or self.describes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What reading needs beside the documents."""

    entries: dict[str, DocumentEntry]
    grammar: Grammar
    names: Names
    words: Words
    data: Path


def load_library(data: Path) -> Library:
    """The library below the data folder of the project."""
    entries = [_to_entry(entry) for entry in read_toml(data / "documents.toml")["document"]]
    grammar = load_grammar(data / "grammar")
    known = load_reference_words(data / "reference")
    words = {name: known.get(name, {}) | grammar.words.get(name, {}) for name in known | grammar.words}
    return Library(
        entries={entry.id: entry for entry in entries},
        grammar=replace(grammar, words=words),
        names=load_names(data / "reference"),
        words=load_words(data),
        data=data,
    )


def _to_entry(entry: dict[str, object]) -> DocumentEntry:
    guides = entry.pop("guide", [])
    assert isinstance(guides, list)
    parts = [(guide["part_of"], guide["id"]) for guide in guides if "part_of" in guide]
    return DocumentEntry(
        guides=tuple(
            (
                GuidePart(guide=guide["id"], part=guide["part"], title=guide["zh"]),
                GuideFacts(
                    programme=guide["programme"],
                    year=guide["year"],
                    zh=guide["zh"],
                    en=guide["en"],
                    part_of=guide.get("part_of", ""),
                    parts=tuple(part for whole, part in parts if whole == guide["id"]),
                ),
            )
            for guide in guides
        ),
        **entry,  # type: ignore[arg-type]
    )


def find_entry(library: Library, name: str) -> DocumentEntry:
    """The entry of a document by its id or file name. Raises UsageError that lists the known ones."""
    for entry in library.entries.values():
        if name in (entry.id, entry.file, Path(entry.file).stem):
            return entry
    known = ", ".join(library.entries)
    raise UsageError(
        f"{name!r} is not in data/documents.toml (known: {known}). Add it there, or name one of these."
    )


def read_entry(library: Library, entry: DocumentEntry, document: Document) -> list[Guide]:
    """The guides that a document holds, with what each says again of the notice that it is part of."""
    corrections = load_corrections(library.data / "corrections" / f"{entry.id}.toml")
    guides = {
        part.guide: read_guide(document, part, library.grammar, library.names, corrections)
        for part, _ in entry.guides
    }
    for part, facts in entry.guides:
        if facts.part_of:
            guides[part.guide] = link_restatements(guides[part.guide], guides[facts.part_of])
    return list(guides.values())


def add_witness(guide: Guide, document: Document, library: Library) -> Guide:
    """The guide with the spans of a second print of its table; rows that differ are notices, never facts."""
    corrections = load_corrections(library.data / "corrections" / f"{guide.document.id}.toml")
    rows, notices = read_priorities(document, library.grammar, library.names, corrections)
    if len(rows) != len(guide.priorities):
        notices.append(Notice(message=f"{len(rows)} rows, not {len(guide.priorities)}", where=document.id))
    priorities = list(guide.priorities)
    for number, (first, second) in enumerate(zip(guide.priorities, rows, strict=False)):
        if _facts(first) == _facts(second):
            priorities[number] = replace(first, spans=(*first.spans, *second.spans))
        else:
            notices.append(
                Notice(message=f"row {first.row} differs from {guide.document.id}", where=document.id)
            )
    return replace(guide, priorities=tuple(priorities), notices=(*guide.notices, *notices))


def _facts(priority: Priority) -> Priority:
    return replace(priority, spans=())


def make_guides(
    library: Library, sources: Path, entry: DocumentEntry, families: Mapping[str, Signature]
) -> tuple[bytes, list[Notice]]:
    """The Turtle of a document's guides, with its witnesses, and the notices of reading and translating it.

    A clause is encoded only where its family is among ``families``.

    Raises SourceError where a document is not in the folder.
    """
    document = open_source(sources, entry)
    statements = describe_document(document, entry.zh, entry.en)
    if issued := find_issue_day(document, library.grammar):
        statements.say(mint("document", document.id), zn("issuedOn"), to_literal(issued[0]))
        statements.cite(mint("document", document.id), issued[1])
    notices: list[Notice] = []
    witnesses = [other for other in library.entries.values() if other.witness_of == entry.id]
    for guide, (_, facts) in zip(read_entry(library, entry, document), entry.guides, strict=True):
        for other in witnesses:
            second = open_source(sources, other)
            describe_document(second, other.zh, other.en, statements)
            guide = add_witness(guide, second, library)
        guide = settle_guide(guide, families, library.grammar.pending)
        describe_guide(guide, facts, library.words, statements)
        notices += guide.notices
    if entry.describes:
        programmes = read_programmes(document, library.data / "grammar", library.grammar)
        describe_programmes(programmes, entry.id, (entry.zh, entry.en), library.words, statements)
    heading = (
        f"{entry.zh}\n{entry.en}\n"
        "由 zhinan data 从文件读出，勿手改；更正写入 data/corrections/。\n"
        "Read from the document by `zhinan data`; do not edit. Corrections go to data/corrections/."
    )
    return statements.to_turtle(heading), [*notices, *_list_untranslated(entry, statements)]


def _list_untranslated(entry: DocumentEntry, statements: Statements) -> list[Notice]:
    """A notice of how many texts have no English, with the first few; none where all have."""
    texts = statements.find_untranslated()
    if not texts:
        return []
    named = "".join(f"「{text}」" for text in texts[:3])
    more = " …" if len(texts) > 3 else ""
    count = "1 text has" if len(texts) == 1 else f"{len(texts)} texts have"
    message = f"{count} no English: {named}{more}. Add to data/translations, fields to field-matches.toml."
    return [Notice(message=message, where=entry.id)]


def open_source(sources: Path, entry: DocumentEntry) -> Document:
    """A document of the library from the folder of sources."""
    path = sources / entry.file
    if not path.is_file():
        raise SourceError(
            f"{path}: the document {entry.id} is not there. Set ZHINAN_SOURCES to the folder that holds it."
        )
    return read_document(path, entry.id)
