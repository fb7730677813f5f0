"""What guides demand: their directions, clauses and requirements, read from ``data/guides/``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from zhinan.rules.index import Index, Term
from zhinan.terms import ID, LABEL, OA, RDF_TYPE, SKOS, zn

_NOT_PARAMETERS = frozenset(
    {RDF_TYPE, LABEL, *(zn(name) for name in ("family", "clause", "scope", "modality"))}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Where and how a clause is printed; ``start`` and ``end`` are code points, the end exclusive."""

    document: str
    section: str
    exact: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseText:
    """A clause: ``text`` by language, local names of modality and treatment, the reason by language.

    ``direction`` is None where the clause binds every direction of its guide. ``restates`` are the clauses that it
    says again, by IRI.
    """

    iri: str
    number: str
    text: dict[str, str]
    modality: str
    treatment: str
    reason: dict[str, str]
    direction: str | None
    guide: str
    quotes: tuple[Quote, ...]
    restates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A requirement of a clause; parameters by local name, ``scope`` a direction or a guide.

    ``lent`` are the parameters of the exemptions from it, as ``family.parameter``, and ``exempted_by`` their clauses.
    """

    iri: str
    family: str
    clause: str
    scope: str
    modality: str
    parameters: dict[str, tuple[Term, ...]]
    lent: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    exempted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDirection:
    """A direction that can be applied to, or a guide that has none; ``labels`` by language.

    ``number`` is empty for a guide. ``guides`` are those whose general clauses bind it: its own, then what that is
    part of (``zn:partOf``).
    """

    iri: str
    number: str
    labels: dict[str, str]
    guides: tuple[str, ...]

    @property
    def guide(self) -> str:
        """The guide that the direction stands in."""
        return self.guides[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideRules:
    """All that the guides demand, and the labels of the things that they name.

    ``narrower``: a concept → all narrower ones, itself first (an enterprise may be a small one), or a group of
    countries → its members, or a programme → its parts. ``programmes``: a guide → the programme it is of.
    """

    directions: dict[str, CallDirection]
    clauses: dict[str, ClauseText]
    demands: tuple[Demand, ...]
    labels: dict[str, dict[str, str]]
    narrower: dict[str, tuple[str, ...]]
    programmes: dict[str, str]


def find_guide_rules(index: Index) -> GuideRules:
    """Directions, clauses and requirements of the guides in an index, in natural order of their IRIs."""
    directions = [read_direction(index, node) for node in find_calls(index)]
    clauses = [read_clause(index, node) for node in index.instances(zn("Clause"))]
    demands = [read_demand(index, node) for node in index.instances(zn("Requirement"))]
    return GuideRules(
        directions={item.iri: item for item in sorted(directions, key=lambda item: natural_key(item.iri))},
        clauses={item.iri: item for item in sorted(clauses, key=lambda item: natural_key(item.iri))},
        demands=tuple(sorted(demands, key=lambda item: natural_key(item.iri))),
        labels=_read_labels(index, demands),
        narrower=_read_narrower(index),
        programmes={
            node.value: programme
            for node in index.instances(zn("Guide"))
            for programme in index.iris(node, zn("programme"))
        },
    )


def find_calls(index: Index) -> list[NamedNode]:
    """What can be applied to: every direction, and every guide that demands something and has no directions."""
    directions = list(index.instances(zn("Direction")))
    divided = {iri for node in directions for iri in index.iris(node, zn("guide"))}
    divided |= {iri for node in index.instances(zn("Guide")) for iri in index.iris(node, zn("partOf"))}
    demanding = {index.iri(node, zn("scope")) for node in index.instances(zn("Requirement"))}
    whole = [node for node in index.instances(zn("Guide")) if node.value in demanding - divided]
    return [*directions, *whole]


def read_direction(index: Index, node: NamedNode) -> CallDirection:
    """One direction, or a guide that has none."""
    return CallDirection(
        iri=node.value,
        number=index.text(node, zn("number")),
        labels=index.by_language(node, LABEL),
        guides=tuple(_climb(index, index.iri(node, zn("guide")) or node.value)),
    )


def _climb(index: Index, guide: str) -> dict[str, None]:
    found: dict[str, None] = {}
    waiting = [guide]
    while waiting:
        here = waiting.pop(0)
        if here not in found:
            found[here] = None
            waiting += index.iris(NamedNode(here), zn("partOf"))
    return found


def read_clause(index: Index, node: NamedNode) -> ClauseText:
    """One clause with its quotes."""
    return ClauseText(
        iri=node.value,
        number=index.text(node, zn("number")),
        text=index.by_language(node, zn("text")),
        modality=_local(index.iri(node, zn("modality"))),
        treatment=_local(index.iri(node, zn("treatment"))),
        reason=index.by_language(node, zn("treatmentReason")),
        direction=index.iri(node, zn("direction")),
        guide=index.iri(node, zn("guide")) or "",
        quotes=tuple(read_quote(index, NamedNode(span)) for span in index.iris(node, zn("statedAt"))),
        restates=tuple(index.iris(node, zn("restates"))),
    )


def read_quote(index: Index, span: NamedNode) -> Quote:
    """Where and how something is printed."""
    document = index.iri(span, zn("document")) or ""
    title = index.by_language(NamedNode(document), LABEL).get("zh", "") if document else ""
    return Quote(
        document=title or document.removeprefix(ID + "document/"),
        section=index.text(span, zn("section")),
        exact=index.text(span, OA + "exact"),
        start=_number(index.text(span, OA + "start")),
        end=_number(index.text(span, OA + "end")),
    )


def read_demand(index: Index, node: NamedNode) -> Demand:
    """One requirement."""
    row = index.rows[node]
    return Demand(
        iri=node.value,
        family=index.iri(node, zn("family")) or "",
        clause=index.iri(node, zn("clause")) or "",
        scope=index.iri(node, zn("scope")) or "",
        modality=_local(index.iri(node, zn("modality"))),
        parameters={
            name.removeprefix(zn("")): tuple(sorted(terms, key=lambda term: natural_key(str(term))))
            for name, terms in row.items()
            if name.startswith(zn("")) and name not in _NOT_PARAMETERS
        },
    )


def _read_labels(index: Index, demands: Sequence[Demand]) -> dict[str, dict[str, str]]:
    named = {term for demand in demands for terms in demand.parameters.values() for term in terms}
    return {node.value: index.by_language(node, LABEL) for node in named if isinstance(node, NamedNode)}


def _read_narrower(index: Index) -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for node in index.rows:
        for broader in index.iris(node, SKOS + "broader"):
            below.setdefault(broader, []).append(node.value)
        if members := list(index.iris(node, zn("member"))):
            below.setdefault(node.value, []).extend(members)
        for whole in index.iris(node, zn("partOf")):
            below.setdefault(whole, []).append(node.value)
    return {concept: tuple(_descend(concept, below)) for concept in below}


def _descend(concept: str, below: dict[str, list[str]]) -> dict[str, None]:
    found = {concept: None}
    waiting = [concept]
    while waiting:
        for narrower in below.get(waiting.pop(), ()):
            if narrower not in found:
                found[narrower] = None
                waiting.append(narrower)
    return found


def _local(iri: str | None) -> str:
    return (iri or "").removeprefix(zn(""))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """A sort key that puts "1.10" after "1.9".

    >>> sorted(["1.10", "1.9"], key=natural_key)
    ['1.9', '1.10']
    """
    parts = re.split(r"(\d+)", text)
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts]
