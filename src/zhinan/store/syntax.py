"""SPARQL texts before they run: their form, and where they do not parse."""

from __future__ import annotations

import re
from typing import Literal

import pyoxigraph as ox

from zhinan.errors import QueryError

Form = Literal["select", "ask", "construct"]
"""The form of a query; DESCRIBE answers with triples and counts as ``construct``."""

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_NOT_NAMES = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_UPDATE = re.compile(r"(?:^|\n|;)\s*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\b", re.IGNORECASE)
_USED = re.compile(r"(?<![\w:?$@-])([A-Za-z][\w-]*):")


def find_form(query: str, where: str = "SPARQL", prefixes: dict[str, str] | None = None) -> Form:
    """The form of a query, found by parsing it against an empty graph.

    Raises QueryError with line and column where it does not parse; ``where`` names the text in the message,
    and ``prefixes`` are taken as declared.
    """
    try:
        result = ox.Store().query(query, prefixes=prefixes)
    except SyntaxError as err:
        raise explain_syntax(query, str(err), where, prefixes) from err
    except (OSError, RuntimeError, ValueError) as err:
        raise QueryError(f"{where}: this query cannot be run ({err}). Change it and run again.") from err
    if isinstance(result, ox.QueryBoolean):
        return "ask"
    return "construct" if isinstance(result, ox.QueryTriples) else "select"


def explain_syntax(
    query: str, problem: str, where: str, prefixes: dict[str, str] | None = None
) -> QueryError:
    """The error for a text that does not parse: place, cause and, where it is a prefix, what to add."""
    found = _PLACE.search(problem)
    line, column = (int(found[1]), int(found[2])) if found else (None, None)
    place = f"{where}:{line}:{column}" if found else where
    missing = sorted(_find_prefixes(query) - set(_DECLARED.findall(query)) - set(prefixes or ()))
    if missing:
        cause = f"the prefix {missing[0]}: is not declared. Add PREFIX {missing[0]}: <…> at the top"
    elif _UPDATE.search(_NOT_NAMES.sub(" ", query)):
        cause = "this changes the graph, which is read only. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    else:
        cause = f"this is not SPARQL 1.1 ({found[3] if found else problem}). Look just before this place"
    return QueryError(f"{place}: {cause}.", line=line, column=column)


def add_prefixes(query: str, table: dict[str, str]) -> str:
    """The query with the prefixes of ``table`` that it uses and does not declare, on a line before its first."""
    missing = sorted((_find_prefixes(query) - set(_DECLARED.findall(query))) & table.keys())
    return " ".join(f"PREFIX {prefix}: <{table[prefix]}>" for prefix in missing) + "\n" + query


def _find_prefixes(query: str) -> set[str]:
    return set(_USED.findall(_NOT_NAMES.sub(" ", query)))
