"""What is misspelt, dropped or emptied never passes: the valid examples, and a composed application a direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode

from check.cases import ROOT, SHAPES
from check.composed import check_all, compose, list_directions, real_book, rules_of, shop, verdicts_of
from zhinan.application import Application, Statement, derive_faults, read_applications, required_facts
from zhinan.application.compose_draft import from_statements
from zhinan.application.compose_judge import judge_draft
from zhinan.check import ENGINES, Checked, Verdict, check_applications, find_engine, find_exit_code
from zhinan.rules import Rule, Rulebook
from zhinan.terms import ID, ONTOLOGY, zn

EXAMPLES = sorted((ROOT / "data" / "examples").glob("valid*.ttl"))
PASSES = (Verdict.MET, Verdict.MANUAL)
Mutant = tuple[str, list[Statement]]


def read_one(name: str) -> Application:
    """An example by its file, or the composed application of a direction."""
    if name.startswith(ID):
        return compose(name)
    (application,) = read_applications(ROOT / "data" / "examples" / f"{name}.ttl")
    return application


SUBJECTS = [*(path.stem for path in EXAMPLES), *list_directions()]
each = pytest.mark.parametrize("name", SUBJECTS, ids=lambda name: name.removeprefix(ID))


def change(application: Application, statements: Iterable[Statement]) -> Application:
    kept = tuple(statements)
    return replace(
        application,
        directions=tuple(s.object.value for s in kept if s.predicate.value == zn("appliesTo")),
        typed=any(s.object == NamedNode(zn("Application")) for s in kept),
        triples=kept,
    )


def check_mutants(application: Application, mutants: Iterable[Mutant]) -> list[tuple[str, Checked]]:
    """Each mutant under a name of its own, so that all are checked in one run of the engine."""
    listed = list(mutants)
    named = [rename(change(application, kept), number) for number, (_, kept) in enumerate(listed)]
    return [(what, checked) for (what, _), checked in zip(listed, check_all(named), strict=True)]


def rename(application: Application, number: int) -> Application:
    base = application.iri.partition("#")[0]

    def new(term: NamedNode) -> NamedNode:
        own = term.value.startswith(base)
        return NamedNode(f"{base}/{number}{term.value[len(base) :]}") if own else term

    triples = [
        Statement(new(s), p, o if isinstance(o, Literal) else new(o)) for s, p, o in application.triples
    ]
    return replace(application, iri=new(NamedNode(application.iri)).value, triples=tuple(triples))


def exchange(application: Application, old: str, new: str) -> list[Statement]:
    """The statements with one term in place of another, wherever it stands."""
    wrong = NamedNode(new)
    return [
        Statement(s, wrong if p.value == old else p, wrong if o == NamedNode(old) else o)
        for s, p, o in application.triples
    ]


def rules_of_it(application: Application) -> list[Rule]:
    return rules_of(application.directions[0])


def terms_of(application: Application, space: str) -> list[str]:
    found = {t.value for s in application.triples for t in s[1:] if isinstance(t, NamedNode)}
    return sorted(term for term in found if term.startswith(space))


def without(application: Application, predicates: set[str]) -> list[Statement]:
    return [s for s in application.triples if s.predicate.value not in predicates]


@each
def test_it_passes_as_it_stands(name: str) -> None:
    (result,) = check_all([read_one(name)])
    assert result.faults == ()
    assert result.verdict in PASSES
    assert {f.verdict for f in result.findings if f.rule} == {Verdict.MET}


@each
def test_no_misspelt_term_passes_and_the_right_one_is_named(name: str) -> None:
    application = read_one(name)
    terms = terms_of(application, "https://w3id.org/zhinan/")
    mutants = [(t, exchange(application, t, t[:-2] + t[-2] + t[-2:])) for t in terms]
    for term, result in check_mutants(application, mutants):
        assert result.verdict not in PASSES, term
        assert find_exit_code([result]) != 0, term
        assert not any(finding.verdict is Verdict.MET for finding in result.findings), term
        assert term in {fault.nearest for fault in result.faults}, (term, result.faults)


@each
@pytest.mark.parametrize("space", ["http://w3id.org/zhinan/ontology#", "https://example.org/ontology#"])
def test_a_term_of_another_namespace_passes_for_none_of_ours(name: str, space: str) -> None:
    application = read_one(name)
    terms = sorted({s.predicate.value for s in application.triples if s.predicate.value.startswith(ONTOLOGY)})
    mutants = [(term, exchange(application, term, term.replace(ONTOLOGY, space))) for term in terms]
    for term, result in check_mutants(application, mutants):
        assert result.verdict not in PASSES, term
        assert term in {fault.nearest for fault in result.faults}, term


def facts_needed(application: Application) -> dict[str, set[str]]:
    """The properties of all facts that rules require → the rules that cannot be decided without."""
    found: dict[str, set[str]] = {}
    known = {rule.iri for rule in rules_of_it(application)}
    for fact in required_facts(application.directions[0], real_book()):
        if rules := known.intersection(fact.needed_by):
            found.setdefault(fact.path[-1], set()).update(rules)
    return found


def drop_each(application: Application, names: Iterable[str]) -> Iterable[tuple[str, Checked, set[str]]]:
    """Each property dropped in turn: its name, what is found, and which rules are still met."""
    mutants = [(name, without(application, {name})) for name in names]
    for name, result in check_mutants(application, mutants):
        yield name, result, {f.rule or "" for f in result.findings if f.verdict is Verdict.MET}


@each
def test_no_rule_is_met_without_any_fact_that_it_requires(name: str) -> None:
    application = read_one(name)
    needed = facts_needed(application)
    assert set().union(*needed.values()) == {rule.iri for rule in rules_of_it(application)}
    let_off: dict[str, set[str]] = {}
    for what, result, met in drop_each(application, needed):
        for rule in needed[what] & met:
            let_off.setdefault(rule, set()).add(what)
        binds = any(f.rule in needed[what] - met and f.severity != "Info" for f in result.findings)
        assert not binds or result.verdict is not Verdict.MET, what
    assert len(let_off) < len(rules_of_it(application)) / 4, let_off
    # What a rule asks of some alone (leaders from abroad) is dropped where it binds: it breaks the rule there.
    for case in derive_faults(application, real_book(), only=let_off, workshop=shop()):
        if case.verdict == "violated":
            for what, _, met in drop_each(case.application, let_off[case.rule]):
                assert case.rule not in met, what


@each
def test_no_rule_is_met_by_emptied_shapes(name: str) -> None:
    (result,) = check_with(read_one(name), {})
    assert {finding.verdict for finding in result.findings} <= {Verdict.UNCHECKED, Verdict.MANUAL}
    assert find_exit_code([result]) == 4


@each
@pytest.mark.parametrize("gone", ["sh:targetClass zn:Application ;", "sh:property <rule/"])
def test_no_rule_is_met_by_shapes_that_look_at_nothing(name: str, gone: str) -> None:
    application = read_one(name)
    tail = application.directions[0].removeprefix(ID).partition("/")[2]
    text = (SHAPES / "rules" / f"{tail}.ttl").read_text("utf-8")
    assert gone in text
    other = "sh:targetClass zn:Direction ;" if "target" in gone else "zn:property <rule/"
    (result,) = check_with(application, {f"{tail}.ttl": text.replace(gone, other)})
    assert not any(finding.verdict is Verdict.MET for finding in result.findings)
    assert find_exit_code([result]) == 4


def check_with(application: Application, files: dict[str, str]) -> list[Checked]:
    book = Rulebook(index=real_book().index, files=files)
    return list(check_applications([application], book, SHAPES, find_engine(next(iter(ENGINES)))))


@each
def test_an_application_to_another_direction_is_judged_by_the_rules_of_that_alone(name: str) -> None:
    """It may well meet them: then a judge that is no engine says of each that it is met."""
    application = read_one(name)
    (old,) = application.directions
    others = [direction for direction in list_directions() if direction != old]
    mutants = [(other, exchange(application, old, other)) for other in others]
    own = {rule.iri for rule in rules_of(old) if rule.clause.direction == old}
    for (other, kept), (_, result) in zip(mutants, check_mutants(application, mutants), strict=True):
        found = verdicts_of(result)
        assert not own & found.keys(), other
        assert found == judge_draft(shop().bench(other), from_statements(application.iri, kept)), other
        strict = {f.verdict for f in result.findings if f.rule and f.severity == "Violation"}
        assert result.verdict not in PASSES or strict <= {Verdict.MET}, other


DIRECTIONS = {
    "no-direction": [],
    "two-directions": ["most-2020/2.2", "most-2020/1.2"],
    "unknown-direction": ["most-2020/2.22"],
}


@each
@pytest.mark.parametrize("code", DIRECTIONS)
def test_nothing_is_checked_without_one_known_direction(name: str, code: str) -> None:
    application = read_one(name)
    named = [
        Statement(
            NamedNode(application.iri), NamedNode(zn("appliesTo")), NamedNode(f"{ID}direction/{direction}")
        )
        for direction in DIRECTIONS[code]
    ]
    (result,) = check_all([change(application, [*named, *without(application, {zn("appliesTo")})])])
    assert [fault.code for fault in result.faults] == [code]
    assert (result.verdict, result.findings) == (Verdict.UNCHECKED, ())
    assert find_exit_code([result]) == 4
