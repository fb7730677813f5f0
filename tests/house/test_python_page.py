"""The page on Python does what it says: its pieces run in order and print what stands below them."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest

from house.artefacts import ROOT

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
PIECE = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_every_piece_prints_what_stands_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    pieces = PIECE.findall(PAGE)
    assert [kind for kind, _ in pieces] == ["python", "text"] * (len(pieces) // 2)
    names: dict[str, object] = {}
    for (_, code), (_, expected) in zip(pieces[::2], pieces[1::2], strict=True):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(code, "docs/python.md", "exec"), names)
        assert printed.getvalue() == expected, code
