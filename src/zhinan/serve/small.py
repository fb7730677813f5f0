"""Which queries are small whatever is asked: look-ups whose text can be read in one way only, bound by known terms.

A query is small where all of this holds; of every other nothing is said, and it goes to a worker:

* Its text is one of ``ASK { … }`` and ``SELECT … { … }`` with nothing in the braces but a few triple patterns, written
  with so few of the means of SPARQL that every parser reads the same: each term is followed by a space, a full stop
  with a space, a semicolon or the end; no comments, escapes, long strings, relative IRIs or nested braces.
* Each pattern holds a constant that stands in the graph, letter by letter. It matches at most as many quads as that
  constant stands in, its degree. A join of patterns has at most as many rows as the product of their degrees, in
  whatever order and way it is made, and every part of it too. That product, times the number of patterns, is bounded.
* So is that product times the columns, times the longest term as the wordiest format writes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox

from zhinan.serve.judge import may_reach_out

STEPS = 1000
"""Rows that a small query may have, in all steps of its joins together: about a millisecond."""

_LENGTH = 4000
_QUADS = 1_000_000
"""Of a graph with more quads than this nothing is counted, and no query is small."""
_WORDIEST = 6
"""Bytes that a byte of a term may become: as ``&quot;`` in XML, ``\\u001f`` in JSON."""
_WRAPPING = 200
"""Bytes around a term, at most."""

_S = r"[ \t\r\n]"
_IRI = r"""<[A-Za-z][A-Za-z0-9+.-]*+:[^<>"{}|^`\\\x00-\x20]*+>"""
_NAME = r"[A-Za-z][A-Za-z0-9_-]*+:[A-Za-z0-9_][A-Za-z0-9_-]*+"
_VARIABLE = r"\?[A-Za-z_][A-Za-z0-9_]*+"
_STRING = r'"[^"\\\r\n]*+"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)?'
_END = rf"(?={_S}|;|\.(?:{_S}|\Z)|\Z)"

_HEAD = (
    rf"(?i:SELECT)(?:{_S}+(?i:DISTINCT|REDUCED))?(?:{_S}+\*|(?:{_S}+{_VARIABLE})++)",
    r"(?i:ASK)",
)
_NAMING = rf"(?i:PREFIX){_S}+[A-Za-z][A-Za-z0-9_-]*+:{_S}*{_IRI}{_S}+"
_SLICE = rf"{_S}*(?i:LIMIT|OFFSET){_S}+[0-9]{{1,15}}"
_BRACES = rf"(?i:WHERE)?{_S}*\{{{_S}*([^{{}}]*)\}}"
_QUERY = re.compile(
    rf"{_S}*((?:{_NAMING})*+)(?:{'|'.join(_HEAD)}){_S}*{_BRACES}(?:{_SLICE}){{0,2}}{_S}*", re.ASCII
)
_PREFIX = re.compile(rf"{_S}([A-Za-z][A-Za-z0-9_-]*+):{_S}*({_IRI})", re.ASCII)
_SUBJECT = re.compile(rf"({_IRI}|{_NAME}|{_VARIABLE}){_END}{_S}++", re.ASCII)
_REST = re.compile(
    rf"({_IRI}|{_NAME}|{_VARIABLE}|a){_END}{_S}++({_IRI}|{_NAME}|{_VARIABLE}|{_STRING}|[0-9]{{1,15}}){_END}"
    rf"{_S}*([.;]|\Z){_S}*",
    re.ASCII,
)
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_INTEGER = '"{}"^^<http://www.w3.org/2001/XMLSchema#integer>'

Pattern = tuple[str, str, str]
"""Subject, predicate and object as they are written."""


class Degrees:
    """In how many quads each term of a graph stands, as a subject, a predicate and an object."""

    def __init__(self, store: ox.Store, most: int) -> None:
        self._most = most
        self._counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        if len(store) <= _QUADS:
            self._counts = (
                tuple(Counter(terms) for terms in zip(*_list_terms(store), strict=True)) or self._counts
            )
        self._longest = max((len(term.encode()) for count in self._counts for term in count), default=0)

    def is_small(self, query: str) -> bool:
        """Whether answering takes few steps and few bytes, whatever the query is."""
        if len(query) > _LENGTH:
            return False
        patterns = read_patterns(query)
        if not patterns:
            return False
        rows = 1
        for pattern in patterns:
            rows *= self._count(pattern)
            if not 0 < rows * len(patterns) <= STEPS:
                return False
        cell = self._longest * _WORDIEST + _WRAPPING
        return rows * query.count("?") * cell <= self._most

    def _count(self, pattern: Pattern) -> int:
        """How many quads a pattern matches, at most; 0 where nothing is known."""
        known = [count[term] for count, term in zip(self._counts, pattern, strict=True) if term in count]
        return min(known, default=0)


def read_patterns(query: str) -> list[Pattern]:
    """The triple patterns of a look-up, with full IRIs; none where the text is not as plain as it must be."""
    read = _QUERY.fullmatch(query)
    if read is None or "/." in query or may_reach_out(query):
        return []
    names = _PREFIX.findall(read[1])
    prefixes = {name: iri[:-1] for name, iri in names}
    if len(prefixes) != len(names):
        return []
    try:
        return [tuple(_expand(term, prefixes) for term in pattern) for pattern in _split(read[2])]  # type: ignore[misc]
    except (KeyError, ValueError):
        return []


def _split(text: str) -> Iterator[Pattern]:
    """The patterns in the text between two braces. Raises ValueError where it is not plain."""
    at, subject = 0, ""
    while at < len(text):
        if not subject:
            found = _SUBJECT.match(text, at)
            if found is None:
                raise ValueError
            subject, at = found[1], found.end()
        rest = _REST.match(text, at)
        if rest is None or (rest[3] == ";" and rest.end() == len(text)):
            raise ValueError
        yield subject, rest[1], rest[2]
        at = rest.end()
        if rest[3] != ";":
            subject = ""


def _expand(term: str, prefixes: dict[str, str]) -> str:
    """A term as the graph's are written; a variable as it is. Raises KeyError where a prefix is unknown."""
    first = term[0]
    if first in '<?"':
        return term
    if first.isdigit():
        return _INTEGER.format(term)
    if term == "a":
        return _TYPE
    prefix, _, name = term.partition(":")
    return f"{prefixes[prefix]}{name}>"


def _list_terms(store: ox.Store) -> Iterator[tuple[str, str, str]]:
    for quad in store:
        yield str(quad.subject), str(quad.predicate), str(quad.object)
