"""An application as rows of written terms: what reading a hundred thousand of them can afford."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from zhinan.application.statements import Application, Statement
from zhinan.terms import RDF_TYPE, XSD, zn

if TYPE_CHECKING:
    from zhinan.application.places import Places
    from zhinan.application.statements import Fault

Row = dict[str, list[str]]
Rows = dict[str, Row]
"""``rows[subject][predicate]`` is the list of objects, each once; terms are written as in canonical N-Triples."""

TYPE, APPLIES, APPLICATION = f"<{RDF_TYPE}>", f"<{zn('appliesTo')}>", f"<{zn('Application')}>"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One application: its IRI, the file it stands in, and the rows of everything that can be reached from it.

    ``faults`` and ``places`` are those of the application as it was read.
    """

    iri: str
    source: str
    rows: Rows
    faults: tuple[Fault, ...] = ()
    places: Places | None = None

    @property
    def directions(self) -> list[str]:
        """The IRIs or texts that it names as its directions, in the order of the file."""
        return [unwrap(term) for term in self.rows.get(f"<{self.iri}>", {}).get(APPLIES, ())]

    def place(self, subject: str, predicate: str, value: str) -> str | None:
        """Where a value stands in the file; None where that is not known."""
        from zhinan.application.text_places import TextPlaces

        return (self.places or TextPlaces(self.source)).find(subject, predicate, value)


def list_facts(application: Application) -> Facts:
    """The facts of an application that was read as statements."""
    return Facts(
        iri=application.iri,
        source=application.source,
        rows=make_rows((str(s), str(p), str(o)) for s, p, o in application.triples),
        faults=application.faults,
        places=application.places,
    )


def make_rows(triples: Iterable[tuple[str, str, str]]) -> Rows:
    """Rows of written triples; a triple that comes twice stands once."""
    rows: Rows = {}
    for subject, predicate, value in triples:
        row = rows.get(subject)
        if row is None:
            rows[subject] = {predicate: [value]}
        elif (values := row.get(predicate)) is None:
            row[predicate] = [value]
        elif value not in values:
            values.append(value)
    return rows


def list_triples(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """The written triples of rows."""
    for subject, row in rows.items():
        for predicate, values in row.items():
            for value in values:
                yield subject, predicate, value


def write_rows(rows: Rows) -> str:
    """Rows as N-Triples."""
    return "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in list_triples(rows))


def make_application(facts: Facts, triples: Iterable[tuple[str, str, str]] | None = None) -> Application:
    """The same application as statements; or with only some of its triples."""
    own = facts.rows.get(f"<{facts.iri}>", {})
    told = list_triples(facts.rows) if triples is None else triples
    return Application(
        iri=facts.iri,
        directions=tuple(facts.directions),
        typed=APPLICATION in own.get(TYPE, ()),
        triples=tuple(Statement(NamedNode(s[1:-1]), NamedNode(p[1:-1]), read_term(o)) for s, p, o in told),
        source=facts.source,
        faults=facts.faults,
        places=facts.places,
    )


def unwrap(term: str) -> str:
    """A written term as an IRI or a lexical form.

    >>> unwrap('"24"^^<http://www.w3.org/2001/XMLSchema#integer>'), unwrap("<https://example.org/a>")
    ('24', 'https://example.org/a')
    """
    if term[0] == "<":
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])


def language_of(term: str) -> str | None:
    """The language tag of a written literal; None where it has none.

    >>> language_of('"项目"@zh')
    'zh'
    """
    end = term.rindex('"') + 1
    return term[end + 1 :] if term[end : end + 1] == "@" else None


def datatype_of(term: str) -> str:
    """The IRI of the datatype of a written literal; empty for an IRI."""
    if term[0] == "<":
        return ""
    end = term.rindex('"') + 1
    if term[end : end + 2] == "^^":
        return term[end + 3 : -1]
    return _LANG_STRING if term[end:] else XSD + "string"


def read_term(term: str) -> NamedNode | Literal:
    """A written term as a term of pyoxigraph."""
    if term[0] == "<":
        return NamedNode(term[1:-1])
    end = term.rindex('"') + 1
    if term[end : end + 1] == "@":
        return Literal(unwrap(term), language=term[end + 1 :])
    if term[end : end + 2] == "^^":
        return Literal(unwrap(term), datatype=NamedNode(term[end + 3 : -1]))
    return Literal(unwrap(term))
