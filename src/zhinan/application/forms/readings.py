"""What a cell or a plain value says: a literal of the kind that its column wants, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from pyoxigraph import Literal, NamedNode

from zhinan.application.forms.layout import Layout, fold
from zhinan.terms import XSD


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell whose formula has no stored result."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds an error value of the spreadsheet, such as ``#N/A``."""

    text: str


# What stands in a cell or behind a key: text, or what a spreadsheet or JSON has made of it.
Raw = str | int | float | Decimal | bool | date | datetime | time | timedelta | Formula | ErrorCell


class Problem(Exception):
    """Why a value cannot be taken: a key of ``data/template/messages.toml`` and the words for its places."""

    def __init__(self, code: str, value: str, near: tuple[str, ...] = ()) -> None:
        self.code, self.value, self.near = code, value, near
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the file says of itself: how it counts days (None where it has no serial numbers of days).

    ``first_day`` is the day of serial number 0. In the 1900 system that is 1899-12-30 for every day since 1900-03-01.
    """

    first_day: date | None = None


_DAY = re.compile(
    r"(\d{4})(?: ?([-./]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d)| ?年 ?(\d{1,2}) ?月 ?(\d{1,2})(?: ?日|(?!\d)))(?P<rest>.*)"
)
_MIDNIGHT = re.compile(r"([ T]0?0:00(:00(\.0+)?)?)?(?P<zone> ?(?:Z|[+-]\d\d:\d\d))?")
_CLOCK = re.compile(
    r" ?T?(\d{1,2}) ?[:时点] ?(\d{2})(?: ?[:分] ?(?:(\d{2}(?:\.\d+)?) ?秒?)?)? ?"
    r"(?P<zone>Z|(?:UTC)?[+-]\d{1,2}(?::?\d\d)?)?"
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_WHOLE = re.compile(r"[+-]?\d+")
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d{1,2})(?::?(\d\d))?")
_AMOUNT = re.compile(r"([+-]?[\d.,]+)(\D+)?")
_YEARS = 10_000  # a bare number below it may be a year
_DIGITS = 10**15  # a spreadsheet keeps 15 digits


def show(raw: Raw) -> str:
    """A raw value as the one who wrote it would know it again."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, Formula | ErrorCell):
        return raw.text
    if isinstance(raw, float):
        return plain_number(raw)
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def plain_number(number: float | int | Decimal) -> str:
    """A number as a decimal without exponent; a float to the 15 digits that a spreadsheet shows."""
    if isinstance(number, float):
        if not isfinite(number):
            return str(number)
        number = Decimal(f"{number:.15g}")
    text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def read_day(raw: Raw, source: Source) -> Literal:
    """A day: a date, a serial number of the file's system, or text that states year, month and day."""
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise Problem("not-a-day", raw.isoformat(" "))
        raw = raw.date()
    if isinstance(raw, date):
        return Literal(raw.isoformat(), datatype=NamedNode(XSD + "date"))
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _day_of_number(raw, source)
    text = _tidy(raw, "not-a-day", spaced=True)
    if re.fullmatch(r"\d{8}", text):
        return _literal(_make_day(text[:4], text[4:6], text[6:], raw), "date")
    if re.fullmatch(r"\d{4,5}", text):
        raise Problem("year-or-serial" if len(text) == 4 else "no-date-system", text)
    found = _DAY.fullmatch(text)
    rest = _MIDNIGHT.fullmatch(found["rest"]) if found else None
    if not found or not rest:
        raise Problem("not-a-day", show(raw))
    day = _make_day(found[1], found[3] or found[5], found[4] or found[6], raw)
    return _literal(day + (rest["zone"] or "").strip(), "date")


def _day_of_number(raw: int | float | Decimal, source: Source) -> Literal:
    if not isfinite(raw) or raw != int(raw):
        raise Problem("not-a-day", plain_number(raw))
    number = int(raw)
    if 10**7 <= number < 10**8:
        text = str(number)
        return _literal(_make_day(text[:4], text[4:6], text[6:], text), "date")
    if number < _YEARS:
        raise Problem("year-or-serial", str(number))
    if source.first_day is None:
        raise Problem("no-date-system", str(number))
    try:
        return _literal((source.first_day + timedelta(days=number)).isoformat(), "date")
    except OverflowError:
        raise Problem("not-a-day", str(number)) from None


def _make_day(year: str, month: str, day: str, raw: Raw) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Problem("not-a-day", show(raw)) from None


def read_moment(raw: Raw, zone: str | None, zones: Mapping[str, str]) -> Literal:
    """A moment with its time zone, which stands in the value or in ``zone``; neither is ever supposed."""
    if isinstance(raw, datetime):
        day, clock, own = raw.date().isoformat(), raw.time().isoformat(), ""
    else:
        text = _tidy(raw, "not-a-moment", spaced=True)
        found = _DAY.fullmatch(text)
        rest = _CLOCK.fullmatch(found["rest"]) if found else None
        if not found or not rest or int(rest[1]) > 23 or int(rest[2]) > 59 or float(rest[3] or 0) >= 60:
            raise Problem("not-a-moment", show(raw))
        day = _make_day(found[1], found[3] or found[5], found[4] or found[6], raw)
        clock = f"{int(rest[1]):02}:{rest[2]}:{rest[3] or '00'}"
        own = read_zone(rest["zone"], zones) if rest["zone"] else ""
    stated = read_zone(zone, zones) if zone else ""
    if own and stated and own != stated:
        raise Problem("two-zones", show(raw))
    if not (own or stated):
        raise Problem("no-zone", show(raw))
    return _literal(f"{day}T{clock}{own or stated}", "dateTime")


def read_zone(text: str, zones: Mapping[str, str]) -> str:
    """A time zone as RDF writes it: ``Z`` or ``+08:00``."""
    known = {fold(name): offset for name, offset in zones.items()}
    if (wanted := fold(text)) in known:
        return known[wanted]
    found = _OFFSET.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    if wanted == "z" or not found or int(found[2]) > 14:
        if wanted == "z":
            return "Z"
        raise Problem("unknown-zone", text, tuple(zones))
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}"


def read_integer(raw: Raw, layout: Layout) -> Literal:
    """A whole number."""
    text = _number_text(raw, "not-whole")
    if "." in text and not text.partition(".")[2].strip("0"):
        text = text.partition(".")[0]
    if not _WHOLE.fullmatch(text):
        raise Problem("not-whole", show(raw))
    return _literal(text, "integer")


def read_decimal(raw: Raw, layout: Layout) -> Literal:
    """A decimal number."""
    return _literal(_number_text(raw, "not-a-number"), "decimal")


def read_boolean(raw: Raw, layout: Layout) -> Literal:
    """Yes or no."""
    if isinstance(raw, int | float | Decimal) and raw in (0, 1):
        raw = str(int(raw))
    value = layout.booleans.get(fold(raw)) if isinstance(raw, str) else None
    if value is None:
        raise Problem("not-yes-or-no", show(raw))
    return _literal("true" if value else "false", "boolean")


def read_text(raw: Raw, layout: Layout) -> Literal:
    """Text as it stands; a whole number is the text that it shows, unless the spreadsheet has rounded it."""
    if isinstance(raw, str):
        return Literal(raw)
    if isinstance(raw, bool | date | time | timedelta | Formula | ErrorCell):
        raise Problem("not-text", show(raw))
    if isinstance(raw, int | float) and abs(raw) >= _DIGITS:
        raise Problem("rounded", plain_number(raw))
    return Literal(plain_number(raw))


def read_amount(raw: Raw, unit: str | None, units: Mapping[str, Decimal]) -> Literal:
    """An amount in CNY; its unit stands in the value or in ``unit``, and is never supposed."""
    own = None
    if isinstance(raw, str):
        found = _AMOUNT.fullmatch("".join(unicodedata.normalize("NFKC", raw).split()))
        if found and found[2]:
            raw, own = found[1], found[2]
    text = _number_text(raw, "not-a-number")
    if not own and not unit:
        raise Problem("no-unit", text)
    factors = {_factor(name, units) for name in (own, unit) if name}
    if len(factors) > 1:
        raise Problem("two-units", text)
    factor = factors.pop()
    return _literal(text if factor == 1 else plain_number(Decimal(text) * factor), "decimal")


def _factor(name: str, units: Mapping[str, Decimal]) -> Decimal:
    if fold(name) not in units:
        raise Problem("unknown-unit", name, tuple(units))
    return units[fold(name)]


def _number_text(raw: Raw, code: str) -> str:
    number = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
    text = plain_number(raw) if number else _tidy(raw, code)  # type: ignore[arg-type]
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise Problem(code, show(raw))
    return text


def _tidy(raw: Raw, code: str, *, spaced: bool = False) -> str:
    """Text with full-width forms made plain, a leading apostrophe gone, and blanks too or (``spaced``) one of each."""
    if not isinstance(raw, str):
        raise Problem(code, show(raw))
    words = unicodedata.normalize("NFKC", raw).split()
    text = (" " if spaced else "").join(words).lstrip("'’‘")
    return text.upper() if spaced else text


def _literal(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


LITERALS: Mapping[str, Callable[[Raw, Layout], Literal]] = {
    "integer": read_integer,
    "decimal": read_decimal,
    "boolean": read_boolean,
    "text": read_text,
}
