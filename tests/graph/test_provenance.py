"""Every fact that a guide states leads to the words it was read from."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.roots import ROOT

GUIDES = sorted((ROOT / "data/guides").glob("*.ttl"))
STATED = (
    "Agreement", "Clause", "Contact", "DeclaredTotal", "Direction", "Duration", "Field", "Indicator", "Initiative",
    "Priority", "ProcedureStep", "Quantity", "SubDirection",
)  # fmt: skip
UNPLACED = """
PREFIX zn: <https://w3id.org/zhinan/ontology#>
SELECT DISTINCT ?thing WHERE {{ ?thing a zn:{name} MINUS {{ ?thing zn:statedAt ?span . ?span a zn:Span }} }}
"""
COUNT = (
    "PREFIX zn: <https://w3id.org/zhinan/ontology#> SELECT (COUNT(*) AS ?n) WHERE {{ ?thing a zn:{name} }}"
)


def load(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", STATED)
def test_every_fact_leads_to_a_span(path: Path, name: str) -> None:
    assert [row[0].value for row in load(path).query(UNPLACED.format(name=name))] == []


@pytest.mark.parametrize("name", STATED)
def test_there_are_such_facts(name: str) -> None:
    query = COUNT.format(name=name)
    assert sum(int(next(iter(load(path).query(query)))[0].value) for path in GUIDES) > 0


def test_a_notice_and_the_lists_for_formal_review_are_linked() -> None:
    """The lists say again what the notice says; where the second list says less, it is not called the same."""
    pairs = {
        tuple(row[name].value.rsplit("/clause/", 1)[1] for name in ("clause", "other"))
        for path in GUIDES
        for row in load(path).query(
            "PREFIX zn: <https://w3id.org/zhinan/ontology#> SELECT ?clause ?other WHERE { ?clause zn:restates ?other }"
        )
    }
    assert ("most-2021-1/review/2.1.1", "most-2021-1-notice/3/2.2") in pairs
    assert ("most-2021-1/review/2.4.2", "most-2021-1-notice/3/5.2") in pairs
    assert ("most-2021-1-hmt/review/2.3.2", "most-2021-1-notice/3/4.2") in pairs
    assert not any(clause == "most-2021-1-hmt/review/2.4.2" for clause, _ in pairs)
