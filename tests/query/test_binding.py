"""A value is bound as one whole term, whatever is in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhinan.errors import UsageError
from zhinan.query.binding import bind_values, find_given, write_term
from zhinan.store import Iri, Text, Value
from zhinan.store.embedded import EmbeddedStore

ECHO = "SELECT ?x WHERE { BIND ($value AS ?x) }"


def echo(value: Value) -> Value | None:
    ((found,),) = EmbeddedStore(ox.Store()).select(bind_values(ECHO, {"value": value})).rows
    return found


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_come_back_as_they_went_in(words: str) -> None:
    assert echo(words) == words


@pytest.mark.parametrize(
    "value",
    [
        Iri("https://w3id.org/zhinan/id/direction/most-2020/1.2"),
        Text('引号"与\\反斜线', "zh"),
        '" . } DROP ALL #',
        -7,
        Decimal("1E+7"),
        Decimal("0.10"),
        True,
        False,
        date(2021, 6, 30),
    ],
)
def test_every_type_comes_back_equal(value: Value) -> None:
    assert echo(value) == value
    assert type(echo(value)) is type(value)


@pytest.mark.parametrize(
    "iri", ["", "not an iri", "https://example.org/> . ?s ?p ?o", "https://example.org/a b", "#"]
)
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(UsageError, match="no IRI"):
        write_term(Iri(iri))


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x WHERE { ?x ?p "$name" }',
        "SELECT ?x WHERE { ?x ?p '$name' }",
        'SELECT ?x WHERE { ?x ?p """a "quoted" $name""" }',
        "SELECT ?x WHERE { ?x ?p '''it's $name''' }",
        "SELECT ?x WHERE { ?x <https://example.org/$name> ?o }",
        "SELECT ?x WHERE { ?x ?p ?o } # $name",
        "SELECT ?x WHERE { ?x ?p ?name }",
        'SELECT ?x WHERE { ?x ?p "a \\" $name" }',
    ],
)
def test_a_name_in_a_string_an_iri_or_a_comment_is_left_alone(text: str) -> None:
    assert find_given(text) == set()
    assert bind_values(text, {"name": "x"}) == text


def test_a_name_is_bound_wherever_it_stands_and_longer_names_are_not_it() -> None:
    text = "ASK { $a ?p $a . ?x ?p $ab . FILTER (?x < $a && ?y > 2) }"
    bound = bind_values(text, {"a": Iri("https://example.org/a")})
    a = "<https://example.org/a>"
    assert bound == f"ASK {{ {a} ?p {a} . ?x ?p $ab . FILTER (?x < {a} && ?y > 2) }}"


def test_several_values_become_a_list() -> None:
    text = bind_values("SELECT ?x WHERE { VALUES ?x { 1 2 3 } FILTER (?x IN ($all)) }", {"all": (3, 1)})
    assert EmbeddedStore(ox.Store()).select(text).rows == ((1,), (3,))
