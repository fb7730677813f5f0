"""The code holds no answers: nothing in it names a direction, country, institution or agreement of the documents."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from house.artefacts import ROOT, list_files, read

RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
KINDS = {
    "Agreement",
    "Country",
    "CountryGroup",
    "Direction",
    "Institution",
    "Organisation",
    "Programme",
    "Region",
}
# Words that stand in the code for what Zhinan itself is about, not as a case it knows.
ALLOWED = {"中国", "China"}


@cache
def list_names() -> frozenset[str]:
    """The names, in Chinese and English, of what the guides speak of."""
    kinds: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for path in list_files("data/reference", "data/guides", suffixes=(".ttl",)):
        for quad in ox.parse(path=str(ROOT / path)):
            if quad.predicate.value == RDF_TYPE:
                kinds[quad.subject.value] = quad.object.value.rpartition("#")[2]
            elif quad.predicate.value == RDFS_LABEL:
                labels.append((quad.subject.value, quad.object.value))
    return frozenset(label for subject, label in labels if kinds.get(subject) in KINDS) - ALLOWED


def list_texts(path: Path) -> list[str]:
    """The strings of a file that the program uses; an example in a docstring decides nothing."""
    nodes = list(ast.walk(ast.parse(read(path))))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in docstrings]
    return [node.value for node in texts if isinstance(node.value, str)]


@pytest.mark.parametrize("path", list_files("src", suffixes=(".py",)), ids=str)
def test_the_code_names_nothing_that_a_guide_speaks_of(path: Path) -> None:
    text = "\n".join(list_texts(path))
    assert {name for name in list_names() if name in text and (len(name) > 1 and not name.isascii())} == set()
    assert {path.stem for path in list_files("data/guides") if f'"{path.stem}"' in read(path)} == set()
