"""A rule is cut into single demands: each with its condition, whom it binds and how strongly, and no word lost."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhinan.files import find_folder
from zhinan.graph import load_library
from zhinan.ingest.clauses import Place, read_clauses
from zhinan.ingest.demands import split_demands
from zhinan.ingest.passage import Passage, fold
from zhinan.model import Document

GRAMMAR = load_library(find_folder("data")).grammar
CASES = tomllib.loads((Path(__file__).parents[1] / "cases/ingest/demands.toml").read_text(encoding="utf-8"))[
    "case"
]
JOINS = re.compile(rf"(?:[\s，,、；;。：:（）()—]|{GRAMMAR.connective.pattern}|包括)*")


def to_passage(text: str) -> Passage:
    return Passage(Document("demo", text), text, tuple(range(len(text))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_each_demand_is_a_clause_of_its_own(case) -> None:
    clauses = read_clauses([to_passage(case["text"])], Place(GRAMMAR))
    assert [clause.text for clause in clauses] == case["demands"]
    assert [clause.binds for clause in clauses] == case["binds"]
    assert [clause.modality.value for clause in clauses] == case["modality"]


@given(
    st.lists(st.sampled_from([words for case in CASES for words in case["demands"]]), min_size=1, max_size=5),
    st.sampled_from(["，", "，且", "，并", "、", ","]),
)
def test_what_is_in_no_demand_only_joins_them(demands: list[str], comma: str) -> None:
    text = comma.join(demands)
    parts = split_demands(to_passage(text), GRAMMAR)
    inside = {position for part in parts for position in part.offsets}
    between = "".join(character if i not in inside else "\n" for i, character in enumerate(text))
    assert [left for left in between.split("\n") if not JOINS.fullmatch(fold(left))] == []


def test_items_are_numbered_as_printed_and_the_text_above_them_is_zero() -> None:
    blocks = [
        to_passage(text)
        for text in ("须如下：", "1）鼓励企业参与，优先支持产学研联合研发；", "2）限期内报送。")
    ]
    clauses = read_clauses(blocks, Place(GRAMMAR), "5/")
    assert [clause.number for clause in clauses] == ["5/0", "5/1.1", "5/1.2", "5/2"]


def test_a_group_says_whom_its_rules_bind() -> None:
    blocks = [to_passage(text) for text in ("2. 申报人应具备的资格条件", "（1）诚信状况良好。")]
    (clause,) = read_clauses(blocks, Place(GRAMMAR))
    assert (clause.number, clause.binds) == ("2.1", "TeamMembers")
