"""Nothing in the repository speaks of one machine, one package index, or holds SPARQL outside its files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from house.artefacts import list_files, read

TEXT = (".py", ".ttl", ".rq", ".md", ".toml", ".cff", ".json", ".yaml", ".yml", ".csv", ".sh", ".lock", "")
MACHINE = re.compile(r"(?<![\w./~])/(?:home|opt|root|tmp|Users|work|mnt)/[\w.]")
REGISTRY = re.compile(r"pypi\.org/simple|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|index-url")
SPARQL = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|INSERT|DELETE|WHERE)\b[^}…]*[?$]\w|\bPREFIX\s+\w+:")


@pytest.mark.parametrize("path", list_files(suffixes=TEXT), ids=str)
def test_no_path_of_one_machine_and_no_package_index(path: Path) -> None:
    if path == Path(__file__).relative_to(Path(__file__).parents[2]):
        return
    text = read(path)
    assert MACHINE.findall(text) == []
    assert REGISTRY.findall(text) == []


@pytest.mark.parametrize("path", list_files("src", suffixes=(".py",)), ids=str)
def test_sparql_is_written_in_files_under_queries(path: Path) -> None:
    nodes = ast.walk(ast.parse(read(path)))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if SPARQL.search(text)] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "see " + "/tmp" + "/x"),
        (REGISTRY, "https://pypi" + ".org/simple/"),
        (SPARQL, "SELECT" + " ?s { ?s ?p ?o }"),
    ],
)
def test_the_patterns_see_what_they_look_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
