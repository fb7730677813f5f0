"""Following SHACL paths through an application, to show the values that a rule looked at."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from zhinan.application import Statement
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH

Found = NamedNode | Literal
Rows = dict[str, dict[str, list[Found]]]


def index_triples(triples: Iterable[Statement]) -> Rows:
    """Triples by subject and predicate IRI."""
    rows: Rows = {}
    for triple in triples:
        row = rows.setdefault(triple.subject.value, {})
        row.setdefault(triple.predicate.value, []).append(triple.object)
    return rows


def follow_path(path: Tree, start: NamedNode, rows: Rows) -> list[Found]:
    """The values at the end of a path: predicates, sequences, alternatives and inverses; each once, in order.

    Source: SHACL, section 2.3.1; repeated paths are not used by the families and give nothing.
    """
    return list(dict.fromkeys(end for _, end in follow_steps(path, start, rows)))


def follow_steps(path: Tree, start: NamedNode, rows: Rows) -> list[tuple[NamedNode, Found]]:
    """The values at the end of a path, each with the node that its last step left from."""
    if isinstance(path, NamedNode):
        return [(start, end) for end in rows.get(start.value, {}).get(path.value, ())]
    if isinstance(path, Listed):
        return _follow_sequence(path, start, rows)
    if isinstance(path, Nested):
        for alternative in path.get(SH + "alternativePath"):
            if isinstance(alternative, Listed):
                return [pair for step in alternative.items for pair in follow_steps(step, start, rows)]
        for inverse in path.get(SH + "inversePath"):
            if isinstance(inverse, NamedNode):
                return [(start, node) for node in _nodes_with(inverse.value, start, rows)]
    return []


def _follow_sequence(path: Listed, start: NamedNode, rows: Rows) -> list[tuple[NamedNode, Found]]:
    pairs: list[tuple[NamedNode, Found]] = [(start, start)]
    for step in path.items:
        here = dict.fromkeys(end for _, end in pairs if isinstance(end, NamedNode))
        pairs = [pair for node in here for pair in follow_steps(step, node, rows)]
    return pairs


def _nodes_with(predicate: str, end: NamedNode, rows: Rows) -> list[NamedNode]:
    return [NamedNode(subject) for subject, row in rows.items() if end in row.get(predicate, ())]
