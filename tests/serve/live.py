"""A real server on a free port of the loopback interface, in a thread or as the command in a process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyoxigraph as ox

from zhinan.query import load_queries
from zhinan.serve import Limits
from zhinan.serve.run import make_server
from zhinan.store import EmbeddedStore

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "https://example.org/"


def make_store(things: int = 2000) -> EmbeddedStore:
    """Numbered things in one named graph, and their labels in another."""
    store = ox.Store()
    number, label = (ox.NamedNode(EXAMPLE + name) for name in ("number", "label"))
    numbers, labels = (ox.NamedNode(EXAMPLE + name) for name in ("numbers", "labels"))
    for at in range(things):
        thing = ox.NamedNode(f"{EXAMPLE}thing/{at}")
        store.add(ox.Quad(thing, number, ox.Literal(at), numbers))
        store.add(ox.Quad(thing, label, ox.Literal(f"事物 {at}", language="zh"), labels))
    return EmbeddedStore(store)


@contextmanager
def run_server(store: EmbeddedStore, limits: Limits, *, isolated: bool = True) -> Iterator[str]:
    """The address of a server that runs with the block."""
    server = make_server(store, load_queries(), limits, isolated=isolated)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        port = sock.getsockname()[1]
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        assert thread.is_alive(), "the server did not start"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive(), "the server does not stop"


@contextmanager
def run_command(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``zhinan serve`` in a process of its own, and its address."""
    command = [sys.executable, "-m", "zhinan", "serve", "--port", "0", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = next(line for line in process.stderr if '"listening"' in line)
        yield process, json.loads(said)["address"].rstrip("/")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def list_children(number: int | None = None) -> list[psutil.Process]:
    """The processes that a process (this one, unless said) started, directly or not, eldest first."""
    return sorted(
        psutil.Process(number).children(recursive=True), key=lambda child: (child.create_time(), child.pid)
    )


class Family:
    """The processes that this one started since the family was founded."""

    def __init__(self) -> None:
        self._others = set(list_children())

    def list(self) -> list[psutil.Process]:
        """Those that live, eldest first: the first is the nursery."""
        return [child for child in list_children() if child not in self._others]
