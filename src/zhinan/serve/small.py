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

_UNKNOWN = STEPS + 1
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
        counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        if 0 < len(store) <= _QUADS:
            counts = tuple(Counter(terms) for terms in zip(*_list_terms(store), strict=True))
        self._subjects, self._predicates, self._objects = (dict(count) for count in counts)
        self._longest = max((len(term.encode()) for count in counts for term in count), default=0)

    def is_small(self, query: str) -> bool:
        """Whether answering takes few steps and few bytes, whatever the query is."""
        if len(query) > _LENGTH:
            return False
        patterns = read_patterns(query)
        rows = 1 if patterns else 0
        for subject, predicate, found in patterns:
            # A constant that is not in the graph bounds nothing: once resolved it may be another that is.
            rows *= min(
                self._subjects.get(subject, _UNKNOWN),
                self._predicates.get(predicate, _UNKNOWN),
                self._objects.get(found, _UNKNOWN),
            )
        if not 0 < rows * len(patterns) <= STEPS:
            return False
        cell = self._longest * _WORDIEST + _WRAPPING
        return rows * query.count("?") * cell <= self._most


def read_patterns(query: str) -> list[Pattern]:
    """The triple patterns of a look-up, with full IRIs; none where the text is not as plain as it must be."""
    read = _QUERY.fullmatch(query)
    if read is None or "/." in query or may_reach_out(query):
        return []
    prefixes: dict[str, str] = {}
    for name, iri in _PREFIX.findall(read[1]) if read[1] else ():
        if name in prefixes:
            return []
        prefixes[name] = iri[:-1]
    try:
        return _split(read[2], prefixes)
    except (KeyError, ValueError):
        return []


def _split(text: str, prefixes: dict[str, str]) -> list[Pattern]:
    """The patterns in the text between two braces. Raises KeyError or ValueError where it is not plain."""
    at, end, subject, patterns = 0, ".", "", []
    while at < len(text):
        if end != ";":
            found = _SUBJECT.match(text, at)
            if found is None:
                raise ValueError
            subject, at = _expand(found[1], prefixes), found.end()
        rest = _REST.match(text, at)
        if rest is None:
            raise ValueError
        predicate, value, end = rest.groups()
        patterns.append((subject, _expand(predicate, prefixes), _expand(value, prefixes)))
        at = rest.end()
    if end == ";":
        raise ValueError
    return patterns


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
