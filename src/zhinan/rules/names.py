"""What rules, their shapes and their files are called, and how strict a modality is."""

from __future__ import annotations

from zhinan.terms import ID

SEVERITY = {
    "Must": "Violation",
    "MustNot": "Violation",
    "InPrinciple": "Warning",
    "Encouraged": "Info",
    "Preferred": "Info",
}
"""Modality → severity of SHACL."""


def rule_iri(iri: str) -> str:
    """The IRI of the rule or target shape that belongs to a requirement or direction.

    >>> rule_iri("https://w3id.org/zhinan/id/requirement/most-2020/1.2/1")
    'https://w3id.org/zhinan/id/rule/most-2020/1.2/1'
    """
    return f"{ID}rule/{tail_of(iri)}"


def tail_of(iri: str) -> str:
    """The path of an id behind its kind: ``most-2020/1.2`` of a direction, a clause or a rule."""
    return iri.removeprefix(ID).partition("/")[2]


def general_file(guide: str) -> str:
    """The file, below ``shapes/rules/``, of what a guide demands of all directions."""
    return f"{tail_of(guide)}/general.ttl"
