"""SHACL Core as functions: shapes compiled once, then held against the rows of one application.

Only what our shapes use is known here. Anything else in a shape is ``NotKnown``, never passed over, so that the
caller can take an engine that knows all of SHACL. Source: SHACL (W3C 2017); docs/decisions/0073.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from zhinan.application import Row, Rows, plain
from zhinan.check.constraints import CONSTRAINTS, Constraint, Parts, Test
from zhinan.check.paths import NotKnown, compile_path
from zhinan.rules import Index, Nested, Node, Tree, read_node
from zhinan.terms import RDF_TYPE, RDFS, SH


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One validation result: focus node, shape, and the value that it names, if any.

    ``value`` is the IRI or the lexical form.
    """

    focus: str
    shape: str
    value: str | None


Breaks = Callable[[str, Rows], Sequence[str | None]]
_Group = tuple[Breaks, tuple[str, ...]]
_SILENT = tuple(SH + name for name in ("severity", "message", "name", "description", "order", "targetClass"))
_TYPE, _ABOVE = f"<{RDF_TYPE}>", f"<{RDFS}subClassOf>"
_NONE: Row = {}


@dataclass(frozen=True, slots=True)
class Plan:
    """Shapes made ready: for each target class, functions that find what breaks, with the shapes that say so."""

    targets: tuple[tuple[str, tuple[_Group, ...]], ...]

    def find_breaches(self, rows: Rows) -> list[Breach]:
        """The results on the rows of one data graph. Raises Unusual where a value needs another engine."""
        found: list[Breach] = []
        for cls, groups in self.targets:
            for focus in [node for node in rows if _is_a(node, cls, rows)]:
                for breaks, shapes in groups:
                    for value in breaks(focus, rows):
                        told = None if value is None else plain(value)
                        found += [Breach(focus[1:-1], shape, told) for shape in shapes]
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """What was compiled before: inner shapes by what they say, property shapes by the row that says it.

    A row that two indexes share is the same shape in both. A row is kept with its shape, so that it stays itself.
    """

    tests: dict[Nested, Test]
    properties: dict[int, tuple[object, Nested, Breaks]]


def compile_plan(index: Index, made: Made) -> Plan:
    """A plan for all shapes of an index that have a target. Raises NotKnown for what it does not know."""
    compiler = _Compiler(index, made)
    targets: list[tuple[str, tuple[_Group, ...]]] = []
    for node in index.rows:
        _refuse_other_targets(index, node)
        if classes := dict.fromkeys(index.iris(node, SH + "targetClass")):
            groups = compiler.compile_target(node)
            targets += [(f"<{cls}>", groups) for cls in classes]
    return Plan(tuple(targets))


def _refuse_other_targets(index: Index, node: Node) -> None:
    for name in index.rows[node]:
        if name.startswith(SH + "target") and name != SH + "targetClass":
            raise NotKnown(name)
    types = set(index.iris(node, RDF_TYPE))
    if RDFS + "Class" in types and types & {SH + "NodeShape", SH + "PropertyShape"}:
        raise NotKnown("a shape that is a class")


def _is_a(node: str, cls: str, rows: Rows) -> bool:
    """Whether a node is a SHACL instance of a class: its types, and what the data say is above them."""
    types = rows[node].get(_TYPE)
    if types is None or cls in types:
        return types is not None
    reached, waiting = set(types), list(types)
    while waiting:
        for above in rows.get(waiting.pop(), _NONE).get(_ABOVE, ()):
            if above not in reached:
                reached.add(above)
                waiting.append(above)
    return cls in reached


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Makes functions of shapes; inner shapes that say the same are one function."""

    index: Index
    made: Made

    def compile_target(self, node: Node) -> tuple[_Group, ...]:
        """The property shapes of a node shape with a target; those that say the same stand together."""
        groups: dict[Nested, tuple[Breaks, list[str]]] = {}
        for name, objects in self._read(node).pairs:
            if name != SH + "property":
                raise NotKnown(name)
            for shape in dict.fromkeys(objects):
                if not isinstance(shape, NamedNode):
                    raise NotKnown("a property shape without an IRI")
                tree, breaks = self._make_property(shape)
                if tree not in groups:
                    groups[tree] = (breaks, [])
                groups[tree][1].append(shape.value)
        return tuple((breaks, tuple(shapes)) for breaks, shapes in groups.values())

    def _make_property(self, shape: NamedNode) -> tuple[Nested, Breaks]:
        row = self.index.rows.get(shape)
        made = self.made.properties.get(id(row))
        if made is None:
            tree = self._read(shape)
            made = self.made.properties[id(row)] = (row, tree, self._compile_property(tree))
        return made[1:]

    def compile_test(self, shape: Tree) -> Test:
        """Whether a node conforms to a shape."""
        if not isinstance(shape, Nested):
            raise NotKnown(f"{shape} inside a shape")
        tree = _strip(shape)
        test = self.made.tests.get(tree)
        if test is None:
            test = self.made.tests[tree] = self._compile_test(tree)
        return test

    def _compile_test(self, tree: Nested) -> Test:
        if tree.get(SH + "path"):
            breaks = self._compile_property(tree)
            return lambda node, rows: not breaks(node, rows)
        inner = [self.compile_test(shape) for shape in dict.fromkeys(tree.get(SH + "property"))]
        constraints = self._compile_constraints(tree.without(SH + "property"))

        def conforms(node: str, rows: Rows) -> bool:
            for test in inner:
                if not test(node, rows):
                    return False
            return not any(find((node,), node, rows) for find in constraints)

        return conforms

    def _compile_property(self, tree: Nested) -> Breaks:
        look = compile_path(tree.get(SH + "path")[0])
        constraints = self._compile_constraints(tree.without(SH + "path"))
        if len(constraints) == 1:
            (only,) = constraints
            return lambda node, rows: only(look(node, rows), node, rows)

        def breaks(node: str, rows: Rows) -> Sequence[str | None]:
            values = look(node, rows)
            return [value for find in constraints for value in find(values, node, rows)]

        return breaks

    def _compile_constraints(self, tree: Nested) -> list[Constraint]:
        found: list[Constraint] = []
        for name, objects in tree.pairs:
            make = CONSTRAINTS.get(name.removeprefix(SH))
            if make is None:
                raise NotKnown(name)
            found += make(Parts(objects, tree, self.compile_test))
        return found

    def _read(self, node: object) -> Nested:
        if not isinstance(node, NamedNode | BlankNode) or node not in self.index.rows:
            raise NotKnown(f"{node} as a shape")
        return _strip(read_node(self.index, node))


def _strip(tree: Nested) -> Nested:
    """What a shape demands: its terms of SHACL, without what only describes it. Source: SHACL, section 3.3."""
    return Nested(tuple(p for p in tree.pairs if p[0].startswith(SH) and p[0] not in _SILENT))
