"""What an application is: statements without blank nodes, the faults of its form, and where its values stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from zhinan.application.places import Places


class Statement(NamedTuple):
    """A triple without blank nodes."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in an application that cannot be taken as it stands.

    ``code`` is a key of the table of ``faults.py``, or ``form`` for a shape of ``shapes/application.ttl``; ``messages``
    by language; ``nearest`` the known term most like an unknown one; ``value`` the IRI or lexical form of a value that
    cannot be used; ``place`` where it stands in the file, such as ``人员!C5``, None where that is not known.
    """

    code: str
    subject: str
    term: str
    nearest: str | None
    messages: dict[str, str]
    value: str | None = None
    place: str | None = None


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
