"""A journal: a folder that keeps what was checked, so that a run that ended early goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from zhinan.check.runs.spool import Spool
from zhinan.check.runs.stamp import Stamp, compare_stamps
from zhinan.errors import OutputError, UsageError
from zhinan.files import read_utf8, write_beside

_FORM = "1"
_HEADER, _SLIPS = "journal.json", "slips.bin"


@contextmanager
def open_journal(folder: Path, stamp: Stamp) -> Iterator[Spool]:
    """The journal of a run with this stamp, with all that it keeps already; made where there is none.

    Raises UsageError where the folder is that of another run, or another process is at it; OutputError where it
    cannot be written.
    """
    wanted = {"form": _FORM, **stamp}
    try:
        folder.mkdir(exist_ok=True)
        header = folder / _HEADER
        if header.exists():
            _compare(header, wanted)
        else:
            _begin(folder, wanted)
        file = (folder / _SLIPS).open("r+b")
    except OSError as err:
        raise OutputError(
            f"{folder}: the journal cannot be written ({err.strerror}). Name a folder that is writable, "
            "in one that exists."
        ) from err
    with closing(Spool(file, str(folder))) as spool:
        _lock(spool, folder)
        spool.load()
        yield spool


def _begin(folder: Path, wanted: Stamp) -> None:
    if any(one.name != _SLIPS and not one.name.endswith(".part") for one in folder.iterdir()):
        raise UsageError(f"{folder}: this folder is no journal, and not empty. Name a new one.")
    (folder / _SLIPS).touch()
    with write_beside(folder / _HEADER) as stream:
        stream.write((json.dumps(wanted, ensure_ascii=False, indent=2) + "\n").encode())


def _compare(header: Path, wanted: Stamp) -> None:
    try:
        known = json.loads(read_utf8(header))
    except json.JSONDecodeError as err:
        raise UsageError(
            f"{header}:{err.lineno}: this is no journal ({err.msg}). Name a new folder."
        ) from err
    if not isinstance(known, dict):
        raise UsageError(f"{header}: this is no journal. Name a new folder.")
    if different := list(compare_stamps(known, wanted)):
        raise UsageError(
            f"{header.parent}: this journal is of another run. Not the same: {'; '.join(different)}. "
            "Name a new folder, or remove this one."
        )


def _lock(spool: Spool, folder: Path) -> None:
    """Have it for this process alone, where the system can say so."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(spool.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        raise UsageError(
            f"{folder}: another run is at this journal. Wait for it, or name a new folder."
        ) from err
