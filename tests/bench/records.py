"""What of applications the rules over all look at, as plain values, and an index of all by what they may share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from zhinan.application import Application
from zhinan.check import BatchRules
from zhinan.check.batch.rule import BatchRule
from zhinan.rules import Families, find_guide_rules
from zhinan.terms import LABEL, zn

_WANTED = {
    zn(name)
    for name in (
        "appliesTo", "projectTitle", "leadUnit", "recommendedBy", "horizonProject", "principalInvestigator",
        "teamMember", "participatingUnit", "country", "identifier", "isInstitution", "requestedFunding", "birthDate",
        "runningProjectsStated", "runningProject", "runningIn", "runsUntil", "centralBudget",
    )
} | {LABEL}  # fmt: skip


def read_core(application: Application) -> str:
    """What the rules over all look at, as JSON: subject → local name → values."""
    rows: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, value in application.triples:
        if predicate.value in _WANTED:
            name = predicate.value.rpartition("#")[2]
            rows.setdefault(subject.value, {}).setdefault(name, []).append(value.value)
    return json.dumps([application.iri, rows], ensure_ascii=False)


def _values(terms: Iterable[object]) -> list[str]:
    return [term.value for term in terms if isinstance(term, Literal | NamedNode)]


class Record(NamedTuple):
    """One application: ``rows[subject][local name]`` are values."""

    iri: str
    rows: Mapping[str, Mapping[str, list[str]]]

    def values(self, node: str, *names: str) -> list[str]:
        row = self.rows.get(node, {})
        return [value for name in names for value in row.get(name, ())]

    def own(self, *names: str) -> list[str]:
        return self.values(self.iri, *names)

    def known_as(self, node: str, *names: str) -> set[str]:
        """A thing's identifiers and its IRI."""
        return {node, *self.values(node, "identifier", *names)}

    @property
    def call(self) -> str:
        return self.own("appliesTo")[0]

    @property
    def people(self) -> list[str]:
        return self.own("principalInvestigator", "teamMember")

    @property
    def projects(self) -> set[tuple[str, str]]:
        """The title with the lead unit, by each name of the unit."""
        units = (name for unit in self.own("leadUnit") for name in self.known_as(unit, "isInstitution"))
        return {(title, unit) for unit in units for title in self.own("projectTitle")}


def read_record(core: str) -> Record:
    """The record of what ``read_core`` gave."""
    return Record(*json.loads(core))


@dataclass(frozen=True)
class World:
    """All applications, by what they may share."""

    records: Sequence[Record]
    rules: BatchRules
    families: Families

    @cached_property
    def params(self) -> dict[str, dict[str, list[str]]]:
        """Rule IRI → its parameters, and as ``exempt…`` those of what lifts it."""
        return {rule.iri: dict(self._list_params(rule)) for rule in self.rules.rules}

    def _list_params(self, rule: BatchRule) -> Iterator[tuple[str, list[str]]]:
        yield from ((name, _values(terms)) for name, terms in rule.demanded.items())
        for other in find_guide_rules(self.rules.book.index).demands:
            lifts = rule.family in self.families.by_iri[other.family].exempts_from
            if lifts and other.scope in (rule.scope, rule.clause.guide):
                for name, terms in other.parameters.items():
                    yield f"exempt{name[0].upper()}{name[1:]}", _values(terms)

    def guides(self, record: Record) -> tuple[str, ...]:
        return (record.call, *self.rules.calls[record.call].guides)

    def programme(self, record: Record) -> str:
        guide = self.rules.calls[record.call].guide
        return self.rules.book.index.iri(NamedNode(guide), zn("programme")) or ""

    def wholes(self, programme: str) -> set[str]:
        """A programme with what it is part of."""
        above = self.rules.book.index.iris(NamedNode(programme), zn("partOf"))
        return {programme}.union(*(self.wholes(one) for one in above))

    def _index(self, keys: Callable[[Record], Iterable[Any]]) -> dict[Any, list[Record]]:
        found: dict[Any, list[Record]] = {}
        for record in self.records:
            for key in set(keys(record)):
                found.setdefault(key, []).append(record)
        return found

    @cached_property
    def by_person(self) -> dict[str, list[Record]]:
        return self._index(lambda one: (name for node in one.people for name in one.known_as(node)))

    @cached_property
    def by_label(self) -> dict[str, list[Record]]:
        return self._index(lambda one: (name for node in one.people for name in one.values(node, "label")))

    @cached_property
    def by_project(self) -> dict[tuple[str, str], list[Record]]:
        return self._index(lambda one: one.projects)

    @cached_property
    def by_title(self) -> dict[str, list[Record]]:
        return self._index(lambda one: one.own("projectTitle"))

    @cached_property
    def by_horizon(self) -> dict[str, list[Record]]:
        return self._index(lambda one: (n for node in one.own("horizonProject") for n in one.known_as(node)))

    @cached_property
    def by_recommender(self) -> dict[str, list[Record]]:
        return self._index(lambda one: (n for node in one.own("recommendedBy") for n in one.known_as(node)))
