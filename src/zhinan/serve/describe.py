"""The dataset described for programs: VoID with partitions and completeness, and DCAT.

Source: Describing Linked Datasets with the VoID Vocabulary (W3C Note); Data Catalog Vocabulary 3; RFC 5785 for
``/.well-known/void``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from zhinan import __version__
from zhinan.query import Catalogue
from zhinan.serve.answer import WRITERS
from zhinan.serve.media import TRIPLES, choose_format
from zhinan.serve.reply import Edition, reply
from zhinan.serve.things import Reader, find_path
from zhinan.store import EmbeddedStore, Value
from zhinan.terms import DCTERMS, ID, LABEL, RDF_TYPE, XSD, shorten

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_LICENSE = "https://spdx.org/licenses/MIT"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)
_DATASET = "https://w3id.org/zhinan/"
_TITLES = (("zh", "国际科技合作资助指南的知识图谱"), ("en", "A knowledge graph of Chinese funding guides"))


def routes(store: EmbeddedStore, catalogue: Catalogue, edition: Edition) -> list[BaseRoute]:
    """The routes of descriptions."""
    described = _Described(store, catalogue, edition)
    return [
        Route("/void", described.show_void),
        Route("/dcat", described.show_dcat),
        Route("/.well-known/void", _go_to_void),
    ]


def _go_to_void(request: Request) -> Response:
    return RedirectResponse("/void", 303)


class _Described:
    def __init__(self, store: EmbeddedStore, catalogue: Catalogue, edition: Edition) -> None:
        self._store, self._edition = store, edition
        self._reader = Reader(store, catalogue)

    def show_void(self, request: Request) -> Response:
        """VoID: what the dataset and each of its graphs holds, and how complete it is."""
        return self._write(request, [*self._void, *_describe_access(find_base(request))])

    def show_dcat(self, request: Request) -> Response:
        """DCAT: the dataset as an entry of a catalogue, with what can be fetched."""
        graphs = [str(graph) for graph, _ in self._reader.select("partition-graphs")]
        return self._write(request, _describe_entry(find_base(request), self._edition.digest, graphs))

    @cached_property
    def _void(self) -> list[ox.Triple]:
        """The part that is the same under every address, counted once."""
        reader, whole = self._reader, _DATASET
        triples = [_link(whole, RDF_TYPE, VOID + "Dataset"), _say(whole, VOID + "uriSpace", ID)]
        ((statements, subjects, properties, objects),) = reader.select("totals")
        for name, value in (
            ("triples", statements), ("distinctSubjects", subjects), ("properties", properties),
            ("distinctObjects", objects),
        ):  # fmt: skip
            triples.append(_say(whole, VOID + name, value))
        for kind, things, labelled, quoted in reader.select("partition-classes"):
            part = _part(whole, "class", str(kind))
            triples += [
                _link(whole, VOID + "classPartition", part), _link(part, VOID + "class", str(kind)),
                _say(part, VOID + "entities", things),
                _say(f"{part}-labelled", VOID + "distinctSubjects", labelled),
                _say(f"{part}-quoted", VOID + "distinctSubjects", quoted),
                *_link_property(part, "labelled", LABEL), *_link_property(part, "quoted", _STATED),
            ]  # fmt: skip
        for used_property, used in reader.select("partition-properties"):
            part = _part(whole, "property", str(used_property))
            triples += [
                _link(whole, VOID + "propertyPartition", part), _link(part, VOID + "property", str(used_property)),
                _say(part, VOID + "triples", used),
            ]  # fmt: skip
        for graph, size in reader.select("partition-graphs"):
            triples += [
                _link(whole, VOID + "subset", str(graph)),
                _link(str(graph), RDF_TYPE, VOID + "Dataset"),
            ]
            triples.append(_say(str(graph), VOID + "triples", size))
        return triples

    def _write(self, request: Request, triples: Iterable[ox.Triple]) -> Response:
        form = choose_format(TRIPLES, _accept(request), request.query_params.get("format"))
        body = ox.serialize(sorted(triples, key=str), format=WRITERS[form.name], prefixes=_PREFIXES)
        links = {"Link": '</sparql>; rel="service-desc", </void>; rel="describedby"'}
        return reply(request, self._edition, body or b"", form.media_type, links)


_STATED = "https://w3id.org/zhinan/ontology#statedAt"
_PREFIXES = {"void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "foaf": _FOAF, "xsd": XSD}


def _accept(request: Request) -> str | None:
    """What the client accepts; a browser, which knows no RDF but takes anything, is given Turtle."""
    accept = request.headers.get("accept", "")
    return None if "*/*" in accept and "text/html" in accept else accept


def _describe_access(base: str) -> list[ox.Triple]:
    """How the dataset is reached on this server."""
    return [
        _link(_DATASET, VOID + "sparqlEndpoint", f"{base}sparql"),
        _link(_DATASET, VOID + "uriLookupEndpoint", f"{base}id/"),
        _link(_DATASET, _FOAF + "homepage", base),
        _link(_DATASET, DCTERMS + "license", _LICENSE),
        *(_word(_DATASET, DCTERMS + "title", text, language) for language, text in _TITLES),
        *(_link(_DATASET, VOID + "feature", f"http://www.w3.org/ns/formats/{name}") for name in _FEATURES),
        _link(f"{base}void", RDF_TYPE, VOID + "DatasetDescription"),
        _link(f"{base}void", _FOAF + "primaryTopic", _DATASET),
    ]


_FEATURES = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def _describe_entry(base: str, digest: str, graphs: Iterable[str]) -> list[ox.Triple]:
    """A catalogue of one dataset: its distributions are its graphs as files, its services SPARQL and REST."""
    sparql, rest = f"{base}sparql", f"{base}api/"
    triples = [
        _link(f"{base}dcat", RDF_TYPE, DCAT + "Catalog"),
        _link(f"{base}dcat", DCAT + "dataset", _DATASET),
        _link(_DATASET, RDF_TYPE, DCAT + "Dataset"),
        _link(_DATASET, DCTERMS + "license", _LICENSE),
        _link(_DATASET, DCAT + "landingPage", base),
        _say(_DATASET, DCAT + "version", f"{__version__}+{digest[:12]}"),
        *(_word(_DATASET, DCTERMS + "title", text, language) for language, text in _TITLES),
        *(_word(_DATASET, DCAT + "keyword", text, "zh") for text in ("申报指南", "国际合作", "科技资助")),
        *(_say(_DATASET, DCTERMS + "language", text) for text in ("zh", "en")),
        _link(rest, DCAT + "endpointDescription", f"{base}api/openapi.json"),
        _link(sparql, DCAT + "endpointDescription", sparql),
    ]
    for service in (sparql, rest):
        triples += [
            _link(f"{base}dcat", DCAT + "service", service),
            _link(service, RDF_TYPE, DCAT + "DataService"),
            _link(service, DCAT + "endpointURL", service),
            _link(service, DCAT + "servesDataset", _DATASET),
        ]
    for graph in graphs:
        for media_type, form in (("text/turtle", "turtle"), ("application/ld+json", "jsonld")):
            part = f"{base.rstrip('/')}{find_path(graph)}?format={form}"
            triples += [
                _link(_DATASET, DCAT + "distribution", part),
                _link(part, RDF_TYPE, DCAT + "Distribution"),
                _link(part, DCAT + "downloadURL", part),
                _link(part, DCAT + "mediaType", _MEDIA + media_type),
            ]
    return triples


def find_base(request: Request) -> str:
    """The address under which a request reached this server, with a slash at its end."""
    host = request.url.netloc if _HOST.fullmatch(request.url.netloc) else "localhost"
    return f"{request.url.scheme}://{host}/"


def _part(whole: str, kind: str, iri: str) -> str:
    """The IRI of a partition: no blank node, so that two descriptions can be compared."""
    return f"{whole}void#{kind}-{shorten(iri).replace(':', '-').replace('/', '-').replace('#', '-')}"


def _link_property(part: str, name: str, prop: str) -> list[ox.Triple]:
    return [
        _link(part, VOID + "propertyPartition", f"{part}-{name}"),
        _link(f"{part}-{name}", VOID + "property", prop),
    ]


def _link(subject: str, prop: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(prop), ox.NamedNode(value))


def _say(subject: str, prop: str, value: Value | None) -> ox.Triple:
    text = ox.Literal(value) if isinstance(value, int) else ox.Literal(str(value))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(prop), text)


def _word(subject: str, prop: str, text: str, language: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(prop), ox.Literal(text, language=language))
