"""Applications that meet every rule of a direction, and such as break or lack for exactly one of them.

Nothing here knows a direction or a family: both come of the compiled shapes. Source: docs/decisions/0070.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from pyoxigraph import NamedNode

from zhinan.application.compose_draft import Draft, Value, from_statements, to_application
from zhinan.application.compose_hold import conforms, find_results
from zhinan.application.compose_judge import (
    MET,
    MISSING,
    VIOLATED,
    Bench,
    Tally,
    Verdicts,
    decide_rule,
    judge_draft,
    tally_results,
)
from zhinan.application.compose_stock import Stock, open_stock
from zhinan.application.compose_vary import propose, take_turns, vary
from zhinan.application.read import read_applications
from zhinan.application.statements import Application, Statement
from zhinan.application.trees import RuleTrees, read_trees
from zhinan.application.vocabulary import make_vocabulary
from zhinan.errors import DataError
from zhinan.files import find_folder
from zhinan.rules import Nested, Rulebook
from zhinan.terms import ID, LABEL, RDF_TYPE, shorten, zn

BASE = "https://example.org/applications/"
_ROUNDS = 60
_TRIED = 120  # drafts looked at for one shape or rule before the best of them is taken
_SPARED = 0.8  # how often something that no rule needs is left out
_ENOUGH = 24  # of these, such as break the rule


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyCase:
    """An application derived from a valid one; ``verdict`` is what ``rule`` comes to: violated or missing.

    ``verdicts`` are those of all rules of the direction, by IRI, so that what else changes with it is stated.
    """

    rule: str
    verdict: str
    application: Application
    verdicts: Verdicts

    @property
    def alone(self) -> bool:
        """Whether all other rules are met."""
        return all(verdict == MET for iri, verdict in self.verdicts.items() if iri != self.rule)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What composing needs of a rulebook, kept ready for many applications: open it with ``open_workshop``."""

    book: Rulebook
    stock: Stock
    benches: dict[str, Bench]

    def bench(self, direction: str) -> Bench:
        """The rules of a direction, read once."""
        if direction not in self.benches:
            self.benches[direction] = Bench(read_trees(direction, self.book))
        return self.benches[direction]


def open_workshop(book: Rulebook) -> Workshop:
    """A workshop on a rulebook."""
    return Workshop(book, open_stock(make_vocabulary(book.index)), {})


def compose_application(
    direction: str, book: Rulebook, seed: int = 0, workshop: Workshop | None = None
) -> Application:
    """A fictional application that meets every rule of a direction; equal seeds give equal ones.

    Raises DataError with the shapes that could not be met, or where there is no such direction.
    """
    shop = workshop or open_workshop(book)
    bench, stock = shop.bench(direction), replace(shop.stock, seed=seed)
    start = _read_prototype(find_folder("data") / "composition" / "prototype.ttl", direction, seed)
    draft = _trim(_prune(_mend(start, bench, stock), bench), bench, seed)
    left = _failing(bench, draft, tally_results(bench, draft))
    if left:
        names = ", ".join(shorten(iri) for iri, *_ in left)
        raise DataError(f"{shorten(direction)}: no application was found that meets {names}.")
    return to_application(draft, draft.root.value)


def derive_faults(
    application: Application,
    book: Rulebook,
    seed: int = 0,
    only: Collection[str] | None = None,
    workshop: Workshop | None = None,
) -> Iterator[FaultyCase]:
    """For each rule of its direction, a valid application broken, and one that lacks a fact, in order of the rules.

    ``only`` names the rules that are wanted, all by default. Where no change breaks a rule alone, the one that
    touches the fewest others is taken; a rule for which none was found is left out.
    """
    shop = workshop or open_workshop(book)
    bench, stock = shop.bench(application.directions[0]), replace(shop.stock, seed=seed)
    draft = from_statements(application.iri, application.triples)
    made: dict[tuple[str, str], FaultyCase | None] = {}
    for rule in bench.trees.rules:
        first = bench.twins[rule.iri][0]
        for verdict in (VIOLATED, MISSING) if only is None or rule.iri in only else ():
            if (first, verdict) not in made:
                made[first, verdict] = _derive(rule, verdict, draft, bench, stock)
            if case := made[first, verdict]:
                yield replace(case, rule=rule.iri)


def _read_prototype(path: Path, direction: str, seed: int) -> Draft:
    (prototype,) = read_applications(path)
    old = prototype.iri.partition("#")[0]
    new = f"{BASE}{direction.removeprefix(ID).partition('/')[2]}/{seed}"
    statements = [
        Statement(
            NamedNode(s.value.replace(old, new)),
            p,
            NamedNode(o.value.replace(old, new)) if isinstance(o, NamedNode) else o,
        )
        for s, p, o in prototype.triples
    ]
    root = NamedNode(prototype.iri.replace(old, new))
    return from_statements(
        root.value, [*statements, Statement(root, NamedNode(zn("appliesTo")), NamedNode(direction))]
    )


def _mend(draft: Draft, bench: Bench, stock: Stock) -> Draft:
    """The draft after as many changes as bring down the number of results; the first shape that fails first."""
    tally = tally_results(bench, draft)
    for _ in range(_ROUNDS):
        better = next(
            filter(None, (_better(one, draft, bench, stock, tally) for one in _failing(bench, draft, tally))),
            None,
        )
        if better is None:
            return draft
        draft, tally = better
    return draft


def _better(
    failing: Failing, draft: Draft, bench: Bench, stock: Stock, tally: Tally
) -> tuple[Draft, Tally] | None:
    """The change on account of one shape that leaves the fewest results, if that is fewer than there are."""
    stock = replace(stock, hints=tuple(failing.rule.shapes))
    now = sum(tally.values())
    best: tuple[Draft, Tally] | None = None
    for new in islice(propose(failing.shape, draft.root, draft, stock, hold=True), _TRIED):
        counts = tally_results(bench, new, draft, tally)
        if sum(counts.values()) < now:
            best, now = (new, counts), sum(counts.values())
            if not any(True for _ in find_results(failing.shape, new.root, new)):
                break
    return best


class Failing(NamedTuple):
    """A shape that does not hold, with its rule."""

    iri: str
    shape: Nested
    rule: RuleTrees


def _failing(bench: Bench, draft: Draft, tally: Tally) -> list[Failing]:
    return [
        Failing(iri, shape, rule)
        for rule in (bench.trees.form, *bench.trees.rules)
        if tally[rule.iri]
        for iri, shape in (*rule.completeness.items(), *rule.eligibility.items())
        if any(True for _ in find_results(shape, draft.root, draft))
    ]


def _prune(draft: Draft, bench: Bench) -> Draft:
    """The draft without the properties that no rule of the direction looks at."""
    kept = {RDF_TYPE, LABEL, zn("appliesTo"), zn("participatingUnit"), zn("country"), zn("unitKind")}
    kept = kept.union(*bench.looks_at.values())
    rows = {
        subject: {name: values for name, values in row.items() if name in kept}
        for subject, row in draft.rows.items()
    }
    return Draft(draft.root, rows).reachable()


def _trim(draft: Draft, bench: Bench, seed: int) -> Draft:
    """The draft without some of the things that no rule needs: most teams are smaller than the prototype's."""
    dice = Random(seed)
    none = dict.fromkeys(bench.looks_at, 0)
    if any(tally_results(bench, draft).values()):
        return draft
    for predicate in (zn("participatingUnit"), zn("attachment"), zn("teamMember")):
        for value in reversed(draft.values(draft.root, predicate)):
            kept = [other for other in draft.values(draft.root, predicate) if other != value]
            new = draft.put(draft.root, predicate, kept).reachable()
            spared = dice.random() < _SPARED and kept and _sides(new) == _sides(draft)
            if spared and not any(tally_results(bench, new, draft, none).values()):
                draft = new
    return draft


def _sides(draft: Draft) -> set[Value]:
    return {value for row in draft.rows.values() for value in row.get(zn("side"), ())}


def _derive(rule: RuleTrees, verdict: str, draft: Draft, bench: Bench, stock: Stock) -> FaultyCase | None:
    stock = replace(stock, hints=tuple(rule.shapes))
    best: tuple[int, Draft, Verdicts] | None = None
    options = islice(_aimed(rule, verdict, draft, stock), 4 * _TRIED)
    fitting = (new for new in options if decide_rule(rule, new) == verdict)
    for new in islice(fitting, _ENOUGH):
        if verdicts := judge_draft(bench, new, draft, best[0] if best else None):
            best = sum(v != MET for v in verdicts.values()), new, verdicts
            if best[0] == len(bench.twins[rule.iri]):
                break
    if best is None:
        return None
    application = to_application(best[1], f"{draft.root.value} {rule.iri} {verdict}")
    return FaultyCase(rule=rule.iri, verdict=verdict, application=application, verdicts=best[2])


def _aimed(rule: RuleTrees, verdict: str, draft: Draft, stock: Stock) -> Iterator[Draft]:
    """Drafts in which a shape of a rule fails; for a broken rule, also with the facts it then asks for."""
    if verdict == MISSING:
        for shape in rule.completeness.values():
            yield from vary(shape, draft.root, draft, stock, hold=False)
        return
    for shape in rule.eligibility.values():
        broken = list(vary(shape, draft.root, draft, stock, hold=False))
        yield from broken
        facts = list(rule.completeness.values())
        lacking = (new for new in broken if _failing_of(facts, new))
        yield from take_turns(*(_still_broken(facts, shape, new, stock) for new in lacking))


def _still_broken(facts: Sequence[Nested], shape: Nested, draft: Draft, stock: Stock) -> Iterator[Draft]:
    """The drafts that state all that a rule asks for, and in which its shape fails as before."""
    completed = islice(_completed(facts, draft, stock), _TRIED // 4)
    yield from (new for new in completed if not conforms(shape, new.root, new))


def _completed(shapes: Sequence[Nested], draft: Draft, stock: Stock) -> Iterator[Draft]:
    """Drafts in which all these shapes hold: those that fail made to hold in turn, each without another failing."""
    failing = _failing_of(shapes, draft)
    if not failing:
        yield draft
        return
    for new in vary(failing[0], draft.root, draft, stock, hold=True):
        if len(_failing_of(shapes, new)) < len(failing):
            yield from _completed(shapes, new, stock)


def _failing_of(shapes: Sequence[Nested], draft: Draft) -> list[Nested]:
    return [shape for shape in shapes if not conforms(shape, draft.root, draft)]
