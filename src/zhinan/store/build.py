"""The built graph on disk, and whether it still is what its files say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from zhinan import __version__
from zhinan.errors import OutputError
from zhinan.files import find_build_folder, find_root, read_bytes
from zhinan.graph import Step, assemble_graph, list_sources

STAMP = "zhinan.json"
"""Lies among the store's own files and says what it was built from."""


@dataclass(frozen=True, slots=True)
class Built:
    """A graph that was built: its folder, its triples with the closure, its named graphs."""

    folder: Path
    triples: int
    graphs: int


def find_built() -> Path:
    """Where the built graph lies, or would."""
    return find_build_folder() / "store"


_SETTLED = 2_000_000_000
"""Nanoseconds that a file must have lain unchanged before the build for its time to be trusted."""


def build_store(folder: Path | None = None, on_step: Step | None = None) -> Built:
    """Assemble the graph and put it in a folder, all of it or nothing; an older store there is replaced.

    Raises OutputError where the folder cannot be written or holds anything but a store.
    """
    import shutil
    import tempfile

    target = folder or find_built()
    if target.exists() and not _may_replace(target):
        raise OutputError(
            f"{target}: this is not a store, and building would replace it. Choose another folder."
        )
    graph = assemble_graph(find_root(), on_step)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as err:
        raise OutputError(
            f"{target}: cannot be written ({err.strerror}). Choose a folder that is writable."
        ) from err
    try:
        _write_store(graph, part)
        _replace_folder(target, part)
    except OSError as err:
        raise OutputError(f"{target}: writing failed ({err}). Nothing was left under this name.") from err
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Built(target, len(graph), sum(1 for _ in graph.named_graphs()))


def is_current(folder: Path) -> bool:
    """Whether the store in ``folder`` was built by this version from the files as they are now.

    Files whose sizes and times are as they were at the build are taken to be unchanged; the others are read.
    """
    try:
        stamp = json.loads((folder / STAMP).read_bytes())
        known = {name: stamp[name] for name in _VERSIONS} == _VERSIONS
        if known and stamp["times"] == _list_times() and _were_settled(folder, stamp["times"]):
            return True
        return bool(known and stamp["sources"] == _hash_sources())
    except (OSError, ValueError, KeyError, TypeError):
        return False


_VERSIONS = {"zhinan": __version__, "pyoxigraph": ox.__version__}


def _make_stamp() -> dict[str, object]:
    return {**_VERSIONS, "sources": _hash_sources(), "times": _list_times()}


def _list_times() -> list[list[object]]:
    """Each source with its graph, size and time of change in nanoseconds, in the order read."""
    listed: list[list[object]] = []
    for source in list_sources(find_root()):
        found = source.path.stat()
        listed.append([str(source.path), source.graph, found.st_size, found.st_mtime_ns])
    return listed


def _were_settled(folder: Path, times: list[list[int]]) -> bool:
    """Whether no file changed so close to the build that a later change could bear the same time."""
    return max(row[3] for row in times) + _SETTLED < (folder / STAMP).stat().st_mtime_ns


def _hash_sources() -> str:
    import hashlib

    digest = hashlib.sha256()
    for source in list_sources(find_root()):
        data = read_bytes(source.path)
        digest.update(f"{source.path.name} {source.graph} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _may_replace(target: Path) -> bool:
    return target.is_dir() and ((target / "CURRENT").is_file() or not any(target.iterdir()))


def _write_store(graph: ox.Store, folder: Path) -> None:
    store = ox.Store(str(folder))
    store.bulk_extend(graph)
    store.optimize()
    store.flush()
    del store
    (folder / STAMP).write_text(json.dumps(_make_stamp(), indent=1) + "\n", encoding="utf-8")
    folder.chmod(0o755)


def _replace_folder(target: Path, part: Path) -> None:
    """Put ``part`` under the name ``target``; a reader that has the older one open keeps reading it."""
    import shutil
    import tempfile

    if target.exists():
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        target.rename(old / "old")
        part.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        part.rename(target)
