"""Exemptions: what one clause lifts is written into the requirements of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode

from zhinan.rules.family import FAMILY, Families, Family
from zhinan.rules.guide import Demand, GuideRules
from zhinan.rules.index import Term


def lift_demands(rules: GuideRules, families: Families) -> GuideRules:
    """The same rules, each requirement with the parameters of the exemptions from it.

    An exemption lends its parameters as ``family.parameter``; it holds where its scope is the requirement's or a guide
    above it, and for the programmes that its family says.
    """
    exempting = [demand for demand in rules.demands if families.by_iri[demand.family].exempts_from]
    demands = tuple(_lift(demand, exempting, rules, families) for demand in rules.demands)
    return replace(rules, demands=demands)


def _lift(demand: Demand, exempting: list[Demand], rules: GuideRules, families: Families) -> Demand:
    lent: dict[str, tuple[Term, ...]] = {}
    clauses = []
    for other in exempting:
        family = families.by_iri[other.family]
        if demand.family in family.exempts_from and _holds(other, family, demand.scope, rules):
            clauses.append(other.clause)
            name = other.family.removeprefix(FAMILY)
            lent |= {f"{name}.{key}": terms for key, terms in other.parameters.items() if key != "binds"}
    return replace(demand, lent=lent, exempted_by=tuple(dict.fromkeys(clauses)))


def _holds(exemption: Demand, family: Family, scope: str, rules: GuideRules) -> bool:
    above = _climb(scope, rules)
    if exemption.scope not in above:
        return False
    programmes = {rules.programmes[guide] for guide in above if guide in rules.programmes}
    nearest = next((rules.programmes[guide] for guide in above if guide in rules.programmes), None)
    within = not family.holds_within or nearest in _spread(exemption, family.holds_within, rules)
    without = family.holds_outside and programmes & _spread(exemption, family.holds_outside, rules)
    return within and not without


def _climb(scope: str, rules: GuideRules) -> tuple[str, ...]:
    """A scope with the guides above it, the nearest first."""
    if scope in rules.directions:
        return (scope, *rules.directions[scope].guides)
    chains = (call.guides for call in rules.directions.values() if scope in call.guides)
    chain = next(chains, (scope,))
    return chain[chain.index(scope) :]


def _spread(exemption: Demand, parameter: str, rules: GuideRules) -> set[str]:
    return set(_programmes(exemption, parameter, rules))


def _programmes(exemption: Demand, parameter: str, rules: GuideRules) -> Iterator[str]:
    for term in exemption.parameters.get(parameter, ()):
        if isinstance(term, NamedNode):
            yield from rules.narrower.get(term.value, (term.value,))
