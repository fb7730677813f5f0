"""The compiled rules of each direction, with the clauses they rest on and those that no shape decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from zhinan.errors import DataError
from zhinan.files import read_utf8
from zhinan.rules.compile import general_file
from zhinan.rules.guide import CallDirection, ClauseText, GuideRules, find_guide_rules
from zhinan.rules.index import Index, Term, index_text, read_index
from zhinan.rules.shape import SEVERITY, rule_iri
from zhinan.rules.tree import Tree, read_tree
from zhinan.terms import DCTERMS, ID, LABEL, SH, shorten, zn

_SAYS_NOTHING = frozenset(
    SH + name for name in ("path", "severity", "message", "name", "description", "order")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShape:
    """One property shape of a rule: where it looks, and its messages by language.

    ``only_when_complete``: what it says of a value depends on other facts, so it holds only where all are stated.
    """

    iri: str
    path: Tree
    messages: dict[str, str]
    only_when_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A requirement with its shapes: whether the facts are there, and whether they are allowed.

    ``severity`` is Violation, Warning or Info; ``demanded`` are the requirement's parameters by local name.
    """

    iri: str
    clause: ClauseText
    family: str
    severity: str
    completeness: tuple[RuleShape, ...]
    eligibility: tuple[RuleShape, ...]
    demanded: dict[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionRules:
    """All that an application to one direction is checked against.

    ``shapes`` is Turtle whose node shape ``target`` holds the rules; ``clauses`` are all that bind, in order.
    """

    direction: CallDirection
    shapes: str
    target: str
    rules: tuple[Rule, ...]
    clauses: tuple[ClauseText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The guides' data, and the folder of their compiled shapes or the shapes themselves."""

    index: Index
    guides: GuideRules
    files: dict[str, str] | Path


def open_rulebook(data: Iterable[Path], files: dict[str, str] | Path) -> Rulebook:
    """A rulebook on Turtle files (guides, reference, ontology) and on compiled shapes.

    ``files`` is a folder such as ``shapes/rules``, or what ``compile_shapes`` made.
    """
    index = read_index(data)
    return Rulebook(index=index, guides=find_guide_rules(index), files=files)


def load_direction_rules(book: Rulebook, direction: str) -> DirectionRules:
    """The rules of one known direction; without compiled shapes it has no rules, but keeps its clauses."""
    call = book.guides.directions[direction]
    tail = direction.removeprefix(ID + "direction/")
    own = _read_file(book.files, f"{tail}.ttl")
    general = [_read_file(book.files, general_file(guide)) for guide in call.guides]
    shapes = "\n".join([own, *general])
    index = index_text(shapes, f"shapes/rules/{tail}.ttl")
    target = NamedNode(rule_iri(direction))
    used = {shape for shape in index.iris(target, SH + "property") if _says_something(index, shape)}
    rules = [_read_rule(index, node, book.guides) for node in index.instances(zn("Rule"))]
    replaced = {
        iri
        for rule in index.iris(target, zn("replaces"))
        for iri in index.iris(NamedNode(rule), DCTERMS + "source")
    }
    scopes: dict[str, set[str]] = {}
    for demand in book.guides.demands:
        scopes.setdefault(demand.clause, set()).add(demand.scope)
    return DirectionRules(
        direction=call,
        shapes=shapes,
        target=target.value,
        rules=tuple(
            rule for rule in rules if all(s.iri in used for s in (*rule.completeness, *rule.eligibility))
        ),
        clauses=tuple(
            clause
            for clause in book.guides.clauses.values()
            if clause.iri not in replaced and _binds(clause, call, scopes.get(clause.iri))
        ),
    )


def _binds(clause: ClauseText, call: CallDirection, scopes: set[str] | None) -> bool:
    """Whether a clause binds a direction; a general one does not where all its requirements are for others."""
    if clause.direction is not None:
        return clause.direction == call.iri
    return clause.guide in call.guides and (scopes is None or bool(scopes & {call.iri, *call.guides}))


def _says_something(index: Index, shape: str) -> bool:
    row = index.rows.get(NamedNode(shape), {})
    return any(name.startswith(SH) and name not in _SAYS_NOTHING for name in row)


def _read_rule(index: Index, node: NamedNode, guides: GuideRules) -> Rule:
    source = index.iri(node, DCTERMS + "source") or ""
    clause = guides.clauses.get(source)
    if clause is None:
        raise DataError(
            f"{shorten(node.value)}: its clause {shorten(source)} is not in the guides. Compile again."
        )
    requirement = index.iri(node, zn("requirement"))
    demanded = next((demand.parameters for demand in guides.demands if demand.iri == requirement), {})
    modality = (index.iri(node, zn("modality")) or "").removeprefix(zn(""))
    return Rule(
        iri=node.value,
        clause=clause,
        family=index.iri(node, zn("family")) or "",
        severity=SEVERITY.get(modality, "Violation"),
        completeness=_read_shapes(index, node, zn("completenessShape")),
        eligibility=_read_shapes(index, node, zn("eligibilityShape")),
        demanded={name: terms for name, terms in demanded.items() if name != "binds"},
    )


def _read_shapes(index: Index, rule: NamedNode, kind: str) -> tuple[RuleShape, ...]:
    found = []
    for iri in index.iris(rule, kind):
        node = NamedNode(iri)
        path = index.objects(node, SH + "path")
        if path:
            messages = index.by_language(node, SH + "message")
            found.append(
                RuleShape(
                    iri=iri,
                    path=read_tree(index, path[0]),
                    messages=messages,
                    only_when_complete=index.text(node, zn("onlyWhenComplete")) == "true",
                )
            )
    return tuple(found)


def _read_file(files: dict[str, str] | Path, name: str) -> str:
    if isinstance(files, dict):
        return files.get(name, "")
    path = files / name
    return read_utf8(path) if path.is_file() else ""


def label_of(book: Rulebook, iri: str) -> dict[str, str]:
    """The labels of a thing of the graph by language; none is an empty dict."""
    return book.index.by_language(NamedNode(iri), LABEL)
