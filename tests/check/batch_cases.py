"""The cases of the rules over all applications, each for every rule of its family in ``shapes/batch``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

import rdflib
from pyoxigraph import Store
from pyshacl import validate
from rdflib.namespace import RDF, SH

from check.cases import KNOWN, PREFIXES, ROOT, SHAPES
from zhinan.application import Application, read_applications
from zhinan.check import BatchRules, Facts, load_batch_rules
from zhinan.check.batch.engine import load_portion
from zhinan.check.batch.facts import unpack_rows
from zhinan.check.batch.rule import BatchRule
from zhinan.rules import open_rulebook

CASES = ROOT / "tests" / "cases" / "batch"
GUIDES = sorted((ROOT / "data" / "guides").glob("*.ttl"))
EX = "https://example.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCase:
    """One case for one rule: applications with the verdict of each, and the others that a finding must name."""

    rule: str
    name: str
    kind: str
    facts: str
    verdicts: dict[str, str]
    others: dict[str, list[str]]

    def __str__(self) -> str:
        return f"{self.rule.partition('/batch/')[2]}: {self.name}"


@cache
def batch_rules() -> BatchRules:
    """The rules over all applications, as committed."""
    return load_batch_rules(SHAPES / "batch", open_rulebook([*GUIDES, *KNOWN], SHAPES / "rules"))


def read_cases(path: Path) -> Iterator[tuple[dict[str, object], str]]:
    """The cases of a file as written, with the things that they share."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in table["case"]:
        yield entry, table.get("things", "")


def list_cases() -> Iterator[BatchCase]:
    """Every case for every rule of its family, in the order of the files."""
    for path in sorted(CASES.glob("*.toml")):
        rules = [rule for rule in batch_rules().rules if rule.family.endswith(f"/{path.stem}")]
        for entry, things in read_cases(path):
            for rule in rules:
                if entry.get("only") in (None, rule.iri.partition("/batch/")[2]):
                    yield _fill(entry, things, rule)


def _fill(entry: dict[str, object], things: str, rule: BatchRule) -> BatchCase:
    verdicts, others = entry["verdicts"], entry.get("others", {})
    assert isinstance(verdicts, dict)
    assert isinstance(others, dict)
    return BatchCase(
        rule=rule.iri,
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        facts=PREFIXES + things + Template(str(entry["facts"])).substitute(_places(rule)),
        verdicts={EX + name: verdict for name, verdict in verdicts.items()},
        others={EX + name: [EX + other for other in named] for name, named in others.items()},
    )


def _places(rule: BatchRule) -> dict[str, str]:
    """Directions for a case: two that the rule binds, one of another programme of the same notice, one not bound."""
    rules = batch_rules()
    bound = [iri for iri, found in rules.by_call.items() if rule in found]
    here = bound[0]
    same = [iri for iri in bound if rules.calls[iri].guide == rules.calls[here].guide]
    above = rules.calls[here].guides[-1]
    beside = [
        iri
        for iri, call in rules.calls.items()
        if call.guides[-1] == above and call.guide != rules.calls[here].guide
    ]
    outside = next(iri for iri in rules.calls if iri not in bound)
    chosen = {"here": here, "there": same[-1], "elsewhere": (beside or [outside])[0], "outside": outside}
    return {name: f"<{iri}>" for name, iri in chosen.items()}


def read_case(case: BatchCase, folder: Path) -> list[Application]:
    """The applications of a case."""
    path = folder / "applications.ttl"
    path.write_text(case.facts, encoding="utf-8")
    return list(read_applications(path))


@cache
def shapes_graph(family: str) -> rdflib.Graph:
    """The compiled shapes of a family, by its name or IRI."""
    return rdflib.Graph().parse(SHAPES / "batch" / f"{family.rpartition('/')[2]}.ttl")


def load_facts(facts: Sequence[Facts]) -> Store:
    """The facts of some applications as a store that the queries are put to."""
    rules = batch_rules()
    return load_portion(
        (unpack_rows(one.application, one.packed, rules.plan) for one in facts), rules.context
    )


def find_by_pyshacl(rule: BatchRule, data: rdflib.Graph) -> set[tuple[str, str, str]]:
    """The application, the shape and the value of each result that pySHACL gives for one rule."""
    shapes, wanted = rdflib.Graph(), {rdflib.URIRef(shape.iri) for shape in rule.shapes}
    whole = shapes_graph(rule.family)
    left_out = set(whole.subjects(RDF.type, SH.NodeShape)) - wanted
    for triple in whole:
        if triple[0] not in left_out:
            shapes.add(triple)
    _, report, _ = validate(data, shacl_graph=shapes)
    found = ((report.value(one, SH.focusNode), one) for one in report.objects(None, SH.result))
    return {
        (str(focus), str(report.value(one, SH.sourceShape)), str(report.value(one, SH.value)))
        for focus, one in found
    }
