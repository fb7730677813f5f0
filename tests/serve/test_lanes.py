"""Under load: look-ups go on beside heavy queries, nothing is left behind, and the server ends when it is told to."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pytest

from serve.live import Family, list_children, make_store, run_command, run_server
from serve.test_safety import ALL, HEAVY, LOOK_UP, ask
from serve.test_sparql import find_fault, find_rows
from zhinan.serve import Limits
from zhinan.serve.lanes import Experience, find_shape

COUNT = f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}"


def test_look_ups_are_answered_while_many_ask_heavy_queries() -> None:
    limits = Limits(seconds=0.2, slow=4)
    with run_server(make_store(200), limits) as address:
        statuses = asyncio.run(_ask_under_load(address))
    assert set(statuses["look-up"]) == {200}
    assert set(statuses["heavy"]) == {503}
    assert sum(statuses["look-up"].values()) >= 20


async def _ask_under_load(address: str) -> dict[str, Counter[int]]:
    """Sixteen clients ask heavy queries for as long as one asks twenty look-ups."""
    statuses: dict[str, Counter[int]] = {"heavy": Counter(), "look-up": Counter()}
    done = asyncio.Event()

    async def load(client: httpx.AsyncClient, number: int) -> None:
        while not done.is_set():
            query = COUNT.replace("?n", f"?n{number}")
            statuses["heavy"][(await client.get("/sparql", params={"query": query})).status_code] += 1

    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        assert (await client.get("/sparql", params={"query": LOOK_UP})).status_code == 200
        heavy = [asyncio.create_task(load(client, number)) for number in range(16)]
        await asyncio.sleep(0.2)
        for number in range(20):
            query = LOOK_UP.replace("thing/1", f"thing/{number}")
            statuses["look-up"][(await client.get("/sparql", params={"query": query})).status_code] += 1
        done.set()
        await asyncio.gather(*heavy)
    return statuses


def test_nothing_is_left_behind_by_a_hundred_heavy_queries() -> None:
    limits = Limits(seconds=0.1, memory=96 * 2**20, answer=2**20, query=2**20, slow=4)
    family = Family()
    queries = [query for what, query in HEAVY.items() if "unions" not in what and "regular" not in what]
    with (
        run_server(make_store(200), limits) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as client,
    ):
        find_rows(ask(client, LOOK_UP))
        before = _count_what_is_open(family)
        for number in range(100):
            answer = ask(client, queries[number % len(queries)] + f"# {number}")
            assert find_fault(answer)["status"] in (400, 413, 503)
        find_rows(ask(client, LOOK_UP))
        assert _wait_for(family, before) == before
    assert family.list() == []


def _count_what_is_open(family: Family) -> tuple[int, int, int]:
    """Processes, descriptors of this process, and descriptors of the nursery."""
    nursery, *workers = family.list()
    return len(workers), psutil.Process().num_fds(), nursery.num_fds()


def _wait_for(family: Family, wanted: tuple[int, int, int]) -> tuple[int, int, int]:
    """What is open as soon as it is what is wanted, or after some seconds."""
    for _ in range(100):
        if (found := _count_what_is_open(family)) == wanted:
            break
        time.sleep(0.05)
    return found


def test_a_killed_worker_and_a_killed_nursery_come_again() -> None:
    family = Family()
    with (
        run_server(make_store(50), Limits()) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        find_rows(ask(client, LOOK_UP))
        nursery = family.list()[0]
        for worker in nursery.children():
            worker.kill()
        assert find_rows(ask(client, LOOK_UP.replace("?n", "?other"))) == [["1"]]
        nursery.kill()
        nursery.wait()
        for number in range(100):
            answer = ask(client, LOOK_UP.replace("?n", f"?again{number}"))
            if answer.status_code == 200:
                break
            assert find_fault(answer)["status"] == 503
            time.sleep(0.1)
        assert find_rows(answer) == [["1"]]
    assert family.list() == []


@pytest.mark.parametrize("way", ["short", "usual"])
def test_a_heavy_query_ends_when_its_client_leaves(way: str) -> None:
    family = Family()
    heads = {"short": b"", "usual": b"X-Other: 1\r\n"}
    with run_server(make_store(200), Limits(seconds=60)) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as sock:
            sock.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n")
            sock.recv(4096)
            target = quote(COUNT).encode()
            sock.sendall(b"GET /sparql?query=%b HTTP/1.1\r\nHost: a\r\n%b\r\n" % (target, heads[way]))
            assert _wait_for_nice(family, 1) == 1
        assert _wait_for_nice(family, 0) == 0


def _wait_for_nice(family: Family, wanted: int) -> int:
    """How many workers are in the slow lane, as soon as that is what is wanted or after some seconds."""
    slow = -1
    for _ in range(100):
        slow = 0
        for child in family.list():
            try:
                slow += child.nice() == 19
            except psutil.NoSuchProcess:
                continue
        if slow == wanted:
            break
        time.sleep(0.05)
    return slow


@pytest.mark.parametrize("options", [(), ("--processes", "2")], ids=["one process", "two processes"])
def test_told_to_stop_the_server_answers_what_it_began_and_leaves_no_process(
    options: tuple[str, ...],
) -> None:
    with run_command("--seconds", "1", *options) as (process, address):
        with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
            assert client.get("/healthz").status_code == 200
            statuses: list[int] = []
            waiting = threading.Thread(target=lambda: statuses.append(ask(client, COUNT).status_code))
            waiting.start()
            time.sleep(0.3)
            children = list_children(process.pid)
            process.send_signal(signal.SIGTERM)
            waiting.join(10)
        assert process.wait(10) in (0, -signal.SIGTERM)
        assert statuses == [503]
        assert children
        assert psutil.wait_procs(children, timeout=5)[1] == []


def test_a_server_that_is_killed_leaves_no_process() -> None:
    with run_command() as (process, address):
        assert httpx.get(f"{address}/sparql?query=ASK%20%7B%7D", trust_env=False).status_code == 200
        children = list_children(process.pid)
        process.kill()
        assert len(children) >= 2
        assert psutil.wait_procs(children, timeout=5)[1] == []


def test_a_worker_holds_no_descriptor_but_its_socket() -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not list descriptors under /proc")
    family = Family()
    with run_server(make_store(10), Limits()) as address:
        httpx.get(f"{address}/sparql?query=ASK%20%7B%7D", trust_env=False)
        nursery = family.list()[0]
        for worker in nursery.children():
            links = [str(path.readlink()) for path in Path(f"/proc/{worker.pid}/fd").iterdir()]
            assert sorted(link.partition(":")[0] for link in links) == ["/dev/null"] * 3 + ["socket"]


def test_a_shape_is_remembered_and_nobody_slows_down_the_look_ups_of_others() -> None:
    experience = Experience()
    texts = [f"ASK {{ <a{number}> <b> {number} }}" for number in range(4)]
    shape = find_shape(texts[0])
    assert {find_shape(text) for text in texts} == {shape}
    assert experience.is_quick(texts[0], shape) is None
    experience.add(texts[0], shape, quick=True)
    assert experience.is_quick(texts[1], shape) is True
    experience.add(texts[2], shape, quick=False)
    assert experience.is_quick(texts[2], shape) is False
    assert experience.is_quick(texts[1], shape) is None
    experience.add(texts[3], shape, quick=False)
    assert experience.is_quick(texts[1], shape) is False
