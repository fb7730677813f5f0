"""Every question gives the same rows from memory, from a folder on disk and from SPARQL servers that people run."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.roots import ROOT
from store.servers import run_oxigraph, run_virtuoso
from zhinan.errors import QueryError
from zhinan.graph import assemble_graph
from zhinan.query import NamedQuery, load_queries, run_query
from zhinan.store import (
    State,
    Store,
    count_graphs,
    hash_triples,
    list_own_graphs,
    open_server,
    open_store,
    read_graph,
)
from zhinan.store.embedded import EmbeddedStore
from zhinan.store.publish import find_update, publish_graph
from zhinan.terms import graph_name

CATALOGUE = load_queries(ROOT / "queries")
ASKED = [query for query in CATALOGUE if query.role != "check"]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return assemble_graph(ROOT)


@pytest.fixture(scope="module")
def disk(graph: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("disk") / "store"
    open_store(folder, write=True).load(graph)
    return open_store(folder)


@pytest.fixture(scope="module")
def oxigraph(graph: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with run_oxigraph(tmp_path_factory.mktemp("oxigraph")) as url:
        way = publish_graph(EmbeddedStore(graph), open_server(url)).way
        assert way == url.replace("/query", "/store")
        yield open_store(url)


@pytest.fixture(scope="module")
def virtuoso(graph: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One that has taken the graphs by both ways, the graph store of SPARQL 1.1 and UPDATE in pieces."""
    here = EmbeddedStore(graph)
    with run_virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        server = open_server(url, user="dba", password="dba")
        assert publish_graph(here, server).way == url.replace("sparql-auth", "sparql-graph-crud-auth")
        yield open_store(url, user="dba", password="dba")


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
@pytest.mark.parametrize("where", ["disk", "oxigraph", "virtuoso"])
def test_a_query_gives_the_same_rows_everywhere(
    query: NamedQuery, where: str, graph: ox.Store, request: pytest.FixtureRequest
) -> None:
    given = {parameter.name: parameter.example for parameter in query.parameters}
    expected = run_query(EmbeddedStore(graph), CATALOGUE, query, given)
    answer = run_query(request.getfixturevalue(where), CATALOGUE, query, given)
    assert (answer.columns, answer.rows) == (expected.columns, expected.rows)
    assert answer.labels == expected.labels


def test_rows_that_virtuoso_leaves_out_are_not_passed_over(virtuoso: Store) -> None:
    assert len(virtuoso.select("SELECT ?s { ?s ?p ?o } LIMIT 9999").rows) == 9999
    with pytest.raises(QueryError, match="10000 at most"):
        virtuoso.select("SELECT ?s { ?s ?p ?o }")


@pytest.mark.parametrize("where", ["oxigraph", "virtuoso"])
def test_a_graph_on_a_server_is_current_and_can_be_sent_by_updates_too(
    where: str, graph: ox.Store, request: pytest.FixtureRequest
) -> None:
    here, store = EmbeddedStore(graph), request.getfixturevalue(where)
    login = {"user": "dba", "password": "dba"} if where == "virtuoso" else {}
    server = open_server(store.where, update=find_update(store.where), **login)
    sent = {
        graph_name(name) for name in ("ontology", "programmes")
    }  # the one has blank nodes, the other none
    for name in sent:
        server.change(f"DROP SILENT GRAPH <{name}>")
    done = publish_graph(here, server, by_update=True)
    assert {c.graph for c in done.before if c.state is State.MISSING} == sent == set(done.sent)
    assert {c.graph for c in done.before if c.state is State.CURRENT} == set(list_own_graphs()) - sent
    for name in sent:
        size = count_graphs(here)[name]
        assert hash_triples(read_graph(server, name, size)) == hash_triples(read_graph(here, name, size))
