"""Numbers as guides print them."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhinan.ingest.numbers import find_numbers, to_number
from zhinan.ingest.passage import fold

_CASES = Path(__file__).resolve().parents[1] / "cases" / "ingest" / "numbers.toml"
CASES = tomllib.loads(_CASES.read_text(encoding="utf-8"))["case"]
_DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_number_is_read_with_its_bounds_its_unit_and_its_exactness(case: dict) -> None:
    [reading] = find_numbers(fold(case["text"]), case["unit"])
    found = (reading.minimum, reading.maximum, reading.exactness.value)
    assert found == (case.get("min"), case.get("max"), case["exactness"])
    assert reading.end == len(case["text"]), "all of the words were read"


def _in_chinese(number: int) -> str:
    """The numeral as it is written, 一十 as 十."""
    parts = []
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            parts.append(_DIGITS[digit] + name)
        elif parts and number % scale and not parts[-1].endswith("零"):
            parts.append("零")
    text = "".join(parts)
    return text.removeprefix("一") if 10 <= number < 20 else text


@given(st.integers(min_value=1, max_value=9999))
def test_chinese_numerals_mean_what_they_say(number: int) -> None:
    assert to_number(_in_chinese(number)) == number


@given(
    st.integers(1, 99999),
    st.sampled_from(["", "不超过", "至少"]),
    st.sampled_from(["万元", "亿元", "个", "项", "年"]),
)
def test_width_and_spaces_do_not_matter(number: int, before: str, unit: str) -> None:
    plain = find_numbers(f"{before}{number}{unit}")
    full = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    spaced = find_numbers(fold(f"{before}{full} {unit}"))
    assert [(r.minimum, r.maximum, r.unit) for r in plain] == [(r.minimum, r.maximum, r.unit) for r in spaced]
    assert len(plain) == 1


def test_money_is_in_yuan_and_exact() -> None:
    [reading] = find_numbers("0.16亿元", "CNY")
    assert reading.minimum == Decimal("16000000")
    assert isinstance(reading.minimum, Decimal)
