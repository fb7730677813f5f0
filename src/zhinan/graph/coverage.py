"""What the committed guides say of a document, laid beside the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from zhinan.files import read_bytes
from zhinan.graph.library import DocumentEntry, Library
from zhinan.ingest import load_corrections
from zhinan.ingest.coverage import Coverage, cover_document, load_rules
from zhinan.model import Document
from zhinan.terms import OA, mint, zn


def cover_entry(library: Library, entry: DocumentEntry, document: Document) -> Coverage:
    """How the characters of a document are accounted for by the guides in ``data/guides`` and the explicit rules."""
    return cover_document(
        document,
        list_spans(library.data / "guides", entry.id),
        library.grammar,
        load_rules(library.data / "grammar"),
        load_corrections(library.data / "corrections" / f"{entry.id}.toml"),
    )


def list_spans(guides: Path, document: str) -> Iterator[tuple[int, int]]:
    """Start and end of every span of a document that a fact of the guides rests on."""
    about, starts, ends = ox.NamedNode(mint("document", document)), {}, {}
    for path in sorted(guides.glob("*.ttl")):
        within = set()
        for triple in ox.parse(read_bytes(path), ox.RdfFormat.TURTLE):
            if triple.predicate.value == zn("document") and triple.object == about:
                within.add(triple.subject)
            elif triple.predicate.value == OA + "start":
                starts[triple.subject] = int(triple.object.value)
            elif triple.predicate.value == OA + "end":
                ends[triple.subject] = int(triple.object.value)
        yield from ((starts[span], ends[span]) for span in within if span in starts)
