"""Putting our named graphs on a SPARQL server, and nothing else there.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.3 (PUT); SPARQL 1.1 Update for servers without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit, urlunsplit

import pyoxigraph as ox

from zhinan.errors import StoreError, ZhinanError
from zhinan.graph import Step
from zhinan.store.graphs import Comparison, State, compare_stores, count_graphs, read_graph
from zhinan.store.interface import Store
from zhinan.store.remote import RemoteStore

# Endings of the addresses for queries, updates and graphs, as servers have them.
_LAYOUTS = (
    ("/query", "/update", "/store"),  # Oxigraph
    ("/query", "/update", "/data"),  # Jena Fuseki
    ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),  # Virtuoso
    ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),  # Virtuoso
    ("/sparql", "/update", "/data"),  # Jena Fuseki
    ("", "/statements", "/rdf-graphs/service"),  # RDF4J, GraphDB
)
_NOT_HERE = (400, 404, 405, 411, 415, 501)
"""How a server says that no graph store is at an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was done: the graphs as they stood before, those sent and those removed, and by which way."""

    before: tuple[Comparison, ...]
    sent: tuple[str, ...]
    removed: tuple[str, ...]
    way: str


def publish_graph(
    here: Store,
    there: RemoteStore,
    *,
    graph_store: str | None = None,
    by_update: bool = False,
    prune: bool = False,
    on_step: Step | None = None,
) -> Published:
    """Make our named graphs on a server what they are here; those that are so already are left alone.

    ``graph_store`` is the address of its Graph Store Protocol; without it, those are tried that known servers have
    beside ``there``, then SPARQL Update, which ``by_update`` takes at once. ``prune`` removes graphs under our name
    that are not in ``here``.
    Raises StoreError that says what was done, after which the same call goes on where this one ended.
    """
    compared = compare_stores(here, there)
    wanted = [c for c in compared if c.state in (State.MISSING, State.DIFFERING)]
    extra = [c.graph for c in compared if c.state is State.EXTRA] if prune else []
    writer, done = _Writer(there, graph_store, by_update), list[str]()
    for comparison in wanted:
        name = comparison.graph.rpartition("/")[2]
        if on_step:
            on_step(name, len(done), len(wanted))
        try:
            writer.replace(comparison.graph, read_graph(here, comparison.graph, comparison.here))
            _check_arrival(there, comparison)
        except ZhinanError as err:
            raise _explain_half_way(there, name, done, len(wanted), err) from err
        done.append(comparison.graph)
    for graph in extra:
        there.change(f"DROP SILENT GRAPH {ox.NamedNode(graph)}")
    return Published(before=tuple(compared), sent=tuple(done), removed=tuple(extra), way=writer.way)


class _Writer:
    """A server being written to, with the way that it has been found to take."""

    def __init__(self, store: RemoteStore, graph_store: str | None, by_update: bool) -> None:
        self._store = store
        self._ways = (
            [] if by_update else [graph_store] if graph_store else list(_list_graph_stores(store.where))
        )
        self._must = graph_store is not None
        self.way = ""

    def replace(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Put these triples, and no others, into a named graph."""
        while self._ways:
            if self._put(self._ways[0], graph, triples):
                self.way = self._ways[0]
                return
            self._ways.pop(0)
        self.way = "SPARQL Update"
        node = ox.NamedNode(graph)
        self._store.change(f"DROP SILENT GRAPH {node}")
        self._store.load(ox.Quad(s, p, o, node) for s, p, o in triples)

    def _put(self, url: str, graph: str, triples: Sequence[ox.Triple]) -> bool:
        """Whether a graph store took the graph; False where there is no graph store at this address."""
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        address = f"{url}{'&' if '?' in url else '?'}{urlencode({'graph': graph})}"
        try:
            self._store.connection.request("PUT", address, body, {"Content-Type": "application/n-triples"})
        except HTTPError as err:
            if err.code in _NOT_HERE and not self._must:
                return False
            raise _explain_refusal(url, err) from err
        self._must = True
        return True


def _list_graph_stores(where: str) -> Iterator[str]:
    """The addresses at which a server with this one for queries may have its graph store."""
    parts = urlsplit(where)
    for query, _, graphs in _LAYOUTS:
        if parts.path.endswith(query) and (query or "/repositories/" in parts.path):
            path = parts.path.removesuffix(query) + graphs
            yield urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def find_update(where: str) -> str:
    """The address for updates that known servers have beside one for queries; itself where none is known."""
    parts = urlsplit(where)
    for query, update, _ in _LAYOUTS:
        if query and parts.path.endswith(query) and query != "/sparql":
            return urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix(query) + update, "", ""))
    if "/repositories/" in parts.path:
        return where + "/statements"
    return where


def _check_arrival(store: RemoteStore, sent: Comparison) -> None:
    found = count_graphs(store).get(sent.graph, 0)
    if found != sent.here:
        raise StoreError(f"{store.where}: it took {sent.here:,} triples and holds {found:,}.")


def _explain_refusal(url: str, err: HTTPError) -> StoreError:
    if err.code in (401, 403):
        return StoreError(
            f"{url}: the server does not let this user write ({err.code}). Give --user and $ZHINAN_PASSWORD."
        )
    words = " ".join(err.read().decode("utf-8", "replace").split())[:200]
    return StoreError(f"{url}: the graph store answers {err.code} {err.reason}: {words}")


def _explain_half_way(
    store: RemoteStore, name: str, done: Sequence[str], total: int, err: Exception
) -> StoreError:
    return StoreError(
        f"{store.where}: stopped at graph:{name}, which may be incomplete there; {len(done)} of {total} graphs are in "
        f"place. {err} Then run the same command again: it goes on where it stopped."
    )
