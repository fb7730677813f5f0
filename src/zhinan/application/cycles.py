"""Relations that go in a circle: a unit that is, by way of others, subordinate to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhinan.application.statements import Statement


def find_cycles(statements: Iterable[Statement], predicate: str) -> Iterator[tuple[str, ...]]:
    """The circles of a relation, each once, from its first thing round to that again.

    The time is that of one walk over the relation, however many ways lead through it.
    """
    above: dict[str, list[str]] = {}
    for subject, name, value in statements:
        if name.value == predicate:
            above.setdefault(subject.value, []).append(value.value)
    done: set[str] = set()
    for start in above:
        if start not in done:
            yield from _walk(start, above, done)


def _walk(start: str, above: dict[str, list[str]], done: set[str]) -> Iterator[tuple[str, ...]]:
    """The circles met on the ways up from one thing; what has been left behind is not walked again."""
    way: dict[str, Iterator[str]] = {start: iter(above.get(start, ()))}
    while way:
        here = next(reversed(way))
        after = next(way[here], None)
        if after is None:
            done.add(here)
            del way[here]
        elif after in way:
            passed = list(way)
            yield (*passed[passed.index(after) :], after)
        elif after not in done:
            way[after] = iter(above.get(after, ()))
