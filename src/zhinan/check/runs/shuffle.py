"""Which applications share a key, found by many: each takes a share of the keys, and tells those that meet.

What the rules over all compare are hashed keys. A key that one application alone has brings it together with none:
without such keys the groups are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhinan.check.batch.facts import KEY_BYTES, Facts

_RECORD = KEY_BYTES + 1  # the comparison, then the hash

Keys = list[bytes]
"""The keys of each application of a part, as ``Facts`` has them."""


def take_keys(facts: Sequence[Facts]) -> tuple[list[Facts], Keys]:
    """Facts without their keys, and the keys."""
    return [one._replace(keys=b"") for one in facts], [one.keys for one in facts]


def give_keys(facts: Iterable[Facts], keys: Iterable[bytes]) -> Iterator[Facts]:
    """The facts with these keys."""
    return (one._replace(keys=own) for one, own in zip(facts, keys, strict=True))


def cut_keys(parts: Iterable[Keys], shares: int) -> list[bytes]:
    """The keys of some parts by share; one that several applications have stands as often."""
    found = [bytearray() for _ in range(shares)]
    for keys in parts:
        for own in keys:
            for key in {_compared(record) for record in _split(own)}:
                found[key[-1] % shares] += key
    return [bytes(share) for share in found]


def find_shared(cuts: Iterable[bytes]) -> bytes:
    """The keys of one share that more than one application has, each once."""
    once: set[bytes] = set()
    again: set[bytes] = set()
    for cut in cuts:
        for key in _split(cut):
            (again if key in once else once).add(key)
    return b"".join(sorted(again))


def keep_shared(keys: Keys, shared: Iterable[bytes]) -> Keys:
    """The keys of a part without those that one application alone has."""
    known = {key for share in shared for key in _split(share)}
    return [b"".join(record for record in _split(own) if _compared(record) in known) for own in keys]


def _split(records: bytes) -> Iterator[bytes]:
    return (records[start : start + _RECORD] for start in range(0, len(records), _RECORD))


def _compared(record: bytes) -> bytes:
    """The comparison and the hash: what the tag of a record says of a holder that lacks something is left out."""
    return bytes((record[0] >> 1,)) + record[1:]
