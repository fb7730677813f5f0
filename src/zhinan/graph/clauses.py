"""Clauses and requirements into statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhinan.graph.statements import Statements, Term, to_literal
from zhinan.graph.words import Words
from zhinan.ingest.passage import fold
from zhinan.model import Clause, Requirement, Value
from zhinan.terms import ID, mint, zn


@dataclass(frozen=True, slots=True)
class Scopes:
    """What the requirements of a clause apply to: ``whole`` as a rule, ``parts`` where each means another thing."""

    whole: Sequence[str]
    parts: Sequence[str] = ()

    def of(self, requirement: Requirement) -> Sequence[str]:
        """The directions or guides that one requirement applies to."""
        return self.parts if requirement.each_part and self.parts else self.whole


_LINK = re.compile(r"https?://[^\s,;)\u4e00-\u9fff]+")


def describe_clause(
    clause: Clause,
    guide: str,
    direction: str | None,
    scopes: Scopes,
    words: Words,
    statements: Statements,
) -> None:
    """A clause, and for each of its requirements and each scope one requirement; the second of several ends in 2."""
    path = (guide, *([direction] if direction else []), *clause.number.split("/"))
    iri = mint("clause", *path)
    statements.type(iri, "Clause")
    statements.say(iri, zn("number"), to_literal(clause.number))
    statements.label(iri, clause.text, words.find(clause.text), zn("text"))
    statements.say(iri, zn("modality"), zn(clause.modality.value))
    statements.say(iri, zn("treatment"), zn(clause.treatment.value))
    statements.label(
        iri, clause.reason, words.find(clause.reason), zn("treatmentReason")
    ) if clause.reason else None
    statements.say(iri, zn("binds"), zn(clause.binds))
    statements.say(iri, zn("guide"), mint("guide", guide))
    statements.say(iri, zn("direction"), mint("direction", guide, direction) if direction else None)
    links = _LINK.findall(fold(clause.text))
    statements.say(iri, zn("link"), *(to_literal(link, datatype="anyURI") for link in links))
    if direction:
        for name, value in clause.facts:
            statements.say(mint("direction", guide, direction), zn(name), _value(value))
    statements.say(
        iri, zn("restates"), *(mint("clause", other, *n.split("/")) for other, n in clause.restates)
    )
    statements.cite(iri, clause.span)
    for order, requirement in enumerate(clause.requirements, 1):
        last = str(order) if len(clause.requirements) > 1 else ""
        for scope in scopes.of(requirement):
            _describe_requirement(
                requirement, clause, iri, (*path, *([last] if last else [])), scope, statements
            )


def _describe_requirement(
    requirement: Requirement,
    clause: Clause,
    clause_iri: str,
    path: Sequence[str],
    scope: str,
    statements: Statements,
) -> None:
    iri = (
        mint("requirement", *path)
        if _is_of(scope, path)
        else mint("requirement", *path, scope.rsplit("/", 1)[-1])
    )
    statements.type(iri, "Requirement")
    statements.say(iri, zn("family"), mint("family", requirement.family))
    statements.say(iri, zn("clause"), clause_iri)
    statements.say(iri, zn("scope"), scope)
    statements.say(iri, zn("modality"), zn(clause.modality.value))
    statements.say(iri, zn("binds"), zn(requirement.binds))
    for name, value in requirement.parameters:
        statements.say(iri, zn(name), _value(value))


def _is_of(scope: str, path: Sequence[str]) -> bool:
    """The requirement binds just the direction or guide that its clause stands in."""
    return ID + "/".join(["direction", *path[:2]]) == scope or ID + f"guide/{path[0]}" == scope


def _value(value: Value) -> Term | str:
    """A parameter: ``kind:enterprise`` and ``zn:Doctorate`` name things, anything else is a literal."""
    if isinstance(value, str) and ":" in value:
        kind, name = value.split(":", 1)
        return zn(name) if kind == "zn" else mint(kind, *name.split("/"))
    return to_literal(value)
