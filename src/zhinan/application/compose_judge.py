"""What the rules say of a draft, by the table of docs/decisions/0022 and by no engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from zhinan.application.compose_draft import Draft
from zhinan.application.compose_hold import find_results
from zhinan.application.trees import DirectionTrees, RuleTrees
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import DCTERMS, SH

MET, VIOLATED, MISSING, UNCHECKED = "met", "violated", "missing", "unchecked"
Verdicts = dict[str, str]
Tally = dict[str, int]


@dataclass(frozen=True)
class Bench:
    """The rules of a direction, with the properties that each looks at."""

    trees: DirectionTrees

    @cached_property
    def looks_at(self) -> dict[str, frozenset[str]]:
        """Rule IRI → everything that its shapes name."""
        return {
            rule.iri: frozenset(name for shape in rule.shapes for name in _names(shape))
            for rule in (*self.trees.rules, self.trees.form)
        }

    @cached_property
    def twins(self) -> dict[str, tuple[str, ...]]:
        """Rule IRI → the rules that ask for the very same, itself included: a rule printed twice binds twice."""
        alike: dict[object, list[str]] = {}
        for rule in self.trees.rules:
            alike.setdefault(_content(rule), []).append(rule.iri)
        return {iri: tuple(group) for group in alike.values() for iri in group}


def _content(rule: RuleTrees) -> object:
    said = (SH + "message", SH + "severity", DCTERMS + "source")
    return (
        tuple(shape.without(*said) for shape in rule.completeness.values()),
        tuple(shape.without(*said) for shape in rule.eligibility.values()),
    )


def tally_results(bench: Bench, draft: Draft, base: Draft | None = None, known: Tally | None = None) -> Tally:
    """Rule IRI → how many results its shapes give.

    With the tally ``known`` of a draft ``base``, only the rules that look at what differs are counted anew.
    """
    touched = None if base is None else _differing(base, draft)
    found = dict(known or {})
    for rule in (*bench.trees.rules, bench.trees.form):
        if touched is None or touched & bench.looks_at[rule.iri]:
            found[rule.iri] = sum(1 for s in rule.shapes for _ in find_results(s, draft.root, draft))
    return found


def judge_draft(
    bench: Bench, draft: Draft, valid: Draft | None = None, worst: int | None = None
) -> Verdicts | None:
    """Rule IRI → met, violated or missing; met is unchecked where a shape of form fails.

    Given a ``valid`` draft, only the rules that look at what differs are judged; the others stay met. None where
    ``worst`` or more are not met.
    """
    touched = None if valid is None else _differing(valid, draft)
    formed = keeps_form(bench, draft)
    found: Verdicts = {}
    changed = 0 if formed else sum(1 for _ in bench.trees.rules)
    for rule in bench.trees.rules:
        first = bench.twins[rule.iri][0]
        if first != rule.iri:
            verdict = found[first]
        elif touched is not None and not touched & bench.looks_at[rule.iri]:
            verdict = MET
        else:
            verdict = decide_rule(rule, draft)
        changed += formed and verdict != MET
        if worst is not None and changed >= worst:
            return None
        found[rule.iri] = verdict
    return found if formed else {iri: UNCHECKED if v == MET else v for iri, v in found.items()}


def keeps_form(bench: Bench, draft: Draft) -> bool:
    """Whether the draft states what every application must."""
    return not any(True for shape in bench.trees.form.shapes for _ in find_results(shape, draft.root, draft))


def decide_rule(rule: RuleTrees, draft: Draft) -> str:
    """The verdict of one rule on a draft without faults of form."""
    root = draft.root
    lacking = [v for shape in rule.completeness.values() for v in find_results(shape, root, draft)]
    broken = [(iri, v) for iri, shape in rule.eligibility.items() for v in find_results(shape, root, draft)]
    if not lacking and not broken:
        return MET
    useless = {value.value for value in lacking if value is not None}
    named = [(iri, value) for iri, value in broken if value is not None and value != root]
    usable = [iri for iri, value in named if value.value not in useless]
    if any(not lacking or iri not in rule.waiting for iri in usable):
        return VIOLATED
    return MISSING if lacking or named else VIOLATED


def _differing(base: Draft, draft: Draft) -> frozenset[str]:
    """The properties that have other values in one draft than in another."""
    found: set[str] = set()
    for subject in base.rows.keys() | draft.rows.keys():
        one, two = base.rows.get(subject, {}), draft.rows.get(subject, {})
        if one is not two:
            found |= {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
    return frozenset(found)


def _names(tree: Tree) -> Iterable[str]:
    if isinstance(tree, NamedNode):
        yield tree.value
    elif isinstance(tree, Listed):
        for item in tree.items:
            yield from _names(item)
    elif isinstance(tree, Nested):
        for _, objects in tree.pairs:
            for item in objects:
                yield from _names(item)
