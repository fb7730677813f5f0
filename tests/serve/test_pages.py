"""Every IRI answers, as a page and as RDF, and every fact on a page has its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from zhinan.query import load_queries
from zhinan.serve import create_app
from zhinan.store import EmbeddedStore
from zhinan.terms import ID, RDF_TYPE, zn

HTML, TURTLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, {"Accept": "text/turtle"}
DIRECTION = "/id/direction/most-2020/1.2"
KINDS = [
    "guide/most-2020", "direction/most-2020/1.2", "clause/most-2020/1.2/1", "requirement/most-2020/1.2/1",
    "country/JP", "region/HK", "field/energy", "span/most-2020/1748-1760", "quantity/most-2020/1.2/budget",
    "rule/most-2020/2.2/1", "document/most-2020", "programme/intergovernmental",
    "family/duration", "priority/cas-2020/17",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(own_graph: EmbeddedStore) -> Iterator[TestClient]:
    with TestClient(create_app(own_graph, load_queries(), isolated=False)) as client:
        yield client


class Reading(HTMLParser):
    """The links of a page, and whether every element that was opened was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", KINDS)
def test_a_thing_answers_with_a_page_and_with_rdf(client: TestClient, path: str) -> None:
    page = client.get(f"/id/{path}", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-location"] == f"/id/{path}?format=html"
    assert Reading(page.text).open == []
    for media_type, form in (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ):
        data = client.get(f"/id/{path}", headers={"Accept": media_type})
        assert data.headers["content-type"].split(";")[0] == media_type
        assert "Accept" in data.headers["vary"]
        found = {quad.subject.value for quad in ox.parse(data.content, format=form)}
        assert ID + path in found


def test_a_rule_that_a_finding_names_answers_with_all_of_its_shape(client: TestClient) -> None:
    path = "/id/rule/most-2020/2.2/1/stated"
    assert "须写明已作的提交" in client.get(path, headers=HTML).text
    quads = list(ox.parse(client.get(path, headers=TURTLE).content, format=ox.RdfFormat.TURTLE))
    blanks = {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)}
    assert blanks
    assert blanks <= {quad.subject for quad in quads}


def test_the_rdf_of_a_thing_is_what_the_graph_says_of_it(
    client: TestClient, own_graph: EmbeddedStore
) -> None:
    node = ox.NamedNode(ID + DIRECTION.removeprefix("/id/"))
    answered = ox.parse(client.get(DIRECTION, headers=TURTLE).content, format=ox.RdfFormat.TURTLE)
    said = {quad.triple for quad in own_graph.inner.quads_for_pattern(node, None, None, None)}
    pointing = {quad.triple for quad in own_graph.inner.quads_for_pattern(None, None, node, None)}
    assert said | pointing <= {quad.triple for quad in answered}


def test_a_page_shows_names_words_and_what_points_here(client: TestClient) -> None:
    text = client.get(DIRECTION, headers=HTML).text
    for words in (
        "中国和古巴政府间合作项目",
        "China–Cuba",
        "<mark>1200万元人民币</mark>",
        "附件1 / 二、领域和方向 / 1.2",
        "1748–1760",
    ):
        assert words in text
    assert 'href="/id/country/CU"' in text
    assert 'href="/id/requirement/most-2020/1.2/1"' in text, "what points to it"


def test_every_link_of_a_page_leads_to_a_page(client: TestClient) -> None:
    links = {link.partition("#")[0] for link in Reading(client.get(DIRECTION, headers=HTML).text).links}
    assert len(links) > 20
    ours = [link for link in links if link.startswith("/")]
    assert [link for link in ours if client.get(link, headers=HTML).status_code != 200] == []


def test_what_points_to_a_thing_is_paged(client: TestClient) -> None:
    path = "/id/document/most-2021-1"
    first, second = (client.get(f"{path}?offset={offset}", headers=HTML).text for offset in (0, 100))
    assert f'rel="next" href="{path}?offset=100#inbound"' in first
    assert f'rel="prev" href="{path}?offset=0#inbound"' in second
    assert client.get(f"{path}?offset=x", headers=HTML).status_code == 400


@pytest.mark.parametrize(
    "path", ["direction/most-2020/1.99", "direktion/x", "nothing", "a b", "能源", "x" * 900]
)
def test_an_unknown_thing_is_404_with_those_near(client: TestClient, path: str) -> None:
    page, data = client.get(f"/id/{path}", headers=HTML), client.get(f"/id/{path}", headers=TURTLE)
    assert (page.status_code, data.status_code) == (404, 404)
    assert data.json()["error"]["status"] == 404
    if path.startswith("direction/"):
        assert 'href="/id/direction/most-2020/1.9"' in page.text
        assert f"{ID}direction/most-2020/1.9" in data.json()["error"]["candidates"]


def test_the_ontology_answers_with_its_terms(client: TestClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    assert 'id="Direction"' in page
    quads = ox.parse(client.get("/ontology", headers=TURTLE).content, format=ox.RdfFormat.TURTLE)
    classes = {q.subject.value for q in quads if q.predicate.value == RDF_TYPE}
    assert {zn("Direction"), zn("Clause")} <= classes


def test_a_named_graph_answers_with_all_of_it(client: TestClient, own_graph: EmbeddedStore) -> None:
    graph = ox.NamedNode("https://w3id.org/zhinan/graph/most-2020")
    data = client.get("/graph/most-2020", headers={"Accept": "application/n-triples"}).content
    expected = {quad.triple for quad in own_graph.inner.quads_for_pattern(None, None, None, graph)}
    assert {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)} == expected
    assert client.get("/graph/nothing", headers=HTML).status_code == 404


def test_a_page_asks_nothing_from_outside_and_runs_nothing(client: TestClient) -> None:
    for path in ("/", DIRECTION, "/ontology", "/ask/guides", "/ask/partners-for-field?field=能"):
        page = client.get(path, headers=HTML)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script" not in page.text
        assert " style=" not in page.text


def test_what_is_given_is_shown_as_text(client: TestClient) -> None:
    page = client.get(
        "/ask/partners-for-field", params={"field": '"><script>alert(1)</script>'}, headers=HTML
    )
    assert page.status_code == 400
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_what_has_no_label_is_called_by_its_words(client: TestClient) -> None:
    page = client.get("/id/direction/most-2021-1/1.3", headers=HTML).text
    for href, words in (
        ("/id/quantity/most-2021-1/1.3/budget", "2000万元人民币"),
        ("/id/contact/most-2021-1/1.3/1", "Nofar Hamrany"),
        ("/id/requirement/most-2021-1/1.3/2", "各方分别申报"),
    ):
        assert f'<a href="{href}">{words}' in page


def test_a_candidate_and_a_thing_that_was_named_are_asked_by_a_click(client: TestClient) -> None:
    unclear = client.get("/ask/directions-open-to-team?partner=日本&field=能", headers=HTML).text
    link = re.search(r'href="(\?[^"]*field%3Aenergy)"', unclear)
    assert link is not None
    answered = client.get("/ask/directions-open-to-team" + unescape(link[1]), headers=HTML)
    assert (answered.status_code, "<tbody>" in answered.text) == (200, True)
    found = client.get("/?about=energy", headers=HTML).text
    assert 'href="/ask/partners-for-field?field=energy"' in found


def test_the_start_lists_guides_and_queries_and_finds_them(client: TestClient) -> None:
    page = client.get("/", headers=HTML).text
    assert 'href="/id/guide/most-2020"' in page
    assert 'href="/ask/partners-for-field"' in page
    found = client.get("/?about=备忘录", headers=HTML).text
    assert 'href="/ask/agreements-with-partner"' in found
    assert 'href="/ask/partners-for-field"' not in found


def test_a_question_is_asked_with_a_form(client: TestClient) -> None:
    empty = client.get("/ask/partners-for-field", headers=HTML)
    assert (empty.status_code, "required" in empty.text, "<tbody>" in empty.text) == (200, True, False)
    answered = client.get("/ask/partners-for-field?field=能源", headers=HTML).text
    assert 'href="/id/country/JP"' in answered
    assert "12 行" in answered
    unclear = client.get("/ask/partners-for-field?field=能", headers=HTML)
    assert (unclear.status_code, "field:energy" in unclear.text) == (400, True)


def test_the_dataset_is_described(client: TestClient, own_graph: EmbeddedStore) -> None:
    void = "http://rdfs.org/ns/void#"
    moved = client.get("/.well-known/void", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, "/void")
    described = ox.Store()
    answer = client.get("/void", headers=TURTLE)
    described.load(answer.content, format=ox.RdfFormat.TURTLE)
    assert 'rel="service-desc"' in answer.headers["link"]

    def count(subject: str, name: str) -> int:
        (quad,) = described.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(void + name), None)
        return int(quad.object.value)

    part = "https://w3id.org/zhinan/void#class-zn-Direction"
    directions = list(
        own_graph.inner.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(zn("Direction")))
    )
    assert count(part, "entities") == count(f"{part}-quoted", "distinctSubjects") == len(directions)
    assert count("https://w3id.org/zhinan/void#property-zn-partner", "triples") > len(directions) / 2
    distinct = {quad.triple for quad in own_graph.inner}
    assert count("https://w3id.org/zhinan/", "triples") == len(distinct)
    again = client.get("/void", headers=TURTLE | {"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_dataset_has_a_page(client: TestClient, own_graph: EmbeddedStore) -> None:
    page = client.get("/dataset", headers=HTML).text
    size = len({quad.triple for quad in own_graph.inner})
    assert f"{size:,} 条三元组" in page
    assert '<a href="/graph/most-2020">' in page
    assert re.search(r'指南方向 .*?</a></td><td class="number">43</td><td class="number">100 %</td>', page)


def test_the_dataset_is_an_entry_of_a_catalogue(client: TestClient, own_graph: EmbeddedStore) -> None:
    data = client.get("/dcat", headers={"Accept": "application/ld+json"}).content
    kinds = {
        q.object.value.rpartition("#")[2]
        for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)
        if q.predicate.value == RDF_TYPE
    }
    assert kinds == {"Catalog", "Dataset", "DataService", "Distribution"}
    files = [
        q.object.value.removeprefix("http://testserver")
        for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)
        if q.predicate.value.endswith("#downloadURL")
    ]
    assert len(files) == 2 * len(list(own_graph.inner.named_graphs()))
    assert {client.get(path).status_code for path in files} == {200}
    odd = client.get("/dcat", headers={"Host": "x>y"})
    assert odd.status_code == 200
