"""Answers kept for those who ask the same again: the graph does not change while it is served."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from zhinan.serve.answer import Answered

_SHARE, _REMEMBERED = 8, 50_000


Headers = list[tuple[bytes, bytes]]


class Kept(NamedTuple):
    """An answer with the headers it is sent with, as they are sent, and its entity tag, empty where it may change."""

    answered: Answered
    head: bytes
    tag: bytes

    @property
    def headers(self) -> Headers:
        """The headers, each with its name; the first is the length."""
        lines = self.head.split(b"\r\n")[:-1]
        return [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]


class KeptAnswers:
    """The answers asked for last, at most so many bytes of them, none longer than an eighth of that.

    A cheap answer is kept when it is asked for again: most never are, and keeping costs a part of what finding saves.
    """

    def __init__(self, most: int) -> None:
        self._asked: set[int] = set()
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[tuple[bytes, ...], Kept] = OrderedDict()

    def get(self, key: tuple[bytes, ...]) -> Kept | None:
        """The answer to this request, if it is kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def add(self, key: tuple[bytes, ...], kept: Kept) -> None:
        """Keep an answer, and let go of those not asked for in a long time."""
        if kept.answered.cheap and not self._is_asked_again(key):
            return
        size = _measure(key, kept)
        if size * _SHARE > self._most or key in self._kept:
            return
        self._kept[key] = kept
        self._bytes += size
        while self._bytes > self._most:
            self._bytes -= _measure(*self._kept.popitem(last=False))

    def _is_asked_again(self, key: tuple[bytes, ...]) -> bool:
        name = hash(key)
        if name in self._asked:
            return True
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        self._asked.add(name)
        return False


def may_change(query: str) -> bool:
    """Whether a query may be answered differently the next time: it may ask for the time or for chance."""
    folded = query.casefold()
    return "now" in folded or "rand" in folded or "uuid" in folded


def _measure(key: tuple[bytes, ...], kept: Kept) -> int:
    return len(kept.answered.body) + sum(map(len, key)) + 1000
