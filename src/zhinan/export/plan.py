"""What is a node, an edge, an attribute: read from data/export/projection.toml and from the ontology."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from zhinan.errors import DataError
from zhinan.files import find_folder, read_utf8
from zhinan.terms import RDFS, prefixes

_OWL = "http://www.w3.org/2002/07/owl#"
_CLASS, _DATATYPE_PROPERTY = ox.NamedNode(_OWL + "Class"), ox.NamedNode(_OWL + "DatatypeProperty")


@dataclass(frozen=True, slots=True)
class Fold:
    """How things of a class go into others: what stays behind; whether several under one property share its name."""

    leave: frozenset[str] = frozenset()
    lists: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The rules of the projection; properties and classes are IRIs.

    ``fold`` maps each folded class, and each below it, to how it is folded.
    """

    names: tuple[str, ...]
    values: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    fold: Mapping[str, Fold] = field(default_factory=dict)
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def lift(self, classes: Iterable[str]) -> frozenset[str]:
        """These classes and all above them."""
        return frozenset().union(*({one} | self.broader.get(one, frozenset()) for one in classes))

    def find_narrowest(self, classes: Iterable[str]) -> list[str]:
        """Those of the classes that have none of the others below them, sorted."""
        given = set(classes)
        if len(given) <= 1:
            return list(given)
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
    words = _read_vocabulary(vocabulary)
    broader = {one: frozenset(_climb(one, words.above)) for one in words.above}
    fold = {
        _expand(name, path): Fold(_expand_all(entry["leave"], path), entry["lists"])
        for name, entry in table["fold"].items()
    }
    sets = {key: frozenset(_expand_all(table[key], path)) for key in ("values", "addresses", "leave")}
    lists = {key: tuple(_expand(name, path) for name in table[key]) for key in ("names", "start", "end")}
    return Plan(
        names=lists["names"], start=lists["start"], end=lists["end"],
        values=sets["values"], addresses=sets["addresses"], leave=sets["leave"],
        fold=_spread(fold, broader), broader=broader,
        classes=frozenset(words.classes), texts=frozenset(words.texts), labels=words.labels,
    )  # fmt: skip


def _expand_all(names: Iterable[str], where: object) -> frozenset[str]:
    return frozenset(_expand(name, where) for name in names)


def _expand(name: str, where: object) -> str:
    prefix, _, local = name.partition(":")
    if prefix not in prefixes():
        raise DataError(f"{where}: {name!r} has no prefix of ontology/prefixes.ttl. Correct the name.")
    return prefixes()[prefix] + local


def _spread(fold: dict[str, Fold], broader: Mapping[str, frozenset[str]]) -> dict[str, Fold]:
    below = {one: fold[above] for one, higher in broader.items() for above in higher if above in fold}
    return below | fold


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The ontology's classes, what is right above each, its datatype properties, and all their names."""

    classes: set[str] = field(default_factory=set)
    above: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: set[str] = field(default_factory=set)
    labels: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def _read_vocabulary(triples: Iterable[ox.Triple]) -> _Vocabulary:
    words = _Vocabulary()
    for term, role, value in triples:
        if isinstance(value, ox.Literal):
            words.labels[term.value].setdefault(value.language or "", value.value)
        elif isinstance(value, ox.NamedNode) and role.value == RDFS + "subClassOf":
            words.above[term.value].add(value.value)
        elif value == _CLASS:
            words.classes.add(term.value)
        elif value == _DATATYPE_PROPERTY:
            words.texts.add(term.value)
    return words


def _climb(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for higher in above.get(ahead.pop(), ()):
            if higher not in found and higher != start:
                found.add(higher)
                ahead.append(higher)
    return found
