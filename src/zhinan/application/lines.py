"""N-Triples by pieces: a file of any size is read a piece at a time, each with whole applications.

``cut_file`` cuts where an application begins; ``scan_piece`` and ``are_closed`` tell whether nothing reaches from one
piece into another; where something does, the file must be read as a whole (``cut_file`` with no size).
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from zhinan.application.facts import APPLICATION, APPLIES, TYPE, Facts, Rows, list_triples, make_rows
from zhinan.application.vocabulary import GENID
from zhinan.errors import DataError, SyntaxFault
from zhinan.terms import XSD

_IRI = r"<(?:https?://[A-Za-z0-9.-]+(?::[0-9]+)?/|urn:[a-z0-9]+:)[A-Za-z0-9/._~:-]*(?:\#[A-Za-z0-9/._~-]*)?>"
_LITERAL = rf'"[^"\\\x00-\x1f\x7f]*"(?:@[a-z]{{2,3}}|\^\^(?!<{XSD}string>|<http://www\.w3\.org/1999/){_IRI})?'
_LINE = re.compile(rf"^({_IRI}) ({_IRI}) ({_IRI}|{_LITERAL}) \.$", re.MULTILINE)
"""A line in canonical form, of terms that need no further look: their text is what a parser would write again."""
_RUN = re.compile(rb"^[ \t]*(<[^>\n]*>)[^\n]*(?:\n\1[^\n]*)*", re.MULTILINE)
_THING = re.compile(rb">[ \t]*(<[^>\n]*>)[ \t]*\.[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
"""Whatever a line may look like, it begins with its subject, and where its object is an IRI it ends with that."""
_TYPED = f" {TYPE} {APPLICATION} .".encode()
_BLANK = re.compile(rb"(?:^|[> \t])_:", re.MULTILINE)
_SUBJECT = re.compile(rb"<[^>\n]*>")
_WINDOW = 1 << 16
_REMEDY = "It is left out. Correct it and run again."


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a file from ``start`` to before ``end``; whole lines, whole applications."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a piece: hashes of its subjects, the IRIs that it names and does not describe, applications.

    ``whole`` is False where the piece has blank nodes, whose names hold for the whole file.
    """

    subjects: bytes
    named: frozenset[bytes]
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


def cut_file(path: Path, size: int | None = None) -> list[Piece]:
    """The pieces of an N-Triples file, about ``size`` bytes each; one where no size is given.

    Raises DataError where the file cannot be read.
    """
    try:
        end = path.stat().st_size
        with path.open("rb") as file:
            cuts = [0, *(_find_starts(file.fileno(), size, end) if size else ()), end]
    except OSError as err:
        raise DataError(
            f"{path}: cannot be read ({err.strerror}). Check the path and its permissions."
        ) from err
    return [Piece(path, start, stop) for start, stop in pairwise(cuts) if start < stop]


def _find_starts(file: int, size: int, end: int) -> Iterator[int]:
    """Where an application begins, at about every ``size`` bytes; no byte is looked at twice."""
    mark = size
    while mark < end and (start := _find_start(file, mark, end)) < end:
        yield start
        mark += size * max(1, -(-(start + 1 - mark) // size))


def _find_start(file: int, mark: int, end: int) -> int:
    """Where the next application begins at or after ``mark``; the end of the file where none does."""
    at, held, seen = max(0, mark - _WINDOW), b"", mark
    while at + len(held) < end:
        held += os.pread(file, 4 * _WINDOW, at + len(held))
        while (found := held.find(_TYPED, seen - at)) > 0:
            line = _find_first_line(held, found)
            if at + line >= mark and (line > 0 or at == 0):
                return at + line
            seen = at + found + 1
        seen = max(seen, at + len(held) - len(_TYPED))
        at, held = at + max(0, len(held) - _WINDOW), held[-_WINDOW:]
    return end


def _find_first_line(held: bytes, found: int) -> int:
    """The first line of the run of lines that speak of the subject of the line at ``found``."""
    line = held.rfind(b"\n", 0, found) + 1
    subject = held[line:found] + b" "
    while line > 0:
        before = held.rfind(b"\n", 0, line - 1) + 1
        if not held.startswith(subject, before):
            break
        line = before
    return line


def read_bytes_of(piece: Piece) -> bytes:
    """The bytes of a piece. Raises DataError where the file cannot be read, or has become shorter."""
    try:
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            data = file.read(piece.end - piece.start)
    except OSError as err:
        raise DataError(f"{piece.path}: cannot be read ({err.strerror}). Check the path.") from err
    if len(data) != piece.end - piece.start:
        raise DataError(f"{piece.path}: the file became shorter while it was read. Run again.")
    return data.removeprefix(b"\xef\xbb\xbf") if piece.start == 0 else data


def scan_piece(piece: Piece) -> Scan:
    """What stands in a piece, without reading it closely."""
    data = read_bytes_of(piece)
    subjects = set(_RUN.findall(data))
    named = frozenset(set(_THING.findall(data)) - subjects)
    whole = _BLANK.search(data) is None
    return Scan(array("q", map(hash, subjects)).tobytes(), named, data.count(_TYPED), whole)


def are_closed(scans: Iterable[Scan]) -> bool:
    """Whether no piece describes what another describes or names: then each can be read without the others.

    Hashes of one run of Python; two that are equal by chance only make a file be read as a whole.
    """
    subjects: set[int] = set()
    named: set[bytes] = set()
    for scan in scans:
        if not scan.whole:
            return False
        own = array("q", scan.subjects)
        before = len(subjects)
        subjects.update(own)
        if len(subjects) != before + len(own):
            return False
        named |= scan.named
    return not any(hash(name) in subjects for name in named)


def read_piece(piece: Piece, spoilt: list[Spoilt]) -> Iterator[Facts]:
    """The applications of a piece, in the order of the file.

    A line that cannot be read goes to ``spoilt``; an application that it may belong to is not given.
    """
    data = read_bytes_of(piece)
    before = len(spoilt)
    rows = _read_rows(data, piece, spoilt)
    applications = dict.fromkeys(
        node for node, row in rows.items() if APPLIES in row or APPLICATION in row.get(TYPE, ())
    )
    barred = {fault.subject for fault in spoilt[before:]}
    for node in applications:
        reached = _reach(node, rows, applications)
        if barred and barred & {term for triple in list_triples(reached) for term in triple}:
            continue
        yield Facts(iri=node[1:-1], source=str(piece.path), rows=reached)


def _read_rows(data: bytes, piece: Piece, spoilt: list[Spoilt]) -> Rows:
    try:
        text = data.decode()
        found = _LINE.findall(text)
        if len(found) == text.count("\n") + (not text.endswith("\n")):
            return make_rows(found)
    except UnicodeDecodeError:
        pass
    return make_rows(_read_closely(data, piece, spoilt))


def _reach(node: str, rows: Rows, others: dict[str, None]) -> Rows:
    reached = {node: rows[node]}
    waiting = [node]
    while waiting:
        for values in rows[waiting.pop()].values():
            for value in values:
                if value[0] == "<" and value in rows and value not in reached and value not in others:
                    reached[value] = rows[value]
                    waiting.append(value)
    return reached


def _read_closely(data: bytes, piece: Piece, spoilt: list[Spoilt]) -> Iterator[tuple[str, str, str]]:
    """Every triple that a parser finds, line by line where it finds a fault."""
    names: dict[str, str] = {}
    try:
        yield from [_write(quad, names) for quad in parse(data, format=RdfFormat.N_TRIPLES)]
        return
    except SyntaxError:
        names.clear()
    first = _count_lines(piece)
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


def _count_lines(piece: Piece) -> int:
    """The lines that stand before a piece."""
    lines = 0
    with piece.path.open("rb") as file:
        while (at := file.tell()) < piece.start:
            lines += file.read(min(1 << 20, piece.start - at)).count(b"\n")
    return lines
