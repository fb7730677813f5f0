"""A piece of a shapes graph as a tree: read from Turtle, parameters put in, written back as Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.index import Index, Term
from zhinan.terms import DCTERMS, ID, RDF_TYPE, RDFS, SH, XSD, prefixes, zn

PARAM = ID + "param/"
ONLY_WITH = zn("onlyWith")

# What a reader wants to see first and last; everything else stands between, by name.
_FIRST = (RDF_TYPE, RDFS + "label", DCTERMS + "source", zn("requirement"), zn("family"), zn("modality"),
          SH + "targetClass", SH + "path")  # fmt: skip
_LAST = (SH + "severity", SH + "message")
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# Where the order of the objects is the order of reading.
_IN_ORDER = (*_LAST, RDFS + "label", SH + "property", zn("completenessShape"), zn("eligibilityShape"))
_BARE = {XSD + "integer": re.compile(r"[+-]?[0-9]+"), XSD + "boolean": re.compile("true|false")}


@dataclass(frozen=True, slots=True)
class Listed:
    """An RDF list."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Nested:
    """A node by what is said of it: predicate IRI → objects, in the order read."""

    pairs: tuple[tuple[str, tuple[Tree, ...]], ...]

    def get(self, predicate: str) -> tuple[Tree, ...]:
        """The objects of a predicate; none is an empty tuple."""
        return next((objects for name, objects in self.pairs if name == predicate), ())

    def without(self, *predicates: str) -> Nested:
        """The same node with these predicates left out."""
        return Nested(tuple(pair for pair in self.pairs if pair[0] not in predicates))


Tree = NamedNode | Literal | Listed | Nested


def read_tree(index: Index, node: Term) -> Tree:
    """What hangs below a term: a blank node as Listed or Nested, anything else as itself."""
    if not isinstance(node, BlankNode):
        return node
    members = index.members(node)
    if members is not None:
        return Listed(tuple(read_tree(index, member) for member in members))
    return read_node(index, node)


def read_node(index: Index, node: NamedNode | BlankNode) -> Nested:
    """All that is said of one node, blank nodes below it included."""
    row = index.rows.get(node, {})
    return Nested(
        tuple((name, tuple(read_tree(index, term) for term in terms)) for name, terms in row.items())
    )


def find_parameters(tree: Tree) -> Iterator[str]:
    """The names of the parameters that a tree holds places for."""
    if isinstance(tree, NamedNode) and tree.value.startswith(PARAM):
        yield tree.value.removeprefix(PARAM)
    elif isinstance(tree, Listed):
        for item in tree.items:
            yield from find_parameters(item)
    elif isinstance(tree, Nested):
        for _, objects in tree.pairs:
            for item in objects:
                yield from find_parameters(item)


def fill_tree(tree: Tree, values: Mapping[str, tuple[Tree, ...]]) -> tuple[Tree, ...]:
    """A tree with the parameters' values in their places.

    A place with several values becomes several objects, or several members of a list; a place without a value
    takes its triple with it, and a node that is ``zn:onlyWith`` it is left out.
    """
    if isinstance(tree, NamedNode) and tree.value.startswith(PARAM):
        return values.get(tree.value.removeprefix(PARAM), ())
    if isinstance(tree, Listed):
        items = tuple(value for item in tree.items for value in fill_tree(item, values))
        return (Listed(items),) if items else ()
    if isinstance(tree, Nested):
        return (fill_node(tree, values),) if is_wanted(tree, values) else ()
    return (tree,)


def is_wanted(node: Nested, values: Mapping[str, tuple[Tree, ...]]) -> bool:
    """Whether every parameter without which a node says nothing (``zn:onlyWith``) has a value."""
    return all(fill_tree(place, values) for place in node.get(ONLY_WITH))


def fill_node(node: Nested, values: Mapping[str, tuple[Tree, ...]]) -> Nested:
    """A node with the parameters' values in their places."""
    pairs = (
        (name, tuple(v for item in objects for v in fill_tree(item, values)))
        for name, objects in node.pairs
        if name != ONLY_WITH
    )
    return Nested(tuple((name, objects) for name, objects in pairs if objects))


def write_node(iri: str, node: Nested) -> str:
    """One named node as a Turtle block that ends in ``.``; equal trees give equal bytes."""
    return f"{write_iri(iri)} {_write_pairs(node, '    ')} .\n"


def write_iri(iri: str) -> str:
    """An IRI as Turtle: a prefixed name, else relative to the base of all ids, else in full."""
    table = prefixes()
    for prefix, namespace in table.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]) and namespace != ID:
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri.removeprefix(ID)}>"


def write_header(body: str) -> str:
    """``@base`` and the ``@prefix`` lines that a body of Turtle needs, in the order of their names."""
    used = set(re.findall(r"(?<![\w<\"/])([a-z]+):", body))
    table = prefixes()
    lines = [f"@prefix {name}: <{table[name]}> ." for name in sorted(table.keys() & used)]
    return "\n".join([f"@base <{ID}> .", *lines]) + "\n"


def _write_pairs(node: Nested, indent: str) -> str:
    lines = []
    for name, objects in sorted(node.pairs, key=lambda pair: _order(pair[0])):
        verb = "a" if name == RDF_TYPE else write_iri(name)
        lines.append(f"{verb} {_write_objects(name, objects, indent)}")
    return f" ;\n{indent}".join(lines)


def _write_objects(name: str, objects: tuple[Tree, ...], indent: str) -> str:
    texts = [_write_tree(item, indent + "    ") for item in objects]
    if name not in _IN_ORDER:
        texts = sorted(set(texts))
    separator = ", " if name == RDF_TYPE else f",\n{indent}    "
    return separator.join(texts)


def _write_tree(tree: Tree, indent: str) -> str:
    if isinstance(tree, NamedNode):
        return write_iri(tree.value)
    if isinstance(tree, Literal):
        return _write_literal(tree)
    if isinstance(tree, Listed):
        return f"( {' '.join(_write_tree(item, indent) for item in tree.items)} )"
    inner = _write_pairs(tree, indent)
    return f"[ {inner} ]" if "\n" not in inner else f"[\n{indent}{inner} ]"


def _write_literal(literal: Literal) -> str:
    datatype = literal.datatype.value
    if datatype in _BARE and _BARE[datatype].fullmatch(literal.value):
        return literal.value
    text = literal.value.translate({92: "\\\\", 34: '\\"', 10: "\\n", 13: "\\r", 9: "\\t"})
    if literal.language:
        return f'"{text}"@{literal.language}'
    return f'"{text}"' if datatype == XSD + "string" else f'"{text}"^^{write_iri(datatype)}'


def _order(predicate: str) -> tuple[int, int, str]:
    if predicate in _FIRST:
        return 0, _FIRST.index(predicate), ""
    if predicate in _LAST:
        return 2, _LAST.index(predicate), ""
    return 1, 0, predicate


def require_nested(tree: Tree, what: str) -> Nested:
    """The tree as a node, or a DataError that names what it should have been."""
    if isinstance(tree, Nested):
        return tree
    raise DataError(f"{what}: a node with its own statements is wanted here.")
