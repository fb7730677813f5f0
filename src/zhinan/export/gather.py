"""Triples taken in, once, in a form small enough for millions of them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from zhinan.errors import DataError
from zhinan.export.graph import KIND_BITS, NODE_BITS
from zhinan.terms import RDF_TYPE

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Links:
    """Links between things, each a place in three columns of numbers: twelve bytes a link."""

    sources: array[int] = field(default_factory=lambda: array("I"))
    kinds: array[int] = field(default_factory=lambda: array("I"))
    targets: array[int] = field(default_factory=lambda: array("I"))

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.sources, self.kinds, self.targets, strict=True)


class Numbers(dict[str, int]):
    """IRIs numbered in the order met: one that is not there yet gets the next number.

    >>> numbers = Numbers()
    >>> numbers["b"], numbers["a"], numbers["b"]
    (0, 1, 0)
    """

    def __missing__(self, iri: str) -> int:
        """The number of an IRI met for the first time."""
        number = self[iri] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the triples say, with things and properties as numbers; ``texts`` are literals."""

    things: Numbers = field(default_factory=Numbers)
    properties: Numbers = field(default_factory=Numbers)
    subjects: set[int] = field(default_factory=set)
    classes: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: defaultdict[int, list[tuple[str, ox.Literal]]] = field(default_factory=lambda: defaultdict(list))
    links: Links = field(default_factory=Links)


def gather_triples(triples: Iterable[ox.Triple]) -> Gathered:
    """All that the triples say; that one comes again does no harm.

    Raises DataError where there are more things than an EdgeList can pack.
    """
    found = Gathered()
    things, properties, links = found.things, found.properties, found.links
    add_source, add_kind, add_target = links.sources.append, links.kinds.append, links.targets.append
    named, last, thing = ox.NamedNode, "", 0
    # The loop that a million edges go through: names are spelled out in it, not looked up.
    for subject, predicate, value in triples:
        name, kind = subject.value if type(subject) is named else str(subject), predicate.value
        if name != last:
            last, thing = name, things[name]
        if type(value) is named and kind != RDF_TYPE:
            add_source(thing)
            add_kind(properties[kind])
            add_target(things[value.value])
        else:
            _gather_other(found, thing, kind, value)
    found.subjects.update(links.sources, found.classes, found.texts)
    if len(things) >> NODE_BITS or len(properties) >> KIND_BITS:
        raise DataError(
            f"The view has {len(things)} things and {len(properties)} properties; one file holds at most "
            f"{1 << NODE_BITS} and {1 << KIND_BITS}. Choose a smaller view, or filter it."
        )
    return found


def _gather_other(found: Gathered, thing: int, kind: str, value: Term) -> None:
    if isinstance(value, ox.Literal):
        found.texts[thing].append((kind, value))
    elif kind == RDF_TYPE:
        found.classes[thing].add(name_term(value))
    else:
        found.links.sources.append(thing)
        found.links.kinds.append(found.properties[kind])
        found.links.targets.append(found.things[name_term(value)])


def add_names(found: Gathered, names: Iterable[ox.Triple]) -> None:
    """Add classes and literals of things that were gathered, where the view did not bring them."""
    things, named = found.things, ox.NamedNode
    for subject, predicate, value in names:
        thing = things.get(subject.value if type(subject) is named else str(subject))
        if thing is None:
            continue
        if predicate.value == RDF_TYPE:
            found.classes[thing].add(name_term(value))
        elif isinstance(value, ox.Literal) and (predicate.value, value) not in found.texts[thing]:
            found.texts[thing].append((predicate.value, value))


def name_term(term: Term) -> str:
    """The IRI of a thing, or ``_:label`` of one without."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
