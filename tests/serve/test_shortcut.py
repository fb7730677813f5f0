"""The short way of a look-up answers what the usual way answers, whatever comes before, after or in pieces."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from serve.live import EXAMPLE, make_store, run_server
from serve.test_clients import read_answer
from zhinan.serve import Limits

ONE = f"SELECT ?n {{ <{EXAMPLE}thing/%d> <{EXAMPLE}number> ?n }}"
QUERIES = {
    "a look-up": ONE % 1,
    "a look-up that was answered": ONE % 1,
    "a look-up that is not plain": f"SELECT ?n {{ <{EXAMPLE}thing/1> <{EXAMPLE}number> ?n FILTER(?n >= 0) }}",
    "many rows": f"SELECT ?l {{ ?s <{EXAMPLE}label> ?l }}",
    "triples": f"CONSTRUCT WHERE {{ <{EXAMPLE}thing/2> ?p ?o }}",
    "yes or no": "ASK {}",
    "bad syntax": "SELECT",
    "another service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "too heavy": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "too long": f"SELECT * {{ ?s ?p ?o . ?a <{EXAMPLE}number> ?b }}",
}
PLAIN = "Host: a\r\nAccept: */*\r\nAccept-Encoding: %s\r\n"


@pytest.fixture(scope="module", params=[True, False], ids=["workers", "trusted"])
def connect(request: pytest.FixtureRequest) -> Iterator[Callable[[], socket.socket]]:
    limits = Limits(seconds=0.3, answer=2**20)
    with run_server(make_store(300), limits, isolated=request.param) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        yield lambda: socket.create_connection((host, int(port)), timeout=10)


def send(sock: socket.socket, query: str, headers: str) -> None:
    sock.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\n{headers}\r\n".encode())


def read_whole(sock: socket.socket) -> tuple[str, list[str], bytes]:
    """The status, the headers in order of their names but for the date, and the body."""
    with sock.makefile("rb") as stream:
        status = stream.readline().decode()
        headers = list(iter(lambda: stream.readline().decode().lower(), "\r\n"))
        length = next(int(line.split(":")[1]) for line in headers if line.startswith("content-length:"))
        return (
            status.split()[1],
            sorted(line for line in headers if not line.startswith("date:")),
            stream.read(length),
        )


@pytest.mark.parametrize("what", [what for what in QUERIES if not what.startswith("too")])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_both_ways_answer_the_same(connect: Callable[[], socket.socket], what: str, coding: str) -> None:
    compare_ways(connect, what, coding)


@pytest.mark.parametrize("what", [what for what in QUERIES if what.startswith("too")])
@pytest.mark.parametrize("connect", [True], indirect=True)
def test_both_ways_refuse_the_same(connect: Callable[[], socket.socket], what: str) -> None:
    compare_ways(connect, what, "gzip")


def compare_ways(connect: Callable[[], socket.socket], what: str, coding: str) -> None:
    with connect() as sock:
        send(sock, "ASK {}", PLAIN % coding)
        read_whole(sock)
        send(sock, QUERIES[what], PLAIN % coding)
        short = read_whole(sock)
        send(sock, QUERIES[what], PLAIN % coding + "X-Other: 1\r\n")
        assert read_whole(sock) == short
    assert short[0] in ("200", "400", "403", "413", "503")


def test_requests_in_pieces_and_together_are_answered_in_order(connect: Callable[[], socket.socket]) -> None:
    requests = [
        f"GET /sparql?query={quote(ONE % number)} HTTP/1.1\r\n{PLAIN % 'identity'}\r\n".encode()
        for number in range(40)
    ]
    stream = b"".join(requests)
    for size in (len(requests[0]), len(requests[0]) + 7, 100, len(stream)):
        with connect() as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for start in range(0, len(stream), size):
                sock.sendall(stream[start : start + size])
            with sock.makefile("rb") as answers:
                found = [_read_number(answers) for _ in requests]
        assert found == list(range(40))


def _read_number(stream: object) -> int:
    length = 0
    while (line := stream.readline()) != b"\r\n":  # type: ignore[attr-defined]
        length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length") else length
    return int(stream.read(length).split(b'"value":"')[1].split(b'"')[0])  # type: ignore[attr-defined]


def test_what_is_not_plain_goes_the_usual_way(connect: Callable[[], socket.socket]) -> None:
    with connect() as sock:
        send(sock, "ASK {}", PLAIN % "identity")
        assert read_answer(sock)[0] == 200
        for target, status in (("query=%zz", 400), ("query=ASK{}#x", 200), ("q=1", 200), ("query=é", 400)):
            with connect() as other:
                other.sendall(f"GET /sparql?{target} HTTP/1.1\r\n{PLAIN % 'identity'}\r\n".encode())
                assert read_answer(other)[0] == status
        sock.sendall(f"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n{PLAIN % 'identity'}\r\n".encode())
        assert read_answer(sock)[0] == 200
        assert sock.recv(1) == b""
