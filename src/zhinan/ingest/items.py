"""Numbered lists: blocks and running text into items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from zhinan.ingest.numbers import to_number
from zhinan.ingest.passage import Passage

# 1. 1) (1) 1、 (一) a. at the start of a block or behind the punctuation that ends an item;
# never before a digit (1.5)
_MARK = re.compile(
    r"(?:^|(?<=[;。:；：]))\s*(?P<open>\()?(?:(?P<digits>\d{1,2})|(?P<numeral>[一二三四五六七八九十]{1,3})|(?P<letter>[a-z]))\s?(?P<close>[.、)])(?!\d)(?(letter)(?=[\u4e00-\u9fff]))\s*"
)
_DASH = re.compile(r"^(?:——|-\s?(?=[\u4e00-\u9fff]))")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its printed number ("" for text before the first), its passages in order."""

    number: str
    passages: tuple[Passage, ...]

    @property
    def passage(self) -> Passage:
        """All of the item as one running text."""
        whole = self.passages[0]
        for passage in self.passages[1:]:
            whole = whole + passage
        return whole


def split_items(blocks: Iterable[Passage]) -> list[Item]:
    """The items of the outermost numbered list, and unnumbered text as it stands.

    The first mark gives the style of the list and may have any number, since a list may go on from another;
    marks of other styles stay in the text for a nested reading. Later marks count where they are the next number;
    a list that begins anew at 1 is a new list.
    A block without a mark goes on with the item before it.
    """
    items: list[Item] = []
    style: _Style | None = None
    expected = 1
    for block in blocks:
        position = 0
        for mark in _MARK.finditer(block.key):
            number = _number_of(mark)
            at_start = not block.text[: mark.start()].strip()
            if style not in (None, _style_of(mark)) or (style is None and not at_start and number != 1):
                continue
            if style and number != expected and not (at_start and number in (1, expected + 1)):
                continue
            style = _style_of(mark)
            _append(items, block[position : mark.start()])
            items.append(Item(str(number), ()))
            expected, position = number + 1, mark.end()
        _append(items, block[position:])
    return [item for item in items if item.passages]


_Style = tuple[bool, str, str]


def _style_of(mark: re.Match[str]) -> _Style:
    return (
        bool(mark["open"]),
        "digits" if mark["digits"] else "letter" if mark["letter"] else "numeral",
        mark["close"],
    )


def _number_of(mark: re.Match[str]) -> int:
    if mark["letter"]:
        return ord(mark["letter"]) - ord("a") + 1
    return int(to_number(mark["digits"] or mark["numeral"]))


def _append(items: list[Item], passage: Passage) -> None:
    passage = passage.strip()
    if not passage.text:
        return
    if not items:
        items.append(Item("", (passage,)))
    else:
        items[-1] = Item(items[-1].number, (*items[-1].passages, passage))


def split_dashes(passages: Iterable[Passage]) -> list[tuple[bool, Passage]]:
    """Passages without the dash that marks an unnumbered item, each with whether it had one."""
    marks = [(_DASH.match(passage.key), passage) for passage in passages]
    return [(mark is not None, passage[mark.end() :].strip() if mark else passage) for mark, passage in marks]
