"""The SPARQL protocol over real HTTP: how a query may come, over which graphs, and in which form it is answered."""

from __future__ import annotations

import csv
import gzip
import io

import httpx
import pyoxigraph as ox
import pytest

from serve.live import EXAMPLE

PICK = f"SELECT ?number WHERE {{ <{EXAMPLE}thing/7> <{EXAMPLE}number> ?number }}"
BOTH = f"SELECT ?n ?l WHERE {{ <{EXAMPLE}thing/7> <{EXAMPLE}number> ?n ; <{EXAMPLE}label> ?l }}"
DIRECT = {"Content-Type": "application/sparql-query"}


def find_rows(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return [[row[name]["value"] for name in said["head"]["vars"]] for row in said["results"]["bindings"]]


def find_fault(answer: httpx.Response) -> dict[str, object]:
    """The fault of an answer, after seeing that it has the one shape."""
    assert answer.headers["content-type"] == "application/json"
    fault = answer.json()["error"]
    assert set(fault) == {"status", "what", "where", "remedy"}
    assert fault["status"] == answer.status_code
    assert fault["what"]
    assert fault["remedy"]
    return fault


def test_a_query_comes_by_get_by_post_and_as_a_form(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": PICK}),
        client.post("/sparql", content=PICK, headers=DIRECT),
        client.post("/sparql", data={"query": PICK}),
        client.post(
            "/sparql/", content=PICK, headers={"Content-Type": "application/sparql-query; charset=utf-8"}
        ),
    ]
    assert [find_rows(answer) for answer in answers] == [[["7"]]] * 4


def test_head_has_the_headers_and_no_body(client: httpx.Client) -> None:
    whole = client.get("/sparql", params={"query": PICK})
    head = client.head("/sparql", params={"query": PICK})
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == str(len(whole.content))


def test_without_a_dataset_all_graphs_are_asked(client: httpx.Client) -> None:
    assert find_rows(client.get("/sparql", params={"query": BOTH})) == [["7", "事物 7"]]


@pytest.mark.parametrize("where", ["protocol", "query"])
def test_the_dataset_is_that_of_the_protocol_or_of_the_query(client: httpx.Client, where: str) -> None:
    def ask(*graphs: str) -> list[list[str]]:
        names = [EXAMPLE + graph for graph in graphs]
        if where == "protocol":
            return find_rows(client.get("/sparql", params={"query": BOTH, "default-graph-uri": names}))
        clauses = " ".join(f"FROM <{name}>" for name in names)
        return find_rows(client.get("/sparql", params={"query": BOTH.replace("WHERE", f"{clauses} WHERE")}))

    assert ask("numbers") == []
    assert ask("numbers", "labels") == [["7", "事物 7"]]


def test_the_dataset_of_the_protocol_stands_before_that_of_the_query(client: httpx.Client) -> None:
    query = PICK.replace("WHERE", f"FROM <{EXAMPLE}labels> WHERE")
    parameters = {"query": query, "default-graph-uri": EXAMPLE + "numbers"}
    assert find_rows(client.get("/sparql", params=parameters)) == [["7"]]


def test_named_graphs_alone_leave_the_default_graph_empty(client: httpx.Client) -> None:
    parameters = {"query": PICK, "named-graph-uri": EXAMPLE + "numbers"}
    assert find_rows(client.get("/sparql", params=parameters)) == []
    inside = PICK.replace("{", "{ GRAPH ?g {", 1) + "}"
    assert find_rows(client.get("/sparql", params=parameters | {"query": inside})) == [["7"]]


@pytest.mark.parametrize(
    ("accept", "form", "media_type"),
    [
        (None, None, "application/sparql-results+json"),
        ("application/json", None, "application/json"),
        ("text/csv", None, "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml", None, "application/sparql-results+xml"),
        ("text/html, text/*;q=0.3", None, "text/xml; charset=utf-8"),
        (
            "application/*;q=0.1, text/tab-separated-values;q=0.2",
            None,
            "text/tab-separated-values; charset=utf-8",
        ),
        ("application/sparql-results+json;q=0, */*", None, "application/json"),
        ("text/turtle", "csv", "text/csv; charset=utf-8"),
    ],
)
def test_rows_come_in_the_form_that_is_wanted_most(
    client: httpx.Client, accept: str | None, form: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    parameters = {"query": PICK} if form is None else {"query": PICK, "format": form}
    answer = client.get("/sparql", params=parameters, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_come_in_each_form_and_say_the_same(client: httpx.Client, form: str) -> None:
    query = "CONSTRUCT WHERE { ?thing ?property ?value FILTER(?value = 7) }".replace(
        "FILTER(?value = 7)", f"; <{EXAMPLE}number> 7"
    )
    answer = client.get("/sparql", params={"query": query, "format": form})
    read = {str(quad.triple) for quad in ox.parse(answer.content, format=TRIPLES[form])}
    assert answer.status_code == 200, answer.text
    assert len(read) == 2


def test_a_yes_or_no_comes_as_json_or_xml_and_never_as_csv(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert "<boolean>true" in client.get("/sparql", params={"query": "ASK {}", "format": "xml"}).text
    assert find_fault(client.get("/sparql", params={"query": "ASK {}", "format": "csv"}))["status"] == 406


def test_csv_is_csv(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": BOTH, "format": "csv"})
    assert list(csv.reader(io.StringIO(answer.text))) == [["n", "l"], ["7", "事物 7"]]


def test_what_no_format_fits_is_406(client: httpx.Client) -> None:
    for query, accept in ((PICK, "image/png"), (PICK, "text/turtle"), ("DESCRIBE <x:y>", "text/csv")):
        fault = find_fault(client.get("/sparql", params={"query": query}, headers={"Accept": accept}))
        assert fault["status"] == 406
    assert find_fault(client.get("/sparql", params={"query": PICK, "format": "docx"}))["status"] == 400


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (415, PICK, "text/plain"),
        (415, PICK, None),
        (415, PICK.encode("utf-16"), "application/sparql-query; charset=utf-16"),
        (400, b"\xff\xfe", "application/sparql-query"),
        (400, "", "application/sparql-query"),
        (400, "query=%zz", "application/x-www-form-urlencoded"),
        (400, "query=%ff", "application/x-www-form-urlencoded"),
        (400, "query=ASK{}&query=SELECT*{}", "application/x-www-form-urlencoded"),
        (400, "nothing=here", "application/x-www-form-urlencoded"),
        (400, "SELECT ?x {", "application/sparql-query"),
        (403, "update=CLEAR+ALL", "application/x-www-form-urlencoded"),
        (403, "CLEAR ALL", "application/sparql-update"),
        (400, "CLEAR ALL", "application/sparql-query"),
        (413, "x" * 70_000, "application/sparql-query"),
    ],
)
def test_a_request_that_is_off_gets_its_status_and_the_one_shape(
    client: httpx.Client, status: int, content: str | bytes, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    assert find_fault(client.post("/sparql", content=content, headers=headers))["status"] == status


def test_a_fault_of_syntax_names_its_place(client: httpx.Client) -> None:
    fault = find_fault(client.get("/sparql", params={"query": "SELECT ?x\nWHERE { ?x }"}))
    assert str(fault["where"]).startswith("query:2:")


def test_a_method_that_is_not_answered_names_those_that_are(client: httpx.Client) -> None:
    answer = client.put("/sparql", params={"query": PICK})
    assert find_fault(answer)["status"] == 405
    assert "POST" in answer.headers["allow"]


def test_a_long_answer_comes_packed_where_that_is_wanted(client: httpx.Client) -> None:
    parameters = {"query": f"SELECT ?l {{ ?thing <{EXAMPLE}label> ?l }}"}
    packed = client.send(client.build_request("GET", "/sparql", params=parameters), stream=True)
    raw = b"".join(packed.iter_raw())
    plain = client.get("/sparql", params=parameters, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in plain.headers


def test_an_answer_is_not_sent_again_to_who_has_it(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": PICK})
    again = client.get("/sparql", params={"query": PICK}, headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/sparql", params={"query": BOTH}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)
    assert again.headers["etag"] == first.headers["etag"]


def test_what_may_differ_each_time_is_not_kept(client: httpx.Client) -> None:
    answers = [client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"}) for _ in range(2)]
    assert answers[0].content != answers[1].content
    assert "etag" not in answers[0].headers


def test_pages_of_other_origins_may_ask(client: httpx.Client) -> None:
    before = client.options("/sparql", headers={"Access-Control-Request-Method": "POST"})
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert client.get("/sparql", params={"query": PICK}).headers["access-control-allow-origin"] == "*"


def test_asked_nothing_the_endpoint_describes_itself(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    said = {str(quad.object.value) for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    assert EXAMPLE + "numbers" in said
    assert "http://www.w3.org/ns/sparql-service-description#SPARQL11Query" in said
    assert find_fault(client.get("/sparql", headers={"Accept": "image/png"}))["status"] == 406
