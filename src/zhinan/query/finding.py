"""Finding a named query by words: its own, else those that a thing it can be asked about is called by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from zhinan.query.catalogue import Catalogue
from zhinan.query.lookup import fold, read_names
from zhinan.query.named import NamedQuery, Parameter
from zhinan.store import Store

_LEAST = 2
"""Characters that a part of a name must have to be taken for it."""


def find_queries(store: Store, catalogue: Catalogue, words: str) -> list[NamedQuery]:
    """The queries that speak of every word, those that say it in their title first, then those about things.

    These can be asked about a thing of the graph that is called so, or where nothing else is found, in part so; its
    name is the example of the parameter that takes it.
    """
    spoken = {query.name: query for query in catalogue.search(words)}
    about = _find_by_things(store, catalogue, fold(words), partly=not spoken) if len(words) >= _LEAST else []
    named = {query.name: query for query in about}
    return [named.get(name, query) for name, query in spoken.items()] + [
        query for name, query in named.items() if name not in spoken
    ]


def _find_by_things(store: Store, catalogue: Catalogue, wanted: str, *, partly: bool) -> list[NamedQuery]:

    @cache
    def name_of(kind: str | None, scheme: str | None) -> tuple[str, bool] | None:
        return _find_name(read_names(store, catalogue.lookups, kind, scheme).values(), wanted)

    found: dict[bool, dict[str, NamedQuery]] = {True: {}, False: {}}
    for query in catalogue:
        for parameter in query.parameters:
            named = name_of(parameter.kind, parameter.scheme) if parameter.kind or parameter.scheme else None
            if named is not None:
                name, whole = named
                found[whole].setdefault(
                    query.name, replace(query, parameters=_with_example(query, parameter, name))
                )
    return [*found[True].values()] or ([*found[False].values()] if partly else [])


def _with_example(query: NamedQuery, parameter: Parameter, name: str) -> tuple[Parameter, ...]:
    return tuple(replace(one, example=name) if one is parameter else one for one in query.parameters)


def _find_name(called: Iterable[list[str]], wanted: str) -> tuple[str, bool] | None:
    """The first name that is what is wanted, and True; else the shortest that it is a part of, and False."""
    names = [name for some in called for name in some]
    whole = next((name for name in names if fold(name) == wanted), None)
    if whole is not None:
        return whole, True
    parts = sorted((name for name in names if wanted in fold(name)), key=len)
    return (parts[0], False) if parts else None
