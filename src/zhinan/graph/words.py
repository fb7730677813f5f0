"""What people added to the words of the guides: English translations, and the common fields they belong to.

Source: ``data/translations/*.toml`` and ``data/reference/field-matches.toml``, reviewed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from zhinan.errors import DataError
from zhinan.ingest import read_toml
from zhinan.ingest.passage import fold


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """The English of a field's words and the concepts of the common scheme that it lies in or equals."""

    english: str
    broad: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """English and field matches by the Chinese words, whose width and spaces do not matter."""

    english: dict[str, str] = field(default_factory=dict)
    fields: dict[str, FieldMatch] = field(default_factory=dict)

    def find(self, zh: str) -> str | None:
        """The English of these words, None where nobody has translated them."""
        return self.english.get(to_key(zh))

    def match(self, zh: str) -> FieldMatch | None:
        """The common fields of these words, None where nobody has matched them."""
        return self.fields.get(to_key(zh))


def to_key(zh: str) -> str:
    """Words as they are compared: half-width, without spaces and final punctuation.

    >>> to_key("教育科技（信息 通讯）。")
    '教育科技(信息通讯)'
    """
    return "".join(fold(zh).split()).rstrip("。;,")


def load_words(data: Path) -> Words:
    """All translations and field matches below the data folder. Raises DataError where two translations differ."""
    english: dict[str, str] = {}
    for path in sorted((data / "translations").glob("*.toml")):
        for table in read_toml(path).values():
            for zh, en in table.items():
                if english.setdefault(to_key(zh), en) != en:
                    raise DataError(
                        f"{path}: {zh!r} is translated twice, as {english[to_key(zh)]!r} and {en!r}. Keep one."
                    )
    path = data / "reference" / "field-matches.toml"
    matches = read_toml(path)["match"] if path.is_file() else {}
    fields = {
        to_key(zh): FieldMatch(entry["en"], tuple(entry.get("broad", ())), tuple(entry.get("close", ())))
        for zh, entry in matches.items()
    }  # fmt: skip
    return Words(english, fields)
