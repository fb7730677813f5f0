"""What a run meets on its way, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhinan.errors import DataError

WRITING = "写出 write"


@dataclass(slots=True)
class Run:
    """Files and lines that cannot be read, and how far the run has come.

    ``step`` is called with what is being done, the applications done and those that there are, as far as that can be
    told from the bytes read; ``total`` is None until it is known. Where ``stopped`` says so the run ends early:
    then ``cut`` is True, and of its ``parts`` so many are ``kept``.
    """

    broken: list[DataError] = field(default_factory=list)
    step: Callable[[str, int, int], None] = lambda what, done, total: None
    stopped: Callable[[], bool] = lambda: False
    cut: bool = False
    done: int = 0
    total: int | None = None
    parts: int = 0
    kept: int = 0
