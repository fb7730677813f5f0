"""What is misspelt, dropped or emptied never passes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from check.cases import KNOWN, ROOT, SHAPES
from zhinan.application import Application, Statement, read_applications
from zhinan.check import Checked, Verdict, check_applications, find_engine, find_exit_code
from zhinan.rules import Listed, Nested, Rulebook, Tree, load_direction_rules, open_rulebook

GUIDES = sorted((ROOT / "data" / "guides").glob("*.ttl"))
VALID = sorted((ROOT / "data" / "examples").glob("valid*.ttl"))
ZN = "https://w3id.org/zhinan/ontology#"
SH = "http://www.w3.org/ns/shacl#"
PASSES = (Verdict.MET, Verdict.MANUAL)


@cache
def real_book() -> Rulebook:
    return open_rulebook([*GUIDES, *KNOWN], SHAPES / "rules")


def read_one(path: Path) -> Application:
    (application,) = read_applications(path)
    return application


def change(application: Application, statements: list[Statement]) -> Application:
    applies = [s.object.value for s in statements if s.predicate.value == ZN + "appliesTo"]
    typed = any(s.object == NamedNode(ZN + "Application") for s in statements)
    return Application(
        iri=application.iri,
        directions=tuple(applies),
        typed=typed,
        triples=tuple(statements),
        source=application.source,
    )


def check_one(application: Application, book: Rulebook) -> Checked:
    (result,) = check_applications([application], book, SHAPES, find_engine("shacl"))
    return result


def misspell(application: Application) -> Iterator[tuple[str, list[Statement]]]:
    """Every term of the ontology in turn, with a letter doubled, wherever it stands."""
    terms = {t.value for s in application.triples for t in s[1:] if isinstance(t, NamedNode)}
    for term in sorted(term for term in terms if term.startswith("https://w3id.org/zhinan/")):
        wrong = NamedNode(term[:-2] + term[-2] + term[-2:])
        yield (
            term,
            [
                Statement(s, wrong if p.value == term else p, wrong if o == NamedNode(term) else o)
                for s, p, o in application.triples
            ],
        )


def steps(path: Tree) -> Iterator[set[str]]:
    """The predicates of each step of a path; those of alternatives together."""
    if isinstance(path, NamedNode):
        yield {path.value}
    elif isinstance(path, Listed):
        for item in path.items:
            yield from steps(item)
    elif isinstance(path, Nested):
        for _, objects in path.pairs:
            yield {name for item in objects for step in steps(item) for name in step}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_the_example_passes_as_it_stands(path: Path) -> None:
    result = check_one(read_one(path), real_book())
    assert result.faults == ()
    assert result.verdict in PASSES
    assert {f.verdict for f in result.findings if f.rule} == {Verdict.MET}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_no_misspelt_term_passes_and_the_right_one_is_named(path: Path) -> None:
    application = read_one(path)
    for term, statements in misspell(application):
        result = check_one(change(application, statements), real_book())
        assert result.verdict not in PASSES, term
        assert find_exit_code([result]) != 0, term
        assert not any(finding.verdict is Verdict.MET for finding in result.findings), term
        assert term in {fault.nearest for fault in result.faults}, (term, result.faults)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_term_of_another_namespace_passes_for_none_of_ours(path: Path) -> None:
    application = read_one(path)
    for space in ("http://w3id.org/zhinan/ontology#", "https://example.org/ontology#"):
        for term in sorted(
            {s.predicate.value for s in application.triples if s.predicate.value.startswith(ZN)}
        ):
            wrong = NamedNode(term.replace(ZN, space))
            changed = [Statement(s, wrong if p.value == term else p, o) for s, p, o in application.triples]
            result = check_one(change(application, changed), real_book())
            assert result.verdict not in PASSES, wrong
            assert term in {fault.nearest for fault in result.faults}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_no_rule_is_met_without_its_facts(path: Path) -> None:
    application = read_one(path)
    for rule in load_direction_rules(real_book(), application.directions[0]).rules:
        dropped = 0
        for shape in (*rule.completeness, *rule.eligibility):
            for predicates in steps(shape.path):
                kept = [s for s in application.triples if s.predicate.value not in predicates]
                if len(kept) == len(application.triples):
                    continue  # a rule may bar what a valid application does not state
                dropped += 1
                result = check_one(change(application, kept), real_book())
                verdicts = {finding.verdict for finding in result.findings if finding.rule == rule.iri}
                assert Verdict.MET not in verdicts, (rule.iri, predicates)
        assert dropped, rule.iri


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_no_rule_is_met_by_emptied_shapes(path: Path) -> None:
    book = real_book()
    empty = Rulebook(index=book.index, files={})
    result = check_one(read_one(path), empty)
    assert {finding.verdict for finding in result.findings} <= {Verdict.UNCHECKED, Verdict.MANUAL}
    assert find_exit_code([result]) == 4


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
@pytest.mark.parametrize("gone", ["sh:targetClass zn:Application ;", "sh:property <rule/"])
def test_no_rule_is_met_by_shapes_that_look_at_nothing(path: Path, gone: str) -> None:
    book = real_book()
    application = read_one(path)
    tail = application.directions[0].removeprefix("https://w3id.org/zhinan/id/").partition("/")[2]
    text = (SHAPES / "rules" / f"{tail}.ttl").read_text("utf-8")
    assert gone in text
    other = "sh:targetClass zn:Direction ;" if "target" in gone else "zn:property <rule/"
    files = {f"{tail}.ttl": text.replace(gone, other)}
    result = check_one(application, Rulebook(index=book.index, files=files))
    assert not any(finding.verdict is Verdict.MET for finding in result.findings)
    assert find_exit_code([result]) == 4


DIRECTIONS = {
    "no-direction": [],
    "two-directions": ["most-2020/2.2", "most-2020/1.2"],
    "unknown-direction": ["most-2020/2.22"],
}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
@pytest.mark.parametrize("code", DIRECTIONS)
def test_nothing_is_checked_without_one_known_direction(path: Path, code: str) -> None:
    application = read_one(path)
    applies = NamedNode(ZN + "appliesTo")
    named = [
        Statement(
            NamedNode(application.iri), applies, NamedNode(f"https://w3id.org/zhinan/id/direction/{name}")
        )
        for name in DIRECTIONS[code]
    ]
    kept = [s for s in application.triples if s.predicate != applies]
    result = check_one(change(application, [*named, *kept]), real_book())
    assert [fault.code for fault in result.faults] == [code]
    assert (result.verdict, result.findings) == (Verdict.UNCHECKED, ())
    assert find_exit_code([result]) == 4
