"""What a format of text is made of: what stands before, for each application, and after them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol

from zhinan import __version__
from zhinan.check import Checked, Finding, Verdict, pick_findings
from zhinan.report.tally import Tally
from zhinan.report.words import VERDICTS, Standing, clean, each, lines, say_verdict, stand, word

_IN_MEMORY = 16 * 2**20
"""Bytes of a report that are held before they go to a temporary file."""
_ADVISED = (Verdict.VIOLATED, Verdict.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a report says of its making: the engine, and the verdicts that it counts but does not list."""

    engine: str = "plan"
    left_out: frozenset[Verdict] = frozenset()

    def list_shown(self, checked: Checked) -> Iterator[Finding]:
        """The findings of an application that are listed, in order; the others are not made."""
        return pick_findings(
            checked.findings, *(verdict for verdict in Verdict if verdict not in self.left_out)
        )

    def list_standing(self, checked: Checked, standing: Standing) -> Iterator[Finding]:
        """The listed findings that stand in one place, in order."""
        verdicts = (standing,) if isinstance(standing, Verdict) else _ADVISED
        found = pick_findings(
            checked.findings, *(verdict for verdict in verdicts if verdict not in self.left_out)
        )
        return (finding for finding in found if stand(finding.verdict, finding.severity) is standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended: whether all was checked, and how many applications there are, None if that is not known.

    ``unread`` says which files could not be read, and why.
    """

    complete: bool = True
    total: int | None = None
    unread: tuple[str, ...] = ()


class Page(Protocol):
    """A format of text that goes out as it comes."""

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What stands before the applications."""

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """One application; numbers count from 1."""

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What stands after the applications."""


class SummaryPage(Page, Protocol):
    """A format of text whose summary and index stand first, so that the applications wait until the end."""

    def entry(self, number: int, checked: Checked) -> Iterable[str]:
        """The application's line of the index; the index is written where there is more than one."""

    def middle(self, tally: Tally) -> Iterable[str]:
        """What stands between the index and the applications."""


class Writer(Protocol):
    """A report that is open: applications go in one by one."""

    def write(self, number: int, checked: Checked) -> None:
        """Write one application."""

    def finish(self, tally: Tally, ending: Ending) -> None:
        """Write what only the end knows."""

    def close(self) -> None:
        """Let go of what is held; the output itself is not closed."""


class PageWriter:
    """A page on a stream: applications go out as they come."""

    def __init__(self, page: Page, stream: IO[bytes]) -> None:
        self._page, self._stream = page, stream
        _put(stream, page.head(Tally(), Ending()))

    def write(self, number: int, checked: Checked) -> None:
        """Write one application."""
        _put(self._stream, self._page.one(number, checked))

    def finish(self, tally: Tally, ending: Ending) -> None:
        """Write the end."""
        _put(self._stream, self._page.tail(tally, ending))

    def close(self) -> None:
        """Nothing is held."""


class SummaryPageWriter:
    """A page on a stream whose applications wait aside until the summary is known."""

    def __init__(self, page: SummaryPage, stream: IO[bytes]) -> None:
        self._page, self._stream = page, stream
        self._index, self._body = open_aside(), open_aside()

    def write(self, number: int, checked: Checked) -> None:
        """Write one application aside."""
        _put(self._index, self._page.entry(number, checked))
        _put(self._body, self._page.one(number, checked))

    def finish(self, tally: Tally, ending: Ending) -> None:
        """Write the summary, the index, what waited, and the end."""
        _put(self._stream, self._page.head(tally, ending))
        if tally.done > 1:
            self._copy(self._index)
        _put(self._stream, self._page.middle(tally))
        self._copy(self._body)
        _put(self._stream, self._page.tail(tally, ending))

    def close(self) -> None:
        """Let go of what waited."""
        self._index.close()
        self._body.close()

    def _copy(self, aside: IO[bytes]) -> None:
        aside.seek(0)
        shutil.copyfileobj(aside, self._stream)


def open_aside() -> IO[bytes]:
    """A place for what must wait: in memory while it is small, then a nameless file. Its user closes it."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _put(stream: IO[bytes], pieces: Iterable[str]) -> None:
    if text := "".join(pieces):
        stream.write(encode(text))


def encode(text: str) -> bytes:
    """UTF-8."""
    # A file name that is no UTF-8 holds lone surrogates; all other text comes out of RDF, which has none.
    return text.encode("utf-8", "replace")


def list_remarks(tally: Tally, ending: Ending, meta: Meta) -> list[dict[str, str]]:
    """What must be said of a report as a whole, by language: that it is partial, lists not all, or lacks a file."""
    remarks = []
    if not ending.complete:
        key = "partial_unknown" if ending.total is None else "partial"
        remarks.append(_say(key, done=tally.done, total=ending.total))
    if meta.left_out:
        names = {language: _name_all(meta.left_out, language) for language in ("zh", "en")}
        remarks.append({language: _say("left_out", verdicts=names[language])[language] for language in names})
    return remarks + [_say("unread", problem=clean(problem)) for problem in ending.unread]


def say_remarks(tally: Tally, ending: Ending, meta: Meta, language: str) -> list[str]:
    """The remarks as lines."""
    return [line for remark in list_remarks(tally, ending, meta) for line in each(remark, language)]


def say_made(meta: Meta, language: str) -> tuple[str, ...]:
    """What made the report."""
    return lines("summary", "made", language, version=__version__, engine=meta.engine)


def _say(key: str, **values: object) -> dict[str, str]:
    return {language: word("summary", key, language, **values) for language in ("zh", "en")}


def _name_all(verdicts: Collection[Verdict], language: str) -> str:
    names = [say_verdict(verdict, language) for verdict in VERDICTS if verdict in verdicts]
    return word("letter", "and", language).join(names)
