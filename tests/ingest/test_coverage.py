"""Every character of the five documents is accounted for, and what is not would be listed."""

from pathlib import Path

import pytest

from zhinan.files import find_folder
from zhinan.graph import load_library, open_source
from zhinan.graph.coverage import cover_entry, list_spans
from zhinan.ingest import Corrections
from zhinan.ingest.coverage import cover_document, load_rules
from zhinan.model import Document

LIBRARY = load_library(find_folder("data"))
RULES = load_rules(find_folder("data") / "grammar")
ENTRIES = list(LIBRARY.entries.values())


def cover(text: str, spans: list[tuple[int, int]]):
    return cover_document(Document("demo", text), spans, LIBRARY.grammar, RULES, Corrections())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_nothing_of_a_document_is_left_over(entry, sources: Path) -> None:
    document = open_source(sources, entry)
    coverage = cover_entry(LIBRARY, entry, document)
    assert [span.quote for span in coverage.rest] == []
    assert sum(coverage.characters.values()) == len(document.text)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_fact_that_is_taken_away_leaves_its_words(entry, sources: Path) -> None:
    document = open_source(sources, entry)
    spans = sorted(set(list_spans(find_folder("data") / "guides", entry.id)))
    longest = max(spans, key=lambda span: span[1] - span[0])
    kept = [span for span in spans if span[1] <= longest[0] or span[0] >= longest[1]]
    rest = cover_document(document, kept, LIBRARY.grammar, RULES, Corrections()).rest
    assert any(longest[0] <= span.start < longest[1] for span in rest)


def test_a_sentence_that_no_fact_and_no_rule_takes_is_listed() -> None:
    coverage = cover("四、申报要求\n1、须有依托单位。\n", [])
    assert [span.quote for span in coverage.rest] == ["须有依托单位"]


def test_a_span_and_the_marks_around_it_leave_nothing() -> None:
    coverage = cover("四、申报要求\n1、须有依托单位。\n", [(9, 15)])
    assert coverage.rest == ()
    assert coverage.characters == {
        "fact": 6, "heading": 6, "white space": 2, "list mark": 2, "separator": 1
    }  # fmt: skip


def test_furniture_inside_a_span_is_furniture() -> None:
    coverage = cover("四、申报要求\n须有依托\n\n- 3 -\n\n单位。\n", [(7, 21)])
    assert coverage.characters["page number"] == 6
