"""What people added to the words of the guides: English translations, and the common fields they belong to.

Source: ``data/translations/*.toml`` and ``data/reference/field-matches.toml``, reviewed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from zhinan.errors import DataError
from zhinan.ingest import read_toml


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """The English of a field's words and the concepts of the common scheme that it lies in or equals."""

    english: str
    broad: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """English by the Chinese words, and field matches by the Chinese words."""

    english: dict[str, str] = field(default_factory=dict)
    fields: dict[str, FieldMatch] = field(default_factory=dict)


def load_words(data: Path) -> Words:
    """All translations and field matches below the data folder. Raises DataError where two translations differ."""
    english: dict[str, str] = {}
    for path in sorted((data / "translations").glob("*.toml")):
        for table in read_toml(path).values():
            for zh, en in table.items():
                if english.setdefault(zh, en) != en:
                    raise DataError(
                        f"{path}: {zh!r} is translated twice, as {english[zh]!r} and {en!r}. Keep one."
                    )
    path = data / "reference" / "field-matches.toml"
    matches = read_toml(path)["match"] if path.is_file() else {}
    fields = {
        zh: FieldMatch(entry["en"], tuple(entry.get("broad", ())), tuple(entry.get("close", ())))
        for zh, entry in matches.items()
    }  # fmt: skip
    return Words(english, fields)
