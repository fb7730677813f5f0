"""Checking an application that was sent: rules and engine stay ready between requests."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.errors import DataError, SyntaxFault
from zhinan.files import find_folder
from zhinan.serve.problem import Refused

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.check import Checked, Checker
    from zhinan.rules import Index, Rulebook

FORMS = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/ld+json": ".jsonld",
    "application/json": ".json",
}
"""Media type of an application that is sent → the ending of a file like it."""

MOST = 100
"""Applications in one request; more belong in a file on the machine that checks them."""

_NAME = "request"
_ENGINE = "plan"


class Desk:
    """Rules and engine, read when the first application comes and kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def check(self, data: bytes, media_type: str) -> bytes:
        """The report on the applications in ``data``, as ``zhinan check --format json`` writes it.

        Raises Refused: 415 where the media type is none of FORMS, 400 where nothing can be read, 413 where there are
        more than MOST.
        """
        from zhinan.report import Meta, open_report

        ending = FORMS.get(media_type)
        if ending is None:
            known = ", ".join(FORMS)
            raise Refused(415, f"{media_type or 'nothing'} is not read", "Content-Type", f"Send {known}.")
        results = self._check(read_sent(data, ending, self._book.index))
        stream = BytesIO()
        with open_report("json", stream, "both", Meta(engine=_ENGINE)) as report:
            for result in results:
                report.write(result)
            report.finish()
        return stream.getvalue()

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


def read_sent(data: bytes, ending: str, index: Index) -> list[Application]:
    """The applications in ``data``, whose labels are looked up in ``index``.

    Raises Refused where there is none, too many, or the form is broken.
    """
    from zhinan.application import read_applications

    with tempfile.TemporaryDirectory(prefix="zhinan-") as folder:
        path = Path(folder, _NAME + ending)
        path.write_bytes(data)
        try:
            found = list(islice(read_applications(path, index), MOST + 1))
        except SyntaxFault as err:
            place = _NAME if err.line is None else f"{_NAME}:{err.line}:{err.column or 1}"
            raise Refused(400, err.problem, place, "Correct it and send it again.") from err
        except DataError as err:
            what = str(err).replace(str(path), _NAME).rstrip(".")
            raise Refused(400, what, _NAME, "Correct it and send it again.") from err
    if len(found) > MOST:
        raise Refused(413, f"there are more than {MOST} applications", _NAME, "Send them in parts.")
    if not found:
        remedy = "Give one the class zn:Application, or a direction with zn:appliesTo."
        raise Refused(400, "no application is in what was sent", _NAME, remedy)
    return [replace(application, source=_NAME) for application in found]
