"""Rules over all applications together: what they share, who breaks what with whom, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zhinan.check.batch_engine import Row, find_rows, load_portion
from zhinan.check.batch_facts import Facts
from zhinan.check.batch_findings import Outcome, write_finding
from zhinan.check.batch_groups import Portion, find_groups, make_portions
from zhinan.check.batch_rules import BatchRule, BatchRules
from zhinan.check.report import Finding, Verdict


@dataclass(frozen=True)
class BatchFindings(Mapping[str, list[Finding]]):
    """The findings of each application (by IRI) for every rule over all that binds it; made when asked for.

    What is met is not kept: only the packed facts are, so a hundred thousand applications take some fifty megabytes.
    """

    rules: BatchRules
    facts: Sequence[Facts]
    places: Mapping[str, int]
    twice: frozenset[str]
    outcomes: Mapping[tuple[str, int], Outcome]

    def __getitem__(self, application: str) -> list[Finding]:
        return [self.write(application, rule, outcome) for rule, outcome in self.outcomes_of(application)]

    def outcomes_of(self, application: str) -> list[tuple[BatchRule, Outcome]]:
        """What each rule says of an application, before a finding is made of it."""
        place = self.places[application]
        found = []
        for rule in self.rules.by_call.get(self.facts[place].call, ()):
            outcome = self.outcomes.get((rule.iri, place), Outcome(verdict=Verdict.MET))
            if application in self.twice:
                outcome = Outcome(verdict=Verdict.UNCHECKED)
            found.append((rule, outcome))
        return found

    def write(self, application: str, rule: BatchRule, outcome: Outcome) -> Finding:
        """The finding of a rule in full."""
        facts = self.facts[self.places[application]]
        return write_finding(rule, facts, outcome, self.rules, self.source_of)

    def source_of(self, application: str) -> str | None:
        """The file of an application of the batch; None where there is no such application."""
        place = self.places.get(application)
        return None if place is None else self.facts[place].source

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def check_batch(rules: BatchRules, facts: Iterable[Facts]) -> BatchFindings:
    """The findings of all applications against each other; ``facts`` may come in any order, from any process."""
    every = sorted(facts)
    places = {one.application: place for place, one in enumerate(every)}
    twice = frozenset(one.application for place, one in enumerate(every) if places[one.application] != place)
    single = [one._replace(call="") if one.application in twice else one for one in every]
    groups = find_groups(single, rules)
    outcomes: dict[tuple[str, int], Outcome] = {}
    for together in _together(rules.rules):
        scopes = frozenset(
            call for call, bound in rules.by_call.items() if any(rule in bound for rule in together)
        )
        tallies = {rule.iri: _Tally() for rule in together}
        for portion in make_portions(together, single, groups, scopes):
            _look(portion, together, single, rules, tallies)
        for rule in together:
            outcomes.update(_decide(rule, tallies[rule.iri], places))
    return BatchFindings(rules, every, places, twice, outcomes)


def _together(rules: Iterable[BatchRule]) -> list[list[BatchRule]]:
    """Rules that compare by the same facts look at the same portions."""
    sets: dict[tuple[frozenset[int], frozenset[int]], list[BatchRule]] = {}
    for rule in rules:
        sets.setdefault((rule.comparisons, rule.looks), []).append(rule)
    return list(sets.values())


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the queries of a rule found in the portions: rows by role and application."""

    rows: dict[str, dict[str, set[Row]]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)


def _look(
    portion: Portion,
    together: Sequence[BatchRule],
    facts: Sequence[Facts],
    rules: BatchRules,
    tallies: Mapping[str, _Tally],
) -> None:
    here = [facts[place] for place in portion.places]
    store = load_portion(here, rules.context)
    for rule in together:
        tally = tallies[rule.iri]
        bound = {one.application for one in here if rule in rules.by_call.get(one.call, ())}
        tally.cut.update(facts[place].application for place in portion.cut)
        for role in ("eligibilityShape", "judgementShape"):
            for row in (row for shape in rule.of(role) for row in find_rows(shape, store)):
                tally.rows.setdefault(role, {}).setdefault(row.this, set()).add(row)
        lacking: dict[str, set[Row]] = {one: set() for one in bound}
        for row in (row for shape in rule.of("completenessShape") for row in find_rows(shape, store)):
            lacking.setdefault(row.this, set()).add(row)
        _keep_common(tally.rows.setdefault("completenessShape", {}), lacking)


def _keep_common(kept: dict[str, set[Row]], found: Mapping[str, set[Row]]) -> None:
    """A fact that is not stated in one portion may be stated in another, of a person that applications share."""
    for application, rows in found.items():
        kept[application] = kept[application] & rows if application in kept else rows


def _decide(
    rule: BatchRule, tally: _Tally, places: Mapping[str, int]
) -> Iterator[tuple[tuple[str, int], Outcome]]:
    named = {this for rows in tally.rows.values() for this, found in rows.items() if found}
    for this in sorted(named | tally.cut):
        broken, lacking, unsettled = (
            tuple(sorted(tally.rows.get(role, {}).get(this, ()), key=str))
            for role in ("eligibilityShape", "completenessShape", "judgementShape")
        )
        waits = any(shape.only_when_complete for shape in rule.of("eligibilityShape"))
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
            yield (rule.iri, places[this]), outcome
