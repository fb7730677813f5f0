"""The constraints of SHACL Core that our shapes use, each as a function that names the values which break it.

Source: SHACL (W3C 2017), section 4. Values are terms as written in N-Triples, so that two are the same term if and
only if they are the same text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from zhinan.application import Row, Rows, unwrap
from zhinan.check.literals import Unusual, has_datatype, read_value
from zhinan.check.paths import NotKnown
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH

Test = Callable[[str, Rows], bool]
"""``(value, rows)`` → whether a value is allowed."""
Find = Callable[[Sequence[str], str, Rows], Sequence[str | None]]
"""``(value nodes, focus node, rows)`` → the values of the results; None where a result names no value."""


@dataclass(frozen=True, slots=True)
class Each:
    """A constraint on each value by itself; a result names the value."""

    test: Test


@dataclass(frozen=True, slots=True)
class Count:
    """How many values there may be; a result names none. ``most`` is None where there may be any number."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A constraint on the values together."""

    find: Find


Constraint = Each | Count | Whole
_NONE: Row = {}
_ONE_WITHOUT_VALUE = (None,)
# In both XPath and Python these mean the same, but for the end of the text.
_PATTERN = re.compile(r"[A-Za-z0-9 :/()|\[\]^+*?-]*\$?")
_ORDERS = {
    "minInclusive": operator.ge,
    "minExclusive": operator.gt,
    "maxInclusive": operator.le,
    "maxExclusive": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a constraint is made from: its objects, the shape that it stands in, and how inner shapes are compiled."""

    objects: tuple[Tree, ...]
    shape: Nested
    compile_test: Callable[[Tree], Test]


def _min_count(parts: Parts) -> list[Constraint]:
    return [Count(least=_number(parts))]


def _max_count(parts: Parts) -> list[Constraint]:
    return [Count(most=_number(parts))]


def _in(parts: Parts) -> list[Constraint]:
    (listed,) = _single(parts, Listed)
    allowed = frozenset(write(item) for item in listed.items)
    return [Each(lambda value, rows: value in allowed)]


def _has_value(parts: Parts) -> list[Constraint]:
    return [_has(write(wanted)) for wanted in dict.fromkeys(parts.objects)]


def _has(wanted: str) -> Constraint:
    return Whole(lambda values, focus, rows: () if wanted in values else _ONE_WITHOUT_VALUE)


def _datatype(parts: Parts) -> list[Constraint]:
    (datatype,) = _single(parts, NamedNode)
    test = has_datatype(datatype.value)
    if test is None:
        raise NotKnown(f"sh:datatype {datatype}")
    return [Each(lambda value, rows: test(value))]


def _node_kind(parts: Parts) -> list[Constraint]:
    (kind,) = _single(parts, NamedNode)
    marks = {SH + "IRI": "<", SH + "Literal": '"'}
    if kind.value not in marks:
        raise NotKnown(f"sh:nodeKind {kind}")
    mark = marks[kind.value]
    return [Each(lambda value, rows: value[0] == mark)]


def _range(name: str) -> Callable[[Parts], list[Constraint]]:
    fits: Callable[[Any, Any], bool] = _ORDERS[name]

    def make(parts: Parts) -> list[Constraint]:
        (bound,) = _single(parts, Literal)
        try:
            limit = read_value(write(bound))
        except Unusual as err:
            raise NotKnown(f"sh:{name} {bound}") from err
        if limit is None or limit[0] == "boolean":
            raise NotKnown(f"sh:{name} {bound}")
        kind, least = limit
        return [Each(lambda value, rows: _fits(read_value(value), kind, fits, least))]

    return make


def _fits(read: tuple[str, Any] | None, kind: str, fits: Callable[[Any, Any], bool], least: object) -> bool:
    return read is not None and read[0] == kind and fits(read[1], least)


def _equals(parts: Parts) -> list[Constraint]:
    (other,) = _single(parts, NamedNode)
    predicate = f"<{other.value}>"

    def find(values: Sequence[str], focus: str, rows: Rows) -> Sequence[str | None]:
        wanted = rows.get(focus, _NONE).get(predicate, ())
        return [value for value in values if value not in wanted] + [v for v in wanted if v not in values]

    return [Whole(find)]


def _at_most_other(parts: Parts) -> list[Constraint]:
    (other,) = _single(parts, NamedNode)
    predicate = f"<{other.value}>"

    def find(values: Sequence[str], focus: str, rows: Rows) -> Sequence[str | None]:
        others = rows.get(focus, _NONE).get(predicate, ())
        return [value for value in values for limit in others if not _is_at_most(value, limit)]

    return [Whole(find)]


def _is_at_most(value: str, limit: str) -> bool:
    if value[0] == "<" or limit[0] == "<":
        return False
    read, most = read_value(value), read_value(limit)
    if read is None or most is None:
        raise Unusual(value)
    least: Any = read[1]
    return read[0] == most[0] and bool(least <= most[1])


def _pattern(parts: Parts) -> list[Constraint]:
    (text,) = _single(parts, Literal)
    if not _PATTERN.fullmatch(text.value) or parts.shape.get(SH + "flags"):
        raise NotKnown(f"sh:pattern {text}")
    search = re.compile(re.sub(r"\$$", r"\\Z", text.value), re.ASCII).search
    return [Each(lambda value, rows: search(unwrap(value)) is not None)]


def _node(parts: Parts) -> list[Constraint]:
    return [Each(parts.compile_test(shape)) for shape in parts.objects]


def _not(parts: Parts) -> list[Constraint]:
    return [Each(_negate(parts.compile_test(shape))) for shape in parts.objects]


def _negate(test: Test) -> Test:
    return lambda value, rows: not test(value, rows)


def _or(parts: Parts) -> list[Constraint]:
    (listed,) = _single(parts, Listed)
    tests = [parts.compile_test(shape) for shape in listed.items]

    def test(value: str, rows: Rows) -> bool:
        for alternative in tests:  # noqa: SIM110 - the hottest loop of all; a generator takes twice as long
            if alternative(value, rows):
                return True
        return False

    return [Each(test)]


def _qualified(parts: Parts) -> list[Constraint]:
    (shape,) = _single(parts, (Nested, NamedNode))
    test = parts.compile_test(shape)
    least, most = (_bound(parts.shape, name) for name in ("qualifiedMinCount", "qualifiedMaxCount"))

    def find(values: Sequence[str], focus: str, rows: Rows) -> Sequence[str | None]:
        count = sum(test(value, rows) for value in values)
        found: list[str | None] = []
        if least is not None and count < least:
            found.append(None)
        if most is not None and count > most:
            found.append(None)
        return found

    return [Whole(find)]


def _bound(shape: Nested, name: str) -> int | None:
    objects = shape.get(SH + name)
    return _number(Parts(objects, shape, _no_shape)) if objects else None


def _no_shape(shape: Tree) -> Test:
    raise NotKnown(str(shape))


def _with_others(parts: Parts) -> list[Constraint]:
    return []  # read by the constraint that it belongs to


def write(term: Tree) -> str:
    """A term of a shape as rows write it. Raises NotKnown for a node without an IRI."""
    if isinstance(term, NamedNode | Literal):
        return str(term)
    raise NotKnown(f"{term} as a value")


def _number(parts: Parts) -> int:
    (number,) = _single(parts, Literal)
    return int(number.value)


def _single(parts: Parts, kind: Any) -> tuple[Any]:
    objects = tuple(dict.fromkeys(parts.objects))
    if len(objects) != 1 or not isinstance(objects[0], kind):
        raise NotKnown(f"{objects} in a shape")
    return (objects[0],)


CONSTRAINTS: dict[str, Callable[[Parts], list[Constraint]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "in": _in,
    "hasValue": _has_value,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    **{name: _range(name) for name in _ORDERS},
    "equals": _equals,
    "lessThanOrEquals": _at_most_other,
    "pattern": _pattern,
    "node": _node,
    "not": _not,
    "or": _or,
    "qualifiedValueShape": _qualified,
    "qualifiedMinCount": _with_others,
    "qualifiedMaxCount": _with_others,
}
