"""The ontology declares every term that is used, and the code's closed lists are those of the ontology."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from house.artefacts import ROOT, list_files, read
from zhinan import model
from zhinan.terms import ONTOLOGY, RDF_TYPE, zn

# zn:Direction in Turtle, SPARQL and comments; zn("Direction") and ZN.Direction in code
USES = re.compile(r"""(?<![\w/:<-])(?:zn:|zn\(["']|ZN\.)([A-Za-z]\w*)""")
USED = list_files("ontology", "data", "shapes", "queries", "src", suffixes=(".ttl", ".rq", ".py", ".toml"))
# An example may misspell a term, to show what checking says to it.
FILES = [path for path in USED if "examples" not in path.parts]
ENUMERATIONS = [
    value
    for value in vars(model).values()
    if isinstance(value, type) and issubclass(value, Enum) and value is not Enum
]


@cache
def load_types() -> dict[str, set[str]]:
    """Local name → the local names of its classes."""
    types: dict[str, set[str]] = {}
    for path in list_files("ontology", suffixes=(".ttl",)):
        for quad in ox.parse(path=str(ROOT / path)):
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
                kind = re.split(r"[#/]", quad.object.value)[-1]
                types.setdefault(quad.subject.value.removeprefix(ONTOLOGY), set()).add(kind)
    return types


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_term_that_is_used_is_declared(path: Path) -> None:
    assert set(USES.findall(read(path))) - load_types().keys() == set()


def test_the_pattern_sees_uses_in_every_language() -> None:
    assert USES.findall(f"zn:Guide zn('year') ZN.text <{zn('Span')}> ex:zn:no") == ["Guide", "year", "text"]


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda enumeration: enumeration.__name__)
def test_a_closed_list_in_the_code_is_that_of_the_ontology(enumeration: type[Enum]) -> None:
    listed = {name for name, kinds in load_types().items() if enumeration.__name__ in kinds}
    assert {member.value for member in enumeration} == listed
