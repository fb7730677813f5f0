"""The rows of a priority table into statements."""

from __future__ import annotations

from zhinan.graph.statements import Statements, to_literal
from zhinan.graph.words import Words
from zhinan.model import Guide, Priority
from zhinan.terms import LABEL, SKOS, mint, zn


def describe_priorities(guide: Guide, words: Words, statements: Statements) -> None:
    """One node a row; the table's fields and research directions are concepts in the order they first stand."""
    fields: dict[str, str] = {}
    directions: dict[tuple[str, str], str] = {}
    for priority in guide.priorities:
        if priority.field not in fields:
            fields[priority.field] = str(len(fields) + 1)
            _describe_concept(
                guide.id, fields[priority.field], priority.field, None, priority, words, statements
            )
        field = fields[priority.field]
        above = mint("field", guide.id, field)
        below = []
        for label in priority.research_directions:
            key = (priority.field, label)
            if key not in directions:
                directions[key] = f"{field}.{sum(name == priority.field for name, _ in directions) + 1}"
                _describe_concept(guide.id, directions[key], label, above, priority, words, statements)
            below.append(mint("field", guide.id, directions[key]))
        _describe_row(guide.id, priority, above, below, statements)


def _describe_concept(
    guide: str,
    number: str,
    label: str,
    above: str | None,
    priority: Priority,
    words: Words,
    statements: Statements,
) -> None:
    iri = mint("field", guide, number)
    match = words.match(label)
    statements.type(iri, "Field")
    for predicate in (LABEL, SKOS + "prefLabel"):
        statements.label(iri, label, match.english if match else None, predicate)
    statements.say(iri, SKOS + "inScheme", mint("scheme", guide))
    statements.say(iri, SKOS + "broader", above)
    if match:
        statements.say(iri, SKOS + "broadMatch", *(mint("field", slug) for slug in match.broad))
        statements.say(iri, SKOS + "closeMatch", *(mint("field", slug) for slug in match.close))
    statements.cite(iri, *priority.spans)


def _describe_row(
    guide: str, priority: Priority, field: str, below: list[str], statements: Statements
) -> None:
    iri = mint("priority", guide, priority.row)
    statements.type(iri, "Priority")
    statements.say(iri, zn("guide"), mint("guide", guide))
    statements.say(iri, zn("position"), to_literal(priority.row))
    statements.say(iri, zn("partner"), priority.partner)
    statements.say(iri, zn("printedGroup"), priority.group_iri)
    statements.say(iri, zn("field"), field)
    statements.say(iri, zn("researchDirection"), *below)
    statements.say(iri, zn("institution"), *priority.institutions)
    statements.say(iri, zn("institutionCategory"), *priority.categories)
    statements.say(iri, zn("openList"), to_literal(priority.open_list))
    statements.say(iri, zn("printed"), to_literal(priority.printed))
    statements.cite(iri, *priority.spans)
