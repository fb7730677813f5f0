"""Values that have an order: numbers, days and moments, in their plain forms.

Anything else that SHACL might still compare or accept (a double, a day with a time zone, a year beyond 9999) is
``Unusual``: whoever meets it asks an engine that knows all of XML Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from zhinan.terms import XSD

_FORMS = {
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "decimal": re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "dateTime": re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
    ),
    "boolean": re.compile("true|false|1|0"),
}
_READ: dict[str, Callable[[str], Decimal | date | bool]] = {
    "integer": Decimal,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
    "boolean": lambda text: text in ("true", "1"),
}
_NAMES = {f"^^<{XSD}{name}>": name for name in _FORMS}


class Unusual(Exception):
    """A value of a form that is not compared here."""


@lru_cache(maxsize=1 << 16)
def read_value(term: str) -> tuple[str, Decimal | date | bool] | None:
    """The kind and the value of a written term; None for what has neither: an IRI or a text.

    Raises Unusual for a literal of another datatype, or of one of these in another form.

    >>> read_value('"24"^^<http://www.w3.org/2001/XMLSchema#integer>')
    ('number', Decimal('24'))
    """
    end = term.rfind('"') + 1
    if end == 0 or term[end : end + 2] != "^^":
        return None
    name = _NAMES.get(term[end:])
    if name is None or not _FORMS[name].fullmatch(text := term[1 : end - 1]):
        raise Unusual(term)
    try:
        value = _READ[name](text)
    except ValueError as err:
        raise Unusual(term) from err
    return ("number" if name in ("integer", "decimal") else name), value


def has_datatype(datatype: str) -> Callable[[str], bool] | None:
    """A test of written terms for one datatype, their form included; None where it is not known here."""
    if datatype == XSD + "string":
        return lambda term: term[-1] == '"'
    suffix = f"^^<{datatype}>"
    if suffix not in _NAMES:
        return None
    return lambda term: term.endswith(suffix) and read_value(term) is not None
