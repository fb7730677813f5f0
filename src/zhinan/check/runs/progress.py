"""How far a run has come, told from the bytes read, and the faults of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhinan.check.runs.parts import TOLD, Part, Slip
from zhinan.check.runs.run import Run
from zhinan.errors import DataError


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
