"""What is a node, an edge, an attribute: read from data/export/projection.toml and from the ontology."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from zhinan.errors import DataError
from zhinan.files import find_folder, read_utf8
from zhinan.terms import RDF_TYPE, RDFS, prefixes

_OWL = "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The rules of the projection; properties and classes are IRIs.

    ``fold`` maps each folded class to the properties that stay behind; classes stand with all their subclasses.
    """

    names: tuple[str, ...]
    values: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    fold: Mapping[str, frozenset[str]] = field(default_factory=dict)
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def lift(self, classes: Iterable[str]) -> frozenset[str]:
        """These classes and all above them."""
        return frozenset().union(*({one} | self.broader.get(one, frozenset()) for one in classes))

    def find_narrowest(self, classes: Iterable[str]) -> list[str]:
        """Those of the classes that have none of the others below them, sorted."""
        given = set(classes)
        above = frozenset().union(*(self.broader.get(one, frozenset()) for one in given))
        return sorted(given - above) or sorted(given)


def load_plan(vocabulary: Iterable[ox.Triple]) -> Plan:
    """The plan, with the classes and properties that ``queries/project/vocabulary.rq`` finds.

    Raises DataError where the file names an unknown prefix or is not of its form.
    """
    path = find_folder("data") / "export" / "projection.toml"
    try:
        table = tomllib.loads(read_utf8(path))
    except tomllib.TOMLDecodeError as err:
        raise DataError(f"{path}: {err}. Correct it and run again.") from err
    broader, texts, labels = _read_vocabulary(vocabulary)
    fold = {_expand(key, path): _expand_all(entry.get("leave", ()), path) for key, entry in table["fold"].items()}
    sets = {key: frozenset(_expand_all(table[key], path)) for key in ("values", "addresses", "leave")}
    lists = {key: tuple(_expand(name, path) for name in table[key]) for key in ("names", "start", "end")}
    return Plan(
        names=lists["names"], start=lists["start"], end=lists["end"],
        values=sets["values"], addresses=sets["addresses"], leave=sets["leave"],
        fold=_spread(fold, broader), broader=broader, texts=texts, labels=labels,
    )  # fmt: skip


def _expand_all(names: Iterable[str], where: object) -> frozenset[str]:
    return frozenset(_expand(name, where) for name in names)


def _expand(name: str, where: object) -> str:
    prefix, _, local = name.partition(":")
    if prefix not in prefixes():
        raise DataError(f"{where}: {name!r} has no prefix of ontology/prefixes.ttl. Correct the name.")
    return prefixes()[prefix] + local


def _spread(fold: dict[str, frozenset[str]], broader: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    below = {one: fold[above] for one, higher in broader.items() for above in higher if above in fold}
    return below | fold


def _read_vocabulary(
    triples: Iterable[ox.Triple],
) -> tuple[dict[str, frozenset[str]], frozenset[str], dict[str, dict[str, str]]]:
    above: defaultdict[str, set[str]] = defaultdict(set)
    texts: set[str] = set()
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for term, role, value in triples:
        if role.value == RDFS + "subClassOf" and isinstance(value, ox.NamedNode):
            above[term.value].add(value.value)
        elif role.value == RDF_TYPE and value.value == _OWL + "DatatypeProperty":
            texts.add(term.value)
        elif isinstance(value, ox.Literal):
            labels[term.value].setdefault(value.language or "", value.value)
    return {one: frozenset(_climb(one, above)) for one in above}, frozenset(texts), dict(labels)


def _climb(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for higher in above.get(ahead.pop(), ()):
            if higher not in found and higher != start:
                found.add(higher)
                ahead.append(higher)
    return found
