"""One application in one small file, as an office has it before it: without what many would take."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zhinan.application import Facts, cut_file, list_facts, read_applications, read_piece
from zhinan.check.checker import Checker
from zhinan.check.report import Checked
from zhinan.errors import DataError

_SMALL = 1 << 20  # bytes


def check_alone(path: Path, checker: Checker) -> Checked | None:
    """The result of the only application of a small file; None for any other file, and for one that has faults.

    ``check_files`` comes to the same result, and tells what is wrong with a file.
    """
    try:
        if not path.is_file() or path.stat().st_size > _SMALL:
            return None
        found = list(islice(_read(path, checker), 2))
    except (DataError, OSError):
        return None
    return checker.check(found[0]) if len(found) == 1 else None


def _read(path: Path, checker: Checker) -> Iterator[Facts]:
    if path.suffix.lower() != ".nt":
        yield from map(list_facts, read_applications(path, checker.book.index))
        return
    for reading in map(read_piece, cut_file(path)):
        if reading.spoilt:
            raise reading.spoilt[0].fault
        yield from reading.list_facts()
