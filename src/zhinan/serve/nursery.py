"""The nursery: a process that holds the graph, opens nothing, and gives birth to workers in milliseconds.

It is started anew, not forked from the server, so that it inherits nothing of it: no connection, no thread, no
variable of the environment but what Python needs. Its standard input holds the names of the graphs, as a line of
JSON, and then their quads; orders come over one socket.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress

import pyoxigraph as ox

from zhinan.serve.answer import Asker
from zhinan.serve.judge import load_parser
from zhinan.serve.limits import Limits
from zhinan.serve.question import Question
from zhinan.serve.sheet import make_memory
from zhinan.serve.wire import BORN, DIED, FORK, KILL, ORDER, REPORT, SLOW
from zhinan.serve.worker import run_worker

_NICE = 19


def main() -> None:
    """Run the nursery: ``python -m zhinan.serve.nursery DESCRIPTOR LIMITS``."""
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = Limits(**json.loads(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    store = ox.Store()
    for graph in json.loads(sys.stdin.buffer.readline()):
        store.add_graph(ox.NamedNode(graph))
    store.bulk_load(sys.stdin.buffer, format=ox.RdfFormat.N_QUADS, lenient=True)
    asker = Asker(store)
    _warm_up(asker)
    gc.collect()
    gc.freeze()
    Nursery(control, asker, limits).run()


def _warm_up(asker: Asker) -> None:
    """Do once what every worker does, so that what is loaded on first use is there before they are shut in."""
    load_parser()
    for query in ("ASK { }", "DESCRIBE <>", "SELECT * { }"):
        asker.pack(asker.answer(Question(query)))


class Nursery:
    """Forks, slows and kills workers as it is told, and tells which were born and which died."""

    def __init__(self, control: socket.socket, asker: Asker, limits: Limits) -> None:
        self._control, self._asker, self._limits = control, asker, limits
        self._living: set[int] = set()

    def run(self) -> None:
        """Follow orders until the server is gone; then no worker is left."""
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            while self._serve(woken):
                pass
        except (BrokenPipeError, ConnectionResetError):
            pass
        for number in self._living:
            os.kill(number, signal.SIGKILL)

    def _serve(self, woken: int) -> bool:
        """Wait for an order or a death and deal with it; False where the server is gone."""
        control = self._control.fileno()
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            self._bury()
        if control in ready:
            order = self._control.recv(ORDER.size, socket.MSG_WAITALL)
            if len(order) < ORDER.size:
                return False
            self._follow(*ORDER.unpack(order))
        return True

    def _follow(self, order: bytes, number: int) -> None:
        if order == FORK:
            self._fork()
        elif number in self._living:  # it is our child and not yet buried, so the number is still its own
            if order == KILL:
                os.kill(number, signal.SIGKILL)
                with suppress(
                    PermissionError
                ):  # a process dies when its turn comes, which is late for a slowed one
                    os.setpriority(os.PRIO_PROCESS, number, 0)
            elif order == SLOW:
                os.setpriority(os.PRIO_PROCESS, number, _NICE)

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        paper = make_memory(self._limits.answer)
        parent = os.getpid()
        number = os.fork()
        if number == 0:
            signal.set_wakeup_fd(-1)
            try:
                run_worker(theirs, paper, self._asker, self._limits, parent)
            finally:
                os._exit(1)
        theirs.close()
        self._living.add(number)
        socket.send_fds(self._control, [REPORT.pack(BORN, number, 0)], [ours.fileno(), paper])
        ours.close()
        os.close(paper)

    def _bury(self) -> None:
        while self._living:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            self._living.discard(number)
            self._control.sendall(REPORT.pack(DIED, number, status))


if __name__ == "__main__":
    main()
