"""What a run is made of: parts, each read once, and what came of one, in plain values that can travel and wait."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from zhinan.application import Facts as ApplicationFacts
from zhinan.application import Fault, Piece, Scan, Spoilt, cut_file, list_facts, read_applications, read_piece
from zhinan.check.batch.facts import Facts, pick_facts
from zhinan.check.batch.rules import BatchRules
from zhinan.check.checker import Checker
from zhinan.check.runs.parcel import Parcel, pack
from zhinan.errors import DataError

PIECE = 1 << 20
"""Bytes of a piece: some hundred applications."""

NO_MEMORY = "there was not enough memory for it"

TOLD = 20
"""Lines of one file that are told one by one."""

_FRAME = 64  # applications that are packed together
_FAULT = tuple(field.name for field in fields(Fault))
_AT = Parcel._fields.index("faults")


@dataclass(frozen=True, slots=True)
class Part:
    """What is read in one go: a piece of an N-Triples file, or a whole file of another kind (``piece`` is None).

    ``file`` is the place of its file among those of the run, ``size`` is in bytes; ``whole`` pieces are files whose
    applications do not stand each in one place.
    """

    file: int
    path: Path
    size: int
    piece: Piece | None = None
    whole: bool = False

    @property
    def where(self) -> str:
        """The part as a message names it."""
        return f"{self.path}: bytes {self.piece.start} to {self.piece.end}" if self.piece else str(self.path)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a part is checked with; without ``rules`` no facts for the rules over all are gathered."""

    checker: Checker
    rules: BatchRules | None = None

    def prepare(self) -> None:
        """Make ready now what would be made when it is first needed."""
        self.checker.prepare_all()
        if self.rules:
            self.rules.plan  # noqa: B018


class Slip(NamedTuple):
    """What came of a part.

    ``frames`` hold the results (see ``open_frame``), ``facts`` those for the rules over all, ``spoilt`` the first lines
    that cannot be read, of so many ``lines``. ``fault`` says why there is nothing at all.
    """

    frames: list[bytes]
    applications: int
    facts: list[Facts]
    spoilt: list[Spoilt]
    lines: int
    scan: Scan | None
    fault: str | None = None


def cut_parts(files: Sequence[Path], size: int = PIECE) -> Iterator[Part | DataError]:
    """The parts of some files, in order; a fault in the place of a file that cannot be read."""
    for number, path in enumerate(files):
        try:
            if path.suffix.lower() == ".nt":
                yield from (make_part(number, piece) for piece in cut_file(path, size))
            else:
                yield Part(number, path, path.stat().st_size if path.is_file() else 0)
        except DataError as err:
            yield err


def make_part(number: int, piece: Piece, *, whole: bool = False) -> Part:
    """A piece of the file of that number as a part."""
    return Part(number, piece.path, piece.end - piece.start, piece, whole)


def check_part(part: Part, desk: Desk) -> Slip:
    """Read a part, once, and check it."""
    try:
        return _check_piece(part.piece, desk) if part.piece else _check_file(part.path, desk)
    except DataError as err:
        return lose(str(err))


def lose(why: str) -> Slip:
    """The slip of a part of which nothing is known."""
    return Slip([], 0, [], [], 0, None, why)


def lose_part(part: Part, why: str) -> Slip:
    """The slip of a part that could not be checked."""
    return lose(
        f"{part.where} were not checked: {why}. Run again with fewer --jobs, or with a part of the file."
    )


def _check_piece(piece: Piece, desk: Desk) -> Slip:
    reading = read_piece(piece)
    facts: list[Facts] = []
    frames = _fill(reading.list_facts(), desk, facts)
    return Slip(
        frames, len(reading.applications), facts, reading.spoilt[:TOLD], len(reading.spoilt), reading.scan()
    )


def _check_file(path: Path, desk: Desk) -> Slip:
    facts: list[Facts] = []
    counted = _Counted(map(list_facts, read_applications(path, desk.checker.book.index)))
    frames = _fill(counted, desk, facts)
    return Slip(frames, counted.number, facts, [], 0, None)


class _Counted:
    """Counts what is taken."""

    def __init__(self, applications: Iterator[ApplicationFacts]) -> None:
        self._applications, self.number = applications, 0

    def __iter__(self) -> Iterator[ApplicationFacts]:
        for application in self._applications:
            self.number += 1
            yield application


def _fill(applications: Iterable[ApplicationFacts], desk: Desk, facts: list[Facts]) -> list[bytes]:
    def check(application: ApplicationFacts) -> Parcel:
        if desk.rules:
            facts.append(pick_facts(application, desk.rules))
        return pack(desk.checker.check(application))

    parcels = map(check, applications)
    frames = []
    while some := list(islice(parcels, _FRAME)):
        frames.append(_make_frame(some))
    return frames


def _make_frame(parcels: Iterable[Parcel]) -> bytes:
    plain = [(*one[:_AT], [_flatten(fault) for fault in one.faults], *one[_AT + 1 :]) for one in parcels]
    return zlib.compress(marshal.dumps(plain), 1)


def _flatten(fault: Fault) -> tuple[object, ...]:
    return tuple(getattr(fault, name) for name in _FAULT)


def open_frame(frame: bytes) -> Iterator[Parcel]:
    """The parcels of a frame, in order."""
    for plain in marshal.loads(zlib.decompress(frame)):
        faults = tuple(Fault(**dict(zip(_FAULT, told, strict=True))) for told in plain[_AT])
        yield Parcel(*plain)._replace(faults=faults)
