"""Rules over all applications together: what they share, who breaks what with whom, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from pyoxigraph import Store

from zhinan.application import Rows
from zhinan.check.batch.engine import Row, find_rows, load_portion
from zhinan.check.batch.facts import Facts, unpack_rows
from zhinan.check.batch.findings import Outcome, write_finding
from zhinan.check.batch.groups import Portion, find_groups, list_alone, make_portions
from zhinan.check.batch.rule import BatchRule
from zhinan.check.batch.rules import BatchRules
from zhinan.check.batch.table import FactTable, make_table
from zhinan.check.report import Finding, Verdict

_MET, _TWICE = Outcome(verdict=Verdict.MET), Outcome(verdict=Verdict.UNCHECKED)
Outcomes = dict[int, dict[str, Outcome]]
"""Place of an application → IRI of a rule → what it says, where that is not "met"."""


@dataclass(frozen=True)
class BatchFindings(Mapping[str, list[Finding]]):
    """The findings of each application (by IRI) for every rule over all that binds it; made when asked for.

    What is met is not kept: only the packed facts are, so a hundred thousand applications take some fifty megabytes.
    """

    rules: BatchRules
    table: FactTable
    outcomes: Mapping[int, Mapping[str, Outcome]]
    _opened: dict[str, Rows] = field(default_factory=dict, repr=False)

    def __getitem__(self, application: str) -> list[Finding]:
        rules, outcomes = self.rules_on(application), self.outcomes_of(application)
        return [self.write(application, rule, outcomes.get(rule.iri)) for rule in rules]

    def rules_on(self, application: str) -> Sequence[BatchRule]:
        """The rules that bind an application."""
        return self.rules.by_call.get(self.table.call(self.table.places[application]), ())

    def outcomes_of(self, application: str) -> Mapping[str, Outcome]:
        """What the rules say of an application, by IRI, where that is not "met"; before a finding is made of it."""
        return self.outcomes.get(self.table.places[application], {})

    def write(self, application: str, rule: BatchRule, outcome: Outcome | None) -> Finding:
        """The finding of a rule in full; without an outcome it is met."""
        return write_finding(
            rule, application, outcome or _MET, self._open(application), self.rules, self.source_of
        )

    def source_of(self, application: str) -> str | None:
        """The file of an application of the batch; None where there is no such application."""
        place = self.table.places.get(application)
        return None if place is None else self.table.source(place)

    def _open(self, application: str) -> Rows:
        """The facts of an application; those of the last one are kept, for its findings are read together."""
        if application not in self._opened:
            self._opened.clear()
            packed = self.table.packed(self.table.places[application])
            self._opened[application] = unpack_rows(application, packed, self.rules.plan)
        return self._opened[application]

    def __iter__(self) -> Iterator[str]:
        return iter(self.table.places)

    def __len__(self) -> int:
        return len(self.table.places)


def check_batch(rules: BatchRules, facts: Iterable[Facts]) -> BatchFindings:
    """The findings of all applications against each other; ``facts`` may come in any order, from any process.

    They are taken one by one and need not be held by the caller.
    """
    table, columns = make_table(facts, len(rules.comparisons))
    groups = find_groups(columns, rules)
    del columns
    outcomes: Outcomes = {}
    tallies = {rule.iri: _Tally() for rule in rules.rules}
    for together in _together(rules.rules):
        bound = table.bound_by({call for rule in together for call in rules.calls_of[rule.iri]})
        for portion in make_portions(together, table, groups, bound):
            _look(portion, together, table, rules, tallies)
    for portion in list_alone(table):
        _look_alone(portion, table, rules, tallies)
    for rule in rules.rules:
        _decide(rule, tallies[rule.iri], table.places, outcomes)
    for place in set(table.list_twice()):
        outcomes[place] = {rule.iri: _TWICE for rule in rules.by_call.get(table.call(place), ())}
    return BatchFindings(rules, table, outcomes)


def _together(rules: Iterable[BatchRule]) -> list[list[BatchRule]]:
    """Rules that compare by the same facts look at the same portions."""
    sets: dict[tuple[frozenset[int], frozenset[int]], list[BatchRule]] = {}
    for rule in rules:
        sets.setdefault((rule.comparisons, rule.looks), []).append(rule)
    return list(sets.values())


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the queries of a rule found in the portions: rows by role and application; the size of groups cut."""

    rows: dict[str, dict[str, set[Row]]] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)


def _look(
    portion: Portion,
    together: Sequence[BatchRule],
    table: FactTable,
    rules: BatchRules,
    tallies: Mapping[str, _Tally],
) -> None:
    calls = {table.applications[place]: table.call(place) for place in portion.places}
    store = _load(portion, table, rules)
    for rule in together:
        tally = tallies[rule.iri]
        scope = rules.calls_of[rule.iri]
        bound = {iri for iri, call in calls.items() if call in scope}
        if not bound:
            continue
        for place, size in portion.cut.items():
            if (iri := table.applications[place]) in bound:
                tally.cut[iri] = max(size, tally.cut.get(iri, 0))
        for role in ("eligibilityShape", "judgementShape"):
            _look_for(role, rule, store, tally)
        _look_for_lacks(rule, store, bound, tally)


def _look_alone(portion: Portion, table: FactTable, rules: BatchRules, tallies: Mapping[str, _Tally]) -> None:
    """Applications by themselves: what they lack, and what they break without any other."""
    store = _load(portion, table, rules)
    for rule in rules.rules:
        wanted = sum(1 << place for place in rule.looks)
        own = {table.applications[place] for place in portion.places if table.looks[place] & wanted}
        if own:
            _look_for_lacks(rule, store, own, tallies[rule.iri])
        if own and any(rules.looks[place].alone for place in rule.looks):
            _look_for("eligibilityShape", rule, store, tallies[rule.iri])


def _load(portion: Portion, table: FactTable, rules: BatchRules) -> Store:
    pairs = ((table.applications[place], table.packed(place)) for place in portion.places)
    return load_portion((unpack_rows(iri, packed, rules.plan) for iri, packed in pairs), rules.context)


def _look_for(role: str, rule: BatchRule, store: Store, tally: _Tally) -> None:
    for row in (row for shape in rule.of(role) for row in find_rows(shape, store)):
        tally.rows.setdefault(role, {}).setdefault(row.this, set()).add(row)


def _look_for_lacks(rule: BatchRule, store: Store, bound: Set[str], tally: _Tally) -> None:
    """A fact that is not stated in one portion may be stated in another, of a person that applications share."""
    found: dict[str, set[Row]] = {one: set() for one in bound}
    for row in (row for shape in rule.of("completenessShape") for row in find_rows(shape, store)):
        if row.this in found:
            found[row.this].add(row)
    kept = tally.rows.setdefault("completenessShape", {})
    for application, rows in found.items():
        kept[application] = kept[application] & rows if application in kept else rows


def _decide(rule: BatchRule, tally: _Tally, places: Mapping[str, int], outcomes: Outcomes) -> None:
    named = {this for rows in tally.rows.values() for this, found in rows.items() if found}
    waits = any(shape.only_when_complete for shape in rule.of("eligibilityShape"))
    for this in sorted(named | tally.cut.keys()):
        broken, lacking, unsettled = (
            tuple(sorted(tally.rows.get(role, {}).get(this, ()), key=str))
            for role in ("eligibilityShape", "completenessShape", "judgementShape")
        )
        if broken and not (lacking and waits):
            outcome = Outcome(verdict=Verdict.VIOLATED, role="eligibilityShape", rows=broken)
        elif lacking:
            outcome = Outcome(verdict=Verdict.MISSING, role="completenessShape", rows=lacking, also=unsettled)
        elif unsettled:
            outcome = Outcome(verdict=Verdict.MANUAL, role="judgementShape", rows=unsettled)
        elif this in tally.cut:
            outcome = Outcome(verdict=Verdict.MANUAL)
        else:
            continue
        if this in places:
            crowd = tally.cut.get(this, 0)
            outcomes.setdefault(places[this], {})[rule.iri] = (
                replace(outcome, crowd=crowd) if crowd else outcome
            )
