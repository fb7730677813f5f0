"""The door to every store: the built graph, a folder, or a server."""

from __future__ import annotations

from pathlib import Path

from zhinan.errors import UsageError
from zhinan.files import find_root
from zhinan.graph import Step, assemble_graph
from zhinan.store.build import find_built, is_current
from zhinan.store.embedded import EmbeddedStore, open_folder
from zhinan.store.interface import Store


def open_store(
    where: str | Path | None = None,
    *,
    write: bool = False,
    graphs: tuple[str, ...] = (),
    user: str | None = None,
    password: str | None = None,
    timeout: int = 30,
    retries: int = 2,
    on_step: Step | None = None,
) -> Store:
    """The graph to ask.

    ``where`` None is our own graph: the built one on disk where it is current, else assembled in memory, with
    ``on_step`` told of each step. A folder is a pyoxigraph store, opened for reading unless ``write``.
    An http or https URL is a SPARQL 1.1 server, and ``graphs`` (named graphs to ask over; by default the server's
    own default graph), ``user``, ``password``, ``timeout`` (seconds a try) and ``retries`` are for it.

    Raises StoreError where a folder holds no store; a server is first asked when it is first used.
    """
    if where is None:
        return _open_own(on_step)
    if str(where).startswith(("http://", "https://")):
        from zhinan.store.remote import RemoteStore

        return RemoteStore(
            where=str(where), graphs=graphs, user=user, password=password, timeout=timeout, retries=retries
        )
    if "://" in str(where):
        raise UsageError(
            f"{where}: stores are folders, or servers under http:// or https://. Give one of these."
        )
    return open_folder(Path(where), write=write)


def _open_own(on_step: Step | None) -> Store:
    built = find_built()
    if is_current(built):
        return open_folder(built)
    return EmbeddedStore(assemble_graph(find_root(), on_step))
