"""Statements gathered by subject, and written as Turtle that is the same on every day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyoxigraph as ox

from zhinan.model import Span
from zhinan.terms import ID, LABEL, OA, RDF_TYPE, XSD, mint, prefixes, zn

Term = ox.NamedNode | ox.Literal


def to_literal(
    value: str | int | Decimal | bool | date | datetime,
    language: str | None = None,
    datatype: str | None = None,
) -> ox.Literal:
    """A literal of the value's own datatype or of one of XML Schema; text with its language.

    >>> to_literal(Decimal("30000000")).value
    '30000000.0'
    """
    if isinstance(value, Decimal):
        digits = f"{value.normalize():f}"
        return ox.Literal(digits if "." in digits else digits + ".0", datatype=ox.NamedNode(XSD + "decimal"))
    if isinstance(value, date):
        kind = "dateTime" if isinstance(value, datetime) else "date"
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + kind))
    if datatype:
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + datatype))
    if language:
        return ox.Literal(str(value), language=language)
    return ox.Literal(value)


class Statements:
    """Triples in the order their subjects were first named; a statement made twice stands once."""

    def __init__(self) -> None:
        self._subjects: dict[str, dict[tuple[str, Term], None]] = {}

    def say(self, subject: str, predicate: str, *objects: Term | str | None) -> None:
        """State it of each object; a string is an IRI, None is passed over."""
        about = self._subjects.setdefault(subject, {})
        for thing in objects:
            if thing is not None:
                about[predicate, ox.NamedNode(thing) if isinstance(thing, str) else thing] = None

    def type(self, subject: str, *classes: str) -> None:
        """State that the subject is of these classes of the ontology."""
        self.say(subject, RDF_TYPE, *(zn(name) for name in classes))

    def label(self, subject: str, zh: str, en: str | None, predicate: str = LABEL) -> None:
        """Label it in Chinese, and in English where that is known."""
        self.say(subject, predicate, to_literal(zh, "zh"), to_literal(en, "en") if en else None)

    def cite(self, subject: str, *spans: Span) -> None:
        """State where the fact was read, and describe the spans."""
        for span in spans:
            iri = mint("span", span.document, f"{span.start}-{span.end}")
            self.say(subject, zn("statedAt"), iri)
            self.type(iri, "Span")
            self.say(iri, zn("document"), mint("document", span.document))
            if span.section:
                self.say(iri, zn("section"), to_literal(span.section))
            self.say(iri, OA + "exact", to_literal(span.quote))
            self.say(iri, OA + "prefix", to_literal(span.prefix))
            self.say(iri, OA + "suffix", to_literal(span.suffix))
            self.say(iri, OA + "start", to_literal(span.start))
            self.say(iri, OA + "end", to_literal(span.end))

    def find_untranslated(self) -> list[str]:
        """Chinese texts that have no English beside them, each once, in the order they were stated.

        >>> statements = Statements()
        >>> statements.label("https://example.org/a", "能源", None)
        >>> statements.label("https://example.org/b", "海洋", "ocean")
        >>> statements.find_untranslated()
        ['能源']
        """
        texts: dict[str, None] = {}
        for about in self._subjects.values():
            known = {predicate for predicate, thing in about if _is_in(thing, "en")}
            for predicate, thing in about:
                if _is_in(thing, "zh") and predicate not in known:
                    texts[thing.value] = None
        return list(texts)

    def triples(self) -> list[ox.Triple]:
        """Every statement, subject by subject."""
        return [
            ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), thing)
            for subject, about in self._subjects.items()
            for predicate, thing in sorted(about, key=_order)
        ]

    def to_turtle(self, heading: str) -> bytes:
        """Turtle with relative IRIs of things below ``@base``; ``heading`` lines become comments at the top."""
        body = ox.serialize(self.triples(), format=ox.RdfFormat.TURTLE, prefixes=_used(), base_iri=ID)
        comments = "".join(f"# {line}\n" for line in heading.splitlines())
        header = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in sorted(_used().items()))
        text = body.decode() if body else ""
        lines = [line for line in text.splitlines() if not line.startswith(("@base", "@prefix"))]
        return (comments + f"@base <{ID}> .\n" + header + "\n" + "\n".join(lines) + "\n").encode()


def _is_in(thing: Term, language: str) -> bool:
    return isinstance(thing, ox.Literal) and thing.language == language


_FIRST = {RDF_TYPE: 0, LABEL: 1}


def _order(statement: tuple[str, Term]) -> tuple[int, str]:
    return (_FIRST.get(statement[0], 2), statement[0])


def _used() -> dict[str, str]:
    return {
        name: namespace
        for name, namespace in prefixes().items()
        if name in ("oa", "rdfs", "skos", "xsd", "zn")
    }
