"""Folders that a graph can be assembled from: our own ontology and rules, with data of a test's choosing."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/cases/graph/small"


def make_root(folder: Path, data: Path = SMALL / "data") -> Path:
    """A root in ``folder`` with our ontology, queries and shapes, and the data of a case."""
    for name, target in (
        *((name, ROOT / name) for name in ("ontology", "queries", "shapes")),
        ("data", data),
    ):
        (folder / name).symlink_to(target)
    return folder
