"""Turtle files as an index: subject → predicate → objects, in the order read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from zhinan.errors import SyntaxFault
from zhinan.files import read_bytes
from zhinan.terms import RDF_TYPE

Term = NamedNode | BlankNode | Literal
Node = NamedNode | BlankNode

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST, _NIL = _RDF + "first", _RDF + "rest", _RDF + "nil"


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A graph to read from: ``rows[subject][predicate IRI]`` is the list of its objects; equal only to itself."""

    rows: dict[Node, dict[str, list[Term]]]
    _by_class: dict[str, list[NamedNode]] = field(default_factory=dict, compare=False, repr=False)

    def objects(self, subject: Node, predicate: str) -> list[Term]:
        """The objects of a subject and predicate; none is an empty list."""
        return self.rows.get(subject, {}).get(predicate, [])

    def iris(self, subject: Node, predicate: str) -> list[str]:
        """The objects that are IRIs, as strings."""
        return [term.value for term in self.objects(subject, predicate) if isinstance(term, NamedNode)]

    def iri(self, subject: Node, predicate: str) -> str | None:
        """The first object that is an IRI, or None."""
        return next(iter(self.iris(subject, predicate)), None)

    def text(self, subject: Node, predicate: str) -> str:
        """The first object that is a literal, as its lexical form; none is the empty string."""
        literals = (term.value for term in self.objects(subject, predicate) if isinstance(term, Literal))
        return next(literals, "")

    def by_language(self, subject: Node, predicate: str) -> dict[str, str]:
        """The literals by their language tag, the first of each language."""
        found: dict[str, str] = {}
        for term in self.objects(subject, predicate):
            if isinstance(term, Literal):
                found.setdefault(term.language or "", term.value)
        return found

    def instances(self, cls: str) -> Iterator[NamedNode]:
        """The named subjects of a class, in the order read."""
        if not self._by_class:
            for subject, row in self.rows.items():
                if isinstance(subject, NamedNode):
                    for name in row.get(RDF_TYPE, ()):
                        self._by_class.setdefault(name.value, []).append(subject)
        yield from dict.fromkeys(self._by_class.get(cls, ()))

    def members(self, head: Term) -> list[Term] | None:
        """The members of an RDF list, or None where the node is no list."""
        if isinstance(head, NamedNode) and head.value == _NIL:
            return []
        found: list[Term] = []
        node = head
        while isinstance(node, BlankNode) and (first := self.objects(node, _FIRST)):
            found.append(first[0])
            node = self.objects(node, _REST)[0]
        return found or None


def read_index(paths: Iterable[Path]) -> Index:
    """All triples of some Turtle files as one index.

    Raises DataError where a file cannot be read, SyntaxFault with line and column where it does not parse.
    """
    rows: dict[Node, dict[str, list[Term]]] = {}
    for path in paths:
        _read_into(rows, read_bytes(path), str(path))
    return Index(rows)


def index_text(text: str, where: str) -> Index:
    """The triples of a Turtle text as an index; ``where`` is named in errors."""
    rows: dict[Node, dict[str, list[Term]]] = {}
    _read_into(rows, text.encode(), where)
    return Index(rows)


def merge_indexes(indexes: Iterable[Index]) -> Index:
    """Several indexes as one; what several of them say of a node stands in their order."""
    rows: dict[Node, dict[str, list[Term]]] = {}
    for index in indexes:
        for node, row in index.rows.items():
            if node not in rows:
                rows[node] = row
                continue
            joined = rows[node] = {name: [*terms] for name, terms in rows[node].items()}
            for name, terms in row.items():
                joined.setdefault(name, []).extend(terms)
    return Index(rows)


def _read_into(rows: dict[Node, dict[str, list[Term]]], data: bytes, where: str) -> None:
    try:
        for quad in parse(data, format=RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode | BlankNode) and isinstance(
                value, NamedNode | BlankNode | Literal
            ):
                rows.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
    except SyntaxError as err:
        raise SyntaxFault(where, err.lineno, err.offset, err.msg) from err
