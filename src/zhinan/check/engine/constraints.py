"""The constraints of SHACL Core that our shapes use, each as the text of an expression that says whether it holds.

In the text ``v`` is a value, ``vs`` are all value nodes, ``n`` is the focus node, ``rows`` are the rows of the
application. Values are terms as written in N-Triples, so that two are the same term if and only if they are the same
text. Source: SHACL (W3C 2017), section 4.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from zhinan.application import Row, Rows, unwrap
from zhinan.check.engine.literals import Unusual, has_datatype, read_value
from zhinan.check.engine.paths import NotKnown
from zhinan.check.engine.script import Script
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH


@dataclass(frozen=True, slots=True)
class Each:
    """A constraint on each value by itself: whether ``v`` is allowed. A result names the value."""

    test: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many values there may be; a result names none. ``most`` is None where there may be any number."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A constraint on the values together: whether they are allowed, and the values of its results.

    A result that names no value has None.
    """

    test: str
    broken: str


Constraint = Each | Count | Whole
_NONE: Row = {}
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
    """What a constraint is made from: its objects, the shape it stands in, how inner shapes become functions.

    ``compile_test`` gives the name of a function that says whether a node conforms.
    """

    objects: tuple[Tree, ...]
    shape: Nested
    compile_test: Callable[[Tree], str]
    script: Script


def _min_count(parts: Parts) -> list[Constraint]:
    return [Count(least=_number(parts))]


def _max_count(parts: Parts) -> list[Constraint]:
    return [Count(most=_number(parts))]


def _in(parts: Parts) -> list[Constraint]:
    (listed,) = _single(parts, Listed)
    allowed = dict.fromkeys(write(item) for item in listed.items)
    return [Each(f"v in ({''.join(f'{one!r}, ' for one in allowed)})")]


def _has_value(parts: Parts) -> list[Constraint]:
    return [_has(repr(write(wanted))) for wanted in dict.fromkeys(parts.objects)]


def _has(wanted: str) -> Constraint:
    return Whole(f"{wanted} in vs", f"(E if {wanted} in vs else ONE)")


def _datatype(parts: Parts) -> list[Constraint]:
    (datatype,) = _single(parts, NamedNode)
    test = has_datatype(datatype.value)
    if test is None:
        raise NotKnown(f"sh:datatype {datatype}")
    return [Each(f"{parts.script.name(test)}(v)")]


def _node_kind(parts: Parts) -> list[Constraint]:
    (kind,) = _single(parts, NamedNode)
    marks = {SH + "IRI": "<", SH + "Literal": '"'}
    if kind.value not in marks:
        raise NotKnown(f"sh:nodeKind {kind}")
    return [Each(f"v[0] == {marks[kind.value]!r}")]


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
        known = [parts.script.name(one) for one in (_fits, read_value, fits, limit)]
        return [Each("{}({}(v), {}, {})".format(*known))]

    return make


def _fits(read: tuple[str, Any] | None, fits: Callable[[Any, Any], bool], limit: tuple[str, Any]) -> bool:
    return read is not None and read[0] == limit[0] and fits(read[1], limit[1])


def _equals(parts: Parts) -> list[Constraint]:
    return _with_other(_differ, parts)


def _differ(predicate: str, values: Sequence[str], focus: str, rows: Rows) -> list[str]:
    wanted = rows.get(focus, _NONE).get(predicate, ())
    return [value for value in values if value not in wanted] + [v for v in wanted if v not in values]


def _at_most_other(parts: Parts) -> list[Constraint]:
    return _with_other(_exceed, parts)


def _exceed(predicate: str, values: Sequence[str], focus: str, rows: Rows) -> list[str]:
    others = rows.get(focus, _NONE).get(predicate, ())
    return [value for value in values for limit in others if not _is_at_most(value, limit)]


def _with_other(find: Callable[[str, Sequence[str], str, Rows], list[str]], parts: Parts) -> list[Constraint]:
    (other,) = _single(parts, NamedNode)
    broken = f"{parts.script.name(find)}({f'<{other.value}>'!r}, vs, n, rows)"
    return [Whole(f"not {broken}", broken)]


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
    pattern = re.compile(re.sub(r"\$$", r"\\Z", text.value), re.ASCII)
    return [Each(f"{parts.script.name(pattern)}.search({parts.script.name(unwrap)}(v)) is not None")]


def _node(parts: Parts) -> list[Constraint]:
    return [Each(f"{parts.compile_test(shape)}(v, rows)") for shape in parts.objects]


def _not(parts: Parts) -> list[Constraint]:
    return [Each(f"not {parts.compile_test(shape)}(v, rows)") for shape in parts.objects]


def _or(parts: Parts) -> list[Constraint]:
    (listed,) = _single(parts, Listed)
    tests = [f"{parts.compile_test(shape)}(v, rows)" for shape in listed.items]
    return [Each(f"({' or '.join(tests)})" if tests else "False")]


def _qualified(parts: Parts) -> list[Constraint]:
    (shape,) = _single(parts, (Nested, NamedNode))
    count = f"len([v for v in vs if {parts.compile_test(shape)}(v, rows)])"
    least, most = (_bound(parts.shape, name) for name in ("qualifiedMinCount", "qualifiedMaxCount"))
    test = f"{least or 0} <= {count}" if most is None else f"{least or 0} <= {count} <= {most}"
    return [Whole(test, f"{parts.script.name(_misses)}({count}, {least}, {most})")]


def _misses(count: int, least: int | None, most: int | None) -> list[None]:
    """A result for each bound that a count does not keep."""
    return [None] * ((least is not None and count < least) + (most is not None and count > most))


def _bound(shape: Nested, name: str) -> int | None:
    objects = shape.get(SH + name)
    return _to_number(objects) if objects else None


def _with_others(parts: Parts) -> list[Constraint]:
    return []  # read by the constraint that it belongs to


def write(term: Tree) -> str:
    """A term of a shape as rows write it. Raises NotKnown for a node without an IRI."""
    if isinstance(term, NamedNode | Literal):
        return str(term)
    raise NotKnown(f"{term} as a value")


def _number(parts: Parts) -> int:
    return _to_number(parts.objects)


def _to_number(objects: tuple[Tree, ...]) -> int:
    found = tuple(dict.fromkeys(objects))
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise NotKnown(f"{found} in a shape")
    return int(found[0].value)


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
