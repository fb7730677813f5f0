"""Every question gives the same rows from memory, from a folder on disk and from a SPARQL server."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.roots import ROOT
from store.server import serve
from zhinan.graph import assemble_graph
from zhinan.query import NamedQuery, load_queries, run_query
from zhinan.store import Store, open_store
from zhinan.store.embedded import EmbeddedStore

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
def server(graph: ox.Store) -> Iterator[Store]:
    with serve(graph) as running:
        yield open_store(running.url)


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_a_query_gives_the_same_rows_everywhere(
    query: NamedQuery, graph: ox.Store, disk: Store, server: Store
) -> None:
    given = {parameter.name: parameter.example for parameter in query.parameters}
    expected = run_query(EmbeddedStore(graph), CATALOGUE, query, given)
    for store in (disk, server):
        answer = run_query(store, CATALOGUE, query, given)
        assert (answer.columns, answer.rows) == (expected.columns, expected.rows)
        assert answer.labels == expected.labels
