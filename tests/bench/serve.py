"""What serving costs, as ratios in one run: ``python tests/bench/serve.py [SECONDS]``. It measures; it decides nothing.

SECONDS is how long each load lasts (3 by default; the heavy load lasts seven times as long). The best of three rounds
is shown, in which the servers take turns, so that other work on the machine disturbs all of them alike.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import psutil
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.load import Load, Server, find_port, measure_load, run
from zhinan.application import read_applications, write_template
from zhinan.files import find_root
from zhinan.graph import assemble_graph
from zhinan.rules import open_own_rules

ROOT = Path(__file__).resolve().parents[2]
LOOK_UP = "SELECT * WHERE { ?s a <https://w3id.org/zhinan/ontology#Guide> } LIMIT %d"
FILTERED = "SELECT * WHERE { ?s a <https://w3id.org/zhinan/ontology#Guide> FILTER(?s != <x:%d>) }"
ROWS = "SELECT * WHERE { ?s ?p ?o } LIMIT 10000"
HEAVY = "SELECT (COUNT(*) AS ?n%d) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset(default_union=True)
graph.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/"), port=int(sys.argv[2]), log_level="error")
"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROUNDS, TURNS = 3, 12
"""Rounds of which the best is shown; of loads there are more and shorter ones, since others' work comes and goes."""


def same(number: int) -> str:
    """The same look-up each time."""
    return LOOK_UP % 10


def distinct(number: int) -> str:
    """A look-up that nobody asked before, with the same answer."""
    return LOOK_UP % (10 + number)


def filtered(number: int) -> str:
    """A look-up that nobody asked before, with a condition, so that a worker answers it."""
    return FILTERED % number


@contextmanager
def run_zhinan(*options: str, log: IO[bytes] | None = None) -> Iterator[Server]:
    """``zhinan serve`` on our own graph."""
    port = find_port()
    command = [sys.executable, "-m", "zhinan", "serve", "--port", str(port), *options]
    with run(command, port, "/sparql", {"PYTHONPATH": str(ROOT / "src")}, log) as server:
        httpx.get(
            f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D", timeout=60, trust_env=False
        ).raise_for_status()
        yield server


@contextmanager
def run_oxigraph(folder: Path) -> Iterator[Server]:
    """The oxigraph server on a store in a folder."""
    port = find_port()
    command = [str(Path(sys.executable).parent / "oxigraph"), "serve-read-only", "--location", str(folder)]
    with run([*command, "--bind", f"127.0.0.1:{port}", "--union-default-graph"], port, "/query") as server:
        yield server


@contextmanager
def run_rdflib(quads: Path) -> Iterator[Server]:
    """rdflib-endpoint on a file of quads."""
    port = find_port()
    with run([sys.executable, "-c", RDFLIB, str(quads), str(port)], port, "/") as server:
        yield server


def say(what: str, value: str, goal: str = "") -> None:
    """A line of the table."""
    sys.stdout.write(f"{what:58} {value:>16}  {goal}\n")
    sys.stdout.flush()


def measure_bare(store: ox.Store, query: Callable[[int], str], times: int) -> float:
    """CPU microseconds of pyoxigraph alone for a query and the bytes of its answer."""
    start = time.process_time()
    for number in range(times):
        result = store.query(query(number), use_default_graph_as_union=True)
        result.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
    return (time.process_time() - start) / times * 1e6


def rows(number: int) -> str:
    """A query for ten thousand rows that nobody asked before."""
    return f"{ROWS} #{number}-{time.monotonic_ns()}"


def measure_overhead(store: ox.Store, seconds: float) -> None:
    """What HTTP costs beside pyoxigraph, and what isolation costs beside HTTP; all three take turns."""
    cost: dict[str, list[float]] = {}
    with run_zhinan("--trusted") as trusted, run_zhinan() as isolated:
        for _ in range(2 * ROUNDS):
            cost.setdefault("bare", []).append(measure_bare(store, distinct, 3000))
            cost.setdefault("bare rows", []).append(measure_bare(store, rows, 50))
            cost.setdefault("bare filtered", []).append(measure_bare(store, filtered, 3000))
            for name, server in (("trusted", trusted), ("isolated", isolated)):
                cost.setdefault(name, []).append(measure_load(server, distinct, seconds / 2, 4).cost)
                cost.setdefault(f"{name} filtered", []).append(
                    measure_load(server, filtered, seconds / 2, 4).cost
                )
                cost.setdefault(f"{name} rows", []).append(measure_load(server, rows, seconds / 2, 1).cost)
    best = {name: min(found) for name, found in cost.items()}
    say("bare pyoxigraph, a look-up, CPU µs", f"{best['bare']:.0f}")
    say("  trusted over HTTP, in addition", f"{best['trusted'] - best['bare']:.0f}", "at most 150")
    say("  isolated, in addition to that", f"{best['isolated'] - best['trusted']:.0f}", "at most 1000")
    say("bare pyoxigraph, a look-up with a FILTER, CPU µs", f"{best['bare filtered']:.0f}")
    say(
        "  trusted, and in a worker, in addition to that",
        f"{best['trusted filtered'] - best['bare filtered']:.0f}, "
        f"{best['isolated filtered'] - best['trusted filtered']:.0f}",
        "at most 150, 1000",
    )
    say("bare pyoxigraph, 10,000 rows, CPU µs", f"{best['bare rows']:.0f}")
    say(
        "  trusted over HTTP, times as much",
        f"{best['trusted rows'] / best['bare rows']:.2f}",
        "at most 1.15",
    )
    say(
        "  isolated, in addition to that, µs",
        f"{best['isolated rows'] - best['trusted rows']:.0f}",
        "at most 1000",
    )


def measure_requests(quads: Path, folder: Path, seconds: float) -> None:
    """Requests a second with both cores, as ratios to the oxigraph server and to rdflib-endpoint."""
    found: dict[tuple[str, str], list[Load]] = {}
    with (
        run_zhinan("--processes", "2") as isolated,
        run_zhinan("--processes", "2", "--trusted") as trusted,
        run_oxigraph(folder) as oxigraph,
    ):
        for _ in range(TURNS):
            for name, server in (("isolated", isolated), ("trusted", trusted), ("oxigraph", oxigraph)):
                for query in (same, distinct, filtered):
                    load = measure_load(server, query, seconds / 4)
                    found.setdefault((name, query.__name__), []).append(load)
    for query, what in (
        ("same", "the same look-up again"),
        ("distinct", "each look-up another"),
        ("filtered", "each another, with a FILTER"),
    ):
        say_rates(what, {name: loads for (name, asked), loads in found.items() if asked == query})
    if importlib.util.find_spec("rdflib_endpoint") is None:
        say("rdflib-endpoint", "not installed", "ten times as fast")
        return
    with run_rdflib(quads) as rdflib:
        rate = measure_load(rdflib, distinct, seconds, 1).rate
    ratio = max(load.rate for load in found["isolated", "distinct"]) / rate
    say("rdflib-endpoint, each look-up another, requests/s", f"{rate:.0f}")
    say("  zhinan, isolated, times as many", f"{ratio:.0f} ×", "at least 10 ×")


def say_rates(what: str, found: dict[str, list[Load]]) -> None:
    """The best rates beside that of the oxigraph server, and what the CPU time of server and clients would allow.

    The second is what two cores do that nothing else uses: others' work takes a part of them, and not the same of each.
    """
    best = {name: max(load.rate for load in loads) for name, loads in found.items()}
    cost = {name: min(load.cost for load in loads) for name, loads in found.items()}
    alone = {name: 2e6 / min(load.cost + load.client for load in loads) for name, loads in found.items()}
    base = "oxigraph"
    say(f"oxigraph server, {what}: requests/s, CPU µs each", f"{best[base]:.0f}, {cost[base]:.0f}")
    for name in ("isolated", "trusted"):
        ratio, able = best[name] / best[base], alone[name] / alone[base]
        shown = f"{best[name]:.0f} = {ratio:.2f} ×, {cost[name]:.0f}"
        say(f"  zhinan, {name}; by CPU {able:.2f} ×", shown, "at least 1 ×")


async def measure_heavy(address: str, seconds: float) -> None:
    """Look-ups that workers answer, beside 64 clients that ask heavy queries."""
    end = time.perf_counter() + seconds
    taken: list[float] = []
    statuses: dict[int, int] = {}

    async def load(client: httpx.AsyncClient, number: int) -> None:
        while time.perf_counter() < end:
            answer = await client.get(address, params={"query": HEAVY % number})
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1

    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as client:
        heavy = [asyncio.create_task(load(client, number)) for number in range(64)]
        while time.perf_counter() < end:
            start = time.perf_counter()
            answer = await client.get(address, params={"query": filtered(len(taken))})
            taken.append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.text
            await asyncio.sleep(0.02)
        await asyncio.gather(*heavy)
    p99 = statistics.quantiles(taken, n=100)[98]
    say(f"64 heavy clients, {seconds:.0f} s: look-ups answered", str(len(taken)))
    say(
        "  p50 and p99 of a look-up, ms",
        f"{statistics.median(taken) * 1000:.0f}, {p99 * 1000:.0f}",
        "p99 < 1000",
    )
    say(
        "  heavy queries by status",
        ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())),
    )


def measure_end(limit: float, times: int) -> None:
    """How long after the limit heavy queries are answered, and what is left behind by many of them."""
    with tempfile.TemporaryFile() as log:
        with run_zhinan("--seconds", str(limit), log=log) as server:
            say_lateness("  as the client counts", ask_heavy(server, limit, times))
        log.seek(0)
        lines = [json.loads(line) for line in log if b'"status": 503' in line]
        say_lateness("  as the server's log counts", [line["ms"] / 1000 - limit for line in lines])


def say_lateness(what: str, late: list[float]) -> None:
    """The median, the 99th percentile and the most of some seconds, as milliseconds."""
    late.sort()
    shown = [late[len(late) // 2], late[int(len(late) * 0.99) - 1], late[-1]]
    found = ", ".join(f"{seconds * 1000:.0f}" for seconds in shown)
    say(f"{what}, late by, ms", found, "p50, p99, most; at most 200")


def ask_heavy(server: Server, limit: float, times: int) -> list[float]:
    """How many seconds after the limit each of so many heavy queries is answered."""
    address = f"http://127.0.0.1:{server.port}/sparql"
    late: list[float] = []
    with httpx.Client(timeout=60, trust_env=False) as client:
        client.get(address, params={"query": LOOK_UP % 1}).raise_for_status()
        before = count_open(server)
        for number in range(times):
            start = time.perf_counter()
            assert client.get(address, params={"query": HEAVY % number}).status_code == 503
            late.append(time.perf_counter() - start - limit)
        client.get(address, params={"query": LOOK_UP % 1}).raise_for_status()
        time.sleep(1)
        after = count_open(server)
    say(
        f"{times} heavy queries, limit {limit:g} s: processes, descriptors before, after",
        f"{before}, {after}",
        "equal",
    )
    return late


def measure_check() -> None:
    """One application through ``POST /api/check``, in each form that people fill in, once the clerk is there."""
    direction, rules = "https://w3id.org/zhinan/id/direction/most-2020/2.2", open_own_rules()
    example = ROOT / "data" / "examples" / "valid.ttl"
    with (
        run_zhinan() as server,
        tempfile.TemporaryDirectory() as folder,
        httpx.Client(trust_env=False) as client,
    ):
        sent = {"text/turtle": example}
        for form, kind in (("json", "application/json"), ("yaml", "application/yaml"), ("xlsx", XLSX)):
            sent[kind] = Path(folder) / f"form.{form}"
            write_template(direction, form, sent[kind], rules, applications=read_applications(example))
        for kind, path in sent.items():
            taken = []
            for _ in range(30):
                start = time.perf_counter()
                client.post(
                    f"http://127.0.0.1:{server.port}/api/check",
                    content=path.read_bytes(),
                    headers={"Content-Type": kind},
                    timeout=60,
                ).raise_for_status()
                taken.append(time.perf_counter() - start)
            shown = f"{min(taken) * 1000:.1f}, {statistics.median(taken) * 1000:.1f}"
            say(f"one application checked, as {path.suffix[1:]}: least, p50, ms", shown, "under 10")


def count_open(server: Server) -> tuple[int, int]:
    """How many processes there are, and descriptors in all of them."""
    whole = psutil.Process(server.process.pid)
    processes = [whole, *whole.children(recursive=True)]
    return len(processes), sum(process.num_fds() for process in processes)


def main() -> None:
    """Every measurement, as a table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    graph = assemble_graph(find_root())
    say(f"{os.cpu_count()} cores, pyoxigraph {ox.__version__}, {len(graph)} triples", "", "goal")
    with tempfile.TemporaryDirectory() as folder:
        quads, location = Path(folder) / "graph.nq", Path(folder) / "store"
        quads.write_bytes(graph.dump(format=ox.RdfFormat.N_QUADS) or b"")
        store = ox.Store(str(location))
        store.bulk_extend(graph)
        store.optimize()
        store.flush()
        del store
        measure_overhead(graph, seconds)
        measure_requests(quads, location, seconds)
    measure_check()
    with run_zhinan("--seconds", "2") as server:
        asyncio.run(measure_heavy(f"http://127.0.0.1:{server.port}/sparql", seconds * 20 / 3))
    measure_end(0.1, int(seconds * 1000 / 3))


if __name__ == "__main__":
    main()
