"""The compiled rules of each direction, with the clauses they rest on and those that no shape decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from zhinan.errors import DataError
from zhinan.files import read_utf8
from zhinan.rules.guide import (
    CallDirection,
    ClauseText,
    Demand,
    natural_key,
    read_clause,
    read_demand,
    read_direction,
)
from zhinan.rules.index import Index, Term, index_text, merge_indexes, read_index
from zhinan.rules.names import SEVERITY, general_file, rule_iri, tail_of
from zhinan.rules.tree import Tree, read_tree
from zhinan.terms import DCTERMS, LABEL, SH, shorten, zn

_SAYS_NOTHING = frozenset(
    SH + name for name in ("path", "severity", "message", "name", "description", "order")
)
_SHAPES = (zn("completenessShape"), zn("eligibilityShape"))

_Row = dict[str, list[Term]]
_NONE: _Row = {}

# whom no application can answer for
_OTHERS = {zn("RecommendingUnit"), zn("Funder")}


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
    requirement: str
    demanded: dict[str, tuple[Term, ...]]

    @property
    def demanding(self) -> tuple[RuleShape, ...]:
        """The shapes that say what is demanded: of what is allowed; of the facts, where to state them is all."""
        return self.eligibility or self.completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionRules:
    """All that an application to one direction is checked against.

    ``shapes`` is Turtle whose node shape ``target`` holds the rules, ``index`` the same read; ``clauses``
    are all that bind, in order; ``demands`` are their requirements, whether they have a rule or not. ``over_batch``
    and ``exempting`` are the requirements that all applications together decide, and those that only lift others.
    """

    direction: CallDirection
    shapes: str
    index: Index
    target: str
    rules: tuple[Rule, ...]
    clauses: tuple[ClauseText, ...]
    demands: tuple[Demand, ...]
    over_batch: frozenset[str] = frozenset()
    exempting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The data of guides, reference and ontology, and the folder of compiled shapes or the shapes themselves.

    The other fields keep what was read for one direction and serves the next as well.
    """

    index: Index
    files: dict[str, str] | Path
    read: dict[str, tuple[str, Index]] = field(default_factory=dict, compare=False, repr=False)
    clauses: dict[str, ClauseText] = field(default_factory=dict, compare=False, repr=False)
    demands: dict[str, list[Demand]] = field(default_factory=dict, compare=False, repr=False)
    rules: dict[tuple[int, ...], tuple[list[_Row], Rule]] = field(
        default_factory=dict, compare=False, repr=False
    )
    bound: list[_Bound] = field(default_factory=list, compare=False, repr=False)


def open_rulebook(data: Iterable[Path], files: dict[str, str] | Path) -> Rulebook:
    """A rulebook on Turtle files (guides, reference, ontology) and on compiled shapes.

    ``files`` is a folder such as ``shapes/rules``, or what ``compile_shapes`` made.
    """
    return Rulebook(index=read_index(data), files=files)


def load_direction_rules(book: Rulebook, direction: str) -> DirectionRules:
    """The rules of one known direction; without compiled shapes it has no rules, but keeps its clauses."""
    call = read_direction(book.index, NamedNode(direction))
    parts = [_read_shapes_file(book, name) for name in _files(call)]
    index = merge_indexes(part for _, part in parts)
    target = NamedNode(rule_iri(direction))
    used = {shape for shape in index.iris(target, SH + "property") if _says_something(index, shape)}
    demands = _find_demands(book, call)
    nodes = [node for node in index.instances(zn("Rule")) if _is_usable(index, node, used)]
    replaced = {
        iri
        for rule in index.iris(target, zn("replaces"))
        for iri in index.iris(NamedNode(rule), DCTERMS + "source")
    }
    return DirectionRules(
        direction=call,
        shapes="\n".join(text for text, _ in parts),
        index=index,
        target=target.value,
        rules=tuple(_find_rule(index, node, book, demands) for node in nodes),
        clauses=tuple(clause for clause in _find_clauses(book, call) if clause.iri not in replaced),
        demands=tuple(demands.values()),
        over_batch=_requirements(index, "BatchRule"),
        exempting=_requirements(index, "ExemptionRule"),
    )


def _is_usable(index: Index, rule: NamedNode, used: set[str]) -> bool:
    """Whether all shapes of a rule are looked at, and there is one at all: else nothing could break it."""
    shapes = [iri for kind in _SHAPES for iri in index.iris(rule, kind)]
    return bool(shapes) and all(iri in used for iri in shapes)


def _requirements(index: Index, cls: str) -> frozenset[str]:
    nodes = index.instances(zn(cls))
    return frozenset(iri for node in nodes for iri in index.iris(node, zn("requirement")))


def _files(call: CallDirection) -> list[str]:
    return [f"{tail_of(call.iri)}.ttl", *(general_file(guide) for guide in call.guides)]


def _find_demands(book: Rulebook, call: CallDirection) -> dict[str, Demand]:
    if not book.demands:
        for node in book.index.instances(zn("Requirement")):
            demand = read_demand(book.index, node)
            book.demands.setdefault(demand.scope, []).append(demand)
    scopes = dict.fromkeys([call.iri, *call.guides])
    return {demand.iri: demand for scope in scopes for demand in book.demands.get(scope, ())}


@dataclass(frozen=True, slots=True)
class _Bound:
    """A clause with what decides which directions it binds."""

    node: NamedNode
    direction: str | None
    guide: str | None
    scopes: frozenset[str | None] | None
    for_others: bool


def _list_bound(index: Index) -> list[_Bound]:
    scopes: dict[str | None, set[str | None]] = {}
    for node in index.instances(zn("Requirement")):
        scopes.setdefault(index.iri(node, zn("clause")), set()).add(index.iri(node, zn("scope")))
    return [
        _Bound(
            node,
            index.iri(node, zn("direction")),
            index.iri(node, zn("guide")),
            frozenset(scopes[node.value]) if node.value in scopes else None,
            index.iri(node, zn("binds")) in _OTHERS,
        )
        for node in index.instances(zn("Clause"))
    ]


def _find_clauses(book: Rulebook, call: CallDirection) -> list[ClauseText]:
    """The clauses that bind a direction's applications.

    A general one does not where all its requirements are for others, or where it binds those who recommend or fund.
    """
    index, here = book.index, {call.iri, *call.guides}
    if not book.bound:
        book.bound.extend(_list_bound(index))
    found, demanding = {}, set()
    for clause in book.bound:
        if clause.scopes is not None:
            demanding.add(clause.node.value)
        elif clause.for_others:
            continue
        general = clause.direction is None and clause.guide in call.guides
        if clause.direction == call.iri or (general and (clause.scopes is None or clause.scopes & here)):
            found[clause.node.value] = _read_clause(book, clause.node)
    for iri in _restated(index, found):
        if index.iri(NamedNode(iri), zn("guide")) != call.guides[0] and iri not in demanding:
            found.pop(iri, None)
    return sorted(found.values(), key=lambda clause: natural_key(clause.iri))


def _read_clause(book: Rulebook, node: NamedNode) -> ClauseText:
    if node.value not in book.clauses:
        book.clauses[node.value] = read_clause(book.index, node)
    return book.clauses[node.value]


def _restated(index: Index, clauses: Iterable[str]) -> list[str]:
    """What the clauses say again: a notice's clause that a guide's own list repeats is not told twice."""
    return [iri for clause in clauses for iri in index.iris(NamedNode(clause), zn("restates"))]


def _says_something(index: Index, shape: str) -> bool:
    row = index.rows.get(NamedNode(shape), {})
    return SH + "path" in row and any(name.startswith(SH) and name not in _SAYS_NOTHING for name in row)


def _find_rule(index: Index, node: NamedNode, book: Rulebook, demands: dict[str, Demand]) -> Rule:
    """A rule, read once where several directions have the same rows of it and of its shapes."""
    shapes = [NamedNode(iri) for kind in _SHAPES for iri in index.iris(node, kind)]
    rows = [index.rows.get(one, _NONE) for one in (node, *shapes)]
    key = tuple(map(id, rows))
    if key not in book.rules:
        book.rules[key] = (rows, _read_rule(index, node, book, demands))  # rows that are kept stay themselves
    return book.rules[key][1]


def _read_rule(index: Index, node: NamedNode, book: Rulebook, demands: dict[str, Demand]) -> Rule:
    source = index.iri(node, DCTERMS + "source") or ""
    if NamedNode(source) not in book.index.rows:
        raise DataError(
            f"{shorten(node.value)}: its clause {shorten(source)} is not in the guides. Compile again."
        )
    demand = demands.get(index.iri(node, zn("requirement")) or "")
    modality = (index.iri(node, zn("modality")) or "").removeprefix(zn(""))
    return Rule(
        iri=node.value,
        clause=_read_clause(book, NamedNode(source)),
        family=index.iri(node, zn("family")) or "",
        severity=SEVERITY.get(modality, "Violation"),
        completeness=_read_shapes(index, node, _SHAPES[0]),
        eligibility=_read_shapes(index, node, _SHAPES[1]),
        requirement=index.iri(node, zn("requirement")) or "",
        demanded={name: t for name, t in demand.parameters.items() if name != "binds"} if demand else {},
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


def _read_shapes_file(book: Rulebook, name: str) -> tuple[str, Index]:
    """A file of compiled shapes, as text and read; general ones are read once for all directions."""
    if name not in book.read:
        text = _read_file(book.files, name)
        book.read[name] = (text, index_text(text, f"shapes/rules/{name}"))
    return book.read[name]


def _read_file(files: dict[str, str] | Path, name: str) -> str:
    if isinstance(files, dict):
        return files.get(name, "")
    path = files / name
    return read_utf8(path) if path.is_file() else ""


def label_of(book: Rulebook, iri: str) -> dict[str, str]:
    """The labels of a thing of the graph by language; none is an empty dict."""
    return book.index.by_language(NamedNode(iri), LABEL)
