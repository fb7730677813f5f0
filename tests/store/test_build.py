"""The built graph is whole, is used while it is current, and not a moment longer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import zhinan.store.build
import zhinan.store.open
from graph.roots import ROOT, SMALL
from zhinan.errors import OutputError, SyntaxFault
from zhinan.store import build_store, find_built, open_store
from zhinan.store.build import STAMP, is_current

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root of files that a test may change, and an empty place for built things."""
    for name, source in (("ontology", ROOT), ("queries", ROOT), ("shapes", ROOT), ("data", SMALL)):
        shutil.copytree(source / name, tmp_path / "root" / name)
    monkeypatch.setenv("ZHINAN_HOME", str(tmp_path / "home"))
    for module in (zhinan.store.build, zhinan.store.open):
        monkeypatch.setattr(module, "find_root", lambda: tmp_path / "root")
    return tmp_path / "root"


def test_a_built_graph_is_counted_and_opened(root: Path) -> None:
    built = build_store()
    assert (built.folder, built.graphs) == (find_built(), 6)
    store = open_store()
    assert store.where == str(built.folder)
    assert store.select(COUNT).rows == ((built.triples,),)


def test_without_a_built_graph_the_files_are_read(root: Path) -> None:
    assert open_store().where == "memory"


@pytest.mark.parametrize("name", ["ontology/core.ttl", "data/guides/table.ttl", "queries/derive/label.rq"])
def test_a_changed_file_ends_the_use_of_the_built_graph(root: Path, name: str) -> None:
    folder = build_store().folder
    assert is_current(folder)
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert not is_current(folder)
    assert open_store().where == "memory"


def test_a_change_that_keeps_the_length_of_a_file_is_seen(root: Path) -> None:
    folder = build_store().folder
    guide = root / "data/guides/table.ttl"
    guide.write_bytes(guide.read_bytes().replace(b"zn:year 2020", b"zn:year 2021"))
    assert not is_current(folder)


def test_a_new_and_a_removed_file_end_it_too(root: Path) -> None:
    folder = build_store().folder
    guide = root / "data/guides/calls.ttl"
    guide.rename(guide.with_name("other.ttl"))
    assert not is_current(folder)


def test_files_of_settled_times_are_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (path for path in root.rglob("*") if path.is_file()):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    folder = build_store().folder
    monkeypatch.setattr("zhinan.store.build._hash_sources", lambda: pytest.fail("the files were read"))
    assert is_current(folder)


def test_files_touched_but_not_changed_leave_it_current(root: Path) -> None:
    folder = build_store().folder
    os.utime(root / "ontology/core.ttl", (1_600_000_000, 1_600_000_000))
    assert is_current(folder)


@pytest.mark.parametrize("stamp", ["", "{}", "not json", '{"zhinan": "0.0.0"}'])
def test_a_stamp_that_is_not_ours_is_not_current(root: Path, stamp: str) -> None:
    folder = build_store().folder
    (folder / STAMP).write_text(stamp, encoding="utf-8")
    assert not is_current(folder)


def test_a_fault_in_a_file_leaves_the_older_graph_and_no_trace(root: Path) -> None:
    folder = build_store().folder
    (root / "data/guides/table.ttl").write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(SyntaxFault):
        build_store()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert open_store(folder).ask("ASK { ?s ?p ?o }")


def test_what_is_not_a_store_is_not_replaced(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(OutputError, match="not a store"):
        build_store(folder)
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_a_folder_that_cannot_be_made_is_said(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        build_store(tmp_path / "file" / "store")
