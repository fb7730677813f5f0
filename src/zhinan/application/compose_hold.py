"""Whether shapes hold in a draft: SHACL Core as far as the families use it.

An engine says that a shape fails; composing has to ask it of parts of shapes, thousands of times, with no graph to
load. Anything unknown is refused, so that nothing counts as held that was not looked at: docs/decisions/0070.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from zhinan.application.compose_draft import Draft, Value, follow
from zhinan.errors import DataError
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import DCTERMS, LABEL, RDF_TYPE, SH, XSD, shorten, zn

Comparable = Decimal | date | datetime
_SILENT = frozenset(
    [
        *(SH + n for n in ("path", "severity", "message", "name", "description", "order")),
        *(SH + n for n in ("qualifiedMinCount", "qualifiedMaxCount")),
        *(RDF_TYPE, LABEL, DCTERMS + "source", zn("onlyWhenComplete")),
    ]
)
_LEXICAL = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "boolean": re.compile(r"true|false|0|1"),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
}


def find_results(shape: Nested, focus: Value, draft: Draft) -> Iterator[Value | None]:
    """The results of a property shape: each a value that breaks it, or None where none is named."""
    values = [value for path in shape.get(SH + "path") for value in follow(path, focus, draft)]
    for name, given in shape.pairs:
        if name in _ON_SETS:
            yield from _ON_SETS[name](given, values, focus, shape, draft)
        elif name in _ON_VALUES:
            yield from (v for want in given for v in values if not _ON_VALUES[name](want, v, draft))
        elif name not in _SILENT:
            raise DataError(f"{shorten(name)}: composing applications does not know this constraint.")


def conforms(shape: Tree, node: Value, draft: Draft) -> bool:
    """Whether a node conforms to a node shape or property shape that stands inside another."""
    if not isinstance(shape, Nested):
        raise DataError(f"{shape}: composing applications does not follow shapes of another name.")
    if shape.get(SH + "path"):
        return next(find_results(shape, node, draft), _NOTHING) is _NOTHING
    for name, given in shape.pairs:
        if name in _ON_VALUES:
            if not all(_ON_VALUES[name](want, node, draft) for want in given):
                return False
        elif name not in _SILENT:
            raise DataError(f"{shorten(name)}: composing applications does not know this constraint.")
    return True


_NOTHING = Literal("nothing")


def measure(value: Tree) -> Comparable | None:
    """A number, day or moment as something to compare; None for anything else."""
    if not isinstance(value, Literal):
        return None
    kind, text = value.datatype.value.removeprefix(XSD), value.value
    try:
        if kind in ("integer", "decimal"):
            return Decimal(text)
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "dateTime":
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            return moment if moment.tzinfo else None
    except (ValueError, ArithmeticError):
        return None
    return None


def _compare(test: Callable[[int], bool]) -> Callable[[Tree, Value, Draft], bool]:
    def holds(want: Tree, value: Value, _: Draft) -> bool:
        order = _order(value, want)
        return order is not None and test(order)

    return holds


def _order(value: Tree, other: Tree) -> int | None:
    """-1, 0 or 1; None where the two cannot be compared."""
    one, two = measure(value), measure(other)
    if one is None or type(one) is not type(two):
        return None
    return (one > two) - (one < two)  # type: ignore[operator]


def _is_in(want: Tree, value: Value, _: Draft) -> bool:
    return isinstance(want, Listed) and value in want.items


def _has_datatype(want: Tree, value: Value, _: Draft) -> bool:
    if not isinstance(value, Literal) or value.datatype != want:
        return False
    pattern = _LEXICAL.get(value.datatype.value)
    if value.datatype.value in (XSD + "date", XSD + "dateTime"):
        return measure(value) is not None
    return not pattern or bool(pattern.fullmatch(value.value))


def _has_node_kind(want: Tree, value: Value, _: Draft) -> bool:
    return (want == NamedNode(SH + "IRI")) == isinstance(value, NamedNode)


def _matches(want: Tree, value: Value, _: Draft) -> bool:
    return isinstance(want, Literal) and bool(re.search(want.value, value.value))


def _one_of(want: Tree, value: Value, draft: Draft) -> bool:
    return isinstance(want, Listed) and any(conforms(item, value, draft) for item in want.items)


_ON_VALUES: dict[str, Callable[[Tree, Value, Draft], bool]] = {
    SH + "in": _is_in,
    SH + "datatype": _has_datatype,
    SH + "nodeKind": _has_node_kind,
    SH + "pattern": _matches,
    SH + "minInclusive": _compare(lambda order: order >= 0),
    SH + "maxInclusive": _compare(lambda order: order <= 0),
    SH + "minExclusive": _compare(lambda order: order > 0),
    SH + "maxExclusive": _compare(lambda order: order < 0),
    SH + "node": lambda want, value, draft: conforms(want, value, draft),
    SH + "property": lambda want, value, draft: conforms(want, value, draft),
    SH + "not": lambda want, value, draft: not conforms(want, value, draft),
    SH + "or": _one_of,
}
Given = tuple[Tree, ...]
Results = Iterator[Value | None]


def _at_least(given: Given, values: list[Value], *_: object) -> Results:
    yield from (None for want in given if len(values) < _number(want))


def _at_most(given: Given, values: list[Value], *_: object) -> Results:
    yield from (None for want in given if len(values) > _number(want))


def _has_value(given: Given, values: list[Value], *_: object) -> Results:
    yield from (None for want in given if want not in values)


def _equals(given: Given, values: list[Value], focus: Value, _: Nested, draft: Draft) -> Results:
    for want in given:
        others = draft.values(focus, want.value) if isinstance(want, NamedNode) else ()
        yield from (v for v in (*values, *others) if (v in values) != (v in others))


def _not_above(given: Given, values: list[Value], focus: Value, _: Nested, draft: Draft) -> Results:
    for want in given:
        others = draft.values(focus, want.value) if isinstance(want, NamedNode) else ()
        yield from (v for v in values for other in others if _order(v, other) not in (-1, 0))


def _qualified(given: Given, values: list[Value], _: Value, shape: Nested, draft: Draft) -> Results:
    for want in given:
        count = sum(conforms(want, value, draft) for value in values)
        yield from (None for least in shape.get(SH + "qualifiedMinCount") if count < _number(least))
        yield from (None for most in shape.get(SH + "qualifiedMaxCount") if count > _number(most))


_ON_SETS: dict[str, Callable[[Given, list[Value], Value, Nested, Draft], Results]] = {
    SH + "minCount": _at_least,
    SH + "maxCount": _at_most,
    SH + "hasValue": _has_value,
    SH + "equals": _equals,
    SH + "lessThanOrEquals": _not_above,
    SH + "qualifiedValueShape": _qualified,
}


def _number(term: Tree) -> int:
    return int(term.value) if isinstance(term, Literal) else 0
