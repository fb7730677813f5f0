"""The W3C's tests of SPARQL 1.1 queries and result formats, each asked over real HTTP."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from conformance.results import is_graph, say_same
from conformance.suite import ABSENT, BASE, ROOT, SUITE, Case, list_cases, load_data, read
from serve.live import run_server
from zhinan.serve import Limits
from zhinan.store import EmbeddedStore

KNOWN: dict[str, str] = tomllib.loads(
    (ROOT / "tests/cases/conformance/query.toml").read_text(encoding="utf-8")
)
EMPTY = BASE + "empty"
CASES = list_cases()

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Asks a server that holds every file of the suites as a graph."""
    store = ox.Store()
    load_data(store, CASES)
    store.add_graph(ox.NamedNode(EMPTY))
    with (
        run_server(EmbeddedStore(store), Limits(workers=2, kept=0)) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as client,
    ):
        yield client


def ask(client: httpx.Client, case: Case) -> httpx.Response:
    """The answer to the query of a test, over its graphs, in the form that its result is in."""
    text = read(case.query)
    parameters: dict[str, str | list[str]] = {}
    if b"FROM" not in text:
        parameters = {"default-graph-uri": list(case.data) or [EMPTY], "named-graph-uri": list(case.graphs)}
    if case.result is not None:
        csv, graph = case.result.endswith(".csv"), is_graph(case.result, read(case.result))
        parameters["format"] = "csv" if csv else "ntriples" if graph else "json"
    query = f"BASE <{case.query}>\n".encode() + text
    return client.post(
        "/sparql", params=parameters, content=query, headers={"Content-Type": "application/sparql-query"}
    )


def is_malformed(answer: httpx.Response) -> bool:
    """Whether the text did not parse, which is another thing than that it cannot be run."""
    return answer.status_code == 400 and answer.json()["error"]["where"].startswith("query:")


def make_parameters() -> list[object]:
    marks = {name: pytest.mark.xfail(reason=reason, strict=True) for name, reason in KNOWN.items()}
    return [pytest.param(case, id=case.name, marks=marks.get(case.name, ())) for case in CASES]


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("case", make_parameters() or [None])
def test_of_the_suites(client: httpx.Client, case: Case) -> None:
    answer = ask(client, case)
    if "Syntax" in case.kind:
        assert is_malformed(answer) == case.kind.startswith("Negative"), answer.text
        return
    assert answer.status_code == 200, answer.text
    assert case.result is not None
    assert say_same(read(case.result), Path(case.result).suffix, case.result, answer.content), answer.text


def test_no_reason_is_left_without_its_test() -> None:
    assert KNOWN.keys() - {case.name for case in CASES} == set()


def test_the_suites_are_whole() -> None:
    assert len(CASES) > 300
