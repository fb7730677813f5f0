"""How guides print numbers: counts, money and durations, with their exactness."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from zhinan.ingest.passage import Passage
from zhinan.model import Exactness, Quantity

_DIGITS = "零一二三四五六七八九"
_ALIKE = {"两": "二", "〇": "零"}
_SCALES = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_BEFORE = r"(?P<before>不超过|不多于|最多|不少于|不低于|至少|约)?"
_RANGE = rf"(?P<low>{NUMBER})(?:\s?(?:[-~—–]|至|到)\s?(?P<high>{NUMBER}))?"
_AFTER = r"(?P<after>(?:人民币)?(?:左右|以内|及以上|以上|以下))?"
# unit words → (unit, factor); 亿 and 万 alone mean money only where 人民币 follows
_UNITS = {
    "亿元": ("CNY", Decimal(100_000_000)),
    "万元": ("CNY", Decimal(10_000)),
    "万人民币": ("CNY", Decimal(10_000)),
    "万美元": ("USD", Decimal(10_000)),
    "元": ("CNY", Decimal(1)),
    "年": ("mo", Decimal(12)),
    "个月": ("mo", Decimal(1)),
    "个": ("1", Decimal(1)),
    "项": ("1", Decimal(1)),
    "家": ("1", Decimal(1)),
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_QUANTITY = re.compile(rf"{_BEFORE}\s?{_RANGE}\s?(?P<unit>{_UNIT})(?P<currency>人民币)?{_AFTER}")
_BETWEEN = " ，,、；;（(）)。"
_AT_MOST = {"不超过", "不多于", "最多", "以内", "以下"}
_AT_LEAST = {"不少于", "不低于", "至少", "以上", "及以上"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as read: bounds in ``unit``, exactness, and the position of its words."""

    minimum: Decimal | None
    maximum: Decimal | None
    exactness: Exactness
    unit: str
    start: int
    end: int


def to_number(text: str) -> Decimal:
    """A number in digits or in Chinese numerals up to 9999.

    >>> to_number("二十五"), to_number("两"), to_number("0.16")
    (Decimal('25'), Decimal('2'), Decimal('0.16'))
    """
    if text[0].isdigit():
        return Decimal(text)
    total, digit = 0, 0
    for character in text:
        character = _ALIKE.get(character, character)
        if character in _SCALES:
            total += (digit or 1) * _SCALES[character]
            digit = 0
        else:
            digit = _DIGITS.index(character)
    return Decimal(total + digit)


def find_numbers(key: str, *units: str) -> list[Reading]:
    """Every number with a unit in folded text, in order; ``units`` keeps only those units (CNY, USD, mo, 1).

    >>> [(r.minimum, r.maximum, r.exactness.value) for r in find_numbers("不超过10个")]
    [(None, Decimal('10'), 'AtMost')]
    """
    readings = [_to_reading(match) for match in _QUANTITY.finditer(key)]
    return [reading for reading in readings if not units or reading.unit in units]


def _to_reading(match: re.Match[str]) -> Reading:
    unit, factor = _UNITS[match["unit"]]
    low = to_number(match["low"]) * factor
    high = to_number(match["high"]) * factor if match["high"] else None
    words = {match["before"], (match["after"] or "").removeprefix("人民币")}
    bounds: tuple[Decimal | None, Decimal | None]
    if words & _AT_MOST:
        bounds, exactness = (None, high or low), Exactness.AT_MOST
    elif words & _AT_LEAST:
        bounds, exactness = (low, None), Exactness.AT_LEAST
    elif words & {"左右", "约"}:
        bounds, exactness = (low, high or low), Exactness.ABOUT
    else:
        bounds, exactness = (low, high or low), Exactness.BETWEEN if high else Exactness.EXACT
    return Reading(bounds[0], bounds[1], exactness, unit, match.start(), match.end())


def to_quantity(
    passage: Passage, reading: Reading, shares: tuple[Quantity, ...] = (), share_of: str = ""
) -> Quantity:
    """The number as a fact with the words it was read from."""
    words = passage[reading.start : reading.end]
    return Quantity(
        minimum=reading.minimum, maximum=reading.maximum, exactness=reading.exactness, unit=reading.unit,
        printed=words.text, span=words.span, shares=shares, share_of=share_of,
    )  # fmt: skip


def read_quantity(passage: Passage, unit: str) -> Quantity | None:
    """The first number of this unit, limits in brackets behind it as shares; None where there is none."""
    readings = find_numbers(passage.key, unit)
    if not readings:
        return None
    shares = tuple(
        _to_share(passage, share, readings[number].end) for number, share in enumerate(readings[1:])
    )
    return to_quantity(passage, readings[0], shares)


def _to_share(passage: Passage, share: Reading, before: int) -> Quantity:
    """A limit for a part of the whole, with the words since the number before that say for which part."""
    words = passage[before : share.end].strip(_BETWEEN)
    quantity = to_quantity(passage, share, share_of=_words_before(passage, before, share.start))
    return replace(quantity, span=words.span)


def _words_before(passage: Passage, start: int, end: int) -> str:
    return passage[start:end].strip(_BETWEEN).text.removeprefix("其中")
