"""What lies in the repository: the lists that the tests of the house take their cases from."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_MADE = {"build", "dist", "node_modules", "__pycache__", "golden"}


def list_files(*folders: str, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """The files under the folders, relative to the root, in order; what programs made is left out.

    Without folders the whole repository; without suffixes every kind of file.
    """
    tops = [ROOT / folder for folder in folders] or [ROOT]
    found = (
        path.relative_to(ROOT)
        for top in tops
        for path in top.rglob("*")
        if path.is_file() and path.name != ".git"
    )
    return sorted(
        path
        for path in found
        if not _is_made(path) and (not suffixes or path.suffix in suffixes)
    )  # fmt: skip


def _is_made(path: Path) -> bool:
    """Whether a program made the file: hidden folders are caches, all but that of CI."""
    return any(part in _MADE or (part.startswith(".") and part != ".ci") for part in path.parts[:-1])


def read(path: Path) -> str:
    """The text of a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")
