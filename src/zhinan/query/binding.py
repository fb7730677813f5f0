"""Values put into the text of a query: as whole terms, in the places of ``$name``, and nowhere else.

The text is bound, not the parsed query, so that every store gets the same query. pyoxigraph’s substitutions
would not do: a server knows nothing of them, and they take only variables that the query selects (SEP-0007).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from zhinan.errors import UsageError
from zhinan.store import Iri, Text, Value
from zhinan.terms import XSD

# An IRI, a string or a comment may hold a "$name" or "?name" that is none; each is stepped over whole.
# Source: SPARQL 1.1 Query Language, 19.8 Grammar, productions 139, 156-159 and 143-144.
_TOKEN = re.compile(
    r"<[^<>\"{}|^`\\\x00-\x20]*>"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|\#[^\n\r]*"
    r"|\$(?P<given>\w+)"
    r"|\?(?P<found>\w+)",
    re.DOTALL,
)


def find_given(text: str) -> set[str]:
    """The names after ``$`` in a query.

    >>> find_given('?x ?p $who . FILTER (?x != "$5") # $not')
    {'who'}
    """
    return {match["given"] for match in _TOKEN.finditer(text) if match["given"]}


def find_variables(text: str) -> set[str]:
    """The names after ``?`` in a query."""
    return {match["found"] for match in _TOKEN.finditer(text) if match["found"]}


def bind_values(text: str, values: Mapping[str, Value | tuple[Value, ...]]) -> str:
    """The query with each ``$name`` of ``values`` replaced by its value; a tuple becomes terms with commas, for IN.

    >>> bind_values("?x ?p $who .", {"who": 'a "quoted" one'})
    '?x ?p "a \\\\"quoted\\\\" one" .'
    """

    def replace(match: re.Match[str]) -> str:
        name = match["given"]
        return match[0] if name not in values else _write_all(values[name])

    return _TOKEN.sub(replace, text)


def _write_all(value: Value | tuple[Value, ...]) -> str:
    return ", ".join(map(write_term, value)) if isinstance(value, tuple) else write_term(value)


def write_term(value: Value) -> str:
    """A value as a SPARQL term.

    >>> write_term(Iri("https://example.org/a")), write_term(3), write_term(True)
    ('<https://example.org/a>', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>', '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')

    Raises UsageError where the value cannot stand in a query.
    """
    match value:
        case Iri():
            return _write_iri(value.value)
        case Text():
            return str(ox.Literal(value.value, language=value.language))
        case bool():
            return _write_typed(str(value).lower(), "boolean")
        case int():
            return _write_typed(str(value), "integer")
        case Decimal():
            return _write_typed(f"{value:f}", "decimal")
        case date():
            return _write_typed(value.isoformat(), "date")
        case str():
            return str(ox.Literal(value))
        case _:
            raise UsageError(
                f"{value!r} cannot be given to a query. Give an IRI, words, a number, a day or true/false."
            )


def _write_iri(iri: str) -> str:
    try:
        return str(ox.NamedNode(iri))
    except ValueError as err:
        raise UsageError(
            f"{iri!r} is no IRI ({err}). Give a whole IRI, such as https://w3id.org/zhinan/id/country/IL."
        ) from err


def _write_typed(text: str, datatype: str) -> str:
    return str(ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)))
