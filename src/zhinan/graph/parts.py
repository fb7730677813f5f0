"""The parts of a direction into statements: agreements, fields, quantities, durations."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words
from zhinan.model import Agreement, Contact, Duration, Exactness, Indicator, Quantity, Statement, Topic
from zhinan.terms import LABEL, SKOS, mint, zn


def describe_agreement(agreement: Agreement, words: Words, statements: Statements) -> str:
    """An instrument is one thing wherever it is cited: its IRI is made from its title."""
    iri = mint("agreement", hashlib.sha256(agreement.title.encode()).hexdigest()[:10])
    statements.type(iri, "Agreement")
    statements.label(iri, agreement.title, words.find(agreement.title))
    statements.say(iri, zn("year"), to_literal(agreement.year) if agreement.year else None)
    if agreement.short:
        statements.label(iri, agreement.short, words.find(agreement.short), SKOS + "altLabel")
    statements.cite(iri, agreement.span)
    return iri


def describe_topic(
    topic: Topic, above: str | None, path: tuple[str, str], words: Words, statements: Statements
) -> str:
    """A field that a direction lists, in the guide's own scheme, with the items under it; its IRI comes back."""
    iri = mint("field", *path, topic.number)
    match = words.match(topic.label)
    statements.type(iri, "Field")
    for predicate in (LABEL, SKOS + "prefLabel"):
        statements.label(iri, topic.label, match.english if match else None, predicate)
    statements.say(iri, SKOS + "inScheme", mint("scheme", path[0]))
    statements.say(iri, SKOS + "broader", above)
    if match:
        statements.say(iri, SKOS + "broadMatch", *(mint("field", slug) for slug in match.broad))
        statements.say(iri, SKOS + "closeMatch", *(mint("field", slug) for slug in match.close))
    if topic.code:
        statements.say(iri, zn("topicCode"), to_literal(topic.code))
        statements.say(iri, SKOS + "altLabel", to_literal(topic.code_title, "en"))
    statements.cite(iri, topic.span)
    if topic.content:
        statements.type(iri, "SubDirection")
        direction = mint("direction", *path)
        statements.say(iri, zn("direction"), direction)
        statements.say(direction, zn("subDirection"), iri)
        english = words.find(topic.content.text)
        statements.label(iri, topic.content.text, english, zn("researchContent"))
        statements.cite(iri, topic.content.span)
    describe_indicators(iri, topic.indicators, (*path, topic.number), words, statements)
    for item in topic.items:
        describe_topic(item, iri, path, words, statements)
    return iri


def describe_indicators(
    about: str, indicators: Sequence[Indicator], path: Sequence[str], words: Words, statements: Statements
) -> None:
    """Assessment indicators, each a node with the numbers that it states."""
    for number, indicator in enumerate(indicators, 1):
        iri = mint("indicator", *path, number)
        statements.say(about, zn("indicator"), iri)
        statements.type(iri, "Indicator")
        statements.label(iri, indicator.text, words.find(indicator.text))
        for order, quantity in enumerate(indicator.targets, 1):
            target = f"{iri}/target" if order == 1 else f"{iri}/target-{order}"
            statements.say(iri, zn("target"), target)
            describe_quantity(target, quantity, words, statements)
        statements.cite(iri, indicator.span)


def describe_contact(iri: str, contact: Contact, statements: Statements) -> None:
    """A contact as printed; what is not printed is not said."""
    statements.type(iri, "Contact")
    statements.say(iri, LABEL, to_literal(contact.name or contact.email))
    printed = {
        "contactOrganisation": contact.organisation,
        "contactSide": contact.side,
        "contactRole": contact.role,
    }
    for name, value in (printed | {"phone": contact.phone, "email": contact.email}).items():
        if value:
            statements.say(iri, zn(name), to_literal(value))
    statements.cite(iri, contact.span)


def describe_initiative(initiative: Statement, words: Words, statements: Statements) -> str:
    """A diplomatic initiative, named by its own words; its IRI is made from them."""
    iri = mint("initiative", hashlib.sha256(initiative.text.encode()).hexdigest()[:10])
    statements.type(iri, "Initiative")
    statements.label(iri, initiative.text, words.find(initiative.text))
    statements.cite(iri, initiative.span)
    return iri


def describe_quantity(iri: str, quantity: Quantity, words: Words, statements: Statements) -> None:
    """A number as printed, with the shares that have limits of their own."""
    statements.type(iri, "Quantity")
    for name, bound in (("minimum", quantity.minimum), ("maximum", quantity.maximum)):
        statements.say(iri, zn(name), None if bound is None else to_literal(bound))
    statements.say(iri, zn("exactness"), zn(quantity.exactness.value))
    statements.say(iri, zn("unit"), to_literal(quantity.unit))
    statements.say(iri, zn("printed"), to_literal(quantity.printed))
    statements.cite(iri, quantity.span)
    if quantity.share_of:
        statements.label(iri, quantity.share_of, words.find(quantity.share_of), zn("shareOf"))
    for number, share in enumerate(quantity.shares, 1):
        part = f"{iri}.{number}"
        statements.say(iri, zn("share"), part)
        describe_quantity(part, share, words, statements)


def describe_duration(iri: str, duration: Duration, statements: Statements) -> None:
    """A duration: months, modality, and whether the direction states it itself."""
    statements.type(iri, "Quantity", "Duration")
    for name, months in (("minimum", duration.minimum), ("maximum", duration.maximum)):
        statements.say(iri, zn(name), None if months is None else to_literal(Decimal(months)))
    statements.say(iri, zn("exactness"), zn(_exactness(duration).value))
    statements.say(iri, zn("unit"), to_literal("mo"))
    statements.say(iri, zn("printed"), to_literal(duration.printed))
    statements.say(iri, zn("modality"), zn(duration.modality.value))
    statements.say(iri, zn("durationSource"), zn("OwnDuration" if duration.own else "GeneralDuration"))
    statements.cite(iri, duration.span)


def _exactness(duration: Duration) -> Exactness:
    if duration.minimum is None:
        return Exactness.AT_MOST
    if duration.maximum is None:
        return Exactness.AT_LEAST
    return Exactness.EXACT if duration.minimum == duration.maximum else Exactness.BETWEEN
