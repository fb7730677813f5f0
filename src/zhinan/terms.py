"""The IRIs of Zhinan: namespaces, and the one place where IRIs of things are minted.

ASCII, stable, made from a guide's own numbering. Source: docs/decisions/0001-iris.md.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zhinan.errors import DataError
from zhinan.files import find_folder, read_utf8

ONTOLOGY = "https://w3id.org/zhinan/ontology#"
ID = "https://w3id.org/zhinan/id/"
GRAPH = "https://w3id.org/zhinan/graph/"

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LABEL = RDFS + "label"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
SH = "http://www.w3.org/ns/shacl#"

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_PREFIX = re.compile(r"@prefix\s+([A-Za-z][\w-]*):\s+<([^>]*)>")


def mint(kind: str, *path: str | int) -> str:
    """The IRI of a thing: its kind and its path, each part checked to be plain ASCII.

    >>> mint("direction", "most-2021-1", "1.3")
    'https://w3id.org/zhinan/id/direction/most-2021-1/1.3'
    """
    parts = [str(part) for part in path]
    for part in [kind, *parts]:
        if not _SAFE.fullmatch(part):
            raise ValueError(
                f"{part!r} cannot be part of an IRI: ASCII letters, digits, '.', '_', '~' and '-' only."
            )
    return ID + "/".join([kind, *parts])


def zn(name: str) -> str:
    """The IRI of a term of the ontology.

    >>> zn("Direction")
    'https://w3id.org/zhinan/ontology#Direction'
    """
    return ONTOLOGY + name


def graph_name(name: str) -> str:
    """The IRI of a named graph, such as the graph of one guide."""
    return GRAPH + name


@lru_cache(maxsize=1)
def prefixes() -> dict[str, str]:
    """The prefix table of ``ontology/prefixes.ttl``: prefix → namespace."""
    path = find_folder("ontology") / "prefixes.ttl"
    table = dict(_PREFIX.findall(read_utf8(path)))
    if not table:
        raise DataError(f"{path}: no prefixes found. Restore the file.")
    return table


def shorten(iri: str) -> str:
    """A prefixed name where the longest matching prefix allows one, else the IRI.

    >>> shorten("https://w3id.org/zhinan/id/country/IL")
    'country:IL'
    """
    best = max((ns for ns in prefixes().values() if iri.startswith(ns)), key=len, default="")
    if not best:
        return iri
    prefix = next(name for name, ns in prefixes().items() if ns == best)
    return f"{prefix}:{iri[len(best) :]}"
