"""Progress is shown for work that lasts, and for no other."""

from __future__ import annotations

import pytest

from zhinan.commands.progress import show_progress


def test_work_that_is_soon_done_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("建图", patience=60) as step:
        step("core.ttl", 0, 2)
    assert capsys.readouterr() == ("", "")


def test_what_is_no_terminal_is_shown_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("建图", patience=0) as step:
        step("core.ttl", 0, 2)
    assert capsys.readouterr() == ("", "")


def test_work_that_lasts_is_shown_on_standard_error_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with show_progress("建图", patience=0) as step:
        step("core.ttl", 0, 2)
        step("label.rq", 1, 2)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "建图 label.rq" in shown.err
