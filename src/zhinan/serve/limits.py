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
    fast: float = 0.05
    """How much CPU time a query may take in the fast lane; then it goes on in the slow one."""
    wait: float = 10.0
    """How long a query may wait for a worker."""
    workers: int = 3
    """Workers of the fast lane; one of them is kept for queries of a shape that was quick before."""
    slow: int = 1
    """How many queries run in the slow lane at a time."""
    waiting: int = 256
    """How many queries may wait for a worker of either lane."""
    kept: int = 32 * MIB
    """How many bytes of answers are kept for those who ask the same."""
    patience: float = 10.0
    """How long a client may take for its headers, for its body, and for reading on in its answer."""
    headers: int = 64 * 1024
    """How long the headers of a request may be, beside a query in its address."""
    clients: int = 1000
    """How many connections may be open."""
