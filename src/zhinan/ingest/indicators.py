"""Assessment indicators: each with its number, comparator and unit where it has one."""

from __future__ import annotations

import re

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.numbers import NUMBER, to_number
from zhinan.ingest.passage import Passage, split_outside_brackets
from zhinan.model import Exactness, Indicator, Quantity

_END = " 。；;，,："
_AT_LEAST = ("不少于", "不低于", "至少", "≥", "大于")
_AT_MOST = ("≤", "不超过", "优于")  # a resolution is better the smaller it is
_BEFORE = dict.fromkeys(_AT_LEAST, Exactness.AT_LEAST) | dict.fromkeys(_AT_MOST, Exactness.AT_MOST)
# printed units → UCUM; what only counts (次, 套, 份) is 1
_UNITS = {"人次": "1", "km²": "km2", "米": "m", "天": "d", "年": "a", "°": "deg", "%": "%"}
_UNITS |= dict.fromkeys("个次套项份种类景期颗", "1")
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?P<before>{'|'.join(_BEFORE)})?\s?(?<![\d—–-])(?P<number>{NUMBER})\s?(?P<scale>万)?(?P<unit>{_UNIT})(?!级)"
    r"(?P<after>(?:及)?以上)?(?<!年(?=[\u4e00-\u9fff]))"  # 十米级, 十年规划 and 2000—2020年 name things
)


def read_indicators(passage: Passage, grammar: Grammar) -> tuple[tuple[Indicator, ...], list[Passage]]:
    """The indicators between commas and semicolons, and the sentences that demand something of the applicant."""
    indicators: list[Indicator] = []
    remarks: list[Passage] = []
    for part in split_outside_brackets(passage, "，,；;。"):
        words = part.strip(_END)
        if grammar.fields["indicator_demand"].search(words.key):
            remarks.append(words)
        elif words.text:
            indicators.append(_to_indicator(words))
    return tuple(indicators), remarks


def _to_indicator(words: Passage) -> Indicator:
    """An indicator with every number of a unit that it states."""
    targets = tuple(_to_target(words, measure) for measure in _MEASURE.finditer(words.key))
    return Indicator(text=words.text, span=words.span, targets=targets)


def _to_target(words: Passage, measure: re.Match[str]) -> Quantity:
    value = to_number(measure["number"]) * (10_000 if measure["scale"] else 1)
    exactness = (
        Exactness.AT_LEAST if measure["after"] else _BEFORE.get(measure["before"] or "", Exactness.EXACT)
    )
    printed = words.group(measure)
    return Quantity(
        minimum=None if exactness is Exactness.AT_MOST else value,
        maximum=None if exactness is Exactness.AT_LEAST else value,
        exactness=exactness, unit=_UNITS[measure["unit"]], printed=printed.text, span=printed.span,
    )  # fmt: skip
