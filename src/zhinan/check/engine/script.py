"""Python functions made of text: what a shape demands, written out once, runs several times as fast as closures.

The text holds no text of others: names of our own, and values by ``repr`` or as constants of the script.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import count
from typing import Any


class Script:
    """Functions in the making, their text and the constants that it names; equal constants have one name."""

    def __init__(self) -> None:
        self._space: dict[str, Any] = {"N": {}, "E": (), "ONE": (None,)}
        self._names: dict[Hashable, str] = {}
        self._numbers = count()
        self._waiting: list[str] = []

    def name(self, constant: Hashable) -> str:
        """The name by which the text calls a constant."""
        key = (type(constant), constant)
        if key not in self._names:
            self._names[key] = f"c{len(self._names)}"
            self._space[self._names[key]] = constant
        return self._names[key]

    def define(self, body: Sequence[str], parameters: str = "n, rows") -> str:
        """The name of a new function, made when one of those that wait is asked for.

        In its text ``n`` is a node, ``rows`` the rows it stands in, ``N`` an empty row, ``E`` no values.
        """
        name = f"f{next(self._numbers)}"
        self._waiting.append("\n    ".join([f"def {name}({parameters}):", *body]))
        return name

    def get(self, name: str) -> Callable[..., Any]:
        """A function by its name."""
        if self._waiting:
            text, self._waiting = "\n".join(self._waiting), []
            exec(compile(text, "<shapes>", "exec"), self._space)
        found: Callable[..., Any] = self._space[name]
        return found
