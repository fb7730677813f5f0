"""A SPARQL text is understood before it is sent."""

from __future__ import annotations

import pytest

from zhinan.errors import QueryError
from zhinan.store import add_prefixes, find_form

TABLE = {"zn": "https://w3id.org/zhinan/ontology#", "owl": "http://www.w3.org/2002/07/owl#"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", "select"),
        ("# ASK\nask { ?s ?p ?o }", "ask"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("DESCRIBE <https://example.org/a>", "construct"),
    ],
)
def test_the_form_of_a_query_is_found(text: str, form: str) -> None:
    assert find_form(text) == form


def test_only_prefixes_that_are_used_and_not_declared_are_added() -> None:
    text = "ASK { ?x a zn:Guide }"
    added = add_prefixes(text, TABLE)
    assert added == f"PREFIX zn: <{TABLE['zn']}>\n{text}"
    assert add_prefixes(added, TABLE) == f"\n{added}"


@pytest.mark.parametrize(
    "text", ['ASK { ?x ?p "zn:Guide" }', "ASK { ?x ?p <zn:Guide> }", "ASK {} # zn:Guide"]
)
def test_a_name_in_a_string_an_iri_or_a_comment_needs_no_prefix(text: str) -> None:
    assert add_prefixes(text, TABLE) == f"\n{text}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASK { ?x a zz:Guide }", r"q\.rq:1:\d+: the prefix zz: is not declared"),
        ("ASK { ?x a }", r"q\.rq:1:\d+: this is not SPARQL"),
        (
            "PREFIX zn: <https://w3id.org/zhinan/ontology#>\nINSERT DATA { zn:a zn:b zn:c }",
            "changes the graph",
        ),
        ("drop all", "changes the graph"),
    ],
)
def test_what_does_not_parse_is_said_with_its_cause(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        find_form(text, "q.rq")
