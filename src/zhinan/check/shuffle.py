"""Which applications share a key, found by many: each takes a share of the keys, and tells those that meet.

What the rules over all compare are hashed keys. A key that one application alone has brings it together with none:
without such keys the groups are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from zhinan.check.batch_facts import KEY_BYTES, Facts, split_keys

_RECORD = KEY_BYTES + 1  # the comparison, then the hash

Keys = list[tuple[tuple[bytes, ...], tuple[bytes, ...]]]
"""The keys of each application of a part, and those of holders that lack what a comparison names."""


def take_keys(facts: Sequence[Facts]) -> tuple[list[Facts], Keys]:
    """Facts without their keys, and the keys."""
    bare = [one._replace(keys=(), lacking=()) for one in facts]
    return bare, [(one.keys, one.lacking) for one in facts]


def give_keys(
    facts: Iterable[Facts], keys: Iterable[tuple[tuple[bytes, ...], tuple[bytes, ...]]]
) -> Iterator[Facts]:
    """The facts with these keys."""
    for one, (own, lacking) in zip(facts, keys, strict=True):
        yield one._replace(keys=own, lacking=lacking)


def cut_keys(parts: Iterable[Keys], shares: int) -> list[bytes]:
    """The keys of some parts by share; a key that several applications have stands as often."""
    found = [bytearray() for _ in range(shares)]
    for keys in parts:
        for own, _ in keys:
            for record in {
                bytes((place,)) + key for place, several in enumerate(own) for key in split_keys(several)
            }:
                found[record[-1] % shares] += record
    return [bytes(share) for share in found]


def find_shared(cuts: Iterable[bytes]) -> bytes:
    """The keys of one share that more than one application has, each once."""
    once: set[bytes] = set()
    again: set[bytes] = set()
    for cut in cuts:
        for start in range(0, len(cut), _RECORD):
            record = cut[start : start + _RECORD]
            (again if record in once else once).add(record)
    return b"".join(sorted(again))


def keep_shared(keys: Keys, shared: Sequence[bytes]) -> Keys:
    """The keys of a part without those that one application alone has."""
    known = {share[start : start + _RECORD] for share in shared for start in range(0, len(share), _RECORD)}
    return [(_keep(own, known), _keep(lacking, known)) for own, lacking in keys]


def _keep(keys: tuple[bytes, ...], known: Set[bytes]) -> tuple[bytes, ...]:
    return tuple(
        b"".join(key for key in split_keys(several) if bytes((place,)) + key in known)
        for place, several in enumerate(keys)
    )
