"""SHACL engines behind one interface: the fast one by default, and two that know all of SHACL.

Source: docs/decisions/0021 and 0073, with the measurements behind the choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from zhinan.application import Rows, write_rows
from zhinan.check.engine.literals import Unusual
from zhinan.check.engine.paths import NotKnown
from zhinan.check.engine.plan import Breach, Made, compile_plan
from zhinan.errors import DataError, UsageError
from zhinan.rules import Index


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Shapes as Turtle and as an index of it; ``made`` keeps what was compiled of shapes that several graphs share."""

    text: str
    index: Index
    made: Made = field(default_factory=Made)


class Validator(Protocol):
    """Shapes made ready: the rows of one data graph in, results out, in no particular order."""

    def __call__(self, rows: Rows) -> list[Breach]:
        """The results of one data graph."""


Prepare = Callable[[ShapesGraph], Validator]


def prepare_plan(shapes: ShapesGraph) -> Validator:
    """Shapes as functions of our own; what they do not know, of shapes or of values, goes to ``shacl``."""
    try:
        plan = compile_plan(shapes.index, shapes.made)
    except NotKnown:
        return prepare_shacl(shapes)
    fallback = cache(lambda: prepare_shacl(shapes))

    def validate(rows: Rows) -> list[Breach]:
        try:
            return plan.find_breaches(rows)
        except Unusual:
            return fallback()(rows)

    return validate


def prepare_shacl(shapes: ShapesGraph) -> Validator:
    """The engine of the package ``shacl``."""
    import shacl

    try:
        ready = shacl.Shapes.from_turtle(shapes.text)
    except ValueError as err:
        raise DataError(f"The compiled shapes cannot be read: {err}. Run `zhinan rules compile`.") from err

    def validate(rows: Rows) -> list[Breach]:
        report = ready.validate_text(write_rows(rows), format="ntriples")
        return [
            Breach(result.focus_node.strip("<>"), (result.source_shape or "").strip("<>"), result.value_plain)
            for result in report.results
        ]

    return validate


def prepare_pyshacl(shapes: ShapesGraph) -> Validator:
    """pySHACL on rdflib graphs: slow, known to all, and what the fast engines are compared with."""
    import rdflib
    from pyshacl import validate as run

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = rdflib.Graph().parse(data=shapes.text, format="turtle")

    def validate(rows: Rows) -> list[Breach]:
        found = rdflib.Graph().parse(data=write_rows(rows), format="nt")
        _, report, _ = run(found, shacl_graph=graph)
        breaches = []
        for result in report.objects(predicate=sh.result):
            value = report.value(result, sh.value)
            focus, shape = report.value(result, sh.focusNode), report.value(result, sh.sourceShape)
            breaches.append(Breach(str(focus), str(shape), None if value is None else str(value)))
        return breaches

    return validate


ENGINES: dict[str, Prepare] = {
    "plan": prepare_plan,
    "shacl": prepare_shacl,
    "pyshacl": prepare_pyshacl,
}


def find_engine(name: str) -> Prepare:
    """The engine of this name. Raises UsageError where there is none."""
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}. Choose one of {', '.join(ENGINES)}.")
    return ENGINES[name]
