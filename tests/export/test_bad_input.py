"""A call that cannot be met ends with one clear message and the right exit code, and leaves nothing behind."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from export.corpus import CASES, load_case
from zhinan.commands import export as command
from zhinan.errors import OutputError, ZhinanError
from zhinan.export import export_graph
from zhinan.files import write_file, write_folder

BAD = tomllib.loads((CASES / "bad-input.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(command, "open_store", lambda where, on_step: load_case("small"))
    for name in ("folder", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full" / "mine.txt").write_text("mine")
    return {name: str(tmp_path / name) for name in ("folder", "full", "file")} | {"cases": str(CASES)}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["name"])
def test_it_says_what_is_wrong_and_leaves_nothing(case: dict[str, Any], places: dict[str, str]) -> None:
    before = list_files(Path(places["folder"]).parent)
    result = CliRunner().invoke(command.export, [one.format(**places) for one in case["arguments"]])
    assert isinstance(result.exception, ZhinanError), result.output
    assert result.exception.exit_code == case["code"]
    assert [words for words in case["says"] if words.format(**places) not in str(result.exception)] == []
    assert list_files(Path(places["folder"]).parent) == before


@pytest.mark.parametrize("form", ["gexf", "tables"])
def test_force_replaces_what_exists_and_nothing_else(form: str, places: dict[str, str]) -> None:
    target = Path(places["file"] if form == "gexf" else places["full"])
    export_graph(load_case("small"), "whole", form, target, force=True)
    assert "mine" not in (target.read_text() if form == "gexf" else (target / "nodes.csv").read_text())
    assert form == "gexf" or (target / "mine.txt").read_text() == "mine"


def break_off() -> Iterator[str]:
    """A writer on a disk that fills up."""
    yield "half"
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No space left"):
        write_file(tmp_path / "out.gexf", break_off())
    assert list_files(tmp_path) == {}


def test_a_full_disk_leaves_a_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "nodes.csv").write_text("mine")
    with pytest.raises(OutputError, match="No space left"):
        write_folder(tmp_path / "out", [("nodes.csv", iter(["new"])), ("edges.csv", break_off())])
    assert list_files(tmp_path) == {"out/nodes.csv": b"mine"}


@pytest.mark.parametrize("form", ["gexf", "tables"])
def test_a_folder_that_is_not_writable_is_named(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    # Root may write everywhere, so the system's refusal is played.
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(OutputError, match=r"Permission denied.*writable"):
        export_graph(load_case("small"), "whole", form, tmp_path / "out")
    assert list_files(tmp_path) == {}


def list_files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
