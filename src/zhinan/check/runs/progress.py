"""What a run meets on its way, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhinan.errors import DataError

if TYPE_CHECKING:
    from zhinan.check.runs.parts import Part, Slip

WRITING = "写出 write"

TOLD = 20
"""Lines of one file that are told one by one."""


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


@dataclass(slots=True)
class Pace:
    """Tells how many applications there may be, from those in the bytes that were read."""

    run: Run
    size: int
    read: int = 0
    applications: int = 0

    def take(self, part: Part, slip: Slip) -> None:
        """One more part was read."""
        self.read += part.size
        self.applications += slip.applications
        guess = self.applications * self.size // self.read if self.read else self.applications
        self.run.step("", self.applications, max(self.applications, guess))


@dataclass(slots=True)
class Faults:
    """The faults of the parts of each file, told in their order; of one file no more than ``TOLD`` lines."""

    run: Run
    lines: dict[int, int] = field(default_factory=dict)

    def tell(self, part: Part, slip: Slip) -> None:
        """Add what could not be read of a part; parts of a file come one after another."""
        if slip.fault:
            self.run.broken.append(DataError(slip.fault))
        told = self.lines.get(part.file, 0)
        self.run.broken += [one.fault for one in slip.spoilt[: max(0, TOLD - told)]]
        self.lines[part.file] = told + slip.lines

    def end(self, part: Part) -> None:
        """Say how many lines more there were in the file of this part."""
        more = self.lines.pop(part.file, 0) - TOLD
        if more > 0:
            self.run.broken.append(DataError(f"{part.path}: {more} more lines cannot be read."))
