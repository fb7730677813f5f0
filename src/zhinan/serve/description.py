"""What the endpoint says of itself when it is asked nothing: a service description in RDF.

Source: SPARQL 1.1 Service Description; the IRIs of formats are those of the W3C registry <http://www.w3.org/ns/formats/>.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox
from starlette.types import Scope

from zhinan.serve.answer import WRITERS, Answered
from zhinan.serve.media import TRIPLES, choose_formats, refuse_format

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG",
)  # fmt: skip
_HOST = re.compile(rb"[\w.:\[\]-]+", re.ASCII)
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def describe_service(scope: Scope, accept: str, graphs: Iterable[str]) -> Answered:
    """The description of the endpoint under the address by which it was reached.

    Raises Refused (406) where the client accepts no form of RDF; a browser, which accepts anything, gets Turtle.
    """
    form = choose_formats(accept or None, None).triples
    if form is None:
        raise refuse_format("service description", tuple(TRIPLES))
    triples = describe_endpoint(_find_address(scope), graphs)
    body = ox.serialize(triples, format=WRITERS[form.name], prefixes={"sd": _SD, "format": _FORMATS})
    return Answered(form.media_type, body or b"")


def describe_endpoint(address: str, graphs: Iterable[str]) -> list[ox.Triple]:
    """The triples that describe the endpoint at ``address`` over these named graphs."""
    service = ox.NamedNode(address)
    dataset = ox.NamedNode(address + "#dataset")
    entries = {ox.NamedNode(f"{address}#graph-{at}"): graph for at, graph in enumerate(sorted(graphs), 1)}
    triples = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), service),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _RESULTS),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, _sd("Dataset")),
        *(ox.Triple(dataset, _sd("namedGraph"), entry) for entry in entries),
    ]
    for entry, graph in entries.items():
        triples.append(ox.Triple(entry, _TYPE, _sd("NamedGraph")))
        triples.append(ox.Triple(entry, _sd("name"), ox.NamedNode(graph)))
    return triples


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _find_address(scope: Scope) -> str:
    host = next((value for name, value in scope["headers"] if name == b"host"), b"localhost")
    return f"{scope['scheme']}://{host.decode() if _HOST.fullmatch(host) else 'localhost'}/sparql"
