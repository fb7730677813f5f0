"""Following SHACL paths through the rows of an application."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode

from zhinan.application import Row, Rows
from zhinan.rules import Listed, Nested, Tree
from zhinan.terms import SH

_NONE: Row = {}


class NotKnown(Exception):
    """A term of SHACL that the plan does not know."""


def follow_steps(path: Tree, start: str, rows: Rows) -> list[tuple[str, str]]:
    """The values at the end of a path, each with the node that its last step left from.

    Predicates, sequences, alternatives and inverses; repeated paths are not used by the families and give nothing.
    Source: SHACL, section 2.3.1.
    """
    if isinstance(path, NamedNode):
        return [(start, end) for end in rows.get(start, _NONE).get(f"<{path.value}>", ())]
    if isinstance(path, Listed):
        return _follow_sequence(path, start, rows)
    if isinstance(path, Nested):
        for alternative in path.get(SH + "alternativePath"):
            if isinstance(alternative, Listed):
                return [pair for step in alternative.items for pair in follow_steps(step, start, rows)]
        for inverse in path.get(SH + "inversePath"):
            if isinstance(inverse, NamedNode):
                return [(start, node) for node in _nodes_with(f"<{inverse.value}>", start, rows)]
    return []


def follow_path(path: Tree, start: str, rows: Rows) -> list[str]:
    """The values at the end of a path, each once, in order."""
    return list(dict.fromkeys(end for _, end in follow_steps(path, start, rows)))


def _follow_sequence(path: Listed, start: str, rows: Rows) -> list[tuple[str, str]]:
    pairs = [(start, start)]
    for step in path.items:
        here = dict.fromkeys(end for _, end in pairs if end[0] == "<")
        pairs = [pair for node in here for pair in follow_steps(step, node, rows)]
    return pairs


def _nodes_with(predicate: str, end: str, rows: Rows) -> list[str]:
    return [subject for subject, row in rows.items() if end in row.get(predicate, ())]


Look = Callable[[str, Rows], Sequence[str]]
"""From a node to the values at the end of a path, each once."""


def compile_path(path: Tree) -> Look:
    """A path as a function. Raises NotKnown for an inverse of more than a predicate."""
    if isinstance(path, NamedNode):
        return _step(f"<{path.value}>")
    if isinstance(path, Listed):
        return _sequence([compile_path(step) for step in path.items])
    if isinstance(path, Nested) and len(path.pairs) == 1:
        ((name, objects),) = path.pairs
        if name == SH + "alternativePath" and len(objects) == 1 and isinstance(objects[0], Listed):
            return _alternatives([compile_path(step) for step in objects[0].items])
        if name == SH + "inversePath" and len(objects) == 1 and isinstance(objects[0], NamedNode):
            predicate = f"<{objects[0].value}>"
            return lambda node, rows: _nodes_with(predicate, node, rows)
        if name in _REPEATED and len(objects) == 1:
            return _repeat(compile_path(objects[0]), *_REPEATED[name])
    raise NotKnown(f"the path {path}")


# name → whether the node itself is reached, and whether more than one step is taken
_REPEATED = {
    SH + "zeroOrOnePath": (True, False),
    SH + "zeroOrMorePath": (True, True),
    SH + "oneOrMorePath": (False, True),
}


def _repeat(step: Look, itself: bool, further: bool) -> Look:
    def look(node: str, rows: Rows) -> Sequence[str]:
        reached = dict.fromkeys([node] if itself else [])
        waiting = [node]
        while waiting:
            for end in step(waiting.pop(0), rows):
                if end not in reached:
                    reached[end] = None
                    waiting += [end] if further else []
        return list(reached)

    return look


def _step(predicate: str) -> Look:
    return lambda node, rows: rows.get(node, _NONE).get(predicate, ())


def _sequence(steps: Sequence[Look]) -> Look:
    first, *rest = steps

    def look(node: str, rows: Rows) -> Sequence[str]:
        here = first(node, rows)
        for step in rest:
            if len(here) == 1:
                here = step(here[0], rows)
            else:
                here = list(dict.fromkeys(end for middle in here for end in step(middle, rows)))
        return here

    return look


def _alternatives(steps: Sequence[Look]) -> Look:
    return lambda node, rows: list(dict.fromkeys([end for step in steps for end in step(node, rows)]))
