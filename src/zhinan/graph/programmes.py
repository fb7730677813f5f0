"""What a document says of programmes into statements about those of the reference data."""

from __future__ import annotations

from collections.abc import Sequence

from zhinan.graph.parts import describe_quantity, describe_topic
from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words
from zhinan.ingest.programmes import ProgrammeText
from zhinan.terms import RDF_TYPE, SKOS, mint, zn


def describe_programmes(
    programmes: Sequence[ProgrammeText],
    document: str,
    names: tuple[str, str],
    words: Words,
    statements: Statements,
) -> None:
    """Add purposes, conditions, fields, figures and parts of each programme; ``names`` are the document's zh and en.

    What is printed twice is stated once, with both of its spans.
    """
    scheme = mint("scheme", document)
    statements.say(scheme, RDF_TYPE, SKOS + "ConceptScheme")
    statements.label(scheme, f"{names[0]}所用领域", f"Fields of: {names[1]}")
    for programme in programmes:
        _describe_programme(programme, document, words, statements)


def _describe_programme(text: ProgrammeText, document: str, words: Words, statements: Statements) -> None:
    slug = text.programme.removeprefix("programme:")
    iri = mint("programme", slug)
    statements.cite(iri, *text.named)
    for name, said in (("purpose", text.purposes), ("condition", text.conditions)):
        for statement in said:
            statements.label(iri, statement.text, words.find(statement.text), zn(name))
            statements.cite(iri, statement.span)
    for topic in text.topics:
        statements.say(iri, zn("field"), describe_topic(topic, None, (document, slug), words, statements))
    for total in text.figures:
        amount = mint("quantity", document, slug, total.of)
        statements.say(iri, zn("declaredTotal"), amount)
        statements.type(amount, "DeclaredTotal")
        statements.say(amount, zn("totalOf"), to_literal(total.of))
        describe_quantity(amount, total.quantity, words, statements)
    for part, span in text.parts:
        below = mint("programme", part.removeprefix("programme:"))
        statements.say(below, zn("partOf"), iri)
        statements.cite(below, span)
