"""What a person put right or added, each with its reason.

Source: ``data/corrections/<guide>.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from zhinan.errors import DataError
from zhinan.ingest.grammar import read_toml
from zhinan.ingest.passage import Passage
from zhinan.model import Document, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """Printed words that are read as other words: a misprint, or a mark that a rule cannot know."""

    quote: str
    read: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All corrections of one document; ``together`` are words that stand for one thing though a mark divides them."""

    read_as: tuple[ReadAs, ...] = ()
    together: tuple[str, ...] = ()
    partners: dict[str, tuple[str, ...]] = field(default_factory=dict)


def load_corrections(path: Path) -> Corrections:
    """The corrections of a file, none where there is no file. Raises DataError where an entry gives no reason."""
    if not path.is_file():
        return Corrections()
    data = read_toml(path)
    for kind, entries in data.items():
        for entry in entries:
            if not entry.get("reason"):
                raise DataError(
                    f"{path}: a [[{kind}]] entry has no reason: {entry}. Say why the print is put right."
                )
    return Corrections(
        read_as=tuple(ReadAs(**entry) for entry in data.get("read_as", ())),
        together=tuple(entry["quote"] for entry in data.get("together", ())),
        partners={entry["direction"]: tuple(entry["partners"]) for entry in data.get("partners", ())},
    )


def read_corrected(passage: Passage, corrections: Corrections) -> Passage:
    """A passage with every ``read_as`` carried out in it."""
    for entry in corrections.read_as:
        passage = _replace(passage, entry.quote, entry.read)
    return passage


def find_unused(document: Document, corrections: Corrections) -> list[Notice]:
    """A notice for each correction whose words do not stand in the document: it changed, or the entry is wrong."""
    text = "".join(document.text.split())
    return [
        Notice(message=f"correction not used: {entry.quote!r} is not printed here", where=document.id)
        for entry in corrections.read_as
        if "".join(entry.quote.split()) not in text
    ]


def _replace(passage: Passage, quote: str, read: str) -> Passage:
    """The passage with other words at a place; their offsets stay within the words that are printed there."""
    start = passage.text.find(quote)
    if start < 0:
        return passage
    printed = passage.offsets[start : start + len(quote)]
    last = len(printed) - 1
    offsets = [printed[min(i, last)] for i in range(len(read))]
    if offsets:
        offsets[-1] = printed[-1]
    instead = Passage(passage.document, read, tuple(offsets), passage.section)
    return passage[:start] + instead + _replace(passage[start + len(quote) :], quote, read)
