"""Checking an application that was sent: rules and engine stay ready between requests."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.files import find_folder
from zhinan.serve.sent import NAME, find_ending, read_sent

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.check import Checked, Checker
    from zhinan.rules import Rulebook

_ENGINE = "plan"


class Desk:
    """Rules and engine, read when the first application comes and kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def open(self) -> None:
        """Read rules and engine now, not when the first application comes."""
        assert self._checker

    def check(self, data: bytes, media_type: str) -> bytes:
        """The report on the applications in ``data``, as ``zhinan check --format json`` writes it.

        Raises Refused: 415 where the media type is none that is read, 400 where nothing can be read, 413 where there
        are too many.
        """
        ending = find_ending(media_type)
        # The file stays until the report is written, since that looks up in it where values stand.
        with tempfile.TemporaryDirectory(prefix="zhinan-") as folder:
            return _write_report(self._check(read_sent(data, ending, self._book.index, Path(folder))))

    def _check(self, applications: list[Application]) -> list[Checked]:
        with self._lock:  # the engine's rules are made ready once, not once a thread
            return [self._checker.check_application(application) for application in applications]

    @cached_property
    def _checker(self) -> Checker:
        from zhinan.check import find_engine, open_checker

        return open_checker(self._book, find_folder("shapes"), find_engine(_ENGINE))

    @cached_property
    def _book(self) -> Rulebook:
        from zhinan.rules import open_own_rules

        return open_own_rules()


def _write_report(results: Iterable[Checked]) -> bytes:
    from zhinan.report import Meta, open_report

    stream = BytesIO()
    with open_report("json", stream, "both", Meta(engine=_ENGINE)) as report:
        for result in results:
            report.write(replace(result, source=NAME))
        report.finish()
    return stream.getvalue()
