"""Which of the gathered things are nodes, and which links are edges; the rest goes into attributes."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from zhinan.export.gather import Gathered
from zhinan.export.graph import pack, unpack
from zhinan.export.plan import Plan

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_STATEMENT, _PARTS = _RDF + "Statement", (_RDF + "subject", _RDF + "predicate", _RDF + "object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Nodes are numbers of things in the order of IRIs; edges are packed places in ``nodes`` and ``kinds``.

    ``inner`` are the links of a thing that become attributes; ``statements`` are edges with attributes of
    their own: source, kind, target and the thing that holds the attributes.
    """

    nodes: list[int]
    kinds: list[str]
    edges: array[int]
    statements: list[tuple[int, int, int, int]]
    inner: dict[int, list[tuple[str, int]]]
    folded: frozenset[int]
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Roles:
    """Things folded into others, words of closed lists, statements; properties that hold addresses."""

    folded: frozenset[int]
    words: frozenset[int]
    statements: frozenset[int]
    addresses: frozenset[int]

    def is_edge(self, source: int, kind: int, target: int) -> bool:
        inner = target in self.folded or target in self.words or kind in self.addresses
        return not inner and source not in self.folded and source not in self.statements


def sort_links(found: Gathered, plan: Plan, roots: frozenset[str], types: frozenset[str]) -> Sorted:
    """Each link of ``found`` to its place."""
    iris, properties = list(found.things), list(found.properties)
    roles = _find_roles(found, plan, roots)
    edges, inner, parts = _part_links(found, roles, properties, plan)
    wanted = _find_nodes(found, roles, edges, parts)
    if types:
        wanted = {thing for thing in wanted if plan.lift(found.classes.get(thing, ())) & types}
    nodes = sorted(wanted, key=iris.__getitem__)
    stated = [(part[0], iris[part[1]], part[2], thing) for thing, part in parts.items()]
    kinds = sorted({properties[unpack(edge)[1]] for edge in edges} | {kind for _, kind, _, _ in stated})
    node_place = {thing: place for place, thing in enumerate(nodes)}
    kind_place = {kind: place for place, kind in enumerate(kinds)}
    return Sorted(
        nodes=nodes, kinds=kinds, inner=inner, folded=roles.folded, words=roles.words,
        edges=_place_edges(edges, node_place, [kind_place.get(one, 0) for one in properties]),
        statements=sorted(
            (node_place[source], kind_place[kind], node_place[target], thing)
            for source, kind, target, thing in stated
            if source in node_place and target in node_place
        ),
    )  # fmt: skip


def _find_roles(found: Gathered, plan: Plan, roots: frozenset[str]) -> _Roles:
    kept = {found.things[root] for root in roots if root in found.things}
    lifted = {thing: plan.lift(classes) for thing, classes in found.classes.items()}
    may_fold = {thing for thing, classes in lifted.items() if not classes.isdisjoint(plan.fold)} - kept
    return _Roles(
        folded=frozenset({unpack(link)[2] for link in found.links} & may_fold),
        words=frozenset(
            {thing for thing, classes in lifted.items() if not classes.isdisjoint(plan.values)} - kept
        ),
        statements=frozenset(thing for thing, classes in lifted.items() if _STATEMENT in classes),
        addresses=frozenset(
            number for iri, number in found.properties.items() if iri in plan.addresses | plan.texts
        ),
    )


def _part_links(
    found: Gathered, roles: _Roles, properties: list[str], plan: Plan
) -> tuple[list[int], dict[int, list[tuple[str, int]]], dict[int, list[int]]]:
    edges: list[int] = []
    inner: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    parts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    left = {number for iri, number in found.properties.items() if iri in plan.leave}
    for link in found.links:
        source, kind, target = unpack(link)
        if kind in left:
            continue
        if roles.is_edge(source, kind, target):
            edges.append(link)
        elif source in roles.statements and properties[kind] in _PARTS:
            parts[source][_PARTS.index(properties[kind])] = target
        else:
            inner[source].append((properties[kind], target))
    whole = {
        thing: [part[place] for place in range(3)]
        for thing, part in parts.items()
        if len(part) == len(_PARTS)
    }
    return edges, dict(inner), whole


def _find_nodes(found: Gathered, roles: _Roles, edges: list[int], parts: dict[int, list[int]]) -> set[int]:
    nodes = found.subjects - roles.folded - roles.statements - (roles.words - _describe_words(found, roles))
    for edge in edges:
        source, _, target = unpack(edge)
        nodes.add(source)
        nodes.add(target)
    for source, _, target in parts.values():
        nodes |= {source, target}
    return nodes


def _describe_words(found: Gathered, roles: _Roles) -> set[int]:
    """Words that nothing in the view points at: they are there for their own sake."""
    return set(roles.words) - {unpack(link)[2] for link in found.links}


def _place_edges(edges: list[int], nodes: dict[int, int], kinds: list[int]) -> array[int]:
    return array("Q", sorted(_replace_numbers(edges, nodes, kinds)))


def _replace_numbers(edges: list[int], nodes: dict[int, int], kinds: list[int]) -> Iterator[int]:
    for edge in edges:
        source, kind, target = unpack(edge)
        if source in nodes and target in nodes:
            yield pack(nodes[source], kinds[kind], nodes[target])
