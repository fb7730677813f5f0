"""Whatever the dates, durations, list marks, numbers and widths: they are read as what they say."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import GUIDES, read_text, to_document, to_facts

from zhinan.ingest.items import split_items
from zhinan.ingest.parameters import to_day
from zhinan.ingest.passage import Passage, fold

TEXT = (GUIDES / "demo-paragraphs.txt").read_text(encoding="utf-8")
EXPECTED = json.loads((GUIDES / "demo.json").read_text(encoding="utf-8"))
WORDS = st.text("海洋能源观测材料健康农业气候交通", min_size=2, max_size=8)
SHORT = settings(max_examples=60, deadline=None)


def widen(text: str) -> str:
    """Every ASCII sign as its full-width twin."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "以后", "前"]),
)
def test_a_day_is_read_in_any_width_with_and_without_zeros(
    day: date, padded: bool, wide: bool, after: str
) -> None:
    words = (
        f"{day.year}年{day.month:02}月{day.day:02}日" if padded else f"{day.year}年{day.month}月{day.day}日"
    )
    words = f"须在{words}{after}出生"
    assert to_day(fold(widen(words) if wide else words)) == day


@pytest.mark.parametrize("words", ["2021年13月1日", "2021年2月30日", "2021年0月1日", "6月30日", "2021年6月"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert to_day(words) is None


PERIODS = st.one_of(
    st.tuples(st.just("年"), st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.just("个月"), st.integers(6, 60), st.integers(6, 60)),
)


@SHORT
@given(
    st.sampled_from(["实施周期", "执行期", "实施期限", "实施期", "资助期"]),
    st.sampled_from(["", "原则上"]),
    st.sampled_from(["为", "不超过", "range"]),
    PERIODS,
    st.booleans(),
)
def test_a_duration_is_read_whatever_it_is_called(
    name: str, modality: str, form: str, period: tuple[str, int, int], wide: bool
) -> None:
    unit, one, two = period
    low, high = min(one, two), max(one, two) + 1
    printed = f"{modality}为{low}-{high}{unit}" if form == "range" else f"{modality}{form}{low}{unit}"
    sentence = f"项目{name}{printed}"
    text = TEXT.replace("项目实施周期为24个月", widen(sentence) if wide else sentence)
    duration = read_text(text).directions[1].duration
    assert duration is not None
    factor = 12 if unit == "年" else 1
    bounds = {"为": (low, low), "不超过": (None, low), "range": (low, high)}[form]
    expected = tuple(bound and bound * factor for bound in bounds)
    assert (duration.minimum, duration.maximum) == expected
    assert (duration.modality.value, duration.own) == ("InPrinciple" if modality else "Must", True)


MARKS = {
    "1.": "{}.", "1)": "{})", "(1)": "({})", "（1）": "（{}）", "1）": "{}）", "1．": "{}．", "1、": "{}、",
    "(一)": "({})", "一、": "{}、", "a.": "{}.",
}  # fmt: skip
NUMERALS = "一二三四五六七八九"


def mark(style: str, number: int) -> str:
    sign = {"一": NUMERALS[number - 1], "a": "abcdefghi"[number - 1]}.get(
        style.strip("(（)）.、．"), str(number)
    )
    return MARKS[style].format(sign)


@SHORT
@given(st.sampled_from(sorted(MARKS)), st.lists(WORDS, min_size=2, max_size=9), st.booleans())
def test_a_list_is_split_at_its_marks(style: str, items: list[str], running: bool) -> None:
    printed = [f"{mark(style, number)}{item}" for number, item in enumerate(items, 1)]
    blocks = ["；".join(printed)] if running else printed
    text = "\n".join(blocks)
    passages, start = [], 0
    for block in blocks:
        passages.append(Passage(to_document(text), block, tuple(range(start, start + len(block)))))
        start += len(block) + 1
    found = split_items(passages)
    assert [(item.number, item.passage.text.strip("；")) for item in found] == [
        (str(number), item) for number, item in enumerate(items, 1)
    ]


def next_number(number: str) -> str:
    major, minor = (int(part) for part in number.split("."))
    return f"{major}.{minor + 1}" if minor < 9 else f"{major + 1}.0"


@SHORT
@given(st.integers(1, 8), st.integers(0, 9))
def test_directions_may_begin_at_any_number_and_go_on_over_the_ten(major: int, minor: int) -> None:
    number, text, numbers = f"{major}.{minor}", TEXT, []
    for old in ("1.8", "1.9", "2.0", "2.1"):
        text = text.replace(f"\n{old} 中国", f"\n@{number} 中国")
        numbers.append(number)
        number = next_number(number)
    guide = read_text(text.replace("\n@", "\n"))
    assert [direction.number for direction in guide.directions] == numbers
    assert guide.notices == ()


@SHORT
@given(st.data())
def test_the_width_of_digits_and_punctuation_changes_nothing(data: st.DataObject) -> None:
    places = [at for at, sign in enumerate(TEXT) if sign in "0123456789().;:,-~" and not in_contact(at)]
    chosen = data.draw(st.sets(st.sampled_from(places), max_size=len(places)))
    text = "".join(widen(sign) if at in chosen else sign for at, sign in enumerate(TEXT))
    guide = read_text(text)
    assert json.loads(json.dumps(to_facts(guide), ensure_ascii=False)) == EXPECTED
    assert guide.notices == ()


def in_contact(at: int) -> bool:
    """Telephone numbers and addresses are kept as printed, in whatever width."""
    start = TEXT.index("北方联系人")
    return start <= at < TEXT.index("\n", start)
