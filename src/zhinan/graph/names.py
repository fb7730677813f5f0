"""What the reference data calls things, for reading documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from zhinan.errors import SyntaxFault
from zhinan.files import read_bytes
from zhinan.ingest import Lexicon, Names
from zhinan.ingest.passage import fold
from zhinan.terms import ID, LABEL, RDF_TYPE, SKOS, mint, zn

_PARTNERS = {zn(name) for name in ("Country", "Region", "CountryGroup", "Organisation", "Institution")}
_BODIES = {zn("Institution"), zn("InstitutionCategory")}
_NAMING = {LABEL, SKOS + "altLabel"}
_WORD_LISTS = {
    "institution": (("Institution",), _NAMING | {zn("shortForm")}),
    "place": (("Country", "Region", "CountryGroup"), _NAMING),
    "programme": (("Programme",), _NAMING),
    "field": (("Field",), _NAMING),
}
_HOME = {mint("country", "CN"), mint("region", "CN-MAINLAND")}


def load_names(folder: Path) -> Names:
    """The names of partners and institutions in ``data/reference``; those of China's own side are no partners."""
    facts = [_Fact(*fact) for path in sorted(folder.glob("*.ttl")) for fact in read_facts(path)]
    types = _group(facts, RDF_TYPE)
    within = {s: next(iter(o)) for p in ("country", "regionOf") for s, o in _group(facts, zn(p)).items()}
    partners = {iri for iri, kinds in types.items() if kinds & _PARTNERS and not _is_home(iri, within)}
    bodies = {iri for iri, kinds in types.items() if kinds & _BODIES}
    naming = [fact for fact in facts if fact.predicate in _NAMING]
    short = [fact for fact in facts if fact.predicate == zn("shortForm")]
    local = _names_of(short, bodies)
    groups = _names_of(naming, _of(types, "PrintedGroup"))
    return Names(
        partners=Lexicon.of(_names_of(naming, partners)),
        bodies=Lexicon.of(_names_of(naming, bodies) | local),
        local=frozenset(local),
        categories=frozenset(_of(types, "InstitutionCategory")),
        groups={name: iris[0] for name, iris in groups.items()},
        short_forms={form: iris[0] for form, iris in _names_of(short, partners).items()},
        within=within,
    )


def load_reference_words(folder: Path) -> dict[str, dict[str, str]]:
    """What the reference data calls things in Chinese: institution, place, programme, field → name → ``kind:name``.

    A short form of an institution (我院) counts, since the rules of a guide speak of their own funder so.
    """
    facts = [_Fact(*fact) for path in sorted(folder.glob("*.ttl")) for fact in read_facts(path)]
    types = _group(facts, RDF_TYPE)
    lists = {}
    for name, (classes, naming) in _WORD_LISTS.items():
        iris = {iri for kind in classes for iri in _of(types, kind)}
        named = _names_of([fact for fact in facts if fact.predicate in naming], iris)
        lists[name] = {fold(word).replace(" ", ""): _local(bearers[0]) for word, bearers in named.items()}
    return lists


def _local(iri: str) -> str:
    return iri.removeprefix(ID).replace("/", ":", 1)


def read_facts(path: Path) -> Iterator[tuple[str, str, str]]:
    """The triples of a Turtle file as plain text. Raises SyntaxFault where it does not parse."""
    try:
        for quad in ox.parse(read_bytes(path), ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
                yield quad.subject.value, quad.predicate.value, quad.object.value
    except SyntaxError as err:
        raise SyntaxFault(str(path), err.lineno, err.offset, f"this is no Turtle: {err.msg}") from err


@dataclass(frozen=True, slots=True)
class _Fact:
    subject: str
    predicate: str
    object: str


def _group(facts: list[_Fact], predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.predicate == predicate:
            found[fact.subject].add(fact.object)
    return found


def _of(types: dict[str, set[str]], kind: str) -> set[str]:
    return {iri for iri, kinds in types.items() if zn(kind) in kinds}


def _names_of(naming: list[_Fact], iris: set[str]) -> dict[str, tuple[str, ...]]:
    """Name → the things among ``iris`` that bear it, in the order the files give them."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in naming:
        if fact.subject in iris:
            named[fact.object][fact.subject] = None
    return {name: tuple(bearers) for name, bearers in named.items()}


def _is_home(iri: str, within: dict[str, str]) -> bool:
    return iri in _HOME or (within.get(iri) in _HOME and "/institution/" in iri)
