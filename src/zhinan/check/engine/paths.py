"""Following SHACL paths through the rows of an application, at once or by text to be compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode

from zhinan.application import Row, Rows
from zhinan.check.engine.script import Script
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


def write_path(path: Tree, script: Script) -> str:
    """The text of an expression for the values at the end of a path, each once.

    It leads from the node ``n``, whose row is ``r``. Raises NotKnown for an inverse of more than a predicate.
    """
    steps = _write_steps(path, "n", script)
    return steps if isinstance(path, NamedNode) else f"{script.name(_each_once)}({steps})"


def _write_steps(path: Tree, node: str, script: Script) -> str:
    """The same, with those that are reached twice twice."""
    if isinstance(path, NamedNode):
        row = "r" if node == "n" else f"rows.get({node}, N)"
        return f"{row}.get({f'<{path.value}>'!r}, E)"
    if isinstance(path, Listed):
        return _write_sequence(path, node, script)
    if isinstance(path, Nested) and len(path.pairs) == 1:
        ((name, objects),) = path.pairs
        if name == SH + "alternativePath" and len(objects) == 1 and isinstance(objects[0], Listed):
            return f"(*{', *'.join(_write_steps(step, node, script) for step in objects[0].items)},)"
        if name == SH + "inversePath" and len(objects) == 1 and isinstance(objects[0], NamedNode):
            return f"{script.name(_nodes_with)}({f'<{objects[0].value}>'!r}, {node}, rows)"
        if name in _REPEATED and len(objects) == 1:
            step = script.define(["r = rows.get(n, N)", f"return {_write_steps(objects[0], 'n', script)}"])
            return f"{script.name(_repeat)}({step}, {node}, rows, *{_REPEATED[name]})"
    raise NotKnown(f"the path {path}")


def _write_sequence(path: Listed, node: str, script: Script) -> str:
    """``n`` → ``m0`` → ``m1`` …, as one comprehension."""
    first = 0 if node == "n" else int(node[1:]) + 1
    loops = []
    for depth, step in enumerate(path.items, first):
        loops.append(f"for m{depth} in {_write_steps(step, node, script)}")
        node = f"m{depth}"
    return f"[{node} {' '.join(loops)}]"


def _each_once(values: Sequence[str]) -> Sequence[str]:
    return values if len(values) < 2 else list(dict.fromkeys(values))


# name → whether the node itself is reached, and whether more than one step is taken
_REPEATED = {
    SH + "zeroOrOnePath": (True, False),
    SH + "zeroOrMorePath": (True, True),
    SH + "oneOrMorePath": (False, True),
}


def _repeat(
    step: Callable[[str, Rows], Sequence[str]], node: str, rows: Rows, itself: bool, further: bool
) -> Sequence[str]:
    reached = dict.fromkeys([node] if itself else [])
    waiting = [node]
    while waiting:
        for end in step(waiting.pop(0), rows):
            if end not in reached:
                reached[end] = None
                waiting += [end] if further else []
    return list(reached)
