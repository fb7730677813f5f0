"""Every Turtle and SPARQL file of the product parses, and is where its kind of file belongs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from house.artefacts import list_files, read

FOLDERS = ("ontology", "data", "shapes", "queries")
TURTLE = list_files(*FOLDERS, suffixes=(".ttl",))
SPARQL = list_files(*FOLDERS, suffixes=(".rq",))


@pytest.mark.parametrize("path", TURTLE, ids=str)
def test_turtle_parses_and_says_something(path: Path) -> None:
    triples = list(ox.parse(read(path), format=ox.RdfFormat.TURTLE))
    assert triples or path.name == "prefixes.ttl"


@pytest.mark.parametrize("path", SPARQL, ids=str)
def test_sparql_parses_as_it_stands(path: Path) -> None:
    assert ox.Store().query(read(path), use_default_graph_as_union=True) is not None


def test_no_other_form_of_rdf_or_sparql_hides_from_the_parsers() -> None:
    known = {".ttl", ".rq", ".toml", ".md", ".csv", ".json", ".yaml", ".xlsx", ".lock", ".css"}
    assert [path for path in list_files(*FOLDERS) if path.suffix not in known] == []
