"""How much a request may take; all of it in one place."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may cost. Times are in seconds, sizes in bytes."""

    seconds: float = 10.0
    """How long an untrusted query may run; then its worker is killed."""
    memory: int = 512 * MIB
    """How much memory an untrusted query may take beside the graph."""
    answer: int = 32 * MIB
    """How long an answer to an untrusted query may be."""
    query: int = 256 * 1024
    """How long the text of a query may be."""
    body: int = MIB
    """How long the body of a request may be."""
