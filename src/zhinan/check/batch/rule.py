"""One rule over all applications: what it compares, whom it looks at, and what its queries ask."""

from __future__ import annotations

from dataclasses import dataclass

from zhinan.rules import ClauseText, Term, Tree

ROLES = ("completenessShape", "eligibilityShape", "judgementShape")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What brings applications together: the ``key`` of the ``holder``, each a path; see ``ontology/batch.ttl``.

    ``keys`` are several paths where all must be the same together; then the holder's IRI is no key.
    """

    holder: Tree | None
    keys: tuple[Tree, ...]
    identity: bool
    together: Tree | None
    lacking: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """When an application is looked at though it shares nothing.

    A holder lacks a fact of ``needs`` or does not say that one of ``needs_true`` is so; or there is no holder, and not
    ``if_any``; or ``alone`` has as many values as the ``limit`` of the rule, of those who are one by ``known_by``.
    """

    holder: Tree | None
    needs: tuple[str, ...]
    needs_true: tuple[str, ...]
    alone: Tree | None
    known_by: Tree | None
    limit: int
    if_any: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchShape:
    """A query over all applications: ``role`` is one of ROLES, ``select`` is whole, with its prefixes."""

    iri: str
    role: str
    select: str
    messages: dict[str, str]
    only_when_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRule:
    """A requirement over all applications; ``scope`` is the direction or guide whose applications it binds.

    ``comparisons`` and ``looks`` are places in the lists of all rules. ``beyond_scope`` says that what applications
    state which the rule does not bind may count.
    """

    iri: str
    clause: ClauseText
    family: str
    severity: str
    scope: str
    shapes: tuple[BatchShape, ...]
    demanded: dict[str, tuple[Term, ...]]
    comparisons: frozenset[int]
    looks: frozenset[int]
    beyond_scope: bool

    def of(self, role: str) -> tuple[BatchShape, ...]:
        """The shapes of a role."""
        return tuple(shape for shape in self.shapes if shape.role == role)

    def say(self, *roles: str) -> dict[str, str]:
        """The messages of the shapes of some roles, by language."""
        found: dict[str, str] = {}
        for shape in (shape for role in roles for shape in self.of(role)):
            for language, text in shape.messages.items():
                found[language] = f"{found[language]} {text}" if language in found else text
        return found
