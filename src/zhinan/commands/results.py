"""What ``zhinan check`` is asked, and the results as they come: of one application, or of many and with a journal."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhinan.check import Checked, Checker, Run, find_engine, open_checker
from zhinan.commands.rules import find_data_files
from zhinan.errors import DataError
from zhinan.files import find_folder

if TYPE_CHECKING:
    from zhinan.application import Application
    from zhinan.check import Spool
    from zhinan.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked, by what, and how; None where the user leaves it to us."""

    files: Sequence[Path]
    guide_data: Path | None
    engine: str
    batch: bool | None
    jobs: int | None
    cluster: str | None
    journal: Path | None

    @property
    def may_be_one(self) -> bool:
        """Whether there may be no more to it than one application."""
        return len(self.files) == 1 and not (self.batch or self.cluster or self.journal)


def open_book(guide_data: Path | None) -> Rulebook:
    """The rules that come with the program, or those compiled from other guide data."""
    from zhinan.rules import open_own_rules

    if guide_data is None:
        return open_own_rules()
    from zhinan.rules import compile_shapes, find_guide_rules, load_families, open_rulebook, read_index

    files = find_data_files(guide_data)
    demanded = find_guide_rules(read_index(files))
    return open_rulebook(files, compile_shapes(demanded, load_families(find_folder("shapes"))).files)


def list_results(asked: Asked, book: Rulebook, run: Run) -> Generator[Checked, None, None]:
    """Each application with its findings; what only many applications need is loaded only for many."""
    from zhinan.check import check_alone

    checker = open_checker(book, find_folder("shapes"), find_engine(asked.engine))
    result = check_alone(asked.files[0], checker) if asked.may_be_one else None
    if result is None:
        yield from _list_many(asked, book, checker, run)
        return
    run.done = run.total = 1
    yield result


def _list_many(asked: Asked, book: Rulebook, checker: Checker, run: Run) -> Iterator[Checked]:
    from zhinan.check import check_files, count_cores, load_batch_rules, open_crew

    files = asked.files
    rules = None if asked.batch is False else load_batch_rules(_compile_batch(asked.guide_data), book)
    with ExitStack() as stack:
        journal = stack.enter_context(_open_journal(asked))
        crew = (
            stack.enter_context(open_crew(asked.cluster, book, rules, asked.engine, files))
            if asked.cluster is not None
            else None
        )
        jobs = asked.jobs or count_cores()
        yield from check_files(
            files, checker, run, jobs=jobs, batch=asked.batch, rules=rules, journal=journal, crew=crew
        )


def _open_journal(asked: Asked) -> AbstractContextManager[Spool | None]:
    from zhinan.check import open_journal, stamp_program, stamp_run

    if asked.journal is None:
        return nullcontext()
    program = stamp_program(asked.engine, find_data_files(asked.guide_data) if asked.guide_data else [])
    return open_journal(asked.journal, stamp_run(program, asked.files, asked.batch))


def _compile_batch(guide_data: Path | None) -> dict[str, str] | Path:
    """The rules over all applications: those of other guide data, or those that come with the program."""
    from zhinan.rules import compile_batch_shapes, find_guide_rules, load_families, read_index

    shapes = find_folder("shapes")
    if guide_data is None:
        return shapes / "batch"
    demanded = find_guide_rules(read_index(find_data_files(guide_data)))
    return compile_batch_shapes(demanded, load_families(shapes), shapes).files


def list_portfolio(files: Sequence[Path], book: Rulebook) -> Iterator[Checked]:
    """The selected projects of what can be read of the files; what cannot has been told already."""
    from zhinan.check import check_portfolio

    yield from check_portfolio(_read_all(files, book), book, find_folder("shapes") / "portfolio")


def _read_all(files: Sequence[Path], book: Rulebook) -> Iterator[Application]:
    from zhinan.application import read_applications

    for path in files:
        with suppress(DataError):
            yield from read_applications(path, book.index)
