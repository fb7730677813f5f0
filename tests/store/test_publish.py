"""Our named graphs are put on a server, found to be current there, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.roots import make_root
from store.server import SparqlServer, serve
from zhinan.errors import StoreError
from zhinan.graph import assemble_graph
from zhinan.store import Comparison, State, compare_stores, hash_triples
from zhinan.store.embedded import EmbeddedStore
from zhinan.store.publish import find_update, publish_graph
from zhinan.store.remote import RemoteStore
from zhinan.terms import graph_name

ALL = {"calls", "closure", "families", "ontology", "reference", "table"}
FOREIGN = ox.Quad(*[ox.NamedNode("https://example.org/x")] * 4)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return assemble_graph(make_root(tmp_path_factory.mktemp("root")))


@pytest.fixture
def here(graph: ox.Store) -> EmbeddedStore:
    return EmbeddedStore(graph)


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    store = ox.Store()
    store.add(FOREIGN)
    with serve(store) as running:
        yield running


@pytest.fixture
def there(server: SparqlServer) -> RemoteStore:
    return RemoteStore(where=server.url, pause=0.0, retries=0)


def tell(compared: list[Comparison]) -> dict[str, set[str]]:
    """State → the local names of the graphs in it."""
    found: dict[str, set[str]] = {}
    for comparison in compared:
        found.setdefault(comparison.state.value, set()).add(comparison.graph.rpartition("/")[2])
    return found


def test_all_our_graphs_arrive_and_are_then_left_alone(here: EmbeddedStore, there: RemoteStore) -> None:
    assert tell(compare_stores(here, there)) == {"missing": ALL}
    first = publish_graph(here, there)
    assert {graph.rpartition("/")[2] for graph in first.sent} == ALL
    assert first.way == "SPARQL Update"
    assert tell(compare_stores(here, there)) == {"current": ALL}
    assert publish_graph(here, there).sent == ()


def test_a_graph_of_another_is_not_touched(
    here: EmbeddedStore, there: RemoteStore, server: SparqlServer
) -> None:
    publish_graph(here, there, prune=True)
    assert FOREIGN in server.store


def test_only_what_differs_is_sent_again(
    here: EmbeddedStore, there: RemoteStore, server: SparqlServer
) -> None:
    publish_graph(here, there)
    table = ox.NamedNode(graph_name("table"))
    old = next(server.store.quads_for_pattern(None, None, None, table))
    server.store.remove(old)
    server.store.add(ox.Quad(old.subject, old.predicate, ox.Literal("other"), table))
    (differing,) = (c for c in compare_stores(here, there) if c.state is State.DIFFERING)
    assert differing.here == differing.there
    assert differing.hash_here != differing.hash_there
    assert publish_graph(here, there).sent == (graph_name("table"),)
    assert old in server.store


def test_a_graph_that_we_no_longer_have_is_extra_until_it_is_pruned(
    here: EmbeddedStore, there: RemoteStore, server: SparqlServer
) -> None:
    publish_graph(here, there)
    server.store.add(
        ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, ox.NamedNode(graph_name("old")))
    )
    assert tell(compare_stores(here, there)) == {"current": ALL, "extra": {"old"}}
    assert publish_graph(here, there).removed == ()
    assert publish_graph(here, there, prune=True).removed == (graph_name("old"),)
    assert tell(compare_stores(here, there)) == {"current": ALL}


def test_a_fault_half_way_says_what_is_in_place_and_the_next_call_goes_on(
    here: EmbeddedStore, there: RemoteStore, server: SparqlServer
) -> None:
    updates = [request for request in server.requests if request[1] == "update"]
    assert updates == []
    server.fail_at_update = 4  # DROP and INSERT of the first graph, DROP and INSERT of the second
    with pytest.raises(StoreError) as caught:
        publish_graph(here, there)
    assert "graph:closure, which may be incomplete" in str(caught.value)
    assert "1 of 6 graphs are in place" in str(caught.value)
    assert "run the same command again" in str(caught.value)
    assert graph_name("calls") not in publish_graph(here, there).sent
    assert tell(compare_stores(here, there)) == {"current": ALL}


def test_blank_nodes_keep_together_and_numbers_may_change_their_form() -> None:
    def read(text: str) -> str:
        triples = (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
        return hash_triples(triples)

    same = read('<a:a> <a:p> [ <a:q> [ <a:r> 36 ] ], "x"@zh .')
    assert read('_:n <a:q> _:m . _:m <a:r> 36.0 . <a:a> <a:p> "x"@zh, _:n .') == same
    assert read('_:n <a:q> _:m . _:m <a:r> 36.5 . <a:a> <a:p> "x"@zh, _:n .') != same
    assert read('_:n <a:q> _:m . _:m <a:r> 36 . <a:a> <a:p> "x"@en, _:n .') != same


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("http://h/query", "http://h/update"),
        ("http://h/sparql-auth", "http://h/sparql-auth"),
        ("http://h/repositories/x", "http://h/repositories/x/statements"),
        ("http://h/anything", "http://h/anything"),
    ],
)
def test_the_address_for_updates_stands_beside_that_for_queries(query: str, update: str) -> None:
    assert find_update(query) == update


def test_a_graph_store_that_is_named_must_be_one(
    here: EmbeddedStore, there: RemoteStore, server: SparqlServer
) -> None:
    with pytest.raises(StoreError, match="graph store answers 501"):
        publish_graph(here, there, graph_store=f"{server.url}/store")


def test_what_a_command_did_is_said_and_its_exit_code_too(
    server: SparqlServer, tmp_path: Path, graph: ox.Store
) -> None:
    from click.testing import CliRunner

    from zhinan.commands.diff import diff
    from zhinan.commands.load import load
    from zhinan.store import open_store

    open_store(tmp_path / "store", write=True).load(graph)
    source = ["--from", str(tmp_path / "store")]
    runner = CliRunner()
    before = runner.invoke(diff, ["--store", server.url, *source], standalone_mode=False)
    assert (before.return_value, "缺少 missing" in before.output) == (1, True)
    loaded = runner.invoke(load, ["--to", server.url, *source], standalone_mode=False)
    assert "sent 6 / 6" in loaded.output
    after = runner.invoke(diff, ["--store", server.url, *source], standalone_mode=False)
    assert (after.return_value, after.output.count("一致 current")) == (0, 6)
