"""Where the project's own files lie, and how files are read and written.

The folders ``ontology/ data/ shapes/ queries/`` stand at the top of a checkout and inside an installed wheel.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from zhinan.errors import DataError, OutputError, OutputExists

_PACKAGE = Path(__file__).resolve().parent
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_Cell = TypeVar("_Cell")
FOLDERS = ("ontology", "data", "shapes", "queries")


def find_root() -> Path:
    """The folder that holds ``ontology/ data/ shapes/ queries/``: the wheel's own, or that of the checkout.

    Raises DataError where neither has them.
    """
    for root in (_PACKAGE / "_files", _PACKAGE.parents[1]):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return root
    raise DataError(f"The folders {', '.join(FOLDERS)} are missing beside {_PACKAGE}: install zhinan again.")


def find_folder(name: str) -> Path:
    """One of the project's folders, such as ``find_folder("queries")``."""
    return find_root() / name


def find_build_folder() -> Path:
    """Where built things go: ``$ZHINAN_HOME``, else ``build/`` of a checkout, else the user's cache."""
    if home := os.environ.get("ZHINAN_HOME"):
        return Path(home)
    root = find_root()
    if (root / "pyproject.toml").is_file():
        return root / "build"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhinan"


def read_utf8(path: Path) -> str:
    """The text of a UTF-8 file, without a leading byte-order mark and with line ends as they stand.

    Raises DataError with the byte that is not UTF-8, or the reason the file cannot be read.
    """
    return decode_utf8(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises DataError where it is missing, a folder, or not readable."""
    try:
        return path.read_bytes()
    except FileNotFoundError as err:
        raise DataError(f"{path}: there is no such file. Check the path.") from err
    except IsADirectoryError as err:
        raise DataError(f"{path}: this is a folder. Name a file in it.") from err
    except OSError as err:
        raise DataError(f"{path}: cannot be read ({err.strerror}). Check its permissions.") from err


def decode_utf8(data: bytes, where: str) -> str:
    """Bytes as UTF-8 text, a leading byte-order mark dropped."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise DataError(
            f"{where}:{line}: byte {err.start} is not UTF-8. Save the file as UTF-8 and run again."
        ) from err


def check_target(path: Path, *, folder: bool = False, force: bool = False) -> None:
    """Raise OutputError where writing to ``path`` would fail at once, or replace something unasked.

    An empty folder is as good as none. With ``force`` files are replaced; a folder is never emptied.
    """
    if folder and path.exists() and not path.is_dir():
        raise OutputError(f"{path}: this is a file, and the format is a folder. Name another.")
    if not folder and path.is_dir():
        raise OutputError(f"{path}: this is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}. Make it, or choose another.")
    if path.exists() and not force and not (folder and not any(path.iterdir())):
        raise OutputExists(path)


def guard_cell(cell: _Cell) -> _Cell | str:
    """A cell as a table may carry it: a text that a spreadsheet would take for a formula gets a ``'`` in front.

    So does one that begins with ``'``: readers drop one leading ``'``. Numbers stay. Source: OWASP, "CSV Injection".

    >>> guard_cell("=1+1"), guard_cell(-1)
    ("'=1+1", -1)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


@contextmanager
def write_beside(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the name ``path`` when all of it is written; on any fault nothing is left.

    Raises OutputError where the folder is missing, not writable or full.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as err:
        raise OutputError(
            f"{path}: cannot be written ({err.strerror}). Choose a folder that exists and is writable."
        ) from err
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        part.chmod(0o644)
        part.replace(path)
    except OSError as err:
        raise OutputError(
            f"{path}: writing failed ({err.strerror}). Nothing was left under this name."
        ) from err
    finally:
        part.unlink(missing_ok=True)


_Pieces = Iterable[str] | Iterable[bytes]


def write_file(path: Path, pieces: _Pieces) -> None:
    """Write a file from its pieces, text as UTF-8, under its name only when it is whole."""
    with write_beside(path) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)


def write_folder(path: Path, files: Iterable[tuple[str, _Pieces]]) -> None:
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
    import shutil
    import tempfile

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
