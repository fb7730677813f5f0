"""The door to every store: the built graph, a folder, or a server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zhinan.errors import UnknownChoice, UsageError
from zhinan.files import find_root
from zhinan.graph import Step, assemble_graph, list_sources
from zhinan.store.build import find_built, is_current
from zhinan.store.embedded import EmbeddedStore, open_folder
from zhinan.store.interface import Store
from zhinan.terms import graph_name

if TYPE_CHECKING:
    from zhinan.store.remote import RemoteStore

_ALWAYS = ("ontology", "reference", "families", "closure")
"""Graphs that are no guide's, and without which a guide's have no names."""


def open_store(
    where: str | Path | None = None,
    *,
    write: bool = False,
    graphs: tuple[str, ...] | None = None,
    user: str | None = None,
    password: str | None = None,
    auth: str = "any",
    timeout: int = 30,
    retries: int = 2,
    on_step: Step | None = None,
) -> Store:
    """The graph to ask.

    ``where`` None is our own graph: the built one on disk where it is current, else assembled in memory, with
    ``on_step`` told of each step. A folder is a pyoxigraph store, opened for reading unless ``write``.
    An http or https URL is a SPARQL 1.1 server; ``user`` and ``password`` (by default ``$ZHINAN_USER`` and
    ``$ZHINAN_PASSWORD``), ``auth`` (any, basic or digest), ``timeout`` (seconds a try) and ``retries`` are for it.
    ``graphs`` are the named graphs to ask over, by IRI; by default all that a folder has, on a server those that our
    own graph has, and with () a server's own default graph.

    Raises StoreError where a folder holds no store; a server is first asked when it is first used.
    """
    if where is None:
        return _open_own(on_step, graphs or ())
    if is_server(where):
        return open_server(
            str(where),
            graphs=list_own_graphs() if graphs is None else graphs,
            user=user,
            password=password,
            auth=auth,
            timeout=timeout,
            retries=retries,
        )
    if "://" in str(where):
        raise UsageError(
            f"{where}: stores are folders, or servers under http:// or https://. Give one of these."
        )
    return open_folder(Path(where), write=write, graphs=graphs or ())


def is_server(where: str | Path) -> bool:
    """Whether this is the address of a server."""
    return str(where).startswith(("http://", "https://"))


def open_server(
    where: str,
    *,
    update: str | None = None,
    graphs: tuple[str, ...] = (),
    user: str | None = None,
    password: str | None = None,
    auth: str = "any",
    timeout: int = 30,
    retries: int = 2,
) -> RemoteStore:
    """A SPARQL server at an address; see ``open_store``. Raises UsageError where the address holds a password."""
    from zhinan.store.remote import RemoteStore

    if "@" in urlsplit(where).netloc:
        host = urlsplit(where).netloc.rpartition("@")[2]
        raise UsageError(
            f"The address of {host} holds a user. Give it as --user and $ZHINAN_PASSWORD instead."
        )
    if user is None:
        user, password = os.environ.get("ZHINAN_USER"), password or os.environ.get("ZHINAN_PASSWORD")
    return RemoteStore(
        where=where, update=update, graphs=graphs, user=user, password=password, auth=auth, timeout=timeout,
        retries=retries,
    )  # fmt: skip


def list_own_graphs() -> tuple[str, ...]:
    """The names of the named graphs that our own graph has, the closure last."""
    named = dict.fromkeys(source.graph for source in list_sources(find_root()) if source.graph)
    return (*named, graph_name("closure"))


def choose_graphs(guides: tuple[str, ...]) -> tuple[str, ...] | None:
    """The graphs of some guides with those that every question needs; None, for all, where no guide is named.

    Raises UnknownChoice where a name is not a guide's.
    """
    if not guides:
        return None
    known = [graph.rpartition("/")[2] for graph in list_own_graphs()]
    for name in guides:
        if name not in known or name in _ALWAYS:
            raise UnknownChoice("guide", name, [name for name in known if name not in _ALWAYS])
    return tuple(graph_name(name) for name in dict.fromkeys((*_ALWAYS, *guides)))


def _open_own(on_step: Step | None, graphs: tuple[str, ...]) -> Store:
    built = find_built()
    if is_current(built):
        return open_folder(built, graphs=graphs)
    return EmbeddedStore(assemble_graph(find_root(), on_step), graphs=graphs)
