"""Bare results are written so that a person, a spreadsheet and a program can read them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest

from zhinan.query import write_rows
from zhinan.query.results import draw_table, fold_table, measure_width
from zhinan.store import Blank, Iri, Table, Text, Typed

JP = Iri("https://w3id.org/zhinan/id/country/JP")
HEADS = ["合作方 partner", "经费 money", "words"]
CELLS = [["日本 Japan", "9,000,000", "a"], ["中国香港 Hong Kong, China", "1", ""], ["", "", "能源：清洁"]]
RIGHT = [False, True, False]
TABLE = Table(
    ("iri", "text", "number", "day", "flag", "none", "other"),
    (
        (JP, Text("日本", "zh"), Decimal("3.50"), date(2021, 6, 30), True, None, Typed("P3Y", "https://example.org/t")),
        (Blank("b0"), "a, \"b\"\nc", 7, None, False, None, None),
    ),
)  # fmt: skip


def test_a_table_that_fits_looks_as_a_folded_one_would() -> None:
    assert draw_table(HEADS, CELLS, RIGHT, None) == fold_table([HEADS, *CELLS], RIGHT, 200)


def test_a_table_wider_than_the_terminal_is_folded_and_loses_nothing() -> None:
    drawn = draw_table(HEADS, CELLS, RIGHT, 40)
    assert max(measure_width(line) for line in drawn.splitlines()) <= 40
    assert len(drawn.splitlines()) > len(CELLS) + 2
    for word in ("Kong", "9,000,000", "清洁"):
        assert word in drawn


def test_a_table_as_wide_as_the_terminal_is_not_folded() -> None:
    drawn = draw_table(HEADS, CELLS, RIGHT, None)
    width = max(measure_width(line) for line in drawn.splitlines())
    assert draw_table(HEADS, CELLS, RIGHT, width) == drawn
    assert draw_table(HEADS, CELLS, RIGHT, width - 1) != drawn


def test_line_breaks_in_a_cell_stay_in_its_row() -> None:
    assert draw_table(["x"], [["日本\n\t能源"]], [False], None).splitlines()[2] == "日本 能源"


def test_csv_is_read_back() -> None:
    rows = list(csv.reader(io.StringIO(write_rows(TABLE, "csv"), newline="")))
    assert rows[0] == list(TABLE.columns)
    assert rows[1] == [JP.value, "日本", "3.5", "2021-06-30", "true", "", "P3Y"]
    assert rows[2] == ["_:b0", 'a, "b"\nc', "7", "", "false", "", ""]
    assert write_rows(TABLE, "csv", bom=True).startswith("\ufeffiri,")


def test_json_is_read_back_by_a_sparql_client() -> None:
    text = write_rows(TABLE, "json")
    assert json.loads(text)["head"]["vars"] == list(TABLE.columns)
    parsed = ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    first, second = parsed
    assert first["iri"] == ox.NamedNode(JP.value)
    assert first["text"] == ox.Literal("日本", language="zh")
    assert first["flag"] == ox.Literal(True)
    assert first["other"] == ox.Literal("P3Y", datatype=ox.NamedNode("https://example.org/t"))
    assert second["text"] == ox.Literal('a, "b"\nc')
    assert second["day"] is None


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("能源", 4), ("，", 2), ("e\u0301", 1), ("é–", 2)]
)
def test_the_width_of_a_text_is_counted_in_cells(text: str, width: int) -> None:
    assert measure_width(text) == width
