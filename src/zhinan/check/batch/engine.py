"""The queries of ``shapes/batch/`` over many applications at once, in pyoxigraph.

A query runs once for all applications of a portion, where SHACL runs it once for each. Source: docs/decisions/0065.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, RdfFormat, Store

from zhinan.application import Rows, write_rows
from zhinan.check.batch.rule import BatchShape
from zhinan.errors import DataError


class Row(NamedTuple):
    """One result of a query: the application, the value named, whose it is, and the projects that count.

    ``value`` is the application itself where the query names none, as in SHACL.
    """

    this: str
    value: str
    person: str | None
    projects: tuple[str, ...]


def load_portion(facts: Iterable[Rows], context: str) -> Store:
    """The facts of some applications, with what the queries ask of the calls, as a store in memory."""
    store = Store()
    text = context + "".join(map(write_rows, facts))
    store.bulk_load(text.encode(), format=RdfFormat.N_TRIPLES)
    return store


def find_rows(shape: BatchShape, store: Store) -> list[Row]:
    """What a query finds, each result once, in a fixed order."""
    try:
        solutions = store.query(shape.select)
    except SyntaxError as err:
        raise DataError(f"{shape.iri}: the query cannot be read: {err}. Run `zhinan rules compile`.") from err
    if not isinstance(solutions, QuerySolutions):
        raise DataError(f"{shape.iri}: the query is no SELECT. Run `zhinan rules compile`.")
    names = {variable.value for variable in solutions.variables}
    return sorted(
        set(_rows(solutions, names)), key=lambda row: (row.this, row.value, row.person or "", row.projects)
    )


def _rows(solutions: Iterable[QuerySolution], names: set[str]) -> Iterable[Row]:
    for solution in solutions:
        this, value, person, projects = (
            solution[name] if name in names else None for name in ("this", "value", "person", "projects")
        )
        if isinstance(this, NamedNode):
            yield Row(
                this=this.value,
                value=value.value if isinstance(value, NamedNode | Literal) else this.value,
                person=person.value if isinstance(person, NamedNode) else None,
                projects=tuple(sorted(projects.value.split()))
                if isinstance(projects, NamedNode | Literal)
                else (),
            )
