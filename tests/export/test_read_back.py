"""Every format comes back whole when it is read by something that is not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from export.corpus import load_case, project_case
from export.readers import READERS, Plain, expect
from zhinan.export import RdfFormat, export_graph, list_formats

CASES = ("small", "hostile")
PAIRS = [(form, reader) for form, readers in READERS.items() for reader in readers]
PICTURES = {"svg", "png", "pdf"}


def test_every_format_has_a_reader() -> None:
    projected = {name for name, form in list_formats().items() if not isinstance(form, RdfFormat)}
    assert set(READERS) | PICTURES == projected


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("form", "reader"), PAIRS, ids=[f"{form}-{reader}" for form, reader in PAIRS])
def test_nothing_is_lost(form: str, reader: str, case: str, tmp_path: Path) -> None:
    graph = project_case(case)
    path = tmp_path / f"{case}{list_formats()[form].suffix}"
    export_graph(load_case(case), "whole", form, path)
    found = READERS[form][reader](path, graph)
    assert list(_find_differences(found, expect(form, graph), labels=form not in LABELLESS)) == []


@pytest.mark.parametrize("form", list_formats())
def test_the_same_graph_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_graph(load_case("small"), "whole", form, tmp_path / name)
    assert _read_all(tmp_path / "one") == _read_all(tmp_path / "two")


def _read_all(path: Path) -> dict[str, bytes]:
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return {str(one.relative_to(path)): one.read_bytes() for one in files}


LABELLESS = ("dot", "obsidian")
"""Formats that break labels into lines or show them in passing; the names are among their attributes."""


def _find_differences(found: Plain, wanted: Plain, *, labels: bool) -> Any:
    """What is missing or changed; more than was wanted is fine, since formats have fields of their own."""
    yield from sorted(set(wanted.nodes) ^ set(found.nodes))
    yield from sorted(set(wanted.edges) ^ set(found.edges))
    for name, attributes in wanted.nodes.items():
        yield from _compare(name, found.nodes.get(name, {}), attributes, labels=labels)
    for name, (source, target, attributes) in wanted.edges.items():
        other = found.edges.get(name, ("", "", {}))
        if other[:2] != (source, target):
            yield name, other[:2], (source, target)
        yield from _compare(name, other[2], attributes, labels=labels)


def _compare(name: str, found: dict[str, Any], wanted: dict[str, Any], *, labels: bool) -> Any:
    for key, value in wanted.items():
        if key == "label" and not labels:
            continue
        other = found.get(key)
        if other != value or type(other) is not type(value):
            yield name, key, str(other)[:60], str(value)[:60]
