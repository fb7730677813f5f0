"""The closed vocabulary of applications: what the ontology knows, and what an unknown term is nearest to."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from pyoxigraph import NamedNode

from zhinan.rules import Index, find_calls
from zhinan.terms import ID, ONTOLOGY, RDF_TYPE, RDFS, prefixes

_OWL = "http://www.w3.org/2002/07/owl#"
_OBJECT, _DATA, _CLASS = _OWL + "ObjectProperty", _OWL + "DatatypeProperty", _OWL + "Class"
GENID = ID + ".well-known/genid/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of the ontology: domain and range as IRIs, None where it states none."""

    iri: str
    domain: str | None
    range: str | None
    literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Known properties, classes with all their superclasses, named things with their classes, what to apply to."""

    properties: dict[str, Property]
    classes: dict[str, frozenset[str]]
    things: dict[str, frozenset[str]]
    namespaces: frozenset[str]
    calls: frozenset[str]
    _told: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    def nearest(self, iri: str) -> str | None:
        """The known term most like an unknown one, or None. Looked for once: the same slip comes in many files."""
        if iri not in self._told:
            self._told[iri] = self._find_nearest(iri)
        return self._told[iri]

    def _find_nearest(self, iri: str) -> str | None:
        namespace, name = split_iri(iri)
        known = [*self.properties, *self.classes, *self.things]
        if namespace != ONTOLOGY and not namespace.startswith(ID):
            same = [term for term in known if term.startswith(ONTOLOGY) and split_iri(term)[1] == name]
            return same[0] if same else None
        close = get_close_matches(iri, [term for term in known if term.startswith(namespace)], 1, 0.6)
        if not close:
            close = get_close_matches(
                iri, [term for term in known if term[: len(ID)] == iri[: len(ID)]], 1, 0.8
            )
        return close[0] if close else None


def make_vocabulary(index: Index) -> Vocabulary:
    """The vocabulary of the ontology, reference data and guides in an index."""
    properties: dict[str, Property] = {}
    parents: dict[str, list[str]] = {}
    things: dict[str, frozenset[str]] = {}
    for node in index.rows:
        types = index.iris(node, RDF_TYPE)
        if not isinstance(node, NamedNode):
            continue
        if _OBJECT in types or _DATA in types:
            properties[node.value] = Property(
                iri=node.value,
                domain=index.iri(node, RDFS + "domain"),
                range=index.iri(node, RDFS + "range"),
                literal=_DATA in types,
            )
        elif _CLASS in types:
            parents[node.value] = index.iris(node, RDFS + "subClassOf")
        else:
            things[node.value] = frozenset(types)
    return Vocabulary(
        properties=properties,
        classes={name: _close(name, parents) for name in parents},
        things=things,
        namespaces=frozenset(prefixes().values()),
        calls=frozenset(node.value for node in find_calls(index)),
    )


def _close(name: str, parents: dict[str, list[str]]) -> frozenset[str]:
    found, waiting = {name}, [name]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)


def split_iri(iri: str) -> tuple[str, str]:
    """An IRI as namespace and local name.

    >>> split_iri("https://w3id.org/zhinan/ontology#side")
    ('https://w3id.org/zhinan/ontology#', 'side')
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
