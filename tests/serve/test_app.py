"""What stands before every route: health, one shape of fault, CORS, compression."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from zhinan.query import load_queries
from zhinan.serve import create_app
from zhinan.store.embedded import EmbeddedStore


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(EmbeddedStore(ox.Store()), load_queries()), raise_server_exceptions=False)


def test_health_is_answered(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["store"]) == (200, "ok", "memory")


def test_health_tells_no_path_of_this_machine() -> None:
    app = create_app(EmbeddedStore(ox.Store(), "/srv/graph"), load_queries())
    assert TestClient(app).get("/healthz").json()["store"] == "folder"


def test_a_fault_says_what_where_and_what_to_do(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json()["error"] == {
        "status": 404, "what": "nothing is here", "where": "/nowhere", "remedy": "Check the address.",
    }  # fmt: skip


def test_a_method_that_is_not_answered_names_those_that_are(client: TestClient) -> None:
    answer = client.delete("/healthz")
    assert (answer.status_code, answer.json()["error"]["status"]) == (405, 405)
    assert "GET" in answer.headers["allow"]


def test_pages_of_other_origins_may_ask(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Origin": "https://a.example"}).headers[
        "access-control-allow-origin"
    ] == ("*")
