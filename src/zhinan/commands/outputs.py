"""Where ``zhinan check`` writes: standard output, and any number of files at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from zhinan.check import Checked
from zhinan.errors import OutputError, UsageError
from zhinan.report import (
    LetterFolder,
    Meta,
    ReportFormat,
    ReportWriter,
    find_report_format,
    guess_report_format,
    open_letters,
    open_report,
)


@dataclass(frozen=True, slots=True)
class Output:
    """One report of a run; ``path`` is None for standard output, a ``folder`` gets a letter a file."""

    form: ReportFormat
    path: Path | None
    folder: bool = False


def choose_outputs(
    forms: Sequence[str], paths: Sequence[Path], *, letter: bool = False, summary: bool = False
) -> list[Output]:
    """The reports that the options ask for; with ``summary`` its tables go to standard output.

    One format is for all paths, several are for the paths in their order, none is read from their endings.
    Raises UsageError where the options contradict each other.
    """
    if len(forms) > 1 and len(forms) != len(paths):
        raise UsageError("--format: give one, or one for each --output.")
    if len(set(paths)) < len(paths):
        raise UsageError("--output: the same file is named twice. Give each report a name of its own.")
    named = [find_report_format(name) for name in forms] * (len(paths) if len(forms) == 1 and paths else 1)
    found = named or [_guess(path, letter) for path in paths]
    if not paths and not summary:
        found = found or [find_report_format("text")]
    targets: Sequence[Path | None] = paths or [None]
    outputs = [Output(form, path) for form, path in zip(found, targets, strict=False)]
    chosen = [_write_letter(one) if letter else one for one in outputs]
    return [*chosen, Output(find_report_format("summary"), None)] if summary else chosen


def _guess(path: Path, letter: bool) -> ReportFormat:
    return find_report_format("html") if letter and _is_folder(path) else guess_report_format(path)


def _is_folder(path: Path) -> bool:
    return path.is_dir() or not path.suffix


def _write_letter(output: Output) -> Output:
    if output.form.letter is None:
        name = output.form.name
        raise UsageError(f"--letter: there is no letter as {name}. Write it as text, markdown or html.")
    folder = output.path is not None and _is_folder(output.path)
    return Output(find_report_format(output.form.letter), output.path, folder)


class Reports:
    """All reports of a run, open together."""

    def __init__(self, writers: Sequence[tuple[Output, ReportWriter | LetterFolder]]) -> None:
        self._writers = writers

    def write(self, checked: Checked) -> None:
        """Put a result into each report."""
        for _, writer in self._writers:
            writer.write(checked)

    def finish(self, *, complete: bool, total: int | None, unread: Sequence[str]) -> None:
        """End each report; files get their names. A terminal that was shown nothing is left to the messages."""
        for output, writer in self._writers:
            if writer.tally.done or output.path or output.form.name != "text":
                writer.finish(complete, total, unread)


@contextmanager
def open_outputs(outputs: Sequence[Output], language: str, meta: Meta, *, force: bool) -> Iterator[Reports]:
    """The reports, open; whatever goes wrong inside, files that were not finished are not left behind."""
    with ExitStack() as stack:
        writers: list[tuple[Output, ReportWriter | LetterFolder]] = []
        for output in outputs:
            name = output.form.name
            if output.folder and output.path:
                writers.append((output, open_letters(name, output.path, language, meta, force=force)))
                continue
            target = output.path or stack.enter_context(_open_stdout(output.form))
            report = open_report(name, target, language, meta, force=force)
            writers.append((output, stack.enter_context(report)))
        yield Reports(writers)


@contextmanager
def _open_stdout(form: ReportFormat) -> Iterator[IO[bytes]]:
    if form.binary and sys.stdout.isatty():
        raise UsageError(f"--format {form.name}: this is no text. Name a file with --output.")
    sys.stdout.flush()
    try:
        yield sys.stdout.buffer
    except OutputError:
        # What could not be written must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


class Stop:
    """Whether Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.pressed = False

    def press(self, number: int, frame: FrameType | None) -> None:
        """Take note of the first Ctrl-C. Raises KeyboardInterrupt at the second."""
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True


@contextmanager
def watch_interrupt() -> Iterator[Stop]:
    """Ctrl-C or SIGTERM ends the reading, so that reports say how far they go; the second time it ends everything."""
    stop = Stop()
    before = {number: signal.signal(number, stop.press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
