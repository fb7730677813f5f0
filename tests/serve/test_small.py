"""What is answered outside the walls: look-ups whose cost the graph bounds, read by a grammar nobody can trick."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from serve.live import EXAMPLE, make_store
from serve.test_safety import HEAVY, REACHING
from zhinan.serve import MIB
from zhinan.serve.small import STEPS, Degrees, read_patterns

E = EXAMPLE
ONE, NUMBER, LABEL = f"<{E}thing/1>", f"<{E}number>", f"<{E}label>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

SMALL = {
    "a subject": f"SELECT * {{ {ONE} ?p ?o }}",
    "a subject and a predicate": f"SELECT ?n WHERE {{ {ONE} {NUMBER} ?n . }} LIMIT 3 OFFSET 1",
    "an object": f'SELECT DISTINCT ?s {{ ?s {LABEL} "事物 1"@zh }}',
    "a number": "ASK { ?s ?p 7 }",
    "prefixed names": f"PREFIX e: <{E}>\nprefix t: <{E}thing/>\nselect ?n\nwhere {{ t:1 e:number ?n ; e:label ?l }}",
    "two that join": f"SELECT * {{ {ONE} {NUMBER} ?n . ?s {NUMBER} 7 }} LIMIT 9",
}

LARGE = {
    "everything": "SELECT * { ?s ?p ?o } LIMIT 1",
    "a common predicate": f"SELECT * {{ ?s {NUMBER} ?n }} LIMIT 1",
    "a product": f"SELECT * {{ {ONE} ?p ?o . ?s {NUMBER} ?n }}",
    "many small ones": "SELECT * { " + " . ".join(f"{ONE} ?p{at} ?o{at}" for at in range(12)) + " }",
    "a term that is not there": f"SELECT * {{ <{E}nothing> ?p ?o . ?o ?q ?r }}",
    "a long text": "SELECT " + "?x " * 4000 + f"{{ {ONE} ?x ?o }}",
}  # fmt: skip

OTHER = {
    "a subject written the long way round": f"SELECT * {{ <{E}x/../thing/1> ?p ?o }}",
    "a predicate written the long way round": f"SELECT * {{ {ONE} <{E}x/../number> ?o }}",
    "a relative IRI": "SELECT * { <thing/1> ?p ?o }",
    "a filter": f"SELECT * {{ {ONE} ?p ?o FILTER(?o != 1) }}",
    "an option": f"SELECT * {{ {ONE} ?p ?o OPTIONAL {{ ?a ?b ?c }} }}",
    "a union": f"SELECT * {{ {{ {ONE} ?p ?o }} UNION {{ ?a ?b ?c }} }}",
    "a graph": f"SELECT * {{ GRAPH ?g {{ {ONE} ?p ?o }} }}",
    "a path": f"SELECT * {{ {ONE} {NUMBER}* ?o }}",
    "a list": f"SELECT * {{ {ONE} ?p ?o, ?a }}",
    "a blank node": f"SELECT * {{ {ONE} ?p [] }}",
    "an expression": f"SELECT (STR(?o) AS ?x) {{ {ONE} ?p ?o }}",
    "an aggregate": f"SELECT (COUNT(*) AS ?n) {{ {ONE} ?p ?o }}",
    "an order": f"SELECT * {{ {ONE} ?p ?o }} ORDER BY ?o",
    "values": f"SELECT * {{ {ONE} ?p ?o }} VALUES ?o {{ 1 }}",
    "a graph of its own": f"SELECT * FROM <{E}numbers> {{ {ONE} ?p ?o }}",
    "a comment": f"SELECT * {{ {ONE} ?p ?o }} # done",
    "a comment inside": f"SELECT * {{ {ONE} ?p ?o . # }}\n ?a ?b ?c }}",
    "an escape": "SELECT * { <https://example.org/thin\\u0067/1> ?p ?o }",
    "an escape in a string": f'SELECT * {{ ?s {LABEL} "\\"" }}',
    "a long string": f'SELECT * {{ ?s {LABEL} """事物 1""" }}',
    "a string in other quotes": f"SELECT * {{ ?s {LABEL} '事物 1' }}",
    "a name that goes on after a full stop": f"PREFIX e: <{E}> SELECT * {{ {ONE} ?p e:a.e:number ?x ?y }}",
    "a number that goes on after a full stop": f"SELECT * {{ {ONE} ?p 1.?x ?y ?z }}",
    "a prefix bound twice": f"PREFIX e: <{E}thing/> PREFIX e: <{E}> SELECT * {{ e:1 ?p ?o }}",
    "an unknown prefix": "SELECT * { e:1 ?p ?o }",
    "a base": f"BASE <{E}> SELECT * {{ {ONE} ?p ?o }}",
    "triples": f"CONSTRUCT WHERE {{ {ONE} ?p ?o }}",
    "a description": f"DESCRIBE {ONE}",
    "a space that is none in SPARQL": f"SELECT * {{ {ONE}\u00a0?p ?o }}",
    "a letter that folds to another": f"\u017fELECT * {{ {ONE} ?p ?o }}",
    "a word of reaching out": f"SELECT ?from {{ {ONE} ?p ?from }}",
    "nothing": "SELECT * { }",
    "two readings of quotes": f"SELECT * {{ FILTER(?a<?b#>'''\n) {ONE} ?p ?o #'''\n}}",
}  # fmt: skip


@pytest.fixture(scope="module")
def degrees() -> Degrees:
    return Degrees(make_store().inner, 32 * MIB)


@pytest.mark.parametrize("what", SMALL)
def test_a_look_up_bound_by_known_terms_is_small(degrees: Degrees, what: str) -> None:
    assert degrees.is_small(SMALL[what])


@pytest.mark.parametrize("what", LARGE)
def test_a_look_up_that_may_match_much_is_not(degrees: Degrees, what: str) -> None:
    assert not degrees.is_small(LARGE[what])


@pytest.mark.parametrize("what", OTHER)
def test_what_is_not_as_plain_as_it_must_be_is_not_read(what: str) -> None:
    assert read_patterns(OTHER[what]) == []


@pytest.mark.parametrize("what", [*HEAVY, *REACHING])
def test_nothing_heavy_and_nothing_that_reaches_out_is_small(degrees: Degrees, what: str) -> None:
    assert not degrees.is_small((HEAVY | {name: query for name, (query, _) in REACHING.items()})[what])


def test_of_a_long_answer_and_of_a_large_graph_nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store(10).inner
    assert not Degrees(store, 1000).is_small(SMALL["a subject"])
    monkeypatch.setattr("zhinan.serve.small._QUADS", 19)
    assert not Degrees(store, 32 * MIB).is_small(SMALL["a subject"])


TERMS = [
    ONE,
    NUMBER,
    f"<{E}thing/2>",
    "?a",
    "?b",
    "?c",
    "a",
    "e:number",
    "t:1",
    "t:2",
    '"事物 1"@zh',
    '"x"',
    "7",
]
PIECES = [
    " ",
    "  ",
    "\n",
    ".",
    " . ",
    ";",
    " ; ",
    ",",
    "#",
    "'",
    '"',
    "<",
    ">",
    "{",
    "}",
    "(",
    "|",
    "*",
    "^",
    "\\",
    "@",
    "-",
    "é",
]
TEXTS = st.builds(
    lambda head, body, tail: f"PREFIX e: <{E}> PREFIX t: <{E}thing/> {head} {{ {body} }}{tail}",
    st.sampled_from(["SELECT *", "ASK", "SELECT ?a ?b", "SELECT DISTINCT ?a", "SELECT REDUCED ?c WHERE"]),
    st.one_of(
        st.lists(st.sampled_from(TERMS), min_size=3, max_size=9).map(" ".join),
        st.lists(st.tuples(*[st.sampled_from(TERMS)] * 3).map(" ".join), min_size=1, max_size=3).map(
            " . ".join
        ),
        st.lists(st.sampled_from([*TERMS, *PIECES]), max_size=14).map("".join),
    ),
    st.sampled_from(["", " LIMIT 3", " OFFSET 1 LIMIT 2", "#"]),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(query=TEXTS)
def test_what_is_taken_for_a_look_up_is_one_to_another_parser(query: str) -> None:
    """rdflib reads the same patterns, and nothing but a join of them, in all that the grammar takes."""
    patterns = read_patterns(query)
    if not patterns or any(pattern[0][0] == '"' or pattern[1][0] == '"' for pattern in patterns):
        return
    algebra = prepareQuery(query).algebra
    nodes, found = [algebra], []
    while nodes:
        node = nodes.pop()
        assert node.name in ("SelectQuery", "AskQuery", "Project", "Distinct", "Reduced", "Slice", "BGP"), (
            node.name
        )
        found += node.triples if node.name == "BGP" else []
        nodes += [child for child in node.values() if isinstance(child, CompValue)]
    assert sorted(tuple(term.n3() for term in triple) for triple in found) == sorted(patterns)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(query=TEXTS)
def test_a_small_look_up_has_no_more_rows_than_it_may(degrees: Degrees, query: str) -> None:
    if degrees.is_small(query):
        found = _STORE.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QueryBoolean) or len(list(found)) <= STEPS


_STORE = make_store().inner
