"""The reference data as one store, and short ways to ask it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from zhinan.terms import ID, LABEL, RDF_TYPE, SKOS, zn

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
CASES = ROOT / "tests" / "cases" / "reference"
PREF, ALT = SKOS + "prefLabel", SKOS + "altLabel"


class Reference:
    """Turtle files, read once: those of data/reference unless others are given."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self.store = ox.Store()
        for path in paths or sorted(REFERENCE.glob("*.ttl")):
            self.store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)

    def things(self, kind: str) -> list[str]:
        """The IRIs of a class of the ontology, or of a class given by its whole IRI, in order."""
        name = ox.NamedNode(kind if ":" in kind else zn(kind))
        return sorted(
            q.subject.value for q in self.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), name)
        )

    def objects(self, thing: str, predicate: str) -> list[str]:
        """What a thing has under a predicate: IRIs, or the text of literals."""
        return [value.value for value in self._objects(thing, predicate)]

    def text(self, thing: str, predicate: str) -> dict[str, list[str]]:
        """The texts that a thing has under a predicate, by language."""
        texts: dict[str, list[str]] = {}
        for value in self._objects(thing, predicate):
            if isinstance(value, ox.Literal):
                texts.setdefault(value.language or "", []).append(value.value)
        return texts

    def names(self, thing: str) -> set[str]:
        """Its label and every other name; short forms are no names."""
        return {*self.objects(thing, LABEL), *self.objects(thing, ALT)}

    def subjects(self) -> list[str]:
        """The things that are described here; of others, such as shares of a guide, only a remark is made."""
        typed = self.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None)
        return sorted({quad.subject.value for quad in typed})

    def remarked(self) -> list[str]:
        """The things that are described elsewhere, of which a remark is made here."""
        return sorted({quad.subject.value for quad in self.store} - set(self.subjects()))

    def references(self) -> Iterator[tuple[str, str]]:
        """Every thing and every IRI of our own that it points to, classes and properties left out."""
        for quad in self.store:
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ID):
                yield quad.subject.value, quad.object.value

    def _objects(self, thing: str, predicate: str) -> list[ox.Term]:
        pattern = self.store.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(predicate), None)
        return [quad.object for quad in pattern]


def iri(kind: str, *path: str) -> str:
    """The IRI of a thing of the reference data."""
    return ID + "/".join((kind, *path))


def slug(thing: str) -> str:
    """The last part of an IRI."""
    return re.split("[/#]", thing)[-1]


def walk_up(reference: Reference, thing: str, predicate: str) -> set[str]:
    """Everything above a thing along a predicate; a thing above itself is in a cycle."""
    above: set[str] = set()
    new = set(reference.objects(thing, predicate))
    while new:
        above |= new
        new = {up for one in new for up in reference.objects(one, predicate)} - above
    return above
