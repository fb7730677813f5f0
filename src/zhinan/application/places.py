"""Where the values of an application stand in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Places(Protocol):
    """What knows where the values of one application stand."""

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        """The place of a value (an IRI or a lexical form), such as ``人员!C5`` or ``12:5``; None where not known."""

    def plain(self) -> tuple[Any, ...]:
        """The same as values that ``marshal`` writes, for ``open_places``."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Places that were noted while reading: ``(subject, predicate, value)`` → place."""

    marks: Mapping[tuple[str, str, str], str]

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        """The place noted for a value, or None."""
        return self.marks.get((subject, predicate, value))

    def plain(self) -> tuple[Any, ...]:
        """The marks."""
        return (dict(self.marks),)
