"""Applications out of RDF files: each with the triples that hang on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from zhinan.application.vocabulary import GENID
from zhinan.errors import DataError, SyntaxFault
from zhinan.files import decode_utf8, read_bytes
from zhinan.terms import RDF_TYPE, zn

if TYPE_CHECKING:
    from zhinan.application.faults import Fault
    from zhinan.application.places import Places
    from zhinan.rules import Index

FORMATS: Mapping[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
}


class Statement(NamedTuple):
    """A triple without blank nodes."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal


Rows = dict[NamedNode, list[Statement]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application: its IRI, the directions it names, and every triple that can be reached from it.

    Blank nodes have been given IRIs (RDF 1.1, section 3.5), numbered in the order of the file. ``faults`` are those
    that the file's own form shows, such as a cell that cannot be read; ``places`` says where a value stands.
    """

    iri: str
    directions: tuple[str, ...]
    typed: bool
    triples: tuple[Statement, ...]
    source: str
    faults: tuple[Fault, ...] = ()
    places: Places | None = None

    def place(self, subject: str, predicate: str, value: str) -> str | None:
        """Where a value stands, such as ``人员!C5`` or ``12:5`` (line and column); None where that is not known."""
        from zhinan.application.text_places import TextPlaces

        return (self.places or TextPlaces(self.source)).find(subject, predicate, value)


def read_applications(path: Path, index: Index | None = None) -> Iterator[Application]:
    """The applications of a file, or of a folder of CSV files, in the order of the file.

    In RDF an application is what has the class zn:Application or names a direction with zn:appliesTo. ``index`` holds
    the ontology, reference data and guides that labels are looked up in; None reads those of the project.
    Raises DataError where the file cannot be read or has an unknown ending, SyntaxFault if it does not parse.
    """
    from zhinan.application.readers import find_reader

    if reader := find_reader(path):
        yield from reader(path, index)
        return
    yield from gather_applications(_read_rows(path, index), str(path))


def gather_applications(rows: Rows, source: str) -> Iterator[Application]:
    """The applications among some statements, each with what can be reached from it."""
    wanted = _find_applications(rows)
    for node in wanted:
        yield _gather(node, rows, wanted, source)


def _read_rows(path: Path, index: Index | None) -> Rows:
    fmt = FORMATS.get(path.suffix.lower())
    from zhinan.application.context import put_context
    from zhinan.application.readers import ENDINGS

    data = read_bytes(path)
    if fmt is None:
        known = " ".join([*FORMATS, *ENDINGS])
        raise DataError(f"{path}: applications are read from {known}. Give the file one of these endings.")
    text = decode_utf8(data, str(path))
    if fmt == RdfFormat.JSON_LD:
        text = put_context(text, str(path), index)
    rows: Rows = {}
    names: dict[str, NamedNode] = {}
    try:
        for quad in parse(text.encode(), format=fmt):
            subject, value = name_blank(quad.subject, names), name_blank(quad.object, names)
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                rows.setdefault(subject, []).append(Statement(subject, quad.predicate, value))
    except SyntaxError as err:
        raise SyntaxFault(str(path), err.lineno, err.offset, err.msg) from err
    return rows


def name_blank(term: object, names: dict[str, NamedNode]) -> object:
    """A term, or in the place of a blank node the IRI given to it."""
    if not isinstance(term, BlankNode):
        return term
    if term.value not in names:
        names[term.value] = NamedNode(f"{GENID}{len(names) + 1}")
    return names[term.value]


def _find_applications(rows: Rows) -> dict[NamedNode, None]:
    cls, applies = NamedNode(zn("Application")), zn("appliesTo")
    found: dict[NamedNode, None] = {}
    for subject, triples in rows.items():
        for triple in triples:
            name = triple.predicate.value
            if name == applies or (name == RDF_TYPE and triple.object == cls):
                found[subject] = None
    return found


def _gather(node: NamedNode, rows: Rows, others: dict[NamedNode, None], source: str) -> Application:
    reached: dict[NamedNode, None] = {node: None}
    waiting = [node]
    while waiting:
        for triple in rows[waiting.pop()]:
            value = triple.object
            if (
                isinstance(value, NamedNode)
                and value in rows
                and value not in reached
                and value not in others
            ):
                reached[value] = None
                waiting.append(value)
    triples = tuple(dict.fromkeys(triple for subject in reached for triple in rows[subject]))
    own = rows[node]
    directions = dict.fromkeys(t.object.value for t in own if t.predicate.value == zn("appliesTo"))
    typed = any(t.predicate.value == RDF_TYPE and t.object == NamedNode(zn("Application")) for t in own)
    return Application(
        iri=node.value, directions=tuple(directions), typed=typed, triples=triples, source=source
    )
