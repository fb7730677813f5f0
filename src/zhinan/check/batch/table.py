"""The facts of all applications in columns: a hundred thousand of them as objects would take several times the room."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from zhinan.check.batch.facts import Facts

_RECORD = struct.Struct("<BQ")


@dataclass(frozen=True, slots=True)
class Column:
    """What one comparison compares: hashed keys, each with the place of its application; ``lacking`` are those of
    holders that lack what the comparison names."""

    keys: array[int]
    owners: array[int]
    lacking: set[int]


@dataclass(frozen=True, slots=True)
class FactTable:
    """Applications by place, in the order of their IRIs; ``places`` leads back, to the last of several of one IRI."""

    applications: Sequence[str]
    places: Mapping[str, int]
    looks: array[int]
    calls: Sequence[str]
    _call: array[int]
    sources: Sequence[str]
    _source: array[int]
    _starts: array[int]
    _ends: array[int]
    _packed: bytearray

    def call(self, place: int) -> str:
        """The one call that an application applies to, empty where there is no single one."""
        return self.calls[self._call[place]]

    def source(self, place: int) -> str:
        """The file of an application."""
        return self.sources[self._source[place]]

    def packed(self, place: int) -> bytes:
        """The packed facts of an application."""
        return bytes(self._packed[self._starts[place] : self._ends[place]])

    def list_twice(self) -> Iterator[int]:
        """The places of applications whose IRI another has."""
        iris = self.applications
        for place in range(1, len(iris)):
            if iris[place] == iris[place - 1]:
                yield place - 1
                yield place

    def bound_by(self, calls: Set[str]) -> bytes:
        """For each place whether its call is one of these, a byte each."""
        wanted = {number for number, call in enumerate(self.calls) if call in calls}
        return bytes(map(wanted.__contains__, self._call))


def make_table(facts: Iterable[Facts], comparisons: int) -> tuple[FactTable, list[Column]]:
    """The table of some facts, which are taken one by one, and the columns of so many comparisons.

    The order in which they come does not matter.
    """
    iris: list[str] = []
    looks, call_of, source_of, ends = array("Q"), array("I"), array("I"), array("Q")
    calls: dict[str, int] = {}
    sources: dict[str, int] = {}
    packed = bytearray()
    columns = [Column(array("Q"), array("I"), set()) for _ in range(comparisons)]
    for number, one in enumerate(facts):
        iris.append(one.application)
        looks.append(one.look)
        call_of.append(calls.setdefault(one.call, len(calls)))
        source_of.append(sources.setdefault(one.source, len(sources)))
        packed += one.packed
        ends.append(len(packed))
        for tag, key in _RECORD.iter_unpack(one.keys):
            column = columns[tag >> 1]
            column.keys.append(key)
            column.owners.append(number)
            if tag & 1:
                column.lacking.add(key)
    names = list(sources)
    order = sorted(range(len(iris)), key=lambda number: (iris[number], names[source_of[number]]))
    ranks = array("I", bytes(4 * len(order)))
    for place, number in enumerate(order):
        ranks[number] = place
    table = FactTable(
        applications=[iris[number] for number in order],
        places={iris[number]: place for place, number in enumerate(order)},
        looks=array("Q", (looks[number] for number in order)),
        calls=list(calls),
        _call=array("I", (call_of[number] for number in order)),
        sources=names,
        _source=array("I", (source_of[number] for number in order)),
        _starts=array("Q", (ends[number - 1] if number else 0 for number in order)),
        _ends=array("Q", (ends[number] for number in order)),
        _packed=packed,
    )
    return table, [
        Column(one.keys, array("I", (ranks[n] for n in one.owners)), one.lacking) for one in columns
    ]
