"""The built graph on disk, and whether it still is what its files say."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
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


def build_store(folder: Path | None = None, on_step: Step | None = None) -> Built:
    """Assemble the graph and put it in a folder, all of it or nothing; an older store there is replaced.

    Raises OutputError where the folder cannot be written or holds anything but a store.
    """
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
    """Whether the store in ``folder`` was built by this version from the files as they are now."""
    try:
        stamp = json.loads((folder / STAMP).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(stamp == _make_stamp())


def _make_stamp() -> dict[str, str]:
    digest = hashlib.sha256()
    for source in list_sources(find_root()):
        data = read_bytes(source.path)
        digest.update(f"{source.path.name} {source.graph} {len(data)}\n".encode())
        digest.update(data)
    return {"zhinan": __version__, "pyoxigraph": ox.__version__, "sources": digest.hexdigest()}


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
    if target.exists():
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        target.rename(old / "old")
        part.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        part.rename(target)
