"""The same guide in three layouts, and in any wrapping, gives the same facts."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import GUIDES, read_text, to_document, to_facts

from zhinan.ingest.layout import read_blocks, read_lines

EXPECTED = GUIDES / "demo.json"
LAYOUTS = sorted(path for path in GUIDES.glob("demo-*.txt") if path.stem != "demo-table")
PARAGRAPHS = (GUIDES / "demo-paragraphs.txt").read_text(encoding="utf-8").splitlines()
NO_LABEL = re.compile("(?!)")
FURNITURE = ("- 7 -", "12", "mailto:jia@example.org", "https://example.org/annotation,")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_layout_gives_the_facts(path: Path, compare_golden) -> None:
    guide = read_text(_read(path))
    compare_golden(EXPECTED, json.dumps(to_facts(guide), ensure_ascii=False, indent=1) + "\n")
    assert guide.notices == ()


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_quote_stands_at_its_offsets(path: Path) -> None:
    text = _read(path)
    spans = [span for direction in read_text(text).directions for span in _spans(direction)]
    assert len(spans) > 40
    for span in spans:
        assert text[span.start : span.end] == span.quote
        assert text[: span.start].endswith(span.prefix)
        assert text[span.end :].startswith(span.suffix)


def _spans(direction):
    yield direction.span
    for part in (direction.partners, direction.agreements, direction.projects, direction.budget):
        yield from (thing.span for thing in part)
    for clause in direction.clauses:
        yield clause.span
    for topic in direction.topics:
        yield topic.span
        yield from (item.span for item in topic.items)


def _columns(character: str) -> int:
    return 1 if ord(character) < 0x2000 else 2


def _wrap(paragraph: str, width: int) -> list[str]:
    lines, line, used = [], "", 0
    for character in paragraph:
        if used + _columns(character) > width:
            lines.append(line)
            line, used = "", 0
        line += character
        used += _columns(character)
    return [*lines, line]


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(min_value=44, max_value=62),
    breaks=st.sets(st.integers(5, 60), max_size=6),
    data=st.data(),
)
def test_wrapping_and_page_furniture_change_nothing(
    width: int, breaks: set[int], data: st.DataObject
) -> None:
    lines = [line for paragraph in PARAGRAPHS for line in _wrap(paragraph, width)]
    printed = []
    for number, line in enumerate(lines):
        printed += [line, ""]
        if number in breaks:
            printed += [data.draw(st.sampled_from(FURNITURE)), "", ""]
    guide = read_text("\n".join(printed) + "\n")
    assert to_facts(guide) == json.loads(_read(EXPECTED))


def test_a_space_stands_where_latin_words_meet_and_none_inside_an_address() -> None:
    lines = [
        "甲" * 26,
        "",
        "SC5-27-2020:Strengthening international cooperation",
        "",
        "on sustainable cities：甲乙丙丁https://e.org/a/",
        "",
        "b_c.pdf。",
        "",
    ]
    [block] = read_blocks(read_lines(to_document("\n".join(lines))), NO_LABEL)
    assert "cooperation on sustainable" in block.passage.text
    assert "https://e.org/a/b_c.pdf。" in block.passage.text
