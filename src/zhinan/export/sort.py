"""Which of the gathered things are nodes, and which links are edges; the rest goes into attributes."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from itertools import groupby

from zhinan.export.gather import Gathered, Links
from zhinan.export.graph import pack
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
    """Things folded into others, words of closed lists, statements; properties that hold addresses, or are left."""

    folded: frozenset[int]
    words: frozenset[int]
    statements: frozenset[int]
    addresses: frozenset[int]
    left: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Parted:
    """Links by what becomes of them; ``stated`` are whole statements: subject, predicate, object."""

    edges: Links
    inner: dict[int, list[tuple[str, int]]]
    stated: dict[int, list[int]]


def sort_links(found: Gathered, plan: Plan, roots: frozenset[str], types: frozenset[str]) -> Sorted:
    """Each link of ``found`` to its place."""
    iris, properties = list(found.things), list(found.properties)
    roles = _find_roles(found, plan, roots)
    parted = _part_links(found, roles, properties)
    wanted = _find_nodes(found, roles, parted)
    if types:
        wanted &= _find_members(found, plan, types)
    nodes = sorted(wanted, key=iris.__getitem__)
    stated = [(part[0], iris[part[1]], part[2], thing) for thing, part in parted.stated.items()]
    kinds = sorted(
        {properties[kind] for kind in set(parted.edges.kinds)} | {kind for _, kind, _, _ in stated}
    )
    places = {thing: place for place, thing in enumerate(nodes)}
    kind_places = {kind: place for place, kind in enumerate(kinds)}
    return Sorted(
        nodes=nodes, kinds=kinds, inner=parted.inner, folded=roles.folded, words=roles.words,
        edges=_place_edges(parted.edges, places, [kind_places.get(one, 0) for one in properties]),
        statements=sorted(
            (places[source], kind_places[kind], places[target], thing)
            for source, kind, target, thing in stated
            if source in places and target in places
        ),
    )  # fmt: skip


def _find_roles(found: Gathered, plan: Plan, roots: frozenset[str]) -> _Roles:
    kept = {found.things[root] for root in roots if root in found.things}
    numbers = found.properties.items()
    return _Roles(
        folded=(_find_members(found, plan, plan.fold.keys()) - kept).intersection(found.links.targets),
        words=_find_members(found, plan, plan.values) - kept,
        statements=_find_members(found, plan, {_STATEMENT}),
        addresses=frozenset(number for iri, number in numbers if iri in plan.addresses or iri in plan.texts),
        left=frozenset(number for iri, number in numbers if iri in plan.leave),
    )


def _find_members(found: Gathered, plan: Plan, classes: Set[str]) -> frozenset[int]:
    """Things of these classes, and of those below them."""
    below = {one for one in frozenset().union(*found.classes.values()) if plan.lift([one]) & classes}
    return frozenset(thing for thing, own in found.classes.items() if not own.isdisjoint(below))


def _part_links(found: Gathered, roles: _Roles, properties: list[str]) -> _Parted:
    edges, inner, parts = (
        Links(),
        defaultdict[int, list[tuple[str, int]]](list),
        defaultdict[int, dict[int, int]](dict),
    )
    inward, kept_back = roles.folded | roles.words, roles.folded | roles.statements
    for source, kind, target in found.links:
        if kind in roles.left:
            continue
        if target not in inward and source not in kept_back and kind not in roles.addresses:
            edges.sources.append(source)
            edges.kinds.append(kind)
            edges.targets.append(target)
        elif source in roles.statements and properties[kind] in _PARTS:
            parts[source][_PARTS.index(properties[kind])] = target
        else:
            inner[source].append((properties[kind], target))
    stated = {
        thing: [part[place] for place in range(3)]
        for thing, part in parts.items()
        if len(part) == len(_PARTS)
    }
    return _Parted(edges, dict(inner), stated)


def _find_nodes(found: Gathered, roles: _Roles, parted: _Parted) -> set[int]:
    # Words that nothing in the view points at are there for their own sake.
    words = roles.words.intersection(found.links.targets)
    nodes = found.subjects - roles.folded - roles.statements - words
    nodes.update(parted.edges.sources, parted.edges.targets)
    for source, _, target in parted.stated.values():
        nodes |= {source, target}
    return nodes


def _place_edges(edges: Links, places: dict[int, int], kinds: list[int]) -> array[int]:
    # A packed edge is its parts side by side, so that each part is packed once and the million only joined.
    sources = {thing: pack(place, 0, 0) for thing, place in places.items()}
    middles = [pack(0, kind, 0) for kind in kinds]
    packed = [
        sources[source] | middles[kind] | places[target]
        for source, kind, target in edges
        if source in sources and target in places
    ]
    packed.sort()
    return array("Q", (edge for edge, _ in groupby(packed)))
