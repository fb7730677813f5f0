"""The W3C's tests of the SPARQL 1.1 Protocol, sent as their manifest spells them, byte for byte."""

from __future__ import annotations

import http.client
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
import pytest

from conformance.suite import ABSENT, MF, ROOT, SUITE, Manifest, Term
from serve.live import run_server
from zhinan.serve import Limits
from zhinan.store import EmbeddedStore

HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
STATUS = "http://www.w3.org/2011/http-statusCodes#StatusCode"
DATA = "http://kasei.us/2009/09/sparql/data/"
UPDATES: dict[str, str] = tomllib.loads(
    (ROOT / "tests/cases/conformance/protocol.toml").read_text(encoding="utf-8")
)
TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
RDF_TYPES = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)


@dataclass(frozen=True)
class Request:
    """A request as a test spells it, and what is expected of its answer."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    truth: str | None
    form: str | None


@cache
def list_tests() -> dict[str, tuple[Request, ...]]:
    """The requests of each test by its name; none where the suites are absent."""
    if not SUITE.is_dir():
        return {}
    manifest = Manifest("protocol/manifest.ttl")
    return {
        entry.value.rpartition("#")[2]: tuple(  # type: ignore[union-attr]
            _read_request(manifest, request)
            for head in manifest.values(entry, MF + "action", HT + "requests")
            for request in manifest.members(head)
        )
        for entry in manifest.entries()
    }


def _read_request(manifest: Manifest, node: Term) -> Request:
    headers = [
        (manifest.value(header, HT + "fieldName") or "", manifest.value(header, HT + "fieldValue") or "")
        for head in manifest.values(node, HT + "headers")
        for header in manifest.members(head)
    ]
    charset = manifest.value(node, HT + "body", CNT + "characterEncoding") or "utf-8"
    statuses = manifest.values(node, HT + "resp", MF + "expectedStatus")
    return Request(
        manifest.value(node, HT + "methodName") or "",
        manifest.value(node, HT + "absolutePath") or "",
        tuple(headers),
        (manifest.value(node, HT + "body", CNT + "chars") or "").encode(charset),
        frozenset(status.value.removeprefix(STATUS)[:1] for status in statuses),  # type: ignore[union-attr]
        manifest.value(node, HT + "resp", MF + "expectedBoolean"),
        manifest.value(node, HT + "resp", MF + "expectedFormat"),
    )


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    """A connection to a server that holds the graphs that the tests speak of; data0 is empty."""
    store = ox.Store()
    store.add_graph(ox.NamedNode(DATA + "data0.rdf"))
    for number in "123":
        graph = ox.NamedNode(f"{DATA}data{number}.rdf")
        store.load(
            path=str(SUITE / f"protocol/data{number}.nt"), format=ox.RdfFormat.N_TRIPLES, to_graph=graph
        )
    with run_server(EmbeddedStore(store), Limits()) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
        yield connection
        connection.close()


def send(connection: http.client.HTTPConnection, request: Request) -> tuple[int, str, bytes]:
    connection.putrequest(request.method, request.path, skip_accept_encoding=True)
    for name, value in request.headers:
        connection.putheader(name, value)
    if request.body:
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders(request.body)
    answer = connection.getresponse()
    return answer.status, (answer.headers["Content-Type"] or "").partition(";")[0], answer.read()


@pytest.mark.parametrize("name", [name for name in list_tests() if name not in UPDATES] or [None])
def test_of_the_protocol(connection: http.client.HTTPConnection, name: str) -> None:
    for request in list_tests()[name]:
        status, media_type, body = send(connection, request)
        assert str(status)[0] in request.statuses, body
        if request.truth is not None:
            assert (b'"boolean":true' in body) == (request.truth == "true")
        if request.form is not None:
            assert media_type in (RDF_TYPES if request.form == "RDF" else TABULAR)


@pytest.mark.parametrize("name", UPDATES)
def test_a_change_is_refused(connection: http.client.HTTPConnection, name: str) -> None:
    first = list_tests()[name][0]
    assert "2" in first.statuses
    assert send(connection, first)[0] == 403


def test_the_manifest_is_whole() -> None:
    assert len(list_tests()) == 34
