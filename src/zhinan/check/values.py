"""The values that a rule looked at, with their labels, so that a finding can show them."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import Literal, NamedNode

from zhinan.check.paths import Found, Rows, follow_steps
from zhinan.check.report import Value
from zhinan.rules import Rule, Rulebook, Term, label_of
from zhinan.terms import LABEL, zn


def find_values(
    rule: Rule, application: str, rows: Rows, book: Rulebook, bad: Collection[str | None]
) -> tuple[Value, ...]:
    """What stands at the ends of the paths of a rule, each once, in the order of the file; ``bad`` break it."""
    start = NamedNode(application)
    pairs = [pair for shape in rule.eligibility for pair in follow_steps(shape.path, start, rows)]
    return tuple(
        make_value(end, rows, book, of=None if of == start else of, breaks=end.value in bad)
        for of, end in dict.fromkeys(pairs)
    )


def find_title(application: str, rows: Rows) -> dict[str, str]:
    """What an application calls itself, by language."""
    return _own_labels(application, rows)


def find_leads(application: str, rows: Rows, book: Rulebook) -> tuple[Value, ...]:
    """The lead units that an application states, with their names, in the order of the file."""
    return tuple(make_value(unit, rows, book) for unit in rows.get(application, {}).get(zn("leadUnit"), ()))


def make_value(
    term: Term | Found, rows: Rows, book: Rulebook, *, of: NamedNode | None = None, breaks: bool = False
) -> Value:
    """A term with its labels: those of the graph, else those that the application gives it."""
    labels = {} if isinstance(term, Literal) else label_of(book, term.value) or _own_labels(term.value, rows)
    whole = None if of is None else make_value(of, rows, book)
    datatype = term.datatype.value if isinstance(term, Literal) else ""
    return Value(value=term.value, labels=labels, of=whole, breaks=breaks, datatype=datatype)


def _own_labels(iri: str, rows: Rows) -> dict[str, str]:
    labels = rows.get(iri, {}).get(LABEL, [])
    return {term.language or "zh": term.value for term in labels if isinstance(term, Literal)}
