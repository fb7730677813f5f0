"""Every store gives the same answers: memory, a folder on disk, a SPARQL server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from store.server import SparqlServer, serve
from zhinan.errors import QueryError, StoreError, UsageError
from zhinan.store import Blank, Iri, Store, Text, Typed, open_store
from zhinan.store.embedded import EmbeddedStore
from zhinan.store.remote import RemoteStore

EX = "https://example.org/"
VALUES = f"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{EX}a> <{EX}p> "words", "能源 \\"领域\\"\\n"@zh, true, 7, 3.50, "2020-02-29"^^xsd:date,
    <{EX}b>, "P3Y"^^xsd:duration, "soon"^^xsd:date .
"""
EXPECTED = {
    "words",
    Text('能源 "领域"\n', "zh"),
    True,
    7,
    Decimal("3.5"),
    date(2020, 2, 29),
    Iri(f"{EX}b"),
    Typed("P3Y", "http://www.w3.org/2001/XMLSchema#duration"),
    Typed("soon", "http://www.w3.org/2001/XMLSchema#date"),
}


def quads() -> list[ox.Quad]:
    triples = ox.parse(VALUES, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(f"{EX}graph")) for t in triples]


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with serve(ox.Store()) as running:
        yield running


def make_remote(server: SparqlServer, **options: object) -> RemoteStore:
    return RemoteStore(where=server.url, pause=0.0, **options)  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "disk", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path, server: SparqlServer) -> Store:
    filled: Store
    if request.param == "memory":
        filled = EmbeddedStore(ox.Store())
    elif request.param == "disk":
        filled = open_store(tmp_path / "store", write=True)
    else:
        filled = make_remote(server)
    filled.load(quads())
    return filled


def test_rows_are_plain_typed_values(store: Store) -> None:
    table = store.select(f"SELECT ?o WHERE {{ <{EX}a> <{EX}p> ?o }}")
    assert table.columns == ("o",)
    assert {row[0] for row in table.rows} == EXPECTED
    assert {type(row[0]) for row in table.rows} == {str, Text, bool, int, Decimal, date, Iri, Typed}


def test_columns_come_in_the_order_selected_and_unbound_ones_are_none(store: Store) -> None:
    table = store.select(f"SELECT ?o ?none ?s WHERE {{ ?s <{EX}p> ?o . FILTER (isIRI(?o)) }}")
    assert table.columns == ("o", "none", "s")
    assert table.rows == ((Iri(f"{EX}b"), None, Iri(f"{EX}a")),)


def test_rows_keep_their_order(store: Store) -> None:
    table = store.select("SELECT ?n WHERE { VALUES ?n { 3 1 2 } } ORDER BY DESC(?n)")
    assert table.rows == ((3,), (2,), (1,))


def test_nameless_things_have_labels(store: Store) -> None:
    (row,) = store.select("SELECT ?b WHERE { BIND (BNODE() AS ?b) }").rows
    assert isinstance(row[0], Blank)


def test_ask_says_yes_and_no(store: Store) -> None:
    assert store.ask(f"ASK {{ <{EX}a> ?p 7 }}") is True
    assert store.ask(f"ASK {{ <{EX}a> ?p 8 }}") is False


def test_construct_gives_triples(store: Store) -> None:
    (triple,) = store.construct(f"CONSTRUCT {{ ?o <{EX}of> ?s }} WHERE {{ ?s ?p ?o . FILTER (isIRI(?o)) }}")
    assert (triple.subject.value, triple.predicate.value, triple.object.value) == (
        f"{EX}b",
        f"{EX}of",
        f"{EX}a",
    )


def test_each_method_takes_its_own_form_only(store: Store) -> None:
    ask, select = "ASK { ?s ?p ?o }", "SELECT ?s WHERE { ?s ?p ?o }"
    for method, text in ((store.select, ask), (store.ask, select), (store.construct, select)):
        with pytest.raises(QueryError):
            method(text)


def test_a_syntax_error_says_line_and_column(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.select("SELECT ?s\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)


def test_a_store_opened_for_reading_is_not_written(tmp_path: Path) -> None:
    open_store(tmp_path / "store", write=True).load(quads())
    with pytest.raises(StoreError, match="write=True"):
        open_store(tmp_path / "store").load(quads())


@pytest.mark.parametrize("name", ["", "missing"])
def test_a_folder_without_a_store_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="holds no store"):
        open_store(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-000009\n", encoding="ascii")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)


def test_another_protocol_is_no_store() -> None:
    with pytest.raises(UsageError, match="ftp"):
        open_store("ftp://127.0.0.1/graph")


def test_queries_go_by_post_and_updates_too(server: SparqlServer) -> None:
    store = make_remote(server)
    store.load(quads())
    store.ask("ASK { ?s ?p ?o }")
    assert [request[:2] for request in server.requests] == [("POST", "update"), ("POST", "query")]


def test_a_query_whose_remarks_speak_of_updates_is_still_a_query(server: SparqlServer) -> None:
    store = make_remote(server)
    store.select("# the rows do not add up; insert none\nSELECT ?s WHERE { ?s ?p ?o }")
    store.construct("# drop, clear, load\nCONSTRUCT WHERE { ?s ?p ?o }")
    assert [request[1] for request in server.requests] == ["query", "query"]


BASIC, DIGEST = 'Basic realm="x"', 'Digest realm="x", nonce="5", qop="auth", algorithm=MD5'


def test_a_password_is_sent_when_it_is_asked_for_and_never_shown(server: SparqlServer) -> None:
    server.asks = BASIC
    store = make_remote(server, user="reader", password="open sesame")
    store.ask("ASK { ?s ?p ?o }")
    store.ask("ASK { ?s ?p ?o }")
    sent = "Basic cmVhZGVyOm9wZW4gc2VzYW1l"
    assert [request[2] for request in server.requests] == [None, sent, sent]
    assert "sesame" not in repr(store)


def test_a_digest_is_answered_without_the_password(server: SparqlServer) -> None:
    server.asks = DIGEST
    make_remote(server, user="reader", password="open sesame").ask("ASK { ?s ?p ?o }")
    first, second = (request[2] for request in server.requests)
    assert first is None
    assert second is not None
    assert second.startswith('Digest username="reader", realm="x", nonce="5"')
    assert "sesame" not in second


@pytest.mark.parametrize(("auth", "first"), [("any", None), ("basic", "Basic cjpw"), ("digest", None)])
def test_basic_is_sent_at_once_on_request_only(server: SparqlServer, auth: str, first: str | None) -> None:
    make_remote(server, user="r", password="p", auth=auth).ask("ASK { ?s ?p ?o }")
    assert [request[2] for request in server.requests] == [first]


def test_a_password_is_not_given_to_a_server_that_asks_for_less_than_was_agreed(server: SparqlServer) -> None:
    server.asks = BASIC
    with pytest.raises(StoreError, match="ZHINAN_PASSWORD"):
        make_remote(server, user="r", password="p", auth="digest").ask("ASK { ?s ?p ?o }")
    assert [request[2] for request in server.requests] == [None]


def test_user_and_password_come_from_the_environment(
    server: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.asks = BASIC
    monkeypatch.setenv("ZHINAN_USER", "r")
    monkeypatch.setenv("ZHINAN_PASSWORD", "p")
    assert open_store(server.url).ask("ASK { ?s ?p ?o }") is False
    assert server.requests[-1][2] == "Basic cjpw"


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        open_store("http://me:sesame@127.0.0.1/sparql")
    assert "sesame" not in str(caught.value)


def test_an_answer_that_the_server_cut_off_is_no_answer(server: SparqlServer) -> None:
    server.bound = "10000"
    with pytest.raises(QueryError, match="10000 at most"):
        make_remote(server).select("SELECT ?s WHERE { ?s ?p ?o }")


def test_a_folder_is_asked_over_the_graphs_that_are_named(tmp_path: Path) -> None:
    open_store(tmp_path / "store", write=True).load(quads())
    for graph, found in (("graph", True), ("other", False)):
        store = open_store(tmp_path / "store", graphs=(f"{EX}{graph}",))
        assert store.ask(f"ASK {{ <{EX}a> ?p 7 }}") is found
        assert store.ask(f"ASK {{ GRAPH ?g {{ <{EX}a> ?p 7 }} }}") is found


def test_a_query_is_asked_over_the_graphs_that_are_named(server: SparqlServer) -> None:
    graphs = (f"{EX}one", f"{EX}two")
    store = open_store(server.url, graphs=graphs)
    store.ask("ASK { ?s ?p ?o }")
    assert server.graphs == list(graphs)


def test_a_fault_that_passes_is_tried_again(server: SparqlServer) -> None:
    server.faults = [(503, b"busy"), (502, b"gone")]
    assert make_remote(server, retries=2).ask("ASK {}") is True
    assert len(server.requests) == 3


def test_a_fault_that_stays_ends_after_the_last_try(server: SparqlServer) -> None:
    server.faults = [(503, b"busy")] * 9
    with pytest.raises(StoreError, match="503"):
        make_remote(server, retries=1).ask("ASK {}")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (400, QueryError, "refuses this query"),
        (401, StoreError, "user and password"),
        (403, StoreError, "403"),
        (404, StoreError, "no SPARQL server"),
        (500, QueryError, "refuses this query"),
    ],
)
def test_a_refusal_is_said_once(
    server: SparqlServer, status: int, error: type[Exception], words: str
) -> None:
    server.faults = [(status, b"no")]
    with pytest.raises(error, match=words):
        make_remote(server).select("SELECT ?s WHERE { ?s ?p ?o }")
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"<html></html>", b"{}", b'{"head": {}}', b"[]"])
def test_an_answer_that_is_not_sparql_is_said(server: SparqlServer, body: bytes) -> None:
    server.faults = [(200, body)]
    with pytest.raises(StoreError, match="not that of a SPARQL server"):
        make_remote(server).select("SELECT ?s WHERE { ?s ?p ?o }")


def test_an_address_where_nothing_answers_is_said(server: SparqlServer) -> None:
    with serve(ox.Store()) as gone:
        url = gone.url
    with pytest.raises(StoreError, match=r"127\.0\.0\.1"):
        RemoteStore(where=url, retries=0).ask("ASK {}")
