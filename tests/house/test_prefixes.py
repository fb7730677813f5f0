"""There is one table of prefixes: ``ontology/prefixes.ttl``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.artefacts import list_files, read
from zhinan.terms import prefixes

TEXT = list_files(suffixes=(".ttl", ".rq", ".trig", ".md", ".py"))
# The code of a test may write what must be refused.
FILES = [path for path in TEXT if path.parts[0] != "tests" or path.suffix != ".py"]
DECLARATION = re.compile(r"(?:@prefix|\bPREFIX)\s+([A-Za-z][\w-]*):\s+<([^>{}]+)>")


def list_declarations(path: Path) -> list[tuple[str, str]]:
    return DECLARATION.findall(read(path))


@pytest.mark.parametrize("path", [path for path in FILES if list_declarations(path)], ids=str)
def test_every_prefix_means_what_the_table_says(path: Path) -> None:
    strange = [(name, space) for name, space in list_declarations(path) if prefixes().get(name) != space]
    assert strange == [], "use the prefix of ontology/prefixes.ttl, or add it there"


def test_the_table_gives_each_namespace_one_prefix() -> None:
    assert len(set(prefixes().values())) == len(prefixes()) > 10
