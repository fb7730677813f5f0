"""The server's side of the nursery: starting it, giving it orders, hearing of births and deaths."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox

import zhinan
from zhinan.serve.limits import Limits
from zhinan.serve.wire import BORN, FORK, ORDER, REPORT
from zhinan.store import EmbeddedStore

_RUN = "from zhinan.serve.nursery import main; main()"
_KEPT = ("PATH", "PYTHONHOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")
"""The variables of the environment that a nursery may see."""


class Keeper:
    """A running nursery; it tells ``on_born(number, socket, paper)``, ``on_died(number, status)`` and ``on_lost()``."""

    def __init__(
        self,
        on_born: Callable[[int, socket.socket, int], None],
        on_died: Callable[[int, int], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._on_born, self._on_died, self._on_lost = on_born, on_died, on_lost
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, store: EmbeddedStore, limits: Limits) -> None:
        """Start the nursery with the graph of ``store``; what it does is heard in the running loop."""
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as graph, theirs:
            names = [name.value for name in store.inner.named_graphs() if isinstance(name, ox.NamedNode)]
            graph.write(json.dumps(names).encode() + b"\n")
            store.dump(graph)
            graph.seek(0)
            command = [sys.executable, "-P", "-c", _RUN, str(theirs.fileno()), json.dumps(asdict(limits))]
            self._process = subprocess.Popen(
                command,
                stdin=graph,
                pass_fds=[theirs.fileno()],
                env=make_environment(),
                start_new_session=True,
            )
        ours.setblocking(False)
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._hear)

    def order(self, what: bytes, number: int = 0) -> None:
        """Give an order; none is heard by a nursery that is gone."""
        if self._control is not None:
            try:
                self._control.send(ORDER.pack(what, number))
            except OSError:
                self._lose()

    def fork(self) -> None:
        """Order a worker."""
        self.order(FORK)

    async def stop(self) -> None:
        """End the nursery, which ends its workers."""
        self._close()
        if self._process is not None:
            process, self._process = self._process, None
            await asyncio.get_running_loop().run_in_executor(None, process.wait, 10)

    def _hear(self) -> None:
        assert self._control is not None
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, REPORT.size, 2)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if len(data) < REPORT.size:
            self._lose()
            return
        kind, number, status = REPORT.unpack(data)
        if kind == BORN:
            self._on_born(number, socket.socket(fileno=descriptors[0]), descriptors[1])
        else:
            self._on_died(number, status)

    def _lose(self) -> None:
        self._close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self._on_lost()

    def _close(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None


def make_environment() -> dict[str, str]:
    """What a process that is started anew may know of this one's environment, and where our code is."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(zhinan.__file__).parents[1]), "PYTHONUTF8": "1"}
