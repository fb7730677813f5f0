"""The values that a rule looked at, with their labels, so that a finding can show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from zhinan.application import Row, Rows, datatype_of, language_of, unwrap
from zhinan.check.engine.paths import follow_steps
from zhinan.check.report import Value
from zhinan.rules import Rule, Rulebook, RuleShape, label_of
from zhinan.terms import LABEL, zn

_LABEL, _LEAD = f"<{LABEL}>", f"<{zn('leadUnit')}>"
_NONE: Row = {}


def find_values(
    rule: Rule, application: str, rows: Rows, book: Rulebook, bad: Collection[str | None]
) -> tuple[Value, ...]:
    """What stands at the ends of the paths of a rule, each once, in the order of the file; ``bad`` break it."""
    return _find(rule.demanding, application, rows, book, bad)


def find_looked_at(rule: Rule, application: str, rows: Rows, book: Rulebook) -> tuple[Value, ...]:
    """The things of which a rule asks that its facts be stated: people, units, documents."""
    return _find(rule.completeness, application, rows, book, ())


def _find(
    shapes: Iterable[RuleShape], application: str, rows: Rows, book: Rulebook, bad: Collection[str | None]
) -> tuple[Value, ...]:
    start = f"<{application}>"
    pairs = [pair for shape in shapes for pair in follow_steps(shape.path, start, rows)]
    return tuple(
        make_value(end, rows, book, of=None if of == start else of, breaks=unwrap(end) in bad)
        for of, end in dict.fromkeys(pairs)
    )


def find_title(application: str, rows: Rows) -> dict[str, str]:
    """What an application calls itself, by language."""
    return _own_labels(f"<{application}>", rows)


def find_leads(application: str, rows: Rows, book: Rulebook) -> tuple[Value, ...]:
    """The lead units that an application states, with their names, in the order of the file."""
    return tuple(make_value(unit, rows, book) for unit in rows.get(f"<{application}>", _NONE).get(_LEAD, ()))


def make_value(
    term: str, rows: Rows, book: Rulebook, *, of: str | None = None, breaks: bool = False
) -> Value:
    """A written term with its labels: those of the graph, else those that the application gives it."""
    value = unwrap(term)
    labels = {} if term[0] != "<" else label_of(book, value) or _own_labels(term, rows)
    whole = None if of is None else make_value(of, rows, book)
    return Value(value=value, labels=labels, of=whole, breaks=breaks, datatype=datatype_of(term))


def _own_labels(node: str, rows: Rows) -> dict[str, str]:
    labels = rows.get(node, _NONE).get(_LABEL, ())
    return {language_of(term) or "zh": unwrap(term) for term in labels if term[0] != "<"}
