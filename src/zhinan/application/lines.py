"""Reading a piece of an N-Triples file: its applications as rows, and what shows that it needs no other piece.

``read_piece`` reads; ``are_closed`` tells from the scans of all pieces whether nothing reaches from one into another.
Where something does, the file must be read as a whole (``cut_file`` with no size).
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from zhinan.application.facts import APPLICATION, APPLIES, TYPE, Facts, Row, Rows, list_triples, make_rows
from zhinan.application.pieces import Piece, count_lines_before, read_bytes_of
from zhinan.application.vocabulary import GENID
from zhinan.errors import SyntaxFault
from zhinan.terms import XSD

# Lines in canonical form, of terms that need no further look: their text is what a parser would write again.
_IRI = r"<(?:https?://[A-Za-z0-9.-]+(?::[0-9]+)?/|urn:[a-z0-9]+:)[A-Za-z0-9/._~:-]*(?:\#[A-Za-z0-9/._~-]*)?>"
_LITERAL = rf'"[^"\\\x00-\x1f\x7f]*"(?:@[a-z]{{2,3}}|\^\^(?!<{XSD}string>|<http://www\.w3\.org/1999/){_IRI})?'
_is_plain_iri = re.compile(_IRI).fullmatch
_is_plain_end = re.compile(rf"(?:{_IRI}|{_LITERAL}) \.").fullmatch
_SUBJECT = re.compile(rb"<[^>\n]*>")
_AT_A_TIME = 200_000
_REMEDY = "It is left out. Correct it and run again."


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a piece: hashes of its subjects and of what it names and does not describe; applications.

    The hashes are the same in every process and on every machine. ``whole`` is False where the piece has blank nodes,
    whose names hold for the whole file.
    """

    subjects: bytes
    named: bytes
    applications: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A line that cannot be read: where, and what it says something of, None where that is not known."""

    path: str
    line: int
    column: int | None
    problem: str
    subject: str | None

    @property
    def fault(self) -> SyntaxFault:
        """The line as a fault of its file."""
        remedy = f"{self.subject} was not checked. Correct it and run again." if self.subject else _REMEDY
        return SyntaxFault(self.path, self.line, self.column, self.problem, remedy)


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece, read: rows of everything in it, the IRIs of its applications, the lines that cannot be read."""

    piece: Piece
    rows: Rows
    applications: dict[str, None]
    spoilt: list[Spoilt]
    whole: bool

    def list_facts(self) -> Iterator[Facts]:
        """The applications, in the order of the file; none that a line which cannot be read may belong to."""
        barred = {fault.subject for fault in self.spoilt}
        for node in self.applications:
            reached = _reach(node, self.rows, self.applications)
            if barred and barred & {term for triple in list_triples(reached) for term in triple}:
                continue
            yield Facts(iri=node[1:-1], source=str(self.piece.path), rows=reached)

    def scan(self) -> Scan:
        """What other pieces must not describe if this one can be read without them."""
        things = {value for row in self.rows.values() for values in row.values() for value in values}
        named = (one for one in things if one[0] == "<" and one not in self.rows)
        subjects = {*self.rows, *(fault.subject for fault in self.spoilt if fault.subject)}
        return Scan(_hash_all(subjects), _hash_all(named), len(self.applications), self.whole)


def read_piece(piece: Piece) -> Reading:
    """Everything that stands in a piece, read once. Raises DataError where the file cannot be read."""
    data, spoilt, names = read_bytes_of(piece), list[Spoilt](), dict[str, str]()
    rows = _read_plainly(data)
    if rows is None:
        rows = make_rows(_read_closely(data, piece, spoilt, names))
    applications = dict.fromkeys(
        node for node, row in rows.items() if APPLIES in row or APPLICATION in row.get(TYPE, ())
    )
    return Reading(piece, rows, applications, spoilt, not names)


def are_closed(scans: Iterable[Scan]) -> bool:
    """Whether no piece describes what another describes or names: then each can be read without the others.

    Two hashes that are equal by chance only make a file be read as a whole. Of many hashes some are looked at at a
    time, which takes a fraction of the memory.
    """
    found = list(scans)
    if not all(scan.whole for scan in found):
        return False
    hashes = [(array("Q", scan.subjects), array("Q", scan.named)) for scan in found]
    turns = 1 + sum(len(subjects) for subjects, _ in hashes) // _AT_A_TIME
    return all(_are_apart(hashes, turn, turns) for turn in range(turns))


def _are_apart(hashes: Iterable[tuple[array[int], array[int]]], turn: int, turns: int) -> bool:
    """The same of those hashes whose turn it is."""
    subjects: set[int] = set()
    named: set[int] = set()
    for described, mentioned in hashes:
        own = [one for one in described if one % turns == turn] if turns > 1 else described
        before = len(subjects)
        subjects.update(own)
        if len(subjects) != before + len(own):
            return False
        named.update(one for one in mentioned if one % turns == turn)
    return subjects.isdisjoint(named)


def _hash_all(terms: Iterable[str]) -> bytes:
    return b"".join([blake2b(term.encode(), digest_size=8).digest() for term in terms])


def _read_plainly(data: bytes) -> Rows | None:
    """The rows of lines in canonical form; None where there is any other.

    A term that comes again is not looked at again, and is the same object: what follows finds it by identity.
    """
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        return None
    rows: Rows = {}
    row: Row = {}
    terms, ends, predicates = dict[str, str](), dict[str, str](), dict[str, str]()
    last = ""
    for line in lines if lines[-1] else lines[:-1]:
        parts = line.split(" ", 2)
        if len(parts) != 3:
            return None
        subject, predicate, end = parts
        if subject != last:
            if subject not in rows:
                if subject not in terms and not _is_plain_iri(subject):
                    return None
                rows[terms.setdefault(subject, subject)] = {}
            last, row = subject, rows[subject]
        value = ends.get(end)
        if value is None:
            if not _is_plain_end(end):
                return None
            value = end[:-2]
            value = ends[end] = terms.setdefault(value, value) if value[0] == "<" else value
        values = row.get(predicate)
        if values is None:
            known = predicates.get(predicate)
            if known is None:
                if not _is_plain_iri(predicate):
                    return None
                known = predicates[predicate] = sys.intern(predicate)
            row[known] = [value]
        elif value not in values:
            values.append(value)
    return rows


def _reach(node: str, rows: Rows, others: dict[str, None]) -> Rows:
    reached = {node: rows[node]}
    waiting = [node]
    while waiting:
        for values in rows[waiting.pop()].values():
            for value in values:
                if value in rows and value not in reached and value not in others:
                    reached[value] = rows[value]
                    waiting.append(value)
    return reached


def _read_closely(
    data: bytes, piece: Piece, spoilt: list[Spoilt], names: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Every triple that a parser finds, line by line where it finds a fault; ``names`` are those of blank nodes."""
    try:
        yield from [_write(quad, names) for quad in parse(data, format=RdfFormat.N_TRIPLES)]
        return
    except SyntaxError:
        names.clear()
    first = count_lines_before(piece)
    subject: str | None = None
    for number, line in enumerate(data.split(b"\n"), first + 1):
        try:
            for quad in parse(line, format=RdfFormat.N_TRIPLES):
                triple = _write(quad, names)
                subject = triple[0]
                yield triple
        except SyntaxError as err:
            stated = _SUBJECT.match(line)
            told = stated[0].decode(errors="replace") if stated else subject
            spoilt.append(Spoilt(str(piece.path), number, err.offset, err.msg, told))


def _write(quad: Quad, names: dict[str, str]) -> tuple[str, str, str]:
    return _name(quad.subject, names), str(quad.predicate), _name(quad.object, names)


def _name(term: object, names: dict[str, str]) -> str:
    if not isinstance(term, BlankNode):
        return str(term)
    return names.setdefault(term.value, f"<{GENID}{len(names) + 1}>")
