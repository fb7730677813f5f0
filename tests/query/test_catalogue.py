"""Every query of the catalogue runs on the real graph, says what its columns are, and answers as it did before.

``tests/cases/query/NAME.json`` holds what was given and the rows that came back: first the example of the header,
then further cases, added by hand with empty rows and filled by ``make golden``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph.roots import ROOT
from zhinan.graph import assemble_graph
from zhinan.query import NamedQuery, load_queries, run_query
from zhinan.store import Iri, Store, Text, Value
from zhinan.store.embedded import EmbeddedStore
from zhinan.terms import shorten

CATALOGUE = load_queries(ROOT / "queries")
ASKED = [query for query in CATALOGUE if query.role != "check"]
CHECKS = [query for query in CATALOGUE if query.role == "check"]
CASES = ROOT / "tests/cases/query"


def name(query: NamedQuery) -> str:
    return query.name


@pytest.fixture(scope="session")
def graph() -> Store:
    return EmbeddedStore(assemble_graph(ROOT))


def list_cases(query: NamedQuery) -> list[dict[str, str]]:
    """What is given in each case; the first is the example of the header."""
    example = {parameter.name: parameter.example for parameter in query.parameters}
    path = CASES / f"{query.name}.json"
    known = [case["given"] for case in json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []
    return [example, *(given for given in known if given != example)]


def to_json(value: Value | None) -> Any:
    match value:
        case Iri():
            return shorten(value.value)
        case Text():
            return f"{value.value}@{value.language}"
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case date():
            return value.isoformat()
        case _:
            return value


def write_cases(cases: list[dict[str, Any]]) -> str:
    """JSON with a line a row, so that a difference reads as rows."""
    parts = []
    for case in cases:
        rows = ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in case["rows"])
        parts.append(
            f' {{"given": {json.dumps(case["given"], ensure_ascii=False)},\n  "rows": [\n{rows}\n  ]}}'
        )
    return "[\n" + ",\n".join(parts) + "\n]\n"


@pytest.mark.parametrize("query", ASKED, ids=name)
def test_an_answer_is_what_was_read_in_the_documents(
    query: NamedQuery, graph: Store, compare_golden: Callable[[Path, str], None]
) -> None:
    cases = []
    for given in list_cases(query):
        rows = run_query(graph, CATALOGUE, query, given).rows
        cases.append({"given": given, "rows": [[to_json(value) for value in row] for row in rows]})
    assert cases[0]["rows"], "the example of the header finds nothing: give one that does"
    compare_golden(CASES / f"{query.name}.json", write_cases(cases))


@pytest.mark.parametrize("query", CHECKS, ids=name)
def test_a_check_finds_nothing_in_the_graph(query: NamedQuery, graph: Store) -> None:
    rows = run_query(graph, CATALOGUE, query, {}).rows
    assert [[to_json(value) for value in row] for row in rows] == []


@pytest.mark.parametrize("query", list(CATALOGUE), ids=name)
def test_the_header_describes_every_column_in_order(query: NamedQuery, graph: Store) -> None:
    given = {parameter.name: parameter.example for parameter in query.parameters}
    found = run_query(graph, CATALOGUE, query, given).columns
    assert [column.name for column in query.columns] == [column.name for column in found]


@pytest.mark.parametrize("query", list(CATALOGUE), ids=name)
def test_a_query_stays_inside_what_other_servers_take(query: NamedQuery) -> None:
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    assert "ORDER BY" in text or query.role == "check", "rows without an order differ from store to store"
    assert "NOT EXISTS" not in text, "MINUS is set at a time; NOT EXISTS is asked row by row"
    assert "GROUP_CONCAT" not in text or "separator" in text.lower()


@pytest.mark.parametrize("query", ASKED, ids=name)
def test_a_query_speaks_both_languages(query: NamedQuery) -> None:
    words = [query.title, query.answer, *(column.label for column in query.columns)]
    words += [parameter.label for parameter in query.parameters]
    assert [word for word in words if not (word.zh and word.en)] == []


def test_every_golden_answer_has_its_query() -> None:
    assert sorted(path.stem for path in CASES.glob("*.json")) == sorted(query.name for query in ASKED)
