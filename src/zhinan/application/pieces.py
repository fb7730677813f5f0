"""A large N-Triples file in pieces: cut where an application begins, so that each piece has whole applications."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from zhinan.application.facts import APPLICATION, TYPE
from zhinan.errors import DataError

_TYPED = f" {TYPE} {APPLICATION} .".encode()
_WINDOW = 1 << 16


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a file from ``start`` to before ``end``; whole lines, whole applications."""

    path: Path
    start: int
    end: int


def cut_file(path: Path, size: int | None = None) -> list[Piece]:
    """The pieces of an N-Triples file, about ``size`` bytes each; one where no size is given.

    Raises DataError where the file cannot be read.
    """
    try:
        end = path.stat().st_size
        with path.open("rb") as file:
            cuts = [0, *(_find_starts(file.fileno(), size, end) if size else ()), end]
    except OSError as err:
        raise DataError(
            f"{path}: cannot be read ({err.strerror}). Check the path and its permissions."
        ) from err
    return [Piece(path, start, stop) for start, stop in pairwise(cuts) if start < stop]


def _find_starts(file: int, size: int, end: int) -> Iterator[int]:
    """Where an application begins, at about every ``size`` bytes; no byte is looked at twice."""
    mark = size
    while mark < end and (start := _find_start(file, mark, end)) < end:
        yield start
        mark += size * max(1, -(-(start + 1 - mark) // size))


def _find_start(file: int, mark: int, end: int) -> int:
    """Where the next application begins at or after ``mark``; the end of the file where none does."""
    at, held, seen = max(0, mark - _WINDOW), b"", mark
    while at + len(held) < end:
        held += os.pread(file, 4 * _WINDOW, at + len(held))
        while (found := held.find(_TYPED, seen - at)) > 0:
            line = _find_first_line(held, found)
            if at + line >= mark and (line > 0 or at == 0):
                return at + line
            seen = at + found + 1
        seen = max(seen, at + len(held) - len(_TYPED))
        at, held = at + max(0, len(held) - _WINDOW), held[-_WINDOW:]
    return end


def _find_first_line(held: bytes, found: int) -> int:
    """The first line of the run of lines that speak of the subject of the line at ``found``."""
    line = held.rfind(b"\n", 0, found) + 1
    subject = held[line:found] + b" "
    while line > 0:
        before = held.rfind(b"\n", 0, line - 1) + 1
        if not held.startswith(subject, before):
            break
        line = before
    return line


def read_bytes_of(piece: Piece) -> bytes:
    """The bytes of a piece. Raises DataError where the file cannot be read, or has become shorter."""
    try:
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            data = file.read(piece.end - piece.start)
    except OSError as err:
        raise DataError(f"{piece.path}: cannot be read ({err.strerror}). Check the path.") from err
    if len(data) != piece.end - piece.start:
        raise DataError(f"{piece.path}: the file became shorter while it was read. Run again.")
    return data.removeprefix(b"\xef\xbb\xbf") if piece.start == 0 else data


def count_lines_before(piece: Piece) -> int:
    """The lines that stand before a piece in its file."""
    lines = 0
    with piece.path.open("rb") as file:
        while (at := file.tell()) < piece.start:
            lines += file.read(min(1 << 20, piece.start - at)).count(b"\n")
    return lines
