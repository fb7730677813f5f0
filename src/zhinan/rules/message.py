"""Messages of a family with a requirement's values put in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.family import Parameter
from zhinan.rules.index import Term
from zhinan.terms import XSD

_PLACE = re.compile(r"\{([A-Za-z.-]+)(?:=([A-Za-z.-]+))?\}")
_JOIN = {"zh": "、", "en": ", "}


def fill_message(
    texts: Sequence[str],
    language: str,
    values: Mapping[str, tuple[Term, ...]],
    parameters: Mapping[str, Parameter],
    labels: Mapping[str, Mapping[str, str]],
) -> str | None:
    """The text that says most of the values given, filled in; None where no text can be filled.

    ``{a}`` stands for the values of a parameter, ``{a=b}`` for the one value that two parameters share;
    a text fits only where each of its places can be filled.
    """
    fitting = [text for text in texts if all(_fits(place, values) for place in _PLACE.findall(text))]
    if not fitting:
        return None
    best = max(fitting, key=_said)
    filled = _PLACE.sub(
        lambda place: _say(values[place[1]], language, parameters.get(place[1]), labels), best
    )
    return filled[:1].upper() + filled[1:]


def _fits(place: tuple[str, str], values: Mapping[str, tuple[Term, ...]]) -> bool:
    first, second = place
    return bool(values.get(first)) and (not second or values.get(first) == values.get(second))


def _said(text: str) -> tuple[int, int]:
    places = _PLACE.findall(text)
    return len({name for place in places for name in place if name}), sum(bool(place[1]) for place in places)


def _say(
    terms: tuple[Term, ...],
    language: str,
    parameter: Parameter | None,
    labels: Mapping[str, Mapping[str, str]],
) -> str:
    words = [_say_one(term, language, parameter, labels) for term in terms]
    if len(words) < 2:
        return "".join(words)
    last = "或" if language == "zh" else " or "
    return _JOIN[language].join(words[:-1]) + last + words[-1]


def _say_one(
    term: Term, language: str, parameter: Parameter | None, labels: Mapping[str, Mapping[str, str]]
) -> str:
    if isinstance(term, NamedNode):
        known = labels.get(term.value, {})
        label = known.get(language) or known.get("zh") or known.get("")
        if not label:
            raise DataError(
                f"{term.value}: no label, so no message can name it. Add an rdfs:label in data/reference."
            )
        return label
    if isinstance(term, Literal):
        return _say_literal(term, language, parameter.unit if parameter else "")
    raise DataError("A parameter is a blank node; give it an IRI.")


def _say_literal(term: Literal, language: str, unit: str) -> str:
    if term.datatype.value == XSD + "date" and language == "zh":
        year, month, day = term.value[:10].split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    if term.datatype.value == XSD + "dateTime":
        return say_moment(term.value, language)
    if unit == "CNY":
        return say_money(term.value, language)
    return term.value


def say_money(yuan: str, language: str) -> str:
    """An amount in yuan as people write it.

    >>> say_money("4000000.0", "zh"), say_money("4000000.0", "en"), say_money("12500", "zh")
    ('400万元', 'CNY 4,000,000', '1.25万元')
    """
    from decimal import Decimal

    amount = Decimal(yuan)
    if language == "zh":
        return f"{(amount / 10_000).normalize():f}万元"
    return f"CNY {amount:,.0f}" if amount == amount.to_integral() else f"CNY {amount:,.2f}"


def say_moment(moment: str, language: str) -> str:
    """A moment as people write it, in the time zone it is written in.

    >>> say_moment("2030-10-12T08:00:00+08:00", "zh"), say_moment("2030-10-12T08:00:00+08:00", "en")
    ('2030年10月12日8:00', '2030-10-12 08:00 (+08:00)')
    """
    from datetime import datetime

    at = datetime.fromisoformat(moment)
    if language == "zh":
        return f"{at.year}年{at.month}月{at.day}日{at.hour}:{at.minute:02}"
    return f"{at:%Y-%m-%d %H:%M} ({moment[-6:]})"
