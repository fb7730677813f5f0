"""What a run rests on, as hashes: two runs with the same stamp come to the same results."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import zhinan
from zhinan import __version__
from zhinan.check.receipt import find_engine_version
from zhinan.errors import DataError
from zhinan.files import find_folder, read_bytes

Stamp = dict[str, str]
_NAMES = {
    "zhinan": "版本 version",
    "code": "程序 program",
    "python": "Python",
    "engine": "引擎 engine",
    "rules": "规则与指南数据 rules and guide data",
    "batch": "对照全部申报 batch",
}


def stamp_program(engine: str, guide_data: Iterable[Path]) -> Stamp:
    """The program, its engine and its rules: what any machine must have in common that takes part in a run."""
    rules = [path for name in ("ontology", "data", "shapes") for path in _list_files(find_folder(name))]
    return {
        "zhinan": __version__,
        "code": _hash_files(list_program()),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "engine": f"{engine} {find_engine_version(engine)}",
        "rules": _hash_files([*rules, *guide_data]),
    }


def stamp_run(program: Stamp, files: Sequence[Path], batch: bool | None) -> Stamp:
    """The program with the applications that it is to check: their files by path, size and time.

    Raises DataError where one is not there.
    """
    applications = {f"{number} {path}": find_state(path) for number, path in enumerate(files, 1)}
    return {**program, "batch": str(batch), **applications}


def list_program() -> list[Path]:
    """The files of the program itself."""
    return sorted(Path(zhinan.__file__).parent.rglob("*.py"))


def compare_stamps(then: Stamp, now: Stamp) -> Iterator[str]:
    """What differs, a name at a time, in Chinese and English."""
    for name in {**then, **now}:
        if then.get(name) != now.get(name):
            yield _NAMES.get(name, name)


def find_state(path: Path) -> str:
    """Name, size and time of a file, or of the files of a folder. Raises DataError where it is not there."""
    try:
        files = _list_files(path) if path.is_dir() else [path]
        found = [(one.name, one.stat()) for one in files]
    except OSError as err:
        raise DataError(f"{path}: cannot be read ({err.strerror}). Check the path.") from err
    return " ".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found)


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _hash_files(paths: Iterable[Path]) -> str:
    found = sha256()
    for path in paths:
        found.update(f"{path.name} ".encode() + sha256(read_bytes(path)).digest())
    return found.hexdigest()
