"""What the rules over all applications come to, told from the clauses by plain counting, without their queries.

An application is a ``Record``; each family is one function that says of one application which verdict its rule has,
from an index of all. Parameters and what binds which direction are those of the guides' data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bench.records import Record, World
from zhinan.check import BatchRules
from zhinan.check.batch.rule import BatchRule
from zhinan.rules import Families


@dataclass(frozen=True, slots=True)
class Question:
    """One rule on one application, among all."""

    rule: BatchRule
    one: Record
    world: World

    def bound(self, records: Iterable[Record]) -> list[Record]:
        return [record for record in records if self.rule.scope in self.world.guides(record)]

    def param(self, name: str) -> list[str]:
        return self.world.params[self.rule.iri].get(name, [])

    @property
    def most(self) -> int:
        return int(self.param("maxProjects")[0])


def _decide(broken: bool, lacking: bool, unsettled: bool = False) -> str:
    if broken:
        return "violated"
    return "missing" if lacking else "manual" if unsettled else "met"


def _unnamed(one: Record, nodes: Iterable[str], *names: str) -> bool:
    """Whether there is none, or one without an identifier."""
    every = list(nodes)
    return not every or any(not one.values(node, "identifier", *names) for node in every)


def _has_namesake(one: Record, others: Iterable[Record], *roles: str) -> bool:
    pairs = (
        (mine, other, theirs) for mine in one.own(*roles) for other in others for theirs in other.own(*roles)
    )
    return any(_may_be_one(one, mine, other, theirs) for mine, other, theirs in pairs if mine != theirs)


def _may_be_one(one: Record, mine: str, other: Record, theirs: str) -> bool:
    """Whether two people of one name may be one: the birthday is one and the identifiers are not, or one has none."""
    if not set(one.values(mine, "label")) & set(other.values(theirs, "label")):
        return False
    born = [set(record.values(node, "birthDate")) for record, node in ((one, mine), (other, theirs))]
    known = [set(record.values(node, "identifier")) for record, node in ((one, mine), (other, theirs))]
    if all(born) and born[0] != born[1]:
        return False
    return known[0] != known[1] and all(born) if all(known) else True


def judge_leader(q: Question) -> str:
    """项目负责人限申报1个项目。"""
    leaders = q.one.own("principalInvestigator")
    led = (
        {
            other.iri
            for other in q.bound(q.world.by_person[name])
            if name in _names(other, "principalInvestigator")
        }
        for node in leaders
        for name in q.one.known_as(node)
    )
    others = [one for one in q.bound(_by_labels(q, leaders)) if one is not q.one]
    namesake = _has_namesake(q.one, others, "principalInvestigator")
    return _decide(any(len(found) > q.most for found in led), _unnamed(q.one, leaders), namesake)


def judge_person(q: Question) -> str:
    """负责人和骨干只能主持或参与1项本专项项目。"""
    mine = q.world.programme(q.one)
    alike = (
        {other.iri for other in q.bound(q.world.by_person[name]) if q.world.programme(other) == mine}
        for node in q.one.people
        for name in q.one.known_as(node)
    )
    broken = any(len(found) > q.most for found in alike)
    others = [
        one
        for one in q.bound(_by_labels(q, q.one.people))
        if one is not q.one and q.world.programme(one) == mine
    ]
    lacking = _unnamed(q.one, q.one.people) or not q.one.own("principalInvestigator")
    return _decide(broken, lacking, _has_namesake(q.one, others, "principalInvestigator", "teamMember"))


def _names(record: Record, *roles: str) -> set[str]:
    return {name for node in record.own(*roles) for name in record.known_as(node)}


def _by_labels(q: Question, nodes: Iterable[str]) -> list[Record]:
    labels = {label for node in nodes for label in q.one.values(node, "label")}
    return [record for label in sorted(labels) for record in q.world.by_label[label]]


def judge_total(q: Question) -> str:
    """申报项目和在研项目总数不得超过2个，除所免的以外。"""
    one = q.one
    stated = all("true" in one.values(node, "runningProjectsStated") for node in one.people)
    running = [project for node in one.people for project in one.values(node, "runningProject")]
    dated = all(one.values(project, "runningIn") and one.values(project, "runsUntil") for project in running)
    leader, funding = one.own("principalInvestigator"), one.own("requestedFunding")
    if _unnamed(one, one.people) or not (stated and dated and leader and funding):
        return "missing"
    names = {name for node in one.people for name in one.known_as(node)}
    return _decide(any(len(set(_count(q, name))) > q.most for name in names), False)


def _count(q: Question, name: str) -> Iterator[str]:
    """The projects of a person that count, each by its number or IRI."""
    small = q.world.programme(q.one) in q.param("exemptOfProgramme") and _is_small(
        q, q.one.own("requestedFunding")
    )
    for other in q.world.by_person[name]:
        applied = q.world.programme(other)
        within = q.rule.clause.guide in q.world.guides(other)
        if other is q.one or (within and not _lifted(q, small, other, applied)):
            yield other.iri
        for node in other.people:
            if name in other.known_as(node):
                for project in other.values(node, "runningProject"):
                    if _still_runs(q, other, project) and not _lifted_running(q, small, other, project):
                        yield next(iter(other.values(project, "identifier")), project)


def _lifted(q: Question, small: bool, other: Record, applied: str) -> bool:
    mine, against, of = (
        q.world.programme(q.one),
        q.param("exemptAgainstProgramme"),
        q.param("exemptOfProgramme"),
    )
    if small and applied in against and applied not in of:
        return True
    theirs = applied in of and _is_small(q, other.own("requestedFunding"))
    return theirs and mine in against and mine not in of


def _lifted_running(q: Question, small: bool, other: Record, project: str) -> bool:
    mine, against, of = (
        q.world.programme(q.one),
        q.param("exemptAgainstProgramme"),
        q.param("exemptOfProgramme"),
    )
    (programme,) = other.values(project, "runningIn")
    if small and q.world.wholes(programme) & set(against) and programme not in of:
        return True
    theirs = programme in of and _is_small(q, other.values(project, "centralBudget"))
    return theirs and mine in against and mine not in of


def _is_small(q: Question, money: Sequence[str]) -> bool:
    (most,) = q.param("exemptMaxFunding")
    return any(Decimal(amount) <= Decimal(most) for amount in money)


def _still_runs(q: Question, other: Record, project: str) -> bool:
    (last,) = q.param("exemptNotAfter")
    until = [date.fromisoformat(day) for day in other.values(project, "runsUntil")]
    programmes = other.values(project, "runningIn")
    named = any(q.world.wholes(one) & set(q.param("ofProgramme")) for one in programmes)
    return named and any(day > date.fromisoformat(last) for day in until)


def judge_repeated(q: Question) -> str:
    """不得多头申报和重复申报。"""
    one = q.one
    broken = any(len(q.bound(q.world.by_project[project])) > 1 for project in one.projects)
    lacking = _unnamed(one, one.own("leadUnit"), "isInstitution") or not one.own("projectTitle")
    titled = any(len(q.bound(q.world.by_title[title])) > 1 for title in one.own("projectTitle"))
    return _decide(broken, lacking, titled)


def judge_recommended(q: Question) -> str:
    """同一项目只能通过单个推荐单位申报。"""
    one = q.one
    recommenders = one.own("recommendedBy")
    others = [other for project in one.projects for other in q.bound(q.world.by_project[project])]
    numbers = [other.own("recommendedBy") for other in others]
    broken = any(
        one.values(mine, "identifier")
        and other.values(theirs, "identifier")
        and not _names(one, "recommendedBy") & _names(other, "recommendedBy")
        for mine in recommenders
        for other, found in zip(others, numbers, strict=True)
        for theirs in found
    )
    lacking = _unnamed(one, one.own("leadUnit"), "isInstitution") or _unnamed(one, recommenders)
    return _decide(broken, lacking or not one.own("projectTitle"))


def judge_horizon(q: Question) -> str:
    """单个地平线2020项目只支持对应单个中方项目申请。"""
    names = _names(q.one, "horizonProject")
    broken = any(len(q.bound(q.world.by_horizon[name])) > 1 for name in names)
    return _decide(broken, _unnamed(q.one, q.one.own("horizonProject")))


def judge_quota(q: Question) -> str:
    """推荐最多2个项目；港澳台另计。"""
    here, lifted = set(q.param("forPlace")), set(q.param("exemptForPlace"))

    def counts(record: Record) -> bool:
        places = {
            place for unit in record.own("participatingUnit") for place in record.values(unit, "country")
        }
        return bool(places & here) if here else not places & lifted

    one = q.one
    groups = (q.bound(q.world.by_recommender[name]) for name in _names(one, "recommendedBy"))
    broken = counts(one) and any(sum(map(counts, group)) > q.most for group in groups)
    placed = all(one.values(unit, "country") for unit in one.own("participatingUnit"))
    return _decide(broken, _unnamed(one, one.own("recommendedBy")) or not placed)


JUDGES: Mapping[str, Callable[[Question], str]] = {
    "one-application-per-leader": judge_leader,
    "one-project-per-person": judge_person,
    "projects-in-all": judge_total,
    "no-repeated-application": judge_repeated,
    "one-recommending-unit": judge_recommended,
    "one-application-per-horizon-project": judge_horizon,
    "unit-quota": judge_quota,
}


def judge_over_all(
    records: Sequence[Record], rules: BatchRules, families: Families
) -> Iterator[dict[str, str]]:
    """Of each application the rules over all that are not met, by IRI."""
    world = World(records, rules, families)
    for one in records:
        verdicts = {
            rule.iri: JUDGES[rule.family.rpartition("/")[2]](Question(rule, one, world))
            for rule in rules.by_call[one.call]
        }
        yield {iri: verdict for iri, verdict in verdicts.items() if verdict != "met"}
