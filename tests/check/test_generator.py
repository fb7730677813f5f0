"""The generator of applications and its oracle: what was put in is found, and nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import rdflib

from bench import generate
from check.batch_cases import batch_rules, find_by_pyshacl, load_facts
from check.composed import check_all, list_directions, real_book, verdicts_of
from zhinan.application import Application, read_applications
from zhinan.check import Verdict, check_batch, find_facts
from zhinan.check.batch.engine import find_rows
from zhinan.check.batch.rule import BatchRule
from zhinan.terms import RDF_TYPE

COUNT, SEED = 516, 11
REFERRED = 8  # applications that a rule finds something of, of which pySHACL is asked


def read_known(written: tuple[Path, Path]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written[1].read_text("utf-8"))["applications"]
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("generated")
    generate.write_applications(COUNT, SEED, folder / "a.nt", folder / "a.json")
    return folder / "a.nt", folder / "a.json"


def test_the_findings_equal_the_oracle(written: tuple[Path, Path]) -> None:
    data, oracle = written
    stated = json.loads(oracle.read_text("utf-8"))
    known = {row["application"]: row for row in stated["applications"]}
    found = {}
    for checked in check_all(list(read_applications(data))):
        assert checked.direction
        assert checked.direction.iri == known[checked.application]["direction"]
        found[checked.application] = {r: v for r, v in verdicts_of(checked).items() if v != "met"}
    assert found == {iri: row["not_met"] for iri, row in known.items()}
    assert len(found) == stated["count"] == COUNT
    assert {row["direction"] for row in known.values()} == set(list_directions())
    assert 0.1 * COUNT < sum(bool(row["not_met"]) for row in known.values()) < 0.4 * COUNT


def test_the_findings_over_all_equal_the_oracle(written: tuple[Path, Path]) -> None:
    rules = batch_rules()
    facts = [find_facts(application, rules) for application in read_applications(written[0])]
    random.Random(SEED).shuffle(facts)
    findings = check_batch(rules, facts)
    found = {
        iri: {one.rule: one.verdict.value for one in findings[iri] if one.verdict is not Verdict.MET}
        for iri in findings
    }
    known = {row["application"]: row["over_all"] for row in read_known(written)}
    assert found == known
    told = [(rule, verdict) for verdicts in known.values() for rule, verdict in verdicts.items()]
    assert {rule for rule, verdict in told if verdict == "violated"} == {rule.iri for rule in rules.rules}
    assert {verdict for _, verdict in told} == {"violated", "missing", "manual"}


def test_every_plot_is_acted_and_comes_to_what_it_says(written: tuple[Path, Path]) -> None:
    rules = batch_rules()
    plots, known = generate.read_plots(), read_known(written)
    acts = generate.cast_plots(plots, list_directions(), COUNT, SEED, rules)
    family_of = {rule.iri: rule.family for rule in rules.rules}
    for number, act in acts.items():
        bound = {rule.family for rule in rules.by_call[known[number]["direction"]]}
        told = {family_of[rule]: verdict for rule, verdict in known[number]["over_all"].items()}
        said = {family: v for family, v in act.plot.verdicts[act.place].items() if family in bound}
        assert told == said, (number, act.plot.name)
    assert {act.plot.name for act in acts.values()} == {plot.name for plot in plots}


def test_the_reference_finds_the_same(written: tuple[Path, Path]) -> None:
    some = list(read_applications(written[0]))[: 2 * len(list_directions()) : 7]
    assert check_all(some, "pyshacl") == check_all(some)


@pytest.fixture(scope="module")
def applications(written: tuple[Path, Path]) -> list[Application]:
    return list(read_applications(written[0]))


@pytest.mark.parametrize("rule", batch_rules().rules, ids=lambda rule: rule.iri.partition("/batch/")[2])
def test_the_reference_finds_the_same_over_all(
    rule: BatchRule, applications: list[Application], written: tuple[Path, Path]
) -> None:
    """Of some that a rule does not call met and of some others, in one graph."""
    rules, known = batch_rules(), read_known(written)
    wanted = [row["application"] for row in known if rule.iri in row["over_all"]][:REFERRED]
    wanted += [row["application"] for row in known if rule in rules.by_call[row["direction"]]][
        : REFERRED // 4
    ]
    some = [one for one in applications if one.iri in wanted]
    facts = [find_facts(one, rules) for one in some]
    told = find_by_pyshacl(rule, unite(some))
    whole = load_facts(facts)
    assert told == {(r.this, shape.iri, r.value) for shape in rule.shapes for r in find_rows(shape, whole)}
    findings = check_batch(rules, facts)
    found = {iri: one.verdict.value for iri in findings for one in findings[iri] if one.rule == rule.iri}
    shapes: dict[str, set[str]] = {iri: set() for iri in found}
    for focus, shape, _ in told:
        shapes[focus].add(shape)
    assert found == {iri: decide(rule, broken) for iri, broken in shapes.items()}
    assert "violated" in found.values()


def unite(applications: list[Application]) -> rdflib.Graph:
    """What rules over all look at of some applications, as one graph."""
    triples = (triple for one in applications for triple in one.triples)
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples if p.value in batch_rules().wanted | {RDF_TYPE})
    return rdflib.Graph().parse(data=text + batch_rules().context, format="nt")


def decide(rule: BatchRule, broken: set[str]) -> str:
    """The verdict of a rule by the shapes that do not hold, as docs/decisions/0022 and 0065 have it."""
    limits, lacking, doubts = (
        [shape for shape in rule.of(role) if shape.iri in broken]
        for role in ("eligibilityShape", "completenessShape", "judgementShape")
    )
    if [shape for shape in limits if not (lacking and shape.only_when_complete)]:
        return "violated"
    return "missing" if lacking else "manual" if doubts else "met"


def test_equal_seeds_give_equal_applications_in_every_form() -> None:
    few = len(list_directions()[:4])
    made = {
        form: list(generate.make_applications(few, 3, form, real_book())) for form in (".nt", ".ttl", ".nq")
    }
    again = list(generate.make_applications(few, 3, ".nt", real_book()))
    assert made[".nt"] == again
    assert [one.verdicts for one in made[".ttl"]] == [one.verdicts for one in made[".nq"]]
    for form, ones in made.items():
        assert len({one.iri for one in ones}) == few, form


@pytest.mark.parametrize("form", [".ttl", ".nq"])
def test_the_other_forms_say_the_same_as_the_lines(form: str, tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat, Triple, parse

    generate.write_applications(4, 3, tmp_path / "a.nt", None)
    generate.write_applications(4, 3, tmp_path / f"a{form}", None)
    formats = {".ttl": RdfFormat.TURTLE, ".nq": RdfFormat.N_QUADS, ".nt": RdfFormat.N_TRIPLES}
    said = {
        ending: {
            Triple(q.subject, q.predicate, q.object)
            for q in parse(path=str(tmp_path / f"a{ending}"), format=formats[ending])
        }
        for ending in (".nt", form)
    }
    assert said[".nt"] == said[form]
    assert said[form]
