"""Checking applications: grouped by file and direction, each group in one run of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode

from zhinan.application import OF_DIRECTION, Application, Fault, Vocabulary, find_faults, make_vocabulary
from zhinan.check.engines import Breach, Validator
from zhinan.check.judge import gather_evidence, judge
from zhinan.check.paths import index_triples
from zhinan.check.report import Checked, judge_application
from zhinan.check.values import find_leads, find_title
from zhinan.files import read_utf8
from zhinan.rules import DirectionRules, Rulebook, load_direction_rules, read_index
from zhinan.terms import ID, SH

WITNESS = f"{ID}rule/witness"
_CHUNK = 1_000  # applications in one run: the default engine is linear up to here (docs/decisions/0021)


@dataclass(frozen=True, slots=True)
class _Ready:
    rules: DirectionRules
    validate: Validator


def check_applications(
    applications: Iterable[Application],
    book: Rulebook,
    shapes: Path,
    prepare: Callable[[str], Validator],
) -> Iterator[Checked]:
    """Each application with its findings, in the order given; only one chunk is held at a time.

    ``shapes`` is the folder of ``application.ttl`` and ``witness.ttl``; ``prepare`` makes an engine ready.
    """
    vocabulary = make_vocabulary(book.index)
    checker = _Checker(book, shapes, prepare, vocabulary, {})
    rest = iter(applications)
    while chunk := list(islice(rest, _CHUNK)):
        yield from _check_chunk(chunk, checker)


@dataclass(frozen=True, slots=True)
class _Checker:
    book: Rulebook
    shapes: Path
    prepare: Callable[[str], Validator]
    vocabulary: Vocabulary
    ready: dict[str, _Ready]

    def direction(self, iri: str) -> _Ready:
        """The rules of a direction with an engine on them, made ready once."""
        if iri not in self.ready:
            rules = load_direction_rules(self.book, iri)
            witness = f"<{rules.target}> <{SH}property> <{WITNESS}> ."
            fixed = [read_utf8(self.shapes / name) for name in ("application.ttl", "witness.ttl")]
            text = "\n".join([*fixed, rules.shapes, witness])
            self.ready[iri] = _Ready(rules, self.prepare(text))
        return self.ready[iri]

    def form(self) -> dict[str, dict[str, str]]:
        """The messages of the shapes that every application is held against."""
        index = read_index([self.shapes / "application.ttl"])
        return {n.value: index.by_language(n, SH + "message") for n in index.rows if isinstance(n, NamedNode)}


def _check_chunk(chunk: Sequence[Application], checker: _Checker) -> list[Checked]:
    faults = [find_faults(application, checker.vocabulary) for application in chunk]
    results: list[Checked | None] = [None] * len(chunk)
    groups: dict[tuple[str, str, int], list[int]] = {}
    times: dict[tuple[str, str], int] = {}
    for place, application in enumerate(chunk):
        direction = _single_direction(application, faults[place])
        if direction is None:
            results[place] = _unchecked(application, faults[place], checker.book)
            continue
        # Two applications of one IRI are two graphs: what one says must not help the other.
        again = times[application.source, application.iri] = (
            times.get((application.source, application.iri), -1) + 1
        )
        groups.setdefault((application.source, direction, again), []).append(place)
    form = checker.form()
    for (_, direction, _), places in groups.items():
        ready = checker.direction(direction)
        by_focus = _run([chunk[place] for place in places], ready.validate)
        for place in places:
            breaches = by_focus.get(chunk[place].iri, [])
            seen = any(breach.shape == WITNESS for breach in breaches)
            evidence = gather_evidence(chunk[place], faults[place], breaches, seen, form)
            results[place] = judge(evidence, ready.rules, checker.book)
    return [result for result in results if result is not None]


def _single_direction(application: Application, faults: Sequence[Fault]) -> str | None:
    if any(fault.code in OF_DIRECTION for fault in faults):
        return None
    return application.directions[0]


def _unchecked(application: Application, faults: tuple[Fault, ...], book: Rulebook) -> Checked:
    rows = index_triples(application.triples)
    return Checked(
        application=application.iri,
        source=application.source,
        direction=None,
        verdict=judge_application(faults, ()),
        faults=faults,
        findings=(),
        title=find_title(application.iri, rows),
        leads=find_leads(application.iri, rows, book),
    )


def _run(applications: Sequence[Application], validate: Validator) -> dict[str, list[Breach]]:
    lines = dict.fromkeys(
        f"{s} {p} {o} .\n" for application in applications for s, p, o in application.triples
    )
    found: dict[str, list[Breach]] = {}
    for breach in validate("".join(lines)):
        found.setdefault(breach.focus, []).append(breach)
    return found
