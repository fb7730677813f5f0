"""The JSON-LD context of applications, which comes with the package: no other is ever fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from zhinan.application.vocabulary import Vocabulary, make_vocabulary, split_iri
from zhinan.errors import DataError, SyntaxFault
from zhinan.rules import Index
from zhinan.terms import ONTOLOGY, RDFS, prefixes

CONTEXT = "https://w3id.org/zhinan/context"


def make_context(vocabulary: Vocabulary) -> dict[str, Any]:
    """The context of a vocabulary: the local name of every property of the ontology, with the type of its values.

    A name that is a prefix too (``country:IL``) stays the prefix; the property is written ``zn:country``.
    """
    taken = prefixes()
    terms: dict[str, Any] = {"@version": 1.1, "@vocab": ONTOLOGY, **prefixes()}
    terms |= {"id": "@id", "type": "@type", "label": {"@id": f"{RDFS}label", "@container": "@language"}}
    for known in vocabulary.properties.values():
        namespace, name = split_iri(known.iri)
        if namespace != ONTOLOGY:
            continue
        kind = "@id" if not known.literal else None if known.range is None else known.range
        plain = kind is None or kind.endswith(("#string", "langString"))
        terms[f"zn:{name}" if name in taken else name] = (
            {"@id": known.iri} if plain else {"@id": known.iri, "@type": kind}
        )
    return terms


def put_context(text: str, where: str, index: Index | None) -> str:
    """JSON-LD with the bundled context in the place of its name; the text as it is where it names none.

    Raises DataError where it names a context that is not the bundled one, SyntaxFault where it is no JSON.
    """
    if '"@context"' not in text and '"@import"' not in text:
        return text
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as err:
        raise SyntaxFault(where, err.lineno, err.colno, err.msg) from err
    except RecursionError as err:
        raise SyntaxFault(where, None, None, "it nests too deeply") from err
    named = set(_list_remote(whole))
    if others := sorted(named - {CONTEXT}):
        raise DataError(
            f"{where}: the context {others[0]} is not fetched, as nothing is. "
            f"Write the context into the file, or name {CONTEXT}, which comes with zhinan."
        )
    if not named:
        return text
    from zhinan.application.forms.layout import load_index

    context = make_context(make_vocabulary(index or load_index()))
    return json.dumps(_replace(whole, context), ensure_ascii=False)


def _list_remote(value: Any) -> Iterator[str]:
    """The names of contexts that stand for a file elsewhere."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("@context", "@import"):
                yield from (
                    one for one in (item if isinstance(item, list) else [item]) if isinstance(one, str)
                )
            yield from _list_remote(item)
    elif isinstance(value, list):
        for item in value:
            yield from _list_remote(item)


def _replace(value: Any, context: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_replace(item, context) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _insert(item, context) if key == "@context" else _replace(item, context)
        for key, item in value.items()
    }


def _insert(item: Any, context: dict[str, Any]) -> Any:
    if isinstance(item, list):
        return [_insert(one, context) for one in item]
    return context if item == CONTEXT else item
