"""SHACL engines behind one interface: the fast one by default, pySHACL as the reference.

Source: docs/decisions/0021, with the measurements behind the choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from zhinan.errors import DataError, UsageError


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One validation result: focus node, shape, and the value that it names, if any.

    ``value`` is the IRI or the lexical form.
    """

    focus: str
    shape: str
    value: str | None


class Validator(Protocol):
    """Shapes made ready: N-Triples in, results out, in no particular order."""

    def __call__(self, data: str) -> list[Breach]:
        """The results of one data graph."""


def prepare_shacl(shapes: str) -> Validator:
    """The engine of the package ``shacl``."""
    import shacl

    try:
        ready = shacl.Shapes.from_turtle(shapes)
    except ValueError as err:
        raise DataError(f"The compiled shapes cannot be read: {err}. Run `zhinan rules compile`.") from err

    def validate(data: str) -> list[Breach]:
        report = ready.validate_text(data, format="ntriples")
        return [
            Breach(result.focus_node.strip("<>"), (result.source_shape or "").strip("<>"), result.value_plain)
            for result in report.results
        ]

    return validate


def prepare_pyshacl(shapes: str) -> Validator:
    """pySHACL on rdflib graphs: slow, known to all, and what the fast engine is compared with."""
    import rdflib
    from pyshacl import validate as run

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = rdflib.Graph().parse(data=shapes, format="turtle")

    def validate(data: str) -> list[Breach]:
        found = rdflib.Graph().parse(data=data, format="nt")
        _, report, _ = run(found, shacl_graph=graph)
        breaches = []
        for result in report.objects(predicate=sh.result):
            value = report.value(result, sh.value)
            focus, shape = report.value(result, sh.focusNode), report.value(result, sh.sourceShape)
            breaches.append(Breach(str(focus), str(shape), None if value is None else str(value)))
        return breaches

    return validate


ENGINES: dict[str, Callable[[str], Validator]] = {"shacl": prepare_shacl, "pyshacl": prepare_pyshacl}


def find_engine(name: str) -> Callable[[str], Validator]:
    """The engine of this name. Raises UsageError where there is none."""
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}. Choose one of {', '.join(ENGINES)}.")
    return ENGINES[name]
