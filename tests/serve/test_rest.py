"""The REST part: named queries with typed parameters and pages, and applications checked as they are sent."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import httpx
import jsonschema
import pytest
from starlette.testclient import TestClient

from zhinan.query import PEOPLE, NamedQuery, load_queries
from zhinan.serve import Limits, create_app
from zhinan.serve.openapi import describe_api
from zhinan.serve.rest import LARGEST, PAGE
from zhinan.store import EmbeddedStore

CATALOGUE = load_queries().pick_roles(*PEOPLE)
DOCUMENT = describe_api(CATALOGUE)


@pytest.fixture(scope="module")
def client(own_graph: EmbeddedStore) -> Iterator[TestClient]:
    app = create_app(own_graph, CATALOGUE, Limits(body=256 * 1024, seconds=20), isolated=False)
    with TestClient(app) as client:
        yield client


def ask(client: TestClient, path: str, **headers: str) -> httpx.Response:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_query_is_asked_by_label_and_answered_with_labels(client: TestClient) -> None:
    found = ask(client, "/api/query/partners-for-field?field=能源").json()
    assert found["query"] == "partners-for-field"
    assert found["total"] == len(found["rows"]) == 12
    assert found["rows"][0]["partner"] == {
        "iri": "https://w3id.org/zhinan/id/country/AU", "zh": "澳大利亚", "en": "Australia",
    }  # fmt: skip


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_every_named_query_has_its_route_and_needs_what_it_says(
    client: TestClient, query: NamedQuery
) -> None:
    path, given = f"/api/query/{query.name}", {p.name: p.example for p in query.parameters}
    answer = client.get(path, params=given | {"limit": "3"})
    assert answer.status_code == 200
    assert 0 < len(answer.json()["rows"]) <= 3
    described = DOCUMENT["paths"][path]["get"]["parameters"]
    needed = {p["name"]: p["required"] for p in described if "$ref" not in p}
    assert needed.keys() == given.keys()
    for name in given:
        without = client.get(path, params={key: value for key, value in given.items() if key != name})
        assert without.status_code == (400 if needed[name] else 200)


def test_no_parameter_of_a_query_has_a_name_that_the_route_needs() -> None:
    taken = {"limit", "offset", "lang", "format"}
    assert [q.name for q in CATALOGUE if taken & {p.name for p in q.parameters}] == []


@pytest.mark.parametrize(
    ("path", "status", "where", "words"),
    [
        ("partners-for-field?field=能", 400, "field", "not one thing"),
        ("partners-for-field?field=火星", 400, "field", "not one thing"),
        ("partners-for-field", 400, "field", "needs it"),
        ("guides?colour=red", 400, "colour", "no such parameter"),
        ("guides?limit=0", 400, "limit", "whole number"),
        ("guides?limit=²", 400, "limit", "whole number"),
        (f"guides?limit={LARGEST + 1}", 400, "limit", "whole number"),
        ("guides?offset=-1", 400, "offset", "whole number"),
        ("guides?lang=fr", 400, "lang", "no language"),
        ("guides?format=pdf", 400, "format", "no format"),
        ("guides?limit=1&limit=2", 400, "limit", "twice"),
        ("directions-with-money?at_least=1,000", 400, "at_least", "not a number"),
        ("disjoint-kinds", 404, "/api/query/disjoint-kinds", "no query"),
        ("guide", 404, "/api/query/guide", "guides"),
    ],
)
def test_a_fault_is_told_in_one_shape(
    client: TestClient, path: str, status: int, where: str, words: str
) -> None:
    answer = client.get(f"/api/query/{path}")
    said = answer.json()["error"]
    assert (answer.status_code, said["status"], said["where"]) == (status, status, where)
    assert words in said["what"]


def test_a_label_of_several_things_is_answered_with_the_candidates(client: TestClient) -> None:
    said = ask(client, "/api/query/directions-with-partner?partner=Isreal").json()["error"]
    assert said["candidates"][0].startswith("country:IL ")
    assert (
        "candidates" not in ask(client, "/api/query/directions-with-partner?partner=火星火星").json()["error"]
    )


def test_pages_lead_to_each_other_and_make_up_the_whole(client: TestClient) -> None:
    path = "/api/query/partners-for-field?field=能源"
    whole, rows, following = ask(client, path).json()["rows"], [], f"{path}&limit=5"
    while following:
        answer = ask(client, following)
        assert answer.headers["x-total-count"] == "12"
        rows += answer.json()["rows"]
        links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"]))
        following = next((path for path, name in links.items() if name == "next"), "")
    assert rows == whole
    assert "link" not in ask(client, path).headers
    other = ask(client, path, Origin="https://example.org").headers["access-control-expose-headers"]
    assert {"Link", "X-Total-Count", "ETag"} <= set(other.split(", "))
    assert PAGE <= LARGEST


def test_an_answer_comes_as_csv_too(client: TestClient) -> None:
    for answer in (
        ask(client, "/api/query/guides?format=csv&lang=en"),
        ask(client, "/api/query/guides?lang=en", Accept="text/csv"),
    ):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert list(rows[0])[:2] == ["guide", "guide_en"]
    assert ask(client, "/api/query/guides", Accept="image/png").status_code == 406


def test_an_answer_that_the_client_holds_is_not_sent_again(client: TestClient) -> None:
    first = ask(client, "/api/query/guides")
    again = ask(client, "/api/query/guides", If_None_Match=f"W/{first.headers['etag']}")
    assert (again.status_code, again.content) == (304, b"")
    other = ask(client, "/api/query/guides?lang=en", If_None_Match=first.headers["etag"])
    assert other.status_code == 200


def test_queries_are_listed_and_found_by_their_words(client: TestClient) -> None:
    listed = ask(client, "/api/queries").json()["queries"]
    assert [query["name"] for query in listed] == list(CATALOGUE.paths)
    found = ask(client, "/api/queries?about=备忘录").json()["queries"]
    assert {query["name"] for query in found} == {"agreements-of-direction", "agreements-with-partner"}
    assert client.get(found[0]["href"]).status_code == 400


def test_the_openapi_document_is_one(client: TestClient) -> None:
    document = ask(client, "/api/openapi.json").json()
    assert document == json.loads(json.dumps(DOCUMENT))
    names = {path.removeprefix("/api/query/") for path in document["paths"] if path.startswith("/api/query/")}
    assert names == {query.name for query in CATALOGUE}
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
