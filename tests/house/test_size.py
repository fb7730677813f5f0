"""Files and functions stay short enough to be read at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from house.artefacts import list_files, read

FILE_LINES = 400
FUNCTION_LINES = 60


@pytest.mark.parametrize("path", list_files("src", "tests", suffixes=(".py",)), ids=str)
def test_no_file_of_code_and_no_function_is_too_long(path: Path) -> None:
    text = read(path)
    assert text.count("\n") <= FILE_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", list_files("queries", suffixes=(".rq",)), ids=str)
def test_no_query_is_too_long(path: Path) -> None:
    assert read(path).count("\n") <= FUNCTION_LINES
