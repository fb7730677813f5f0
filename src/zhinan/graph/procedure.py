"""What a guide says beside its directions: aims, general duration, steps of the procedure, contacts."""

from __future__ import annotations

from zhinan.graph.parts import describe_contact, describe_duration
from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words
from zhinan.model import Guide, ProcedureStep
from zhinan.terms import mint, zn


def describe_procedure(guide: Guide, programme: str, words: Words, statements: Statements) -> None:
    """Add the aims to the programme, and to the guide its general duration, steps and contacts."""
    iri = mint("guide", guide.id)
    for aim in guide.aims:
        statements.label(mint("programme", programme), aim.text, words.find(aim.text), zn("purpose"))
        statements.cite(mint("programme", programme), aim.span)
    if guide.duration:
        amount = mint("quantity", guide.id, "duration")
        statements.say(iri, zn("duration"), amount)
        describe_duration(amount, guide.duration, statements)
    for step in guide.steps:
        node = mint("step", guide.id, step.position)
        statements.say(iri, zn("step"), node)
        _describe_step(node, step, guide.id, statements)
    for number, contact in enumerate(guide.contacts, 1):
        person = mint("contact", guide.id, number)
        statements.say(iri, zn("contact"), person)
        describe_contact(person, contact, statements)


def _describe_step(iri: str, step: ProcedureStep, guide: str, statements: Statements) -> None:
    statements.type(iri, "ProcedureStep")
    statements.label(iri, f"第{step.position}步", f"step {step.position}")
    statements.say(iri, zn("position"), to_literal(step.position))
    statements.say(iri, zn("actor"), zn(step.actor))
    statements.say(iri, zn("clause"), *(mint("clause", guide, *number.split("/")) for number in step.clauses))
    for name, moment in (("opens", step.opens), ("closes", step.closes)):
        statements.say(iri, zn(name), to_literal(moment) if moment else None)
    statements.cite(iri, step.span)
