"""Letters of corrections as a folder: a file for each application, so that each can be sent to its applicant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from zhinan.check import Checked
from zhinan.errors import OutputError, OutputExists
from zhinan.report.door import ReportWriter, open_report
from zhinan.report.page import Meta
from zhinan.report.tally import Tally, name_leads

_NO_NAME = re.compile(r"[^\w()（）-]+")
_LONGEST = 40  # characters of a name in a file name: 120 bytes in Chinese
_SUFFIXES = {"letter": ".txt", "letter-markdown": ".md", "letter-html": ".html"}


class LetterFolder:
    """A folder of letters that is open; each letter takes its name when it is whole."""

    def __init__(self, form: str, folder: Path, language: str, meta: Meta, *, force: bool) -> None:
        self._form, self._folder, self._language = form, folder, language
        self._meta, self._force = meta, force
        self.tally = Tally()

    def write(self, checked: Checked) -> None:
        """Write the letter of one application, under its number and the name of its lead unit."""
        self.tally.add(checked)
        name = _NO_NAME.sub("_", name_leads(checked))[:_LONGEST].strip("_") or "_"
        path = self._folder / f"{self.tally.done:04}-{name}{_SUFFIXES[self._form]}"
        with self._open(path) as letter:
            letter.write(checked)
            letter.finish()

    def finish(self, complete: bool = True, total: int | None = None, unread: Sequence[str] = ()) -> None:
        """Nothing: every letter is whole by itself."""

    def _open(self, path: Path) -> ReportWriter:
        return open_report(self._form, path, self._language, self._meta, force=self._force)


def open_letters(form: str, folder: Path, language: str, meta: Meta, *, force: bool = False) -> LetterFolder:
    """A folder for letters; it is made where there is none.

    Raises OutputExists where it holds anything and ``force`` is not given, OutputError where it cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
        if any(folder.iterdir()) and not force:
            raise OutputExists(folder)
    except OSError as err:
        raise OutputError(
            f"{folder}: cannot be made ({err.strerror}). Choose a folder that exists and is writable."
        ) from err
    return LetterFolder(form, folder, language, meta, force=force)
