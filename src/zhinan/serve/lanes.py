"""Which queries were quick and which were not: what decides the lane in which the next of their kind runs."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TypeVar

_CONSTANTS = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\"{}|^`\\\x00-\x20]*>|(?<=[:/])[\w.-]+|\d+|#[^\n]*|\s+"
)
_REMEMBERED = 4096
_Key = TypeVar("_Key")


class Experience:
    """Remembers shapes of queries: a shape is a text without its constants.

    Quick shapes are served first; slow ones go to the slow lane at once. A text that overran though its shape was
    quick is remembered alone, so that nobody can slow others' look-ups down by one heavy query of their shape.
    """

    def __init__(self) -> None:
        self._quick: OrderedDict[str, bool] = OrderedDict()
        self._heavy: OrderedDict[int, bool] = OrderedDict()

    def is_quick(self, query: str, shape: str) -> bool | None:
        """Whether queries like this one are quick; None where none was seen."""
        if self._heavy and hash(query) in self._heavy:
            return False
        return self._quick.get(shape)

    def add(self, query: str, shape: str, *, quick: bool) -> None:
        """Remember how a query went."""
        known = self._quick.get(shape)
        if quick:
            if self._heavy:
                self._heavy.pop(hash(query), None)
            _remember(self._quick, shape, value=True)
        else:
            _remember(self._heavy, hash(query), value=True)
            if known:
                del self._quick[shape]
            else:
                _remember(self._quick, shape, value=False)


def find_shape(query: str) -> str:
    """A query without its constants, comments and spaces.

    >>> find_shape('ASK { <a> <p> "b" }')
    'ASK{}'
    """
    return _CONSTANTS.sub("", query)


def _remember(memory: OrderedDict[_Key, bool], key: _Key, *, value: bool) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)
