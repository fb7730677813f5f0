"""Clauses that say again what another clause has said: a list for formal review repeats the notice."""

from __future__ import annotations

from dataclasses import replace

from zhinan.ingest.passage import fold
from zhinan.model import Clause, Guide, Requirement, Value

_SHORTEST = 6  # fewer characters in common say nothing


def link_restatements(guide: Guide, said: Guide) -> Guide:
    """The guide, each of its general clauses with the clauses of ``said`` that it says again, in their order.

    It says one again where the two share a requirement to the last parameter, or where the words of one end in those
    of the other, which may leave out whom it is about.
    """
    clauses = tuple(
        replace(clause, restates=tuple((said.id, other.number) for other in said.clauses if _restates(clause, other)))
        for clause in guide.clauses
    )  # fmt: skip
    return replace(guide, clauses=clauses)


def _restates(clause: Clause, other: Clause) -> bool:
    if clause.requirements or other.requirements:
        return bool({_demand(r) for r in clause.requirements} & {_demand(r) for r in other.requirements})
    words, others = _words(clause), _words(other)
    shorter = min(len(words), len(others))
    return shorter >= _SHORTEST and (words.endswith(others) or others.endswith(words))


def _demand(requirement: Requirement) -> tuple[str, frozenset[tuple[str, Value]]]:
    """What is demanded, whomever it binds: a list may bind persons and units apart where the notice binds both."""
    return requirement.family, frozenset(requirement.parameters)


def _words(clause: Clause) -> str:
    return fold(clause.text).replace(" ", "").strip("。;,")
