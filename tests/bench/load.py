"""Clients for the measurements of serving: as many requests as go over kept-open connections, from two processes."""

from __future__ import annotations

import multiprocessing
import os
import selectors
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from typing import IO
from urllib.parse import quote

import psutil

Say = Callable[[int], bytes]
"""The request of a number."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, the path of its endpoint, its process."""

    port: int
    path: str
    process: subprocess.Popen[bytes]

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> bytes:
        """The request that asks a query."""
        head = f"GET {self.path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n"
        return head.encode()

    def count_cpu(self) -> float:
        """The CPU time, in seconds, that the server and all its processes, also those that ended, have used."""
        used = 0.0
        whole = psutil.Process(self.process.pid)
        for process in (whole, *whole.children(recursive=True)):
            times = process.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
        return used


def find_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


@contextmanager
def run(
    command: list[str],
    port: int,
    path: str,
    environment: dict[str, str] | None = None,
    log: IO[bytes] | None = None,
) -> Iterator[Server]:
    """A server while the block runs; what it logs goes to ``log`` if one is given."""
    env = os.environ | (environment or {})
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=log or subprocess.DEVNULL)
    try:
        _wait_until_open(port, process)
        yield Server(port, path, process)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}") from None
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen on {port}")


@dataclass(frozen=True)
class Load:
    """Requests a second, and the CPU microseconds of the server and of the clients for each."""

    rate: float
    cost: float
    client: float


def measure_load(server: Server, query: Callable[[int], str], seconds: float, clients: int = 16) -> Load:
    """What two processes of so many clients, each with one request at a time, are answered."""
    counts: Queue[tuple[int, float]] = multiprocessing.Queue()
    first = time.monotonic_ns() // 1000  # numbers that no load before has used
    starts = (first, first + 10_000_000)
    loads = [
        multiprocessing.Process(
            target=_load, args=(server.port, clients, seconds, server.ask, query, start, counts)
        )
        for start in starts
    ]
    before, began = server.count_cpu(), time.perf_counter()
    for load in loads:
        load.start()
    answered, cpu = zip(*(counts.get(timeout=seconds + 60) for _ in loads), strict=True)
    total = sum(answered)
    taken = time.perf_counter() - began
    used = server.count_cpu() - before
    for load in loads:
        load.join()
    return Load(total / taken, used / total * 1e6, sum(cpu) / total * 1e6)


def _load(
    port: int,
    clients: int,
    seconds: float,
    ask: Callable[[str], bytes],
    query: Callable[[int], str],
    number: int,
    counts: Queue[tuple[int, float]],
) -> None:
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(sock, selectors.EVENT_READ)
        sock.sendall(ask(query(number)))
        number += 1
    answered, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1):
            sock = key.fileobj  # type: ignore[assignment]
            if not _read(sock):
                raise RuntimeError("the server closed a connection or refused")
            answered += 1
            sock.sendall(ask(query(number)))
            number += 1
    counts.put((answered, time.process_time()))


def _read(sock: socket.socket) -> bool:
    """Read one answer; whether it is a 200."""
    data = sock.recv(65536)
    while not (_is_whole(data) or data.endswith((b"\r\n0\r\n\r\n", b"}\n"))):
        more = sock.recv(1 << 20)
        if not more:
            return False
        data += more
    return data.startswith(b"HTTP/1.1 200")


def _is_whole(data: bytes) -> bool:
    head, _, body = data.partition(b"\r\n\r\n")
    lower = head.lower()
    at = lower.find(b"content-length:")
    return at >= 0 and len(body) >= int(lower[at + 15 :].split(b"\r\n", 1)[0])
