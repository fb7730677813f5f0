"""One reading of everything: what is known of each part, whether parts need each other, and what is told in the end."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby

from zhinan.application import Piece, Scan, are_closed, read_piece
from zhinan.check.runs.parts import Part, Slip, lose, make_part
from zhinan.check.runs.progress import Faults, Pace
from zhinan.check.runs.run import Run
from zhinan.check.runs.spool import Spool
from zhinan.errors import DataError

Runner = Callable[[Iterable[Part]], Generator[tuple[Part, Slip], None, None]]
"""Has parts checked, in any order; it asks for the next part when it can take one."""

_LOOKS = (2, 4, 8, 16, 32)  # numbers of parts at which it is looked whether they need each other


@dataclass(slots=True)
class Harvest:
    """What came of the parts; results and facts lie in the spool. ``torn`` are files whose parts need each other."""

    run: Run
    spool: Spool
    slips: dict[Part, Slip] = field(default_factory=dict)
    scans: dict[int, list[Scan]] = field(default_factory=dict)
    torn: set[int] = field(default_factory=set)

    def gather(self, parts: Sequence[Part], runner: Runner) -> list[Part]:
        """Have all parts read, and files as a whole whose parts need each other; the parts to be told, in order."""
        self._read(parts, runner)
        self.remember(parts)
        kept: list[Part] = []
        whole: list[Part] = []
        for _, group in groupby(parts, lambda part: part.file):
            of_file = list(group)
            if self._stands_apart(of_file):
                kept += of_file
            else:
                whole.append(self._join(of_file))
        self._read([part for part in whole if part not in self.slips], runner)
        return sorted([*kept, *whole], key=lambda part: (part.file, part.piece.start if part.piece else 0))

    def tell(self, parts: Sequence[Part]) -> None:
        """Tell the run what could not be read, in the order of the parts."""
        faults = Faults(self.run)
        for _, group in groupby(parts, lambda part: part.file):
            for part in group:
                if part in self.slips:
                    faults.tell(part, self.slips[part])
            faults.end(part)

    def remember(self, parts: Sequence[Part]) -> None:
        """Say how many parts there are, and how many were read."""
        self.run.parts = len(parts)
        self.run.kept = sum(part in self.slips for part in parts)

    def count(self) -> int:
        """The applications of all parts."""
        return sum(slip.applications for slip in self.slips.values())

    def _read(self, parts: Sequence[Part], runner: Runner) -> None:
        pace = Pace(self.run, sum(part.size for part in parts))
        for part in parts:
            if (known := self.spool.find(part)) is not None:
                self._take(part, known)
                pace.take(part, known)
        wanted = (part for part in parts if part not in self.slips and self._is_wanted(part))
        if self.run.stopped():
            self.run.cut = True
            return
        with closing(runner(wanted)) as results:
            for part, slip in results:
                if slip.fault is None:
                    self.spool.put(part, slip)
                self._take(part, slip)
                pace.take(part, slip)
                if self.run.stopped():
                    self.run.cut = True
                    return

    def _is_wanted(self, part: Part) -> bool:
        return part.whole or part.file not in self.torn

    def _take(self, part: Part, slip: Slip) -> None:
        self.slips[part] = slip._replace(frames=[], facts=[])
        if slip.scan is None or part.whole:
            return
        scans = self.scans.setdefault(part.file, [])
        scans.append(slip.scan)
        if len(scans) in _LOOKS and not are_closed(scans):
            self.torn.add(part.file)

    def _stands_apart(self, parts: Sequence[Part]) -> bool:
        """Whether the parts of a file can be read one by one; those that were not read are read for that."""
        if len(parts) == 1:
            return True
        if parts[0].file in self.torn:
            return False
        try:
            return are_closed([self._scan(part) for part in parts])
        except (DataError, MemoryError):
            return False

    def _scan(self, part: Part) -> Scan:
        slip = self.slips.get(part)
        scan = slip.scan if slip else None
        if scan is None and part.piece:
            scan = read_piece(part.piece).scan()
        return scan or Scan(b"", b"", 0, whole=True)

    def _join(self, parts: Sequence[Part]) -> Part:
        """A part that is the whole file; where it cannot be read any more, with a fault that says so."""
        whole = make_part(
            parts[0].file, Piece(parts[0].path, 0, sum(part.size for part in parts)), whole=True
        )
        lost = next(
            (slip.fault for part in parts if (slip := self.slips.pop(part, None)) and slip.fault), None
        )
        if lost:
            self.slips[whole] = lose(
                f"{lost} The rest of the file needs them, and was not checked either: its applications share things."
            )
        return whole
