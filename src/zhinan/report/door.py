"""Opening a report: a file that takes its name when it is whole, or a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from zhinan.check import Checked
from zhinan.errors import OutputError
from zhinan.files import check_target, write_beside
from zhinan.report.formats import find_report_format
from zhinan.report.page import Ending, Meta, Writer
from zhinan.report.tally import Tally


class ReportWriter:
    """A report that is open: ``write`` each result, then ``finish``. Without ``finish`` no file is left."""

    def __init__(self, writer: Writer, stack: ExitStack) -> None:
        self._writer, self._stack = writer, stack
        self.tally = Tally()

    def write(self, checked: Checked) -> None:
        """Add one result; formats whose summary stands last go out at once."""
        self.tally.add(checked)
        self._writer.write(self.tally.done, checked)

    def finish(self, complete: bool = True, total: int | None = None, unread: Sequence[str] = ()) -> None:
        """Write summary and legend, and give the file its name.

        With ``complete=False`` the report says that it is partial: so many of ``total`` were checked. ``unread`` says
        which files could not be read.
        Raises OutputError where the file cannot be written; nothing is left then.
        """
        self._writer.finish(self.tally, Ending(complete=complete, total=total, unread=tuple(unread)))
        self._writer.close()
        self._stack.close()

    def __enter__(self) -> ReportWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        error = error or _Dropped()
        self._stack.__exit__(type(error), error, trace)


class _Dropped(Exception):
    """A report was closed before it was finished."""


def open_report(
    form: str,
    target: Path | IO[bytes],
    language: str = "both",
    meta: Meta | None = None,
    *,
    force: bool = False,
) -> ReportWriter:
    """A report in a format of ``REPORT_FORMATS`` on a path or a binary stream; ``language`` is zh, en or both.

    Raises UnknownChoice for an unknown format, OutputExists where the path is taken and ``force`` is not given,
    OutputError where it cannot be written.

    >>> import io
    >>> stream = io.BytesIO()
    >>> with open_report("summary", stream, "en") as report:
    ...     report.finish()
    >>> stream.getvalue().decode().splitlines()[0]
    'Summary: Applications checked: 0.'
    """
    chosen = find_report_format(form)
    stack = ExitStack()
    stream = stack.enter_context(_open_path(target, force) if isinstance(target, Path) else _lend(target))
    try:
        return ReportWriter(chosen.open(stream, language, meta or Meta()), stack)
    except BaseException as err:
        stack.__exit__(type(err), err, err.__traceback__)
        raise


@contextmanager
def _open_path(path: Path, force: bool) -> Iterator[IO[bytes]]:
    if path.exists() and not path.is_file() and not path.is_dir():
        with _open_device(path) as stream:  # a pipe or a terminal keeps its name
            yield stream
        return
    check_target(path, force=force)
    with write_beside(path) as stream:
        yield stream


@contextmanager
def _open_device(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("wb") as stream:
            yield stream
    except OSError as err:
        raise OutputError(f"{path}: writing failed ({err.strerror}).") from err


@contextmanager
def _lend(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as err:
        raise OutputError(f"Standard output: writing failed ({err.strerror}).") from err
