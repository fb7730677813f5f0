"""Checking applications, each by itself: what one says never helps or harms another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from zhinan.application import (
    OF_DIRECTION,
    Application,
    Facts,
    Fault,
    Screen,
    list_facts,
    make_screen,
    make_vocabulary,
)
from zhinan.check.engine.engines import Prepare, ShapesGraph, Validator
from zhinan.check.engine.plan import Breach
from zhinan.check.judge import FORM, Evidence, judge
from zhinan.check.report import Checked, judge_verdicts
from zhinan.check.sheet import Sheet, make_sheet
from zhinan.check.values import find_leads, find_title
from zhinan.files import read_utf8
from zhinan.rules import Rulebook, index_text, load_direction_rules, merge_indexes
from zhinan.terms import ID, SH

WITNESS = f"{ID}rule/witness"


def check_applications(
    applications: Iterable[Application],
    book: Rulebook,
    shapes: Path,
    prepare: Prepare,
) -> Iterator[Checked]:
    """Each application with its findings, in the order given; only one is held at a time.

    ``shapes`` is the folder of ``application.ttl`` and ``witness.ttl``; ``prepare`` makes an engine ready.
    """
    checker = open_checker(book, shapes, prepare)
    for application in applications:
        yield checker.check_application(application)


@dataclass(frozen=True, slots=True)
class _Ready:
    sheet: Sheet
    validate: Validator


@dataclass(frozen=True, slots=True)
class Checker:
    """Rules and engine made ready: direction by direction, each when its first application comes."""

    book: Rulebook
    fixed: ShapesGraph
    prepare: Prepare
    screen: Screen
    form: dict[str, dict[str, str]]
    ready: dict[str, _Ready]

    def check(self, facts: Facts) -> Checked:
        """One application with its findings."""
        faults = self.screen.find(facts)
        if any(fault.code in OF_DIRECTION for fault in faults):
            return _unchecked(facts, faults, self.book)
        ready = self.direction(facts.directions[0])
        breaches = [breach for breach in ready.validate(facts.rows) if breach.focus == facts.iri]
        seen = any(breach.shape == WITNESS for breach in breaches)
        more = _form_faults(facts.iri, breaches, self.form)
        return judge(Evidence(facts, (*faults, *more), breaches, seen), ready.sheet, self.book)

    def check_application(self, application: Application) -> Checked:
        """One application that was read as statements."""
        return self.check(list_facts(application))

    def prepare_all(self) -> None:
        """Make every direction ready now."""
        for iri in self.screen.vocabulary.calls:
            self.direction(iri)

    def direction(self, iri: str) -> _Ready:
        """The rules of a direction with an engine on them, made ready once."""
        if iri not in self.ready:
            rules = load_direction_rules(self.book, iri)
            witness = f"<{rules.target}> <{SH}property> <{WITNESS}> .\n"
            index = merge_indexes([self.fixed.index, rules.index, index_text(witness, "witness")])
            graph = ShapesGraph(f"{self.fixed.text}\n{rules.shapes}\n{witness}", index, self.fixed.made)
            self.ready[iri] = _Ready(make_sheet(rules), self.prepare(graph))
        return self.ready[iri]


def open_checker(book: Rulebook, shapes: Path, prepare: Prepare) -> Checker:
    """A checker for one rulebook and engine; ``shapes`` as for ``check_applications``."""
    text = "\n".join(read_utf8(shapes / name) for name in ("application.ttl", "witness.ttl"))
    index = index_text(text, str(shapes))
    form = {n.value: index.by_language(n, SH + "message") for n in index.rows if isinstance(n, NamedNode)}
    screen = make_screen(make_vocabulary(book.index))
    return Checker(book, ShapesGraph(text, index), prepare, screen, form, {})


def _form_faults(iri: str, breaches: Iterable[Breach], form: dict[str, dict[str, str]]) -> list[Fault]:
    broken = sorted({breach.shape for breach in breaches if breach.shape.startswith(FORM)})
    return [
        Fault(code="form", subject=iri, term=shape, nearest=None, messages=dict(form.get(shape, {})))
        for shape in broken
    ]


def _unchecked(facts: Facts, faults: tuple[Fault, ...], book: Rulebook) -> Checked:
    return Checked(
        application=facts.iri,
        source=facts.source,
        direction=None,
        verdict=judge_verdicts(faults, set()),
        faults=faults,
        findings=(),
        title=find_title(facts.iri, facts.rows),
        leads=find_leads(facts.iri, facts.rows, book),
    )
