"""What a caller calls a thing, and which thing of the graph it is.

The queries under ``queries/lookup/`` have no ORDER BY: sorting here costs a fifth of what it costs in the store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from zhinan.errors import UnknownLabel
from zhinan.query.binding import bind_values
from zhinan.query.catalogue import Catalogue
from zhinan.query.named import Parameter
from zhinan.store import Iri, Store, Table, Text
from zhinan.terms import ID, mint, prefixes, shorten, zn

_SHOWN = 8
_AT_ONCE = 400
"""Labels asked for in one query, so that a server takes its length."""

Labels = dict[str, dict[str, str]]
"""IRI → language → label."""


def find_thing(store: Store, lookups: Catalogue, parameter: Parameter, given: str) -> Iri:
    """The thing that ``given`` names: by IRI, prefixed name, code, label or alias, in whatever case.

    Raises UnknownLabel with candidates where it names nothing of the parameter's kind, or several things.
    """
    whole = _expand(given)
    if not (parameter.kind or parameter.scheme) and _is_described(store, lookups, whole):
        return Iri(whole)
    names = read_names(store, lookups, parameter.kind, parameter.scheme)
    if whole in names:
        return Iri(whole)
    wanted = fold(given)
    found = [iri for iri, called in names.items() if wanted in _codes(iri) or wanted in map(fold, called)]
    if len(found) == 1:
        return Iri(found[0])
    near = found or _find_near(wanted, names)
    raise UnknownLabel(
        parameter.name, given, [" ".join([shorten(iri), *names[iri]]) for iri in near[:_SHOWN]]
    )


def read_labels(store: Store, lookups: Catalogue, iris: Iterable[str]) -> Labels:
    """The labels of things; a thing without any is left out."""
    query = lookups.get("labels")
    wanted = sorted(set(iris))
    labels: Labels = {}
    for start in range(0, len(wanted), _AT_ONCE):
        things = tuple(Iri(iri) for iri in wanted[start : start + _AT_ONCE])
        for thing, label in store.select(bind_values(query.text, {"things": things})).rows:
            if isinstance(label, Text):
                called = labels.setdefault(str(thing), {})
                called[label.language] = min(label.value, called.get(label.language, label.value))
    return labels


def fold(text: str) -> str:
    """Words as they are compared: without case, full width, or spaces that differ.

    >>> fold("  ＲＩＫＥＮ  Institute ")
    'riken institute'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_names(
    store: Store, lookups: Catalogue, kind: str | None, scheme: str | None
) -> dict[str, list[str]]:
    """Every thing of a scheme, of a kind, or of all → what it is called, Chinese first."""
    if scheme:
        query, values = lookups.get("names-in-scheme"), {"scheme": Iri(mint("scheme", scheme))}
    elif kind:
        query, values = lookups.get("names-of-kind"), {"kind": Iri(zn(kind))}
    else:
        query, values = lookups.get("names"), {}
    return _collect(store.select(bind_values(query.text, values)))


def _is_described(store: Store, lookups: Catalogue, iri: str) -> bool:
    """Whether the graph says anything of a thing, be it without a name."""
    if "://" not in iri:
        return False
    return bool(store.select(bind_values(lookups.get("facts").text, {"thing": Iri(iri)})).rows)


def _collect(table: Table) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for thing, name in sorted(table.rows, key=lambda row: (str(row[0]), str(row[1]))):
        called = names.setdefault(str(thing), [])
        if isinstance(name, Text) and name.language == "zh":
            called.insert(0, name.value)
        else:
            called.append(str(name))
    return names


def _expand(given: str) -> str:
    """The IRI that a prefixed name stands for, else what was given without its angle brackets."""
    given = given.strip()
    prefix, colon, rest = given.partition(":")
    if colon and not rest.startswith("//") and prefix in prefixes():
        return prefixes()[prefix] + rest
    return given.removeprefix("<").removesuffix(">")


def _codes(iri: str) -> tuple[str, ...]:
    """The path of a thing below its kind, and the last part of it: ``most-2020/1.2`` and ``1.2``."""
    path = iri.removeprefix(ID).partition("/")[2].casefold()
    return path, path.rpartition("/")[2]


def _find_near(wanted: str, names: dict[str, list[str]]) -> list[str]:
    """Things whose names hold the words or are spelt nearly so."""
    from difflib import get_close_matches

    owners = {fold(name): iri for iri, called in names.items() for name in called}
    holding = [owners[name] for name in owners if wanted and (wanted in name or name in wanted)]
    near = [owners[name] for name in get_close_matches(wanted, owners, n=_SHOWN, cutoff=0.6)]
    return list(dict.fromkeys([*near, *holding]))
