"""Composed applications to be written as often as wanted under other names, with what each rule says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from bench.plots import MARK, Member
from zhinan.application import (
    Application,
    FaultyCase,
    Workshop,
    compose_application,
    derive_faults,
)
from zhinan.application.compose_draft import Draft, Value, from_statements, to_application
from zhinan.application.compose_judge import judge_draft, tally_results
from zhinan.terms import LABEL, RDF_TYPE, prefixes, zn

VALID = 2  # valid applications a direction
BROKEN = 6  # rules a direction that are broken in some of its applications
IDENTIFIED = ("leader", "member", "lead", "recommender", "horizon")
KEPT = frozenset(
    {RDF_TYPE}
    | {zn(name) for name in ("appliesTo", "leadUnit", "participatingUnit", "principalInvestigator", "teamMember")}
    | {zn(name) for name in ("recommendedBy", "requestedFunding", "durationMonths", "runningProjectsStated")}
    | {zn(name) for name in ("country", "unitKind", "side", "identifier", "projectTitle")}
)  # fmt: skip
"""What an application states though a rule of its direction does not need it to be met."""

FUNDING = Literal(1_500_000)

Write = Callable[[Application], str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A composed application: its own base, its text, what the rules over all look at, and its verdicts."""

    base: str
    direction: str
    text: str
    core: str
    verdicts: dict[str, str]

    def press(self, base: str, number: int) -> tuple[str, str]:
        """The text, and what the rules over all look at, under another base and with names of their own."""
        return _rename(self.text, self.base, base, number), _rename(self.core, self.base, base, number)


def _rename(text: str, old: str, new: str, number: int) -> str:
    text = text.replace(old, new)
    for made_up in (MARK, " (fictional)"):  # the names of one are not those of another
        text = text.replace(made_up, f" {number}{made_up}")
    return text


class Stamps:
    """The stamps of each direction, made when they are first asked for; equal seeds give equal ones."""

    def __init__(self, shop: Workshop, seed: int, write: Write, read_core: Write) -> None:
        self._shop, self._seed, self._write, self._read_core = shop, seed, write, read_core
        self.of_direction = cache(self._make)
        self.of_member = cache(self._act_out)
        self._valid = cache(self._compose)

    def _make(self, direction: str) -> tuple[list[Stamp], list[Stamp]]:
        """Valid ones, and such as break or lack for a rule."""
        rules = [rule.iri for rule in self._shop.bench(direction).trees.rules]
        some = set(Random(f"{self._seed} {direction}").sample(rules, min(BROKEN, len(rules))))
        valid = [self._valid(direction, number) for number in range(VALID)]
        cases = [
            case
            for case in derive_faults(valid[0], self._shop.book, self._seed, some, self._shop)
            if "unchecked" not in case.verdicts.values()
        ]
        return (
            [self._stamp(application, {}) for application in valid],
            [self._stamp(case.application, _not_met(case)) for case in cases],
        )

    def _compose(self, direction: str, number: int) -> Application:
        """A valid application without what neither a rule nor KEPT asks for, and with names of its own."""
        application = compose_application(direction, self._shop.book, self._seed + number, self._shop)
        draft = _mark(self._spare(from_statements(application.iri, application.triples), direction))
        return to_application(draft, application.source)

    def _spare(self, draft: Draft, direction: str) -> Draft:
        bench = self._shop.bench(direction)
        base = tally_results(bench, draft)
        for node, name, value in list(_list_statements(draft)):
            if name in KEPT or (name == LABEL and isinstance(value, Literal) and value.language == "zh"):
                continue
            left = [other for other in draft.values(node, name) if other != value]
            new = draft.put(node, name, left)
            if not any(tally_results(bench, new, draft, base).values()):
                draft = new
        return draft.reachable()

    def _act_out(self, direction: str, member: Member) -> Stamp:
        """A valid application with what a member of a plot states in another way, judged anew."""
        valid = self._valid(direction, 0)
        draft = from_statements(valid.iri, valid.triples)
        for node, name in member.drop:
            draft = draft.put(NamedNode(f"{_base(draft)}#{node}"), zn(name), ())
        for node, name, values in _read_put(member.put, _base(draft)):
            there = draft.values(node, name) if name == zn("participatingUnit") else ()
            draft = draft.put(node, name, (*there, *values))
        verdicts = judge_draft(self._shop.bench(direction), draft.reachable()) or {}
        not_met = {iri: verdict for iri, verdict in verdicts.items() if verdict != "met"}
        return self._stamp(to_application(draft, ""), not_met)

    def _stamp(self, application: Application, verdicts: dict[str, str]) -> Stamp:
        base = application.iri.partition("#")[0]
        text, core = self._write(application), self._read_core(application)
        return Stamp(base, application.directions[0], text, core, verdicts)


def _not_met(case: FaultyCase) -> dict[str, str]:
    return {iri: verdict for iri, verdict in case.verdicts.items() if verdict != "met"}


def _base(draft: Draft) -> str:
    return draft.root.value.partition("#")[0]


def _list_statements(draft: Draft) -> Iterator[tuple[NamedNode, str, Value]]:
    for subject, row in draft.rows.items():
        for name, values in row.items():
            yield from ((NamedNode(subject), name, value) for value in reversed(values))


def _mark(draft: Draft) -> Draft:
    """The draft with a title, money, and identifiers, each a name that is one of its own."""
    things = {node: node.removeprefix(f"{_base(draft)}#") for node in draft.rows}
    wanted = [
        (draft.root, "projectTitle", Literal("示例项目" + MARK)),
        (draft.root, "requestedFunding", FUNDING),
    ]
    wanted += [
        (NamedNode(node), "identifier", Literal(stem + MARK))
        for node, stem in things.items()
        if stem.rstrip("-0123456789") in IDENTIFIED
    ]
    for node, name, value in wanted:
        if not draft.values(node, zn(name)):
            draft = draft.put(node, zn(name), [value])
    return draft


def _read_put(text: str, base: str) -> Iterator[tuple[NamedNode, str, list[Value]]]:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes().items())
    found: dict[tuple[NamedNode, str], list[Value]] = {}
    for quad in parse(head + text, format=RdfFormat.TURTLE, base_iri=base):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        found.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
    yield from ((node, name, values) for (node, name), values in found.items())
