"""The words of reports, in Chinese, English or both, from ``data/report/words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from zhinan.check import Verdict
from zhinan.files import find_folder, read_utf8

LANGUAGES = ("zh", "en", "both")


class Advice(Enum):
    """Where a finding stands that binds nobody: encouraged or preferred, and not followed or not stated."""

    ADVISED = "advised"


Standing = Verdict | Advice
"""Where a finding stands in a report: under its verdict, or under what is told for information alone."""

VERDICTS: tuple[Verdict, ...] = (
    Verdict.VIOLATED,
    Verdict.MISSING,
    Verdict.MANUAL,
    Verdict.UNCHECKED,
    Verdict.MET,
)
"""The verdicts in the order in which people want to read them: what an application comes to."""
STANDINGS: tuple[Standing, ...] = (*VERDICTS[:-1], Advice.ADVISED, Verdict.MET)
"""Where findings stand, in that order."""
_OPEN = (Verdict.VIOLATED, Verdict.MISSING)

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_NUMERALS = "〇一二三四五六七八九十"


@lru_cache(maxsize=1)
def load_words() -> dict[str, Any]:
    """The table of words: section → key → language → text."""
    return tomllib.loads(read_utf8(find_folder("data") / "report" / "words.toml"))


def word(section: str, key: str, language: str, **values: object) -> str:
    """One text in the language asked for; with both, Chinese and English on one line."""
    texts: Mapping[str, str] = load_words()[section][key]
    return pick(texts, language).format(**values) if values else pick(texts, language)


def lines(section: str, key: str, language: str, **values: object) -> tuple[str, ...]:
    """A longer text, a line for each language asked for."""
    texts: Mapping[str, str] = load_words()[section][key]
    return tuple(line.format(**values) for line in each(texts, language))


def stand(verdict: Verdict, severity: str) -> Standing:
    """Where a finding of this verdict and severity stands. Source: docs/decisions/0101."""
    return Advice.ADVISED if severity == "Info" and verdict in _OPEN else verdict


def say_verdict(verdict: Standing, language: str) -> str:
    """A verdict's name."""
    texts: Mapping[str, str] = load_words()["verdict"][verdict.value]["label"]
    return pick(texts, language)


def say_of_verdict(verdict: Standing, key: str, language: str) -> tuple[str, ...]:
    """What a verdict means (``legend``) or comes to for an application (``conclusion``), a line a language."""
    texts: Mapping[str, str] = load_words()["verdict"][verdict.value][key]
    return each(texts, language)


def pick(texts: Mapping[str, str], language: str) -> str:
    """Texts by language on one line: the one asked for, else the other; with both, Chinese before English."""
    zh, en = texts.get("zh") or texts.get("", ""), texts.get("en", "")
    if language == "both":
        return f"{zh} {en}" if zh and en and zh != en else zh or en
    return (en or zh) if language == "en" else zh or en


def each(texts: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Texts by language as lines: the one asked for, else the other; with both, Chinese before English."""
    zh, en = texts.get("zh") or texts.get("", ""), texts.get("en", "")
    if language == "both":
        return tuple(text for text in (zh, en if en != zh else "") if text)
    chosen = (en or zh) if language == "en" else zh or en
    return (chosen,) if chosen else ()


def numeral(number: int) -> str:
    """A small number as Chinese headings count: 一, 二 … 十, 11.

    >>> numeral(3)
    '三'
    """
    return _NUMERALS[number] if number < len(_NUMERALS) else str(number)


def clean(text: str) -> str:
    """The text with characters shown that would act instead: controls, changes of direction, line separators.

    Line feeds and tabs stay. Source: Unicode, 2400–2426 (Control Pictures); UAX #9 for the directions.

    >>> clean("a\\x1b[31m"), clean("\\u202eabc")
    ('a␛[31m', '⟨202E⟩abc')
    """
    return _CONTROLS.sub(_picture, text) if not text.isprintable() else text


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE else f"⟨{code:04X}⟩"
