"""Clients that are slow, half gone, too loud or no clients at all: answered in the one shape or closed, never worse."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable

import pytest

from serve.live import EXAMPLE
from zhinan.serve import Limits

HEAD = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a\r\n"
OFF: dict[str, tuple[bytes, int]] = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", 400),
    "a method that is none": (b"FETCH /sparql HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a line that is no header": (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
    "two lengths": (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "a length that is no number": (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 400),
    "a length below zero": (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    "a length and chunks": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a chunk without a size": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n", 400),
    "a path that is not ASCII": ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 404),
    "a broken escape in the path": (b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "bytes that are no text in the path": (b"GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "a broken escape in the query": (b"GET /sparql?query=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "bytes that are no text in the query": (b"GET /sparql?query=%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "an Accept that is none": (HEAD + b"Accept: ;;;,,/;q=x,\xff\r\n\r\n", 406),
    "headers without end": (HEAD + b"X: " + b"x" * 2_000_000, 431),
    "a thousand headers": (HEAD + b"".join(b"X-%d: %s\r\n" % (at, b"x" * 1000) for at in range(1000)), 431),
    "a body that is too long": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 99999999\r\n\r\n", 413),
    "chunks that are too long": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 4, 413),
    "headers that stop": (HEAD, 408),
    "nothing at all": (b"", 408),
    "a body that stops": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 20\r\n\r\nASK", 408),
}  # fmt: skip


@pytest.fixture
def connect(address: str) -> Callable[[], socket.socket]:
    host, _, port = address.removeprefix("http://").partition(":")
    return lambda: socket.create_connection((host, int(port)), timeout=10)


def read_answer(sock: socket.socket) -> tuple[int, bytes]:
    """The status and body of an answer, which must be whole."""
    with sock.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return status, stream.read(length)


@pytest.mark.parametrize("what", OFF)
def test_what_is_off_is_answered_in_the_one_shape(connect: Callable[[], socket.socket], what: str) -> None:
    sent, expected = OFF[what]
    with connect() as sock:
        try:
            sock.sendall(sent)
        except (BrokenPipeError, ConnectionResetError):
            assert expected in (413, 431)
        try:
            status, body = read_answer(sock)
        except ConnectionResetError:
            assert expected in (413, 431), "closed before it was answered"
            return
    assert (status, json.loads(body)["error"]["status"]) == (expected, expected)
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    ("target", "headers", "status", "said"),
    [
        ("/api/queries?about=备忘录", "", 200, "agreements-with-partner"),
        ("/api/queries?about=备忘录", "X-Name: 名\r\n", 200, "agreements-with-partner"),
        ('/sparql?query=ASK{BIND("能"AS?x)}', "Accept: */*\r\n", 200, "true"),
        ("/id/国", "", 404, "国"),
    ],
)
def test_chinese_in_an_address_is_read_as_it_stands(
    connect: Callable[[], socket.socket], target: str, headers: str, status: int, said: str
) -> None:
    with connect() as sock:
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n".encode())
        found, body = read_answer(sock)
    assert found == status
    assert said in body.decode()


def test_an_address_in_another_encoding_is_refused(connect: Callable[[], socket.socket]) -> None:
    with connect() as sock:
        sock.sendall("GET /sparql?query=能 HTTP/1.1\r\nHost: a\r\n\r\n".encode("gb18030"))
        status, body = read_answer(sock)
    assert (status, json.loads(body)["error"]["what"]) == (400, "byte 0 is not UTF-8")


def test_a_client_that_leaves_in_the_middle_harms_nobody(connect: Callable[[], socket.socket]) -> None:
    for sent in (b"", b"GET /sp", HEAD, HEAD + b"\r\n"):
        with connect() as sock:
            sock.sendall(sent)
    with connect() as sock:
        sock.sendall(HEAD + b"\r\n")
        assert read_answer(sock)[0] == 200


def test_a_client_that_closes_its_side_is_still_answered(connect: Callable[[], socket.socket]) -> None:
    with connect() as sock:
        sock.sendall(HEAD + b"Connection: close\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(12) in (b"", b"HTTP/1.1 200")


def test_requests_sent_together_are_answered_in_order(connect: Callable[[], socket.socket]) -> None:
    with connect() as sock:
        sock.sendall((HEAD + b"\r\n") + (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n") + (HEAD + b"\r\n"))
        received = b""
        while received.count(b"HTTP/1.1 200") < 3 or not received.endswith(b"}"):
            received += sock.recv(65536)
    assert received.find(b'"boolean":true') < received.find(b'"status"') < received.rfind(b'"boolean":true')


def test_a_client_that_does_not_read_is_cut_off(connect: Callable[[], socket.socket], limits: Limits) -> None:
    query = f"SELECT * {{ ?a <{EXAMPLE}number> ?b . ?c <{EXAMPLE}number> ?d }} LIMIT 9000"
    head = "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    with connect() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(f"{head}Content-Length: {len(query)}\r\n\r\n{query}".encode() * 20)
        time.sleep(limits.patience * 4)
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while data := sock.recv(1 << 20):
                received += data.count(b"HTTP/1.1 200")
    assert 0 < received < 20
