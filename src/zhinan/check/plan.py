"""SHACL Core as functions: shapes compiled once, then held against the rows of one application.

Only what our shapes use is known here. Anything else in a shape is ``NotKnown``, never passed over, so that the
caller can take an engine that knows all of SHACL. Source: SHACL (W3C 2017); docs/decisions/0073.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from zhinan.application import Row, Rows, unwrap
from zhinan.check.constraints import CONSTRAINTS, Constraint, Count, Each, Parts, Test, Whole
from zhinan.check.paths import Look, NotKnown, compile_path
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


_SILENT = tuple(SH + name for name in ("severity", "message", "name", "description", "order", "targetClass"))
_TYPE, _ABOVE = f"<{RDF_TYPE}>", f"<{RDFS}subClassOf>"
_NONE: Row = {}


@dataclass(frozen=True, slots=True)
class Property:
    """A property shape as functions: whether it holds, which is mostly the case, and what breaks it where not."""

    holds: Test
    find: Callable[[str, Rows], list[str | None]]


@dataclass(frozen=True, slots=True)
class _Group:
    """Property shapes that say the same."""

    holds: Test
    find: Callable[[str, Rows], list[str | None]]
    shapes: tuple[str, ...]

    def tell(self, focus: str, rows: Rows) -> list[Breach]:
        values = [None if value is None else unwrap(value) for value in self.find(focus, rows)]
        return [Breach(focus[1:-1], shape, value) for value in values for shape in self.shapes]


@dataclass(frozen=True, slots=True)
class Plan:
    """Shapes made ready: for each target class, functions that find what breaks, with the shapes that say so."""

    targets: tuple[tuple[str, tuple[_Group, ...]], ...]

    def find_breaches(self, rows: Rows) -> list[Breach]:
        """The results on the rows of one data graph. Raises Unusual where a value needs another engine."""
        found: list[Breach] = []
        for cls, groups in self.targets:
            for focus in [node for node, row in rows.items() if _is_a(row, cls, rows)]:
                for group in groups:
                    if not group.holds(focus, rows):
                        found += group.tell(focus, rows)
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """What was compiled before: inner shapes by what they say, property shapes by the row that says it.

    A row that two indexes share is the same shape in both. A row is kept with its shape, so that it stays itself.
    """

    tests: dict[Nested, Test]
    properties: dict[int, tuple[object, Nested, Property]]


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


def _is_a(row: Row, cls: str, rows: Rows) -> bool:
    """Whether a node is a SHACL instance of a class: its types, and what the data say is above them."""
    types = row.get(_TYPE)
    if types is None or cls in types:
        return types is not None
    reached, waiting = set(types), [name for name in types if name in rows]
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
        groups: dict[Nested, tuple[Property, list[str]]] = {}
        for name, objects in self._read(node).pairs:
            if name != SH + "property":
                raise NotKnown(name)
            for shape in dict.fromkeys(objects):
                if not isinstance(shape, NamedNode):
                    raise NotKnown("a property shape without an IRI")
                tree, made = self._make_property(shape)
                groups.setdefault(tree, (made, []))[1].append(shape.value)
        return tuple(_Group(made.holds, made.find, tuple(shapes)) for made, shapes in groups.values())

    def _make_property(self, shape: NamedNode) -> tuple[Nested, Property]:
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
            return self._compile_property(tree).holds
        inner = [self.compile_test(shape) for shape in dict.fromkeys(tree.get(SH + "property"))]
        constraints = self._compile_constraints(tree.without(SH + "property"))
        tests = (*inner, *(one.test for one in constraints if isinstance(one, Each)))
        wholes = [one.find for one in constraints if isinstance(one, Whole)]
        if any(isinstance(one, Count) for one in constraints):
            raise NotKnown("a count in a node shape")
        if len(tests) == 1 and not wholes:
            return tests[0]

        def conforms(node: str, rows: Rows) -> bool:
            for test in tests:
                if not test(node, rows):
                    return False
            return not wholes or not any(find((node,), node, rows) for find in wholes)

        return conforms

    def _compile_property(self, tree: Nested) -> Property:
        path = tree.get(SH + "path")[0]
        look = compile_path(path)
        constraints = self._compile_constraints(tree.without(SH + "path"))
        return Property(_make_holds(path, look, constraints), _make_find(look, constraints))

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


def _make_holds(path: Tree, look: Look, constraints: Sequence[Constraint]) -> Test:
    """Whether no constraint of a property shape is broken: asked most often by far, so it stops at the first.

    Written out for a path of one predicate, as nearly all are; no generators, no further calls.
    """
    counts = [one for one in constraints if isinstance(one, Count)]
    least = max([one.least for one in counts], default=0)
    most = min([one.most for one in counts if one.most is not None], default=sys.maxsize)
    tests = tuple(one.test for one in constraints if isinstance(one, Each))
    wholes = tuple(one.find for one in constraints if isinstance(one, Whole))
    predicate = f"<{path.value}>" if isinstance(path, NamedNode) else None

    def holds(node: str, rows: Rows) -> bool:
        if predicate is None:
            values = look(node, rows)
        elif node in rows:
            values = rows[node].get(predicate, ())
        else:
            values = ()
        if not least <= len(values) <= most:
            return False
        for test in tests:
            for value in values:
                if not test(value, rows):
                    return False
        for find in wholes:  # noqa: SIM110 - see above
            if find(values, node, rows):
                return False
        return True

    return holds


def _make_find(look: Look, constraints: Sequence[Constraint]) -> Callable[[str, Rows], list[str | None]]:
    """The values of all results of a property shape; None for a result that names none."""

    def find(node: str, rows: Rows) -> list[str | None]:
        values = look(node, rows)
        found: list[str | None] = []
        for one in constraints:
            if isinstance(one, Each):
                found += [value for value in values if not one.test(value, rows)]
            elif isinstance(one, Whole):
                found += one.find(values, node, rows)
            elif len(values) < one.least or (one.most is not None and len(values) > one.most):
                found.append(None)
        return found

    return find
