"""Progress on standard error, once a piece of work has taken a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from zhinan.graph import Step

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds of work before anything is shown."""


@contextmanager
def show_progress(title: str, patience: float = _PATIENCE) -> Iterator[Step]:
    """A Step that draws a bar on standard error when the work lasts longer than ``patience`` seconds."""
    bar = _Bar(title, patience)
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    """A bar that is open: rich is imported, and the bar drawn, only when the time has come."""

    def __init__(self, title: str, patience: float) -> None:
        self._title, self._from = title, time.monotonic() + patience
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, what: str, done: int, total: int) -> None:
        if time.monotonic() < self._from:
            return
        if self._progress is None or self._task is None:
            self._progress = _open_progress()
            self._task = self._progress.add_task(self._title, total=total)
            self._progress.start()
        self._progress.update(self._task, completed=done, total=total, description=f"{self._title} {what}")

    def stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _open_progress() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """How many are done in a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    description = TextColumn("{task.description}")
    columns = (description, BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
