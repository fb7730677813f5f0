"""Queries are found by their own words, and by what the things are called that they can be asked about."""

from __future__ import annotations

import pytest

from graph.roots import ROOT
from zhinan.graph import assemble_graph
from zhinan.query import find_queries, load_queries
from zhinan.store import EmbeddedStore

CATALOGUE = load_queries()


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore(assemble_graph(ROOT))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("能源", "partners-for-field"),
        ("ENERGY", "partners-for-field"),
        ("清洁能源", "directions-in-field"),
        ("以色列", "directions-with-partner"),
        ("Israel", "directions-with-partner"),
        ("Africa", "fields-without-partner"),
        ("马普学会", "priorities-of-institution"),
        ("经费", "money-by-partner"),
        ("money partner", "money-by-partner"),
    ],
)
def test_a_query_is_found_by_words_and_by_things(store: EmbeddedStore, words: str, name: str) -> None:
    assert name in [query.name for query in find_queries(store, CATALOGUE, words)]


def test_a_thing_that_was_named_is_the_example(store: EmbeddedStore) -> None:
    found = {query.name: query for query in find_queries(store, CATALOGUE, "energy")}
    assert [one.example for one in found["directions-open-to-team"].parameters] == ["欧盟", "energy"]
    assert [one.example for one in CATALOGUE.get("directions-open-to-team").parameters] == [
        "欧盟",
        "生命健康",
    ]


def test_those_that_say_it_come_first_and_each_once(store: EmbeddedStore) -> None:
    spoken = [query.name for query in CATALOGUE.search("能源")]
    found = [query.name for query in find_queries(store, CATALOGUE, "能源")]
    assert found[: len(spoken)] == spoken
    assert len(found) == len(set(found)) > len(spoken)


@pytest.mark.parametrize("words", ["xyzzy", "x", ""])
def test_what_nothing_is_called_finds_no_query_by_things(store: EmbeddedStore, words: str) -> None:
    assert [query.name for query in find_queries(store, CATALOGUE, words)] == [
        query.name for query in CATALOGUE.search(words)
    ]
