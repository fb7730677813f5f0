"""SHACL Core as functions: shapes compiled once, then held against the rows of one application.

Only what our shapes use is known here. Anything else in a shape is ``NotKnown``, never passed over, so that the
caller can take an engine that knows all of SHACL. Source: SHACL (W3C 2017); docs/decisions/0073.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import BlankNode, NamedNode

from zhinan.application import Row, Rows, unwrap
from zhinan.check.engine.constraints import CONSTRAINTS, Constraint, Count, Each, Parts, Whole
from zhinan.check.engine.paths import NotKnown, write_path
from zhinan.check.engine.script import Script
from zhinan.rules import Index, Nested, Node, Tree, read_node
from zhinan.terms import RDF_TYPE, RDFS, SH

Find = Callable[[str, Rows], list[str | None]]
"""``(node, rows)`` → the values of all results; None for a result that names none."""


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
class _Property:
    """A property shape: the text of its values, and the name of a function of ``(n, rows, vs)``: whether it holds.

    Most hold, so what finds the values that break it is made only when it is asked for.
    """

    tree: Nested
    values: str
    holds: str
    find: Callable[[], Find]


@dataclass(frozen=True, slots=True)
class _Group:
    """Property shapes that say the same."""

    find: Callable[[], Find]
    shapes: tuple[str, ...]

    def tell(self, focus: str, rows: Rows) -> list[Breach]:
        values = [None if value is None else unwrap(value) for value in self.find()(focus, rows)]
        return [Breach(focus[1:-1], shape, value) for value in values for shape in self.shapes]


@dataclass(frozen=True, slots=True)
class Plan:
    """Shapes made ready: for each target class, which of its groups do not hold for a node, and the groups."""

    targets: tuple[tuple[str, Callable[[str, Rows], list[int]], tuple[_Group, ...]], ...]

    def find_breaches(self, rows: Rows) -> list[Breach]:
        """The results on the rows of one data graph. Raises Unusual where a value needs another engine."""
        found: list[Breach] = []
        for cls, find_broken, groups in self.targets:
            for focus in [node for node, row in rows.items() if _is_a(row, cls, rows)]:
                for place in find_broken(focus, rows):
                    found += groups[place].tell(focus, rows)
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """What was compiled before: inner shapes by what they say, property shapes by the row that says it.

    ``aimless`` are rows without a target. A row that two indexes share says the same in both; it is kept, so that it
    stays itself.
    """

    tests: dict[Nested, str] = field(default_factory=dict)
    properties: dict[int, tuple[object, _Property]] = field(default_factory=dict)
    aimless: dict[int, object] = field(default_factory=dict)
    script: Script = field(default_factory=Script)


def compile_plan(index: Index, made: Made) -> Plan:
    """A plan for all shapes of an index that have a target. Raises NotKnown for what it does not know."""
    compiler = _Compiler(index, made)
    targets: dict[str, list[NamedNode]] = {}
    for node, row in index.rows.items():
        if id(row) in made.aimless:
            continue
        _refuse_other_targets(index, node)
        if classes := dict.fromkeys(index.iris(node, SH + "targetClass")):
            for cls in classes:
                targets.setdefault(cls, []).extend(compiler.list_properties(node))
        else:
            made.aimless[id(row)] = row
    return Plan(tuple((f"<{cls}>", *compiler.compile_target(shapes)) for cls, shapes in targets.items()))


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

    def list_properties(self, node: Node) -> Iterator[NamedNode]:
        """The property shapes of a node shape with a target."""
        for name, objects in self._read(node).pairs:
            if name != SH + "property":
                raise NotKnown(name)
            for shape in dict.fromkeys(objects):
                if not isinstance(shape, NamedNode):
                    raise NotKnown("a property shape without an IRI")
                yield shape

    def compile_target(
        self, shapes: Iterable[NamedNode]
    ) -> tuple[Callable[[str, Rows], list[int]], tuple[_Group, ...]]:
        """A function for the places of the groups that do not hold for a node; shapes that say the same are a group."""
        groups: dict[Nested, tuple[_Property, list[str]]] = {}
        for shape in dict.fromkeys(shapes):
            made = self._make_property(shape)
            groups.setdefault(made.tree, (made, []))[1].append(shape.value)
        script = self.made.script
        find_broken = script.get(script.define(_write_target([made for made, _ in groups.values()])))
        return find_broken, tuple(_Group(made.find, tuple(names)) for made, names in groups.values())

    def _make_property(self, shape: NamedNode) -> _Property:
        row = self.index.rows.get(shape)
        if id(row) not in self.made.properties:
            self.made.properties[id(row)] = (row, self._compile_property(self._read(shape)))
        return self.made.properties[id(row)][1]

    def _compile_property(self, tree: Nested) -> _Property:
        script = self.made.script
        values, constraints = self._write_parts(tree)
        holds = script.define([*_write_constraints(constraints), "return True"], "n, rows, vs")
        find = cache(lambda: script.get(script.define(_write_find(values, constraints))))
        return _Property(tree, values, holds, find)

    def compile_test(self, shape: Tree) -> str:
        """The name of a function that says whether a node conforms to a shape."""
        if not isinstance(shape, Nested):
            raise NotKnown(f"{shape} inside a shape")
        tree = _strip(shape)
        if tree not in self.made.tests:
            self.made.tests[tree] = self.made.script.define([*self._write_test(tree), "return True"])
        return self.made.tests[tree]

    def _write_test(self, tree: Nested) -> list[str]:
        """The body of a function on a node; it returns where a constraint does not hold."""
        if tree.get(SH + "path"):
            return _write_property(*self._write_parts(tree))
        lines = []
        for shape in dict.fromkeys(tree.get(SH + "property")):
            if not isinstance(shape, Nested) or not _strip(shape).get(SH + "path"):
                raise NotKnown(f"{shape} as a property shape")
            lines += self._write_test(_strip(shape))
        constraints = self._list_constraints(tree.without(SH + "property"))
        if any(isinstance(one, Count) for one in constraints):
            raise NotKnown("a count in a node shape")
        return lines + (_write_property("(n,)", constraints) if constraints else [])

    def _write_parts(self, tree: Nested) -> tuple[str, list[Constraint]]:
        values = write_path(tree.get(SH + "path")[0], self.made.script)
        return values, self._list_constraints(tree.without(SH + "path"))

    def _list_constraints(self, tree: Nested) -> list[Constraint]:
        found: list[Constraint] = []
        for name, objects in tree.pairs:
            make = CONSTRAINTS.get(name.removeprefix(SH))
            if make is None:
                raise NotKnown(name)
            found += make(Parts(objects, tree, self.compile_test, self.made.script))
        return found

    def _read(self, node: object) -> Nested:
        if not isinstance(node, NamedNode | BlankNode) or node not in self.index.rows:
            raise NotKnown(f"{node} as a shape")
        return _strip(read_node(self.index, node))


def _strip(tree: Nested) -> Nested:
    """What a shape demands: its terms of SHACL, without what only describes it. Source: SHACL, section 3.3."""
    return Nested(tuple(p for p in tree.pairs if p[0].startswith(SH) and p[0] not in _SILENT))


def _write_target(properties: Sequence[_Property]) -> list[str]:
    """The body of a function that asks all shapes of a target; values that several of them want are found once."""
    lines, names = ["r = rows.get(n, N)", "broken = []"], dict[str, str]()
    for place, one in enumerate(properties):
        if one.values not in names:
            names[one.values] = f"v{len(names)}"
            lines.append(f"{names[one.values]} = {one.values}")
        lines.append(f"if not {one.holds}(n, rows, {names[one.values]}): broken.append({place})")
    return [*lines, "return broken"]


def _write_property(values: str, constraints: Sequence[Constraint]) -> list[str]:
    return ["r = rows.get(n, N)", f"vs = {values}", *_write_constraints(constraints)]


def _write_constraints(constraints: Sequence[Constraint]) -> list[str]:
    """Lines that return where a constraint does not hold: asked most often by far, so they stop at the first."""
    lines = []
    counts = [one for one in constraints if isinstance(one, Count)]
    least = max([one.least for one in counts], default=0)
    most = min([one.most for one in counts if one.most is not None], default=None)
    if least or most is not None:
        bounds = f"{least} <= len(vs)" if most is None else f"{least} <= len(vs) <= {most}"
        lines.append(f"if not {bounds}: return False")
    if tests := [one.test for one in constraints if isinstance(one, Each)]:
        lines += ["for v in vs:", f"    if not ({' and '.join(tests)}): return False"]
    return lines + [f"if not ({one.test}): return False" for one in constraints if isinstance(one, Whole)]


def _write_find(values: str, constraints: Sequence[Constraint]) -> list[str]:
    """The body of a function that gives the values of all results, constraint by constraint."""
    lines = ["r = rows.get(n, N)", f"vs = {values}", "found = []"]
    for one in constraints:
        if isinstance(one, Each):
            lines.append(f"found += [v for v in vs if not ({one.test})]")
        elif isinstance(one, Whole):
            lines.append(f"found += {one.broken}")
        else:
            bounds = (
                f"{one.least} <= len(vs)" if one.most is None else f"{one.least} <= len(vs) <= {one.most}"
            )
            lines.append(f"if not {bounds}: found.append(None)")
    return [*lines, "return found"]
