"""Results put on disk: all of them or nothing, and nothing replaced unasked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zhinan.errors import OutputError
from zhinan.files import write_beside

Pieces = Iterable[str] | Iterable[bytes]


def write_file(path: Path, pieces: Pieces) -> None:
    """Write a file from its pieces, text as UTF-8, under its name only when it is whole."""
    with write_beside(path) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)


def write_folder(path: Path, files: Iterable[tuple[str, Pieces]]) -> None:
    """Write files into a folder. All are whole before the first takes its place; other files there stay.

    Raises OutputError where the disk is full or the folder not writable; the folder is then as it was.
    """
    with _make_part(path) as part:
        for name, pieces in files:
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            write_file(part / name, pieces)
        if not path.exists():
            part.chmod(0o755)
            part.replace(path)
            return
        for written in sorted(one for one in part.rglob("*") if one.is_file()):
            place = path / written.relative_to(part)
            place.parent.mkdir(parents=True, exist_ok=True)
            written.replace(place)


@contextmanager
def _make_part(path: Path) -> Iterator[Path]:
    """A folder beside ``path`` that is gone afterwards, unless it took another name."""
    try:
        part = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
    except OSError as err:
        raise OutputError(
            f"{path}: cannot be written ({err.strerror}). Choose a folder that is writable."
        ) from err
    try:
        yield part
    except OSError as err:
        raise OutputError(
            f"{path}: writing failed ({err.strerror}). Nothing was left under this name."
        ) from err
    finally:
        shutil.rmtree(part, ignore_errors=True)
