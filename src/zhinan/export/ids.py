"""Short safe names for things and columns, made from IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from zhinan.terms import ONTOLOGY, prefixes

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 60
# Names that some format, reader or language keeps for itself; a property so called gets its prefix in front.
_RESERVED = frozenset([
    "id", "iri", "label", "name", "class", "kind", "key", "source", "target", "start",
    "end", "type", "group", "parent", "pid", "for", "viz", "x", "y", "z", "size", "color", "shape",
    "image", "thickness", "interaction", "directed", "data", "node", "edge", "nodes", "edges",
    "links", "attributes", "options", "selected",
])  # fmt: skip


def short_ids(iris: Sequence[str]) -> list[str]:
    """An identifier for each IRI, of ``[A-Za-z0-9_]``, never starting with a digit, each of them once.

    >>> short_ids(["https://w3id.org/zhinan/id/country/IL", "https://w3id.org/zhinan/id/direction/most-2020/1.2"])
    ['country_IL', 'direction_most_2020_1_2']
    """
    taken: set[str] = set()
    return [claim_name(_shorten(iri), iri, taken) for iri in iris]


def column_names(properties: Iterable[str]) -> dict[str, str]:
    """Property IRI → column name: the local name for the ontology's own, prefix_local for others.

    >>> list(column_names([ONTOLOGY + "year", "http://www.w3.org/2004/02/skos/core#altLabel"]).values())
    ['skos_altLabel', 'year']
    """
    taken: set[str] = set()
    return {iri: claim_name(_column(iri), iri, taken) for iri in sorted(properties)}


def local_name(iri: str) -> str:
    """The last part of an IRI, made safe: what stands after the last ``#``, ``/`` or ``:``."""
    return _safe(re.split(r"[#/:]", iri.rstrip("#/:"))[-1])


def claim_name(name: str, iri: str, taken: set[str]) -> str:
    """The name, with a digest of the IRI behind it where another thing has taken it; it is then taken."""
    free = name if name.lower() not in taken else f"{name}_{_digest(iri)}"
    taken.add(free.lower())  # file names and some databases do not tell cases apart
    return free


def _column(iri: str) -> str:
    if iri.isalpha():  # no IRI, but a word of the projection's own
        return iri
    if iri.startswith(ONTOLOGY):
        name = _safe(iri[len(ONTOLOGY) :])
        return f"zn_{name}" if name in _RESERVED else name
    return _shorten(iri)


def _shorten(iri: str) -> str:
    spaces = _longest_first()
    namespace = next(filter(iri.startswith, spaces), "")
    if not namespace:
        return _cut(f"x_{local_name(iri)}", iri)
    prefix, rest = spaces[namespace], iri[len(namespace) :]
    # `zni:` covers all things: their kind, the first part of the path, says more than the prefix.
    return _cut(_safe(rest) if prefix == "zni" else f"{prefix}_{_UNSAFE.sub('_', rest).strip('_')}", iri)


@lru_cache(maxsize=1)
def _longest_first() -> dict[str, str]:
    return {space: prefix for prefix, space in sorted(prefixes().items(), key=lambda one: -len(one[1]))}


def _safe(text: str) -> str:
    name = _UNSAFE.sub("_", text).strip("_") or "x"
    return f"n{name}" if name[0].isdigit() else name


def _cut(name: str, iri: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9].rstrip('_')}_{_digest(iri)}"


def _digest(iri: str) -> str:
    return sha256(iri.encode()).hexdigest()[:8]
