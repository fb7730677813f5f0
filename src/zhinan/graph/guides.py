"""A guide into statements."""

from __future__ import annotations

from dataclasses import dataclass

from zhinan.graph.clauses import Scopes, describe_clause
from zhinan.graph.parts import (
    describe_agreement,
    describe_contact,
    describe_duration,
    describe_indicators,
    describe_initiative,
    describe_quantity,
    describe_topic,
)
from zhinan.graph.priorities import describe_priorities
from zhinan.graph.procedure import describe_procedure
from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words
from zhinan.model import Clause, Direction, Document, Guide
from zhinan.terms import RDF_TYPE, SKOS, mint, zn


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFacts:
    """What is said about a guide from outside it: ``data/documents.toml``.

    ``part_of`` is the guide, a notice, that issues this one: its rules bind the directions of this one too;
    ``parts`` are the guides that this one issues.
    """

    programme: str
    year: int
    zh: str
    en: str
    part_of: str = ""
    parts: tuple[str, ...] = ()


def describe_document(
    document: Document, zh: str, en: str, statements: Statements | None = None
) -> Statements:
    """The statements about a document itself, added to others or begun anew: its names, length and hash."""
    statements = statements or Statements()
    iri = mint("document", document.id)
    statements.type(iri, "Document")
    statements.label(iri, zh, en)
    statements.say(iri, zn("characters"), to_literal(len(document.text)))
    statements.say(iri, zn("sha256"), to_literal(document.sha256))
    return statements


def describe_guide(guide: Guide, facts: GuideFacts, words: Words, statements: Statements) -> None:
    """Add everything that a guide says."""
    iri = mint("guide", guide.id)
    statements.type(iri, "Guide")
    statements.label(iri, facts.zh, facts.en)
    statements.say(iri, zn("programme"), mint("programme", facts.programme))
    statements.say(iri, zn("year"), to_literal(facts.year))
    statements.say(iri, zn("document"), mint("document", guide.document.id))
    statements.say(iri, zn("partOf"), mint("guide", facts.part_of) if facts.part_of else None)
    scheme = mint("scheme", guide.id)
    statements.say(scheme, RDF_TYPE, SKOS + "ConceptScheme")
    statements.label(scheme, f"{facts.zh}所用领域", f"Fields of: {facts.en}")
    for clause in guide.clauses:
        scopes = Scopes(_scopes(clause, guide), [mint("guide", part) for part in facts.parts])
        describe_clause(clause, guide.id, None, scopes, words, statements)
    for position, direction in enumerate(guide.directions, 1):
        _describe_direction(direction, position, guide, words, statements)
    for total in guide.totals:
        amount = mint("quantity", guide.id, "total", total.of)
        statements.say(iri, zn("declaredTotal"), amount)
        statements.type(amount, "DeclaredTotal")
        statements.say(amount, zn("totalOf"), to_literal(total.of))
        describe_quantity(amount, total.quantity, words, statements)
    describe_procedure(guide, facts.programme, words, statements)
    describe_priorities(guide, words, statements)


def _describe_direction(
    direction: Direction, position: int, guide: Guide, words: Words, statements: Statements
) -> None:
    iri = mint("direction", guide.id, direction.number)
    statements.type(iri, "Direction")
    statements.label(iri, direction.title, words.find(direction.title))
    statements.say(iri, zn("guide"), mint("guide", guide.id))
    statements.say(iri, zn("number"), to_literal(direction.number))
    statements.say(iri, zn("position"), to_literal(position))
    statements.say(iri, zn("partner"), *(partner.iri for partner in direction.partners))
    statements.say(iri, zn("fieldPolicy"), zn(direction.field_policy))
    statements.cite(iri, direction.span, *(partner.span for partner in direction.partners))
    for agreement in direction.agreements:
        statements.say(iri, zn("agreement"), describe_agreement(agreement, words, statements))
    for topic in direction.topics:
        statements.say(
            iri, zn("field"), describe_topic(topic, None, (guide.id, direction.number), words, statements)
        )
    for name, quantities in (("projectQuota", direction.projects), ("budget", direction.budget)):
        for number, quantity in enumerate(quantities, 1):
            path = _PATHS[name] if len(quantities) == 1 else f"{_PATHS[name]}-{number}"
            amount = mint("quantity", guide.id, direction.number, path)
            statements.say(iri, zn(name), amount)
            describe_quantity(amount, quantity, words, statements)
    if direction.duration:
        amount = mint("quantity", guide.id, direction.number, "duration")
        statements.say(iri, zn("duration"), amount)
        describe_duration(amount, direction.duration, statements)
    for clause in direction.clauses:
        describe_clause(clause, guide.id, direction.number, Scopes([iri]), words, statements)
        statements.say(iri, zn("clause"), mint("clause", guide.id, direction.number, clause.number))
    for number, contact in enumerate(direction.contacts, 1):
        person = mint("contact", guide.id, direction.number, number)
        statements.say(iri, zn("contact"), person)
        describe_contact(person, contact, statements)
    for initiative in direction.initiatives:
        statements.say(iri, zn("initiative"), describe_initiative(initiative, words, statements))
    describe_indicators(iri, direction.indicators, (guide.id, direction.number), words, statements)


_PATHS = {"projectQuota": "projects", "budget": "budget"}


def _scopes(clause: Clause, guide: Guide) -> list[str]:
    """A general duration binds the directions that state none of their own; another clause binds the whole guide."""
    if guide.directions and any(requirement.family == "duration" for requirement in clause.requirements):
        general = [d.number for d in guide.directions if d.duration and not d.duration.own]
        if not guide.directions:
            return [mint("guide", guide.id)]
        return [mint("direction", guide.id, number) for number in general]
    return [mint("guide", guide.id)]
