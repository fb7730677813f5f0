"""The queries under ``queries/check/`` find no fault in what is whole, and each the one planted for it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from house.artefacts import ROOT, list_files, read

CASES = Path("tests/cases/house/check")
QUERIES = list_files("queries/check", suffixes=(".rq",))
ONTOLOGY = list_files("ontology", suffixes=(".ttl",))


def case_of(query: Path) -> Path:
    return CASES / query.relative_to("queries/check").with_suffix(".ttl")


def load_graph(*facts: Path) -> ox.Store:
    """The ontology in its own graph, and the facts in another."""
    store = ox.Store()
    for graph, files in (("ontology", ONTOLOGY), ("example", facts)):
        name = ox.NamedNode(f"https://w3id.org/zhinan/graph/{graph}")
        for path in files:
            store.bulk_load(path=str(ROOT / path), format=ox.RdfFormat.TURTLE, to_graph=name)
    return store


def find_faults(store: ox.Store, query: Path) -> list[str]:
    """The first column of the rows that a query finds."""
    rows = store.query(read(query), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return [row[0].value for row in rows]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_nothing_is_wrong_in_the_ontology_and_in_a_whole_graph(query: Path) -> None:
    assert find_faults(load_graph(Path("tests/cases/graph/whole.ttl")), query) == []


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_fault_planted_for_a_query_is_found(query: Path) -> None:
    faults = find_faults(load_graph(Path("tests/cases/graph/whole.ttl"), case_of(query)), query)
    assert any("planted" in fault for fault in faults), faults


def test_every_planted_fault_has_its_query() -> None:
    assert list_files(str(CASES)) == sorted(map(case_of, QUERIES))
