"""Which clauses are encoded: those whose families have shapes; the others wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhinan.model import Clause, Guide, Notice, Requirement, Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters of a family by name: those that it needs, and all that it takes."""

    needed: frozenset[str]
    taken: frozenset[str]


def settle_guide(guide: Guide, families: Mapping[str, Signature], reason: str) -> Guide:
    """The guide with every clause pending, for the reason given, that no family with shapes can take.

    A notice names the families that are wanted and not there, with their parameters.
    """
    everything = [*guide.clauses, *(c for direction in guide.directions for c in direction.clauses)]
    unmet = [wanted for clause in everything for wanted in _unmet(clause, families)]
    message = f"{len(unmet)} requirements wait for shapes: {', '.join(sorted(set(unmet)))}"
    notices = [Notice(message=message, where=guide.id)] if unmet else []
    return replace(
        guide,
        clauses=tuple(_settle(clause, families, reason) for clause in guide.clauses),
        directions=tuple(
            replace(direction, clauses=tuple(_settle(clause, families, reason) for clause in direction.clauses))
            for direction in guide.directions
        ),
        notices=(*guide.notices, *notices),
    )  # fmt: skip


def _settle(clause: Clause, families: Mapping[str, Signature], reason: str) -> Clause:
    if clause.treatment is Treatment.PENDING or _unmet(clause, families):
        return replace(clause, treatment=Treatment.PENDING, requirements=(), reason=clause.reason or reason)
    return clause


def _unmet(clause: Clause, families: Mapping[str, Signature]) -> list[str]:
    return [_name(r) for r in clause.requirements if not _fits(r, families.get(r.family))]


def _fits(requirement: Requirement, signature: Signature | None) -> bool:
    if signature is None:
        return False
    given = {name for name, _ in requirement.parameters} | {"binds"}
    return signature.needed <= given and given - {"binds"} <= signature.taken


def _name(requirement: Requirement) -> str:
    names = dict.fromkeys(name for name, _ in requirement.parameters)
    return f"{requirement.family}({', '.join(names)})"
