"""What an application to a direction has to state: read off the shapes of its rules, kept by nobody's hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from zhinan.application.trees import RuleTrees, list_routes, read_trees
from zhinan.application.vocabulary import Vocabulary, make_vocabulary
from zhinan.rules import Listed, Nested, Rulebook, Tree
from zhinan.terms import SH

Value = NamedNode | Literal
Route = tuple[str, ...]
_SOME_RULE = ("",)  # until it is known which


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The fact is asked only where ``property``, said of the same thing, has (or has not) one of ``values``.

    It holds for what lies below the fact as well.
    """

    property: str
    values: tuple[Value, ...]
    has: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredFact:
    """A fact that rules of a direction look at.

    ``path`` are the properties that lead to it from the application, its own last; ``range`` is the class or
    datatype of its values, None where the ontology states none. ``least`` values are needed (0 where the fact is
    looked at without being asked for) and ``most`` allowed, None for any number. ``allowed`` are the only values that
    will do, empty where any may; of each group in ``asked`` one value must be there, whatever else is (a kind of
    attachment, a side that signs). ``rules`` and ``clauses`` look at the fact, the rules of ``needed_by`` cannot be
    decided without it; all are IRIs, and what every application must state has no clause.
    """

    path: Route
    conditions: tuple[Condition, ...]
    range: str | None
    literal: bool
    least: int
    most: int | None
    allowed: tuple[Value, ...]
    asked: tuple[tuple[Value, ...], ...]
    rules: tuple[str, ...]
    needed_by: tuple[str, ...]
    clauses: tuple[str, ...]


def required_facts(direction: str, book: Rulebook) -> tuple[RequiredFact, ...]:
    """The facts that the rules of a direction look at, those of every application first, then in order of the rules.

    Raises DataError where there is no such direction.
    """
    trees = read_trees(direction, book)
    vocabulary = make_vocabulary(book.index)
    found: dict[tuple[Route, frozenset[Condition]], RequiredFact] = {}
    for rule in (trees.form, *trees.rules):
        for fact in _facts_of_rule(rule, vocabulary):
            key = fact.path, frozenset(fact.conditions)
            found[key] = _merge(found[key], fact) if key in found else fact
    return _without_echoes(found)


def _without_echoes(
    found: dict[tuple[Route, frozenset[Condition]], RequiredFact],
) -> tuple[RequiredFact, ...]:
    """The facts, those left out that another asks for unconditionally; their rules and clauses go to it."""
    plain = {path: fact for (path, given), fact in found.items() if not given and fact.least}
    for (path, given), fact in found.items():
        if given and path in plain:
            plain[path] = _merge(plain[path], replace(fact, allowed=(), needed_by=()))
    return tuple(
        plain.get(path, fact) if not given else fact
        for (path, given), fact in found.items()
        if not given or path not in plain
    )


def _facts_of_rule(rule: RuleTrees, vocabulary: Vocabulary) -> Iterator[RequiredFact]:
    clauses = (rule.rule.clause.iri,) if rule.rule else ()
    for shapes, needed in ((rule.completeness, True), (rule.eligibility, False)):
        for shape in shapes.values():
            for fact in _walk(shape, (), ()):
                known = vocabulary.properties.get(fact.path[-1])
                yield replace(
                    fact,
                    least=fact.least if needed else 0,
                    range=known.range if known else None,
                    literal=known.literal if known else False,
                    rules=(rule.iri,),
                    needed_by=(rule.iri,) if needed and fact.least and fact.needed_by else (),
                    clauses=clauses,
                )


def _walk(shape: Nested, before: Route, given: tuple[Condition, ...]) -> Iterator[RequiredFact]:
    """The facts that a property shape looks at, said of what ``before`` leads to."""
    if all(name == SH + "path" for name, _ in shape.pairs):
        return  # a place whose parameter is not given: nothing is asked
    for path in shape.get(SH + "path"):
        routes = list_routes(path)
        # Of several ways (a lead unit, a participating one) none alone is asked for.
        alone = len(routes) == 1
        least = _number(shape, "minCount") or (1 if shape.get(SH + "qualifiedMinCount") else 0)
        for route in routes:
            whole = (*before, *route)
            for end in range(1, len(route)):
                yield _fact((*before, *route[:end]), given, 1 if least and alone else 0, None)
            if whole == before:
                yield from _walk_below(shape, whole)
                continue
            fact = _fact(whole, given, least if alone else 0, _number(shape, "maxCount") if alone else None)
            yield replace(fact, allowed=_listed(shape), asked=tuple((v,) for v in _values(shape, "hasValue")))
            yield from _walk_below(shape, whole)


def _walk_below(shape: Nested, before: Route) -> Iterator[RequiredFact]:
    for inner in _nodes(shape.get(SH + "node")):
        yield from _walk_node(inner, before, ())
    for inner in _nodes(shape.get(SH + "qualifiedValueShape")):
        yield from _walk_qualified(inner, before)


def _walk_node(shape: Nested, before: Route, given: tuple[Condition, ...]) -> Iterator[RequiredFact]:
    for item in _nodes(shape.get(SH + "property")):
        yield from _walk(item, before, given)
    for choice in shape.get(SH + "or"):
        alternatives = _nodes(choice.items) if isinstance(choice, Listed) else []
        others = tuple(guard for item in alternatives if (guard := _excuse(item)))
        asked = [item for item in alternatives if not _excuse(item)]
        for item in asked:
            for fact in _walk_node(item, before, (*given, *others)):
                # another alternative may do without it
                yield replace(fact, allowed=(), needed_by=fact.needed_by if len(asked) == 1 else ())


def _walk_qualified(shape: Nested, before: Route) -> Iterator[RequiredFact]:
    """The facts of a thing that must be among others, such as an attachment: asked only of that thing."""
    own = _nodes(shape.get(SH + "property"))
    guards = {id(item): guard for item in own if (guard := _as_guard(item, has=True)) and _listed(item)}
    for item in own:
        others = () if id(item) in guards else tuple(guards.values())
        for fact in _walk(item, before, others):
            yield replace(fact, allowed=(), asked=(*fact.asked, *([fact.allowed] if fact.allowed else [])))


def _excuse(shape: Nested) -> Condition | None:
    """What an alternative lets off: ``[ sh:not [ side Chinese ] ]`` asks the rest of the Chinese side alone."""
    inverted = _nodes(shape.get(SH + "not"))
    tests = [item for node in (inverted or [shape]) for item in _nodes(node.get(SH + "property"))]
    if len(tests) != 1 or tests[0].get(SH + "minCount"):
        return None
    return _as_guard(tests[0], has=bool(inverted))


def _as_guard(shape: Nested, *, has: bool) -> Condition | None:
    routes = [route for path in shape.get(SH + "path") for route in list_routes(path)]
    values = _values(shape, "hasValue") or _listed(shape)
    if len(routes) != 1 or len(routes[0]) != 1 or not values:
        return None
    return Condition(property=routes[0][0], values=values, has=has)


def _fact(path: Route, given: tuple[Condition, ...], least: int, most: int | None) -> RequiredFact:
    return RequiredFact(
        path=path,
        conditions=given,
        range=None,
        literal=False,
        least=least,
        most=most,
        allowed=(),
        asked=(),
        rules=(),
        needed_by=_SOME_RULE,
        clauses=(),
    )


def _merge(one: RequiredFact, other: RequiredFact) -> RequiredFact:
    both = [fact.allowed for fact in (one, other) if fact.allowed]
    allowed = tuple(value for value in both[0] if all(value in more for more in both)) if both else ()
    limits = [fact.most for fact in (one, other) if fact.most is not None]
    return replace(
        one,
        least=max(one.least, other.least),
        most=min(limits) if limits else None,
        allowed=allowed or (both[0] if both else ()),
        asked=tuple(dict.fromkeys((*one.asked, *other.asked))),
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        needed_by=tuple(dict.fromkeys((*one.needed_by, *other.needed_by))),
        clauses=tuple(dict.fromkeys((*one.clauses, *other.clauses))),
    )


def _listed(shape: Nested) -> tuple[Value, ...]:
    lists = [item for item in shape.get(SH + "in") if isinstance(item, Listed)]
    return tuple(v for item in lists for v in item.items if isinstance(v, NamedNode | Literal))


def _values(shape: Nested, name: str) -> tuple[Value, ...]:
    return tuple(item for item in shape.get(SH + name) if isinstance(item, NamedNode | Literal))


def _nodes(trees: Iterable[Tree]) -> list[Nested]:
    return [tree for tree in trees if isinstance(tree, Nested)]


def _number(shape: Nested, name: str) -> int | None:
    values = [int(item.value) for item in shape.get(SH + name) if isinstance(item, Literal)]
    return values[0] if values else None
