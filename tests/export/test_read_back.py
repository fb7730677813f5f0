"""Every format comes back whole when it is read by something that is not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from export.corpus import project_case
from export.readers import CHANGES, READERS, Plain, to_plain
from zhinan.export import list_formats
from zhinan.export.output import write_file

CASES = ("small", "hostile")
PAIRS = [(form, reader) for form, readers in READERS.items() for reader in readers]


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(list_formats())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("form", "reader"), PAIRS, ids=[f"{form}-{reader}" for form, reader in PAIRS])
def test_nothing_is_lost(form: str, reader: str, case: str, tmp_path: Path) -> None:
    graph = project_case(case)
    path = tmp_path / f"{case}{list_formats()[form].suffix}"
    write_file(path, list_formats()[form].write(graph))
    found = READERS[form][reader](path, graph)
    wanted = to_plain(graph, CHANGES.get(form, lambda value: value))
    assert list(_find_differences(found, wanted)) == []


def _find_differences(found: Plain, wanted: Plain) -> Any:
    """What is missing or changed; more than was wanted is fine, since formats have fields of their own."""
    yield from sorted(set(wanted.nodes) ^ set(found.nodes))
    yield from sorted(set(wanted.edges) ^ set(found.edges))
    for name, attributes in wanted.nodes.items():
        yield from _compare(name, found.nodes.get(name, {}), attributes)
    for name, (source, target, attributes) in wanted.edges.items():
        other = found.edges.get(name, ("", "", {}))
        if other[:2] != (source, target):
            yield name, other[:2], (source, target)
        yield from _compare(name, other[2], attributes)


def _compare(name: str, found: dict[str, Any], wanted: dict[str, Any]) -> Any:
    for key, value in wanted.items():
        other = found.get(key)
        if other != value or type(other) is not type(value):
            yield name, key, str(other)[:60], str(value)[:60]
