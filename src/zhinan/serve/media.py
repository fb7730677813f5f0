"""Which format an answer takes: what the client accepts, against what there is.

Source: RFC 9110, 12.5.1 (Accept); SPARQL 1.1 Protocol, 2.1.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhinan.serve.problem import Refused

ROWS: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
"""Formats of rows by name, each with the media types it answers to; the first of all is the default."""

TRUTH = {name: ROWS[name] for name in ("json", "xml")}
"""Formats of a yes or no: CSV and TSV have none."""

TRIPLES: dict[str, tuple[str, ...]] = {
    "turtle": ("text/turtle", "application/x-turtle"),
    "ntriples": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
    "nquads": ("application/n-quads",),
    "trig": ("application/trig",),
}
"""Formats of triples."""

_SHORT = {"ttl": "turtle", "nt": "ntriples", "json-ld": "jsonld", "rdf": "rdfxml", "nq": "nquads"}
_QVALUE = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_RANGE = re.compile(r"([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name, and the media type it is sent under."""

    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format of the answer to each kind of query; None where the client accepts none of that kind.

    ``accept`` and ``named`` are what it was chosen by.
    """

    rows: Format | None
    truth: Format | None
    triples: Format | None
    accept: str | None
    named: str | None


@lru_cache(maxsize=512)
def choose_formats(accept: str | None, named: str | None) -> Wanted:
    """What to answer with: the format ``named`` by the request, else the best that ``accept`` takes.

    Raises Refused (406) where nothing fits any kind of query, and (400) where the name is unknown.
    """
    if named is not None:
        return _choose_by_name(named.lower(), accept)
    ranges = _read_accept(accept) if accept and accept.strip() else [("*", "*", 1.0)]
    chosen = _choose(ROWS, ranges), _choose(TRUTH, ranges), _choose(TRIPLES, ranges)
    if chosen == (None, None, None):
        raise refuse_format("query", (*ROWS, *TRIPLES))
    return Wanted(*chosen, accept, named)


def refuse_format(kind: str, formats: tuple[str, ...]) -> Refused:
    """That a query of this kind is not answered in what the client accepts."""
    types = ", ".join((ROWS | TRIPLES)[name][0] for name in formats)
    what = f"the answer to this {kind} comes in none of the formats accepted"
    return Refused(406, what, "Accept", f"Accept one of {types}, or add ?format= with {', '.join(formats)}.")


def _choose_by_name(named: str, accept: str | None) -> Wanted:
    name = _SHORT.get(named, named)
    if name in ROWS or name in TRIPLES or "/" in name:
        return Wanted(
            _find(ROWS, name),
            _find(TRUTH, name),
            _find(TRIPLES, {"json": "jsonld", "xml": "rdfxml"}.get(name, name)),
            accept,
            named,
        )
    known = ", ".join((*ROWS, *TRIPLES))
    raise Refused(400, f"{named!r} is no format", "format", f"Use one of {known}.")


def _find(table: dict[str, tuple[str, ...]], name: str) -> Format | None:
    if name in table:
        return Format(name, table[name][0])
    return next((Format(key, name) for key, types in table.items() if name in types), None)


def _read_accept(accept: str) -> list[tuple[str, str, float]]:
    """The media ranges of an Accept header with their q; what is no media range is passed over."""
    ranges = []
    for part in accept.lower().split(","):
        main, *parameters = (piece.strip() for piece in part.split(";"))
        found = _RANGE.fullmatch(main)
        if found:
            ranges.append((found[1], found[2], _read_quality(parameters)))
    return ranges


def _read_quality(parameters: list[str]) -> float:
    given = next((text[2:].strip() for text in parameters if text.startswith("q=")), "1")
    return float(given) if _QVALUE.fullmatch(given) else 0.0


def _choose(table: dict[str, tuple[str, ...]], ranges: list[tuple[str, str, float]]) -> Format | None:
    """The type with the greatest q; of equals the one earlier in the table."""
    best, quality = None, 0.0
    for name, types in table.items():
        for media_type in types:
            accepted = _rate(media_type, ranges)
            if accepted > quality:
                best, quality = Format(name, media_type), accepted
    return best


def _rate(media_type: str, ranges: list[tuple[str, str, float]]) -> float:
    """The q of the most specific range that takes in the type; 0 where none does."""
    main, _, sub = media_type.partition("/")
    for wanted in ((main, sub), (main, "*"), ("*", "*")):
        rated = [quality for first, second, quality in ranges if (first, second) == wanted]
        if rated:
            return max(rated)
    return 0.0


def choose_format(table: dict[str, tuple[str, ...]], accept: str | None, named: str | None) -> Format:
    """The format of a table to answer with: the one ``named`` by the request, else the best that ``accept`` takes.

    Raises Refused (406) where the client accepts none of them, and (400) where the name is not in the table.
    """
    known = ", ".join(table)
    if named is not None:
        found = _find(table, _SHORT.get(named.lower(), named.lower()))
        if found is None:
            raise Refused(400, f"{named!r} is no format", "format", f"Use one of {known}.")
        return found
    ranges = _read_accept(accept) if accept and accept.strip() else [("*", "*", 1.0)]
    if chosen := _choose(table, ranges):
        return chosen
    types = ", ".join(types[0] for types in table.values())
    raise Refused(406, "this comes in none of the formats accepted", "Accept", f"Accept one of {types}.")


ANYTHING = choose_formats(None, None)
"""What is wanted where nothing is said."""
