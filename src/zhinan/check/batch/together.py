"""Applications one by one and then against each other, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from zhinan.application import Application
from zhinan.check.batch.compare import check_batch
from zhinan.check.batch.facts import Facts, find_facts
from zhinan.check.batch.findings import join_batch
from zhinan.check.batch.rules import BatchRules, load_batch_rules
from zhinan.check.checker import check_applications
from zhinan.check.engine.engines import Prepare
from zhinan.check.report import Checked
from zhinan.rules import Rulebook


def check_together(
    applications: Iterable[Application],
    book: Rulebook,
    shapes: Path,
    prepare: Prepare,
    *,
    batch: bool | None = None,
    batch_files: dict[str, str] | Path | None = None,
) -> Iterator[Checked]:
    """Each application with its findings, those over all applications among them, in the order given.

    ``batch`` None compares them where there are several. ``batch_files`` are the compiled rules over all, by default
    those of ``shapes/batch``. Results are held until the last application has been read, for each may concern another.
    """
    rest = iter(applications)
    first = list(islice(rest, 2))
    everything = chain(first, rest)
    if batch is False or (batch is None and len(first) < 2):
        yield from check_applications(everything, book, shapes, prepare)
        return
    rules = load_batch_rules(shapes / "batch" if batch_files is None else batch_files, book)
    gathered: list[Facts] = []
    checked = list(check_applications(_watch(everything, rules, gathered), book, shapes, prepare))
    findings = check_batch(rules, gathered)
    yield from (join_batch(result, findings[result.application]) for result in checked)


def _watch(
    applications: Iterable[Application], rules: BatchRules, gathered: list[Facts]
) -> Iterator[Application]:
    for application in applications:
        gathered.append(find_facts(application, rules))
        yield application
