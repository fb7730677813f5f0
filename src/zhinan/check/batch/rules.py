"""The rules over all applications, as ``shapes/batch/`` has them, and what of an application they look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode

from zhinan.check.batch.plan import Plan, make_plan
from zhinan.check.batch.rule import ROLES, BatchRule, BatchShape, Comparison, Look
from zhinan.check.report import Value
from zhinan.check.values import make_value
from zhinan.errors import DataError
from zhinan.files import read_utf8
from zhinan.rules import (
    CallDirection,
    Index,
    Listed,
    Node,
    Rulebook,
    Term,
    Tree,
    find_calls,
)
from zhinan.rules.guide import read_clause, read_direction
from zhinan.rules.index import index_text
from zhinan.rules.names import SEVERITY
from zhinan.rules.tree import read_tree
from zhinan.terms import DCTERMS, SH, prefixes, shorten, zn

_NAMED = re.compile(r"(?<![\w<?$:#-])([a-z]+):([A-Za-z]\w*)")


_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class BatchRules:
    """All rules over all applications, with the calls that can be applied to and what the queries ask of these.

    ``wanted`` are the properties of applications that any query names; ``context`` is N-Triples.
    """

    rules: tuple[BatchRule, ...]
    comparisons: tuple[Comparison, ...]
    looks: tuple[Look, ...]
    calls: Mapping[str, CallDirection]
    wanted: frozenset[str]
    context: str
    book: Rulebook

    @cached_property
    def plan(self) -> Plan:
        """The comparisons made ready; not pickled, for each process makes its own."""
        return make_plan(self.rules, self.comparisons, self.looks, self.wanted, self.by_call)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "plan"}

    @cached_property
    def by_call(self) -> dict[str, tuple[BatchRule, ...]]:
        """The rules that bind the applications to each call."""
        return {
            iri: tuple(rule for rule in self.rules if rule.scope in (iri, *call.guides))
            for iri, call in self.calls.items()
        }

    @cached_property
    def calls_of(self) -> dict[str, frozenset[str]]:
        """The calls that each rule binds, by its IRI."""
        found: dict[str, set[str]] = {rule.iri: set() for rule in self.rules}
        for call, rules in self.by_call.items():
            for rule in rules:
                found[rule.iri].add(call)
        return {iri: frozenset(calls) for iri, calls in found.items()}

    @cached_property
    def demanded_values(self) -> dict[str, tuple[tuple[str, tuple[Value, ...]], ...]]:
        """What each rule demands, by its IRI, with labels."""
        return {
            rule.iri: tuple(
                (name, tuple(make_value(str(term), {}, self.book) for term in terms))
                for name, terms in rule.demanded.items()
            )
            for rule in self.rules
        }


def load_batch_rules(files: dict[str, str] | Path, book: Rulebook) -> BatchRules:
    """The rules over all applications: of a folder such as ``shapes/batch``, or as ``compile_batch_shapes`` made them.

    Raises DataError where a rule has no query or rests on an unknown clause.
    """
    texts = {path.name: read_utf8(path) for path in files.glob("*.ttl")} if isinstance(files, Path) else files
    index = index_text("\n".join(texts[name] for name in sorted(texts)), "shapes/batch")
    seen = _Seen([], [])
    rules = tuple(_read_rule(index, node, book, seen) for node in index.instances(zn("BatchRule")))
    calls = {node.value: read_direction(book.index, node) for node in find_calls(book.index)}
    wanted = frozenset(name for rule in rules for shape in rule.shapes for name in find_names(shape.select))
    return BatchRules(
        rules=rules,
        comparisons=tuple(seen.comparisons),
        looks=tuple(seen.looks),
        calls=calls,
        wanted=wanted,
        context="".join(_find_context(book.index, calls.values(), wanted)),
        book=book,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    comparisons: list[Comparison]
    looks: list[Look]


def _read_rule(index: Index, node: NamedNode, book: Rulebook, seen: _Seen) -> BatchRule:
    clause = NamedNode(index.iri(node, DCTERMS + "source") or "")
    if clause not in book.index.rows:
        raise DataError(
            f"{shorten(node.value)}: its clause {shorten(clause.value)} is not in the guides. Compile again."
        )
    shapes = [(role, NamedNode(iri)) for role in ROLES for iri in index.iris(node, zn(role))]
    compared = [found for _, shape in shapes for found in index.objects(shape, zn("comparedBy"))]
    modality = (index.iri(node, zn("modality")) or "").removeprefix(zn(""))
    requirement = NamedNode(index.iri(node, zn("requirement")) or "")
    demanded = _read_demanded(book.index, requirement)
    looks = _read_looks(index, compared, _read_limit(demanded))
    return BatchRule(
        iri=node.value,
        clause=read_clause(book.index, clause),
        family=index.iri(node, zn("family")) or "",
        severity=SEVERITY.get(modality, "Violation"),
        scope=book.index.iri(requirement, zn("scope")) or "",
        shapes=tuple(read_shape(index, shape, role) for role, shape in shapes),
        demanded=demanded,
        comparisons=frozenset(_place(c, seen.comparisons) for c in _read_comparisons(index, compared)),
        looks=frozenset(_place(look, seen.looks) for look in looks),
        beyond_scope=any(index.text(shape, zn("beyondScope")) == "true" for _, shape in shapes),
    )


def _read_demanded(data: Index, requirement: NamedNode) -> dict[str, tuple[Term, ...]]:
    known = {zn(name) for name in ("family", "clause", "scope", "modality", "binds")}
    row = data.rows.get(requirement, {})
    return {
        name.removeprefix(zn("")): tuple(terms)
        for name, terms in row.items()
        if name.startswith(zn("")) and name not in known
    }


def _read_limit(demanded: Mapping[str, Sequence[Term]]) -> int:
    """How many there may be; one where the rule does not say."""
    return next((int(term.value) for term in demanded.get("maxProjects", ())), 1)


def with_prefixes(select: str) -> str:
    """A query with the prefixes that it uses, as in the one table."""
    used = {name for name, _ in _NAMED.findall(select)}
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items() if name in used)
    return head + select


def read_shape(index: Index, node: NamedNode, role: str) -> BatchShape:
    """A shape with its query; raises DataError where there is none."""
    query = next(iter(index.objects(node, SH + "sparql")), None)
    select = index.text(query, SH + "select") if query and not isinstance(query, Literal) else ""
    if not select.strip():
        raise DataError(f"{shorten(node.value)}: there is no sh:select. Run `zhinan rules compile`.")
    return BatchShape(
        iri=node.value,
        role=role,
        select=with_prefixes(select),
        messages=index.by_language(node, SH + "message"),
        only_when_complete=index.text(node, zn("onlyWhenComplete")) == "true",
    )


def _read_comparisons(index: Index, nodes: Sequence[Term]) -> Iterator[Comparison]:
    for node in nodes:
        if isinstance(node, Literal) or not index.objects(node, zn("key")):
            continue
        key = _path(index, node, "key")
        several = key.items if isinstance(key, Listed) else None
        yield Comparison(
            holder=_path(index, node, "holder"),
            keys=several or ((key,) if key else ()),
            identity=several is None,
            together=_path(index, node, "together"),
            lacking=index.iri(node, zn("lacking")),
        )


def _read_looks(index: Index, nodes: Sequence[Term], limit: int) -> Iterator[Look]:
    for node in nodes:
        if isinstance(node, Literal):
            continue
        look = Look(
            holder=_path(index, node, "holder"),
            needs=tuple(index.iris(node, zn("needs"))),
            needs_true=tuple(index.iris(node, zn("needsTrue"))),
            alone=_path(index, node, "alone"),
            known_by=_path(index, node, "key"),
            limit=limit,
            if_any=index.text(node, zn("ifAny")) == "true",
        )
        if look.needs or look.needs_true or look.alone:
            yield look


def _path(index: Index, node: Node, name: str) -> Tree | None:
    found = index.objects(node, zn(name))
    return read_tree(index, found[0]) if found else None


def _place(thing: _Thing, things: list[_Thing]) -> int:
    if thing not in things:
        things.append(thing)
    return things.index(thing)


def find_names(select: str) -> Iterator[str]:
    """The IRIs that a query names."""
    table = prefixes()
    yield from (table[prefix] + name for prefix, name in _NAMED.findall(select) if prefix in table)


def _find_context(index: Index, calls: Iterable[CallDirection], wanted: frozenset[str]) -> Iterator[str]:
    """What the queries ask of the calls and their guides, as N-Triples."""
    nodes = dict.fromkeys(NamedNode(iri) for call in calls for iri in (call.iri, *call.guides))
    for node in nodes:
        for name, terms in index.rows.get(node, {}).items():
            if name in wanted and name.startswith(zn("")):
                yield from (f"{node} <{name}> {term} .\n" for term in terms)
