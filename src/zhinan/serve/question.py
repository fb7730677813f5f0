"""Reading a request of the SPARQL protocol: the query, its dataset, the formats wanted.

Source: SPARQL 1.1 Protocol, 2.1 (query operation).
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from zhinan.serve.media import ANYTHING, Wanted, choose_formats
from zhinan.serve.problem import Refused

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_READ_ONLY = "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE."


class Question(NamedTuple):
    """A query, the graphs it is asked over (None: as the query says, else all), and the formats wanted."""

    query: str
    defaults: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    wanted: Wanted = ANYTHING


Fields = list[tuple[str, str]]


def read_get(query_string: bytes, accept: str | None) -> Question | None:
    """The question of a GET; None where it holds no query, so that the service describes itself."""
    fields = read_form(query_string, "the query string")
    if not any(name in ("query", "update") for name, _ in fields):
        return None
    return _read_fields(fields, fields, accept)


def read_post(query_string: bytes, content_type: str | None, body: bytes, accept: str | None) -> Question:
    """The question of a POST, direct or as a form. Raises Refused (415) where its type is neither."""
    outside = read_form(query_string, "the query string")
    kind, charset = _read_type(content_type)
    if kind == _UPDATE:
        raise refuse_update()
    if kind not in (FORM, DIRECT):
        what = f"a body of type {kind!r} holds no query" if kind else "the body has no Content-Type"
        raise Refused(415, what, "Content-Type", f"Send the query as {DIRECT} or {FORM}.")
    if charset not in ("", "utf-8", "us-ascii"):
        raise Refused(415, f"the body is in {charset}", "Content-Type", "Send it as UTF-8.")
    if kind == FORM:
        fields = read_form(body, "the form")
        return _read_fields(fields, outside + fields, accept)
    return _read_fields([("query", _decode(body, "the body"))], outside, accept)


def read_form(data: bytes, where: str) -> Fields:
    """The names and values of a form. Raises Refused (400) where an escape is broken or text is no UTF-8."""
    if _BAD_ESCAPE.search(data):
        remedy = "Write % as %25, and other bytes as % with two hexadecimal digits."
        raise Refused(400, "a percent sign begins no escape", where, remedy)
    fields = []
    for pair in filter(None, data.split(b"&")):
        name, _, value = pair.partition(b"=")
        fields.append((_unquote(name, where), _unquote(value, where)))
    return fields


def refuse_update() -> Refused:
    """That nothing is changed here."""
    return Refused(403, "this changes the graph, which is read only", "update", _READ_ONLY)


def _read_fields(asked: Fields, beside: Fields, accept: str | None) -> Question:
    """The question whose query stands in ``asked`` and whose dataset and format stand in ``beside``."""
    if asked is beside and len(asked) == 1 and asked[0][0] == "query":
        return Question(asked[0][1], None, None, choose_formats(accept, None))  # as nearly all are
    if any(name == "update" for name, _ in asked + beside):
        raise refuse_update()
    queries = [value for name, value in asked if name == "query"]
    if asked is not beside:
        queries += [value for name, value in beside if name == "query" and ("query", value) not in asked]
    if len(queries) != 1:
        what = "there is no query" if not queries else f"there are {len(queries)} queries"
        raise Refused(400, what, "query", "Send one query in a request.")
    defaults = tuple(value for name, value in beside if name == "default-graph-uri")
    named = tuple(value for name, value in beside if name == "named-graph-uri")
    form = next((value for name, value in beside if name in ("format", "output")), None)
    wanted = choose_formats(accept, form)
    if not defaults and not named:
        return Question(queries[0], None, None, wanted)
    return Question(queries[0], defaults, named, wanted)


def _read_type(content_type: str | None) -> tuple[str, str]:
    kind, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charset = next((part[8:].strip(' "') for part in parameters if part.startswith("charset=")), "")
    return kind, "utf-8" if charset == "utf8" else charset


def _unquote(data: bytes, where: str) -> str:
    if b"+" in data:
        data = data.replace(b"+", b" ")
    if b"%" in data:  # %XX is =XX in quoted-printable, which Python decodes in C: an eighth of the time
        data = binascii.a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))
    return _decode(data, where)


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise Refused(400, f"byte {err.start} is not UTF-8", where, "Send the text as UTF-8.") from err
