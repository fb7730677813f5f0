"""Results put on disk: all of a file or nothing, and nothing replaced unasked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zhinan.errors import OutputError, OutputExists
from zhinan.files import write_beside


def check_target(path: Path, *, force: bool) -> None:
    """Raise OutputError where writing to ``path`` would fail at once or replace something unasked."""
    if path.is_dir() and not path.is_symlink():
        raise OutputError(f"{path}: this is a folder. Name a file in it.")
    if path.exists() and not force:
        raise OutputExists(path)
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}. Make it, or choose another.")


def write_file(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write a file from its pieces, text as UTF-8, under its name only when it is whole."""
    with write_beside(path) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)
