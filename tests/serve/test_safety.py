"""What a query cannot do: run on, take all memory, answer without end, reach out, or stop others from asking."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from serve.live import EXAMPLE, make_store, run_server
from serve.test_sparql import find_fault, find_rows
from zhinan.serve import Limits
from zhinan.serve.sandbox import shut_in

LOOK_UP = f"SELECT ?n {{ <{EXAMPLE}thing/1> <{EXAMPLE}number> ?n FILTER(?n >= 0) }}"
"""Quick, and not so plain that no worker is asked."""
ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
HEAVY = {
    "a sort over a Cartesian product": f"SELECT * {{ {ALL} }} ORDER BY ?c ?f ?i",
    "a COUNT over a Cartesian product": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
    "a distinct Cartesian product": f"SELECT DISTINCT ?a ?d ?g {{ {ALL} }}",
    "a result without end": f"SELECT * {{ {ALL} }}",
    "a graph without end": f"CONSTRUCT {{ ?a ?e ?i }} {{ {ALL} }}",
    "strings that double": "SELECT * { BIND('x' AS ?a) " + "".join(
        f"BIND(CONCAT(?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}) AS ?{y}) "
        for x, y in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    ) + "}",
    "a regular expression that is a bomb": f"SELECT * {{ {ALL} FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), "
    "'^((((a{0,90}){0,90}){0,90}){0,9})*$')) }",
    "deep nesting": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "deep brackets": "SELECT (" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) {}",
    "ten thousand unions": "SELECT * { " + " UNION ".join(["{ ?a ?b ?c }"] * 10_000) + " ?d ?e ?f . ?g ?h ?i }",
    "a path without end": "SELECT * { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>|^!<x:x>)* ?c }",
}  # fmt: skip


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})


@pytest.fixture(scope="module")
def wide() -> Limits:
    return Limits(seconds=1.0, memory=96 * 2**20, answer=4 * 2**20, query=2**20)


@pytest.fixture(scope="module")
def hardened(wide: Limits) -> Iterator[str]:
    with run_server(make_store(), wide) as address:
        yield address


@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_query_is_refused_whole_and_the_next_is_answered(hardened: str, what: str) -> None:
    with httpx.Client(base_url=hardened, timeout=30, trust_env=False) as client:
        answer = ask(client, HEAVY[what])
        assert find_fault(answer)["status"] in (400, 413, 503), answer.text
        assert find_rows(ask(client, LOOK_UP)) == [["1"]]


REACHING = {
    "another service": ("SELECT * { SERVICE <%s> { ?s ?p ?o } }", 403),
    "another service, in silence": ("SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }", 403),
    "another service by a prefixed name": ("PREFIX a: <%s> SELECT * { SERVICE a: { ?s ?p ?o } }", 403),
    "another service by a variable": ("SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }", 403),
    "another service, nested": ("SELECT * { FILTER EXISTS { { SERVICE <%s> { ?s ?p ?o } } } }", 403),
    "another service, in odd letters": ("sElEcT*{sErViCe<%s>{?s ?p ?o}}", 403),
    "another service after a comment": ("SELECT * { #}\n#SERVICE\nSERVICE #\n<%s> { ?s ?p ?o } }", 403),
    "another service behind what looks like a string": (
        "SELECT * { FILTER(?a<?b#>'''\n) SERVICE SILENT <%s> { ?s ?p ?o } #'''\n}", 403),
    "a graph elsewhere": ("SELECT * FROM <%s> { ?s ?p ?o }", 403),
    "a named graph elsewhere": ("SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }", 403),
    "a graph elsewhere by a prefixed name": ("PREFIX a: <%s> SELECT * FROM a: { ?s ?p ?o }", 403),
    "a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 403),
    "loading": ("LOAD <%s>", 400),
    "loading into a graph": ("LOAD SILENT <%s> INTO GRAPH <x:y>", 400),
    "changing": ("INSERT DATA { <%s> <x:y> 1 }", 400),
}  # fmt: skip


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A socket that hears every attempt to reach it."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        sock.settimeout(0.05)
        yield sock


@pytest.mark.parametrize("what", REACHING)
def test_a_query_that_reaches_out_is_refused_and_reaches_nothing(
    client: httpx.Client, listener: socket.socket, what: str
) -> None:
    query, status = REACHING[what]
    answer = ask(client, query.replace("%s", f"http://127.0.0.1:{listener.getsockname()[1]}/"))
    assert find_fault(answer)["status"] == status
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { BIND('SERVICE <x:y> {} FROM <x:y>' AS ?service) } # SERVICE <x:y> {}",
        f"PREFIX from: <{EXAMPLE}> SELECT * {{ ?service from:number ?load }} LIMIT 1",
        f"SELECT * FROM <{EXAMPLE}numbers> {{ ?s ?p ?o }} LIMIT 1",
        f"PREFIX e: <{EXAMPLE}> SELECT * FROM NAMED e:numbers {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT 1",
    ],
)
def test_a_query_that_only_speaks_of_it_is_answered(client: httpx.Client, query: str) -> None:
    assert len(find_rows(ask(client, query))) == 1


def test_a_worker_whose_judge_is_asleep_still_reaches_nothing(
    listener: socket.socket, tmp_path: Path
) -> None:
    """The walls hold without the judgement: a worker is asked by its socket alone to open, to fetch, to fork."""
    ours, theirs = socket.socketpair()
    goal, secret = listener.getsockname(), tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    child = os.fork()
    if not child:
        try:
            shut_in()
            for attempt in (
                lambda: socket.socket(),
                lambda: secret.open("rb"),
                lambda: os.open(tmp_path / "new", os.O_CREAT | os.O_WRONLY),
                lambda: list(tmp_path.iterdir()),
                lambda: os.fork(),
                lambda: os.kill(os.getppid(), 0),
                lambda: os.execv("/bin/true", ["true"]),
                lambda: os.dup(theirs.fileno()),
                lambda: list(
                    ox.Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{goal[1]}/> {{ ?s ?p ?o }} }}")  # type: ignore[arg-type]
                ),
            ):
                try:
                    attempt()
                    theirs.send(b"!")
                except OSError:
                    theirs.send(b".")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    theirs.close()
    assert ours.recv(100) == b"." * 9
    ours.close()
    with pytest.raises(TimeoutError):
        listener.accept()
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
