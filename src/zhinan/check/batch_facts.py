"""What of an application the rules over all applications need: a few triples, packed, and the keys it shares."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import product
from typing import NamedTuple

from zhinan.application import (
    APPLICATION,
    GENID,
    TYPE,
    Application,
    Row,
    Rows,
    list_facts,
    make_rows,
    write_rows,
)
from zhinan.application import Facts as ApplicationFacts
from zhinan.check.batch_plan import ComparisonPlan, LookPlan
from zhinan.check.batch_rules import BatchRules
from zhinan.terms import RDF_TYPE, XSD, zn

KEY_BYTES = 8
_NONE: Row = {}
_TRUE = f'"true"^^<{XSD}boolean>'


class Facts(NamedTuple):
    """The facts of one application for the rules over all: small, and made to travel between processes.

    ``call`` is the one direction or guide it applies to, empty where there is no single one. ``keys`` has for each
    comparison the hashed keys one after the other, ``lacking`` those of holders that lack what the comparison
    names; ``look`` has a bit for each reason to look at it whatever it shares.
    """

    application: str
    source: str
    call: str
    keys: tuple[bytes, ...]
    lacking: tuple[bytes, ...]
    look: int
    packed: bytes


def find_facts(application: Application, rules: BatchRules) -> Facts:
    """The facts of an application, with the keys by which it is compared with others."""
    return pick_facts(list_facts(application), rules)


def pick_facts(application: ApplicationFacts, rules: BatchRules) -> Facts:
    """The same of an application that was read as rows."""
    rows = make_rows(_rename(_keep(application, rules), application.source))
    start, directions = f"<{application.iri}>", application.directions
    nodes = [follow(start, rows) for follow in rules.plan.holders]
    keys = [list(_find_keys(one, nodes, start, rows)) for one in rules.plan.comparisons]
    looks = (_must_look(one, nodes, start, rows) for one in rules.plan.looks)
    return Facts(
        application=application.iri,
        source=application.source,
        call=directions[0] if len(directions) == 1 else "",
        keys=tuple(b"".join(key for key, _ in found) for found in keys),
        lacking=tuple(b"".join(key for key, lacks in found if lacks) for found in keys),
        look=sum(1 << place for place, looked in enumerate(looks) if looked),
        packed=_pack(rows),
    )


def _keep(application: ApplicationFacts, rules: BatchRules) -> Iterator[tuple[str, str, str]]:
    yield f"<{application.iri}>", TYPE, APPLICATION
    wanted = rules.plan.wanted
    for subject, row in application.rows.items():
        for predicate, values in row.items():
            if predicate in wanted:
                for value in values:
                    yield subject, predicate, value


def _rename(triples: Iterable[tuple[str, str, str]], source: str) -> Iterator[tuple[str, str, str]]:
    """Nodes without a name were numbered in each file anew: here they are told apart by their file."""
    mark = blake2b(source.encode(), digest_size=KEY_BYTES).hexdigest()
    local, named = f"<{GENID}", f"<{GENID}{mark}-"
    for subject, predicate, value in triples:
        if subject.startswith(local):
            subject = named + subject.removeprefix(local)
        yield subject, predicate, named + value.removeprefix(local) if value.startswith(local) else value


def _find_keys(
    one: ComparisonPlan, nodes: Sequence[Sequence[str]], start: str, rows: Rows
) -> Iterator[tuple[bytes, bool]]:
    """The hashed keys of an application, each with whether its holder lacks what the comparison names."""
    together = [()] if one.together is None else [(value,) for value in one.together(start, rows)]
    for holder in nodes[one.holder] if together else ():
        if holder[0] == "<":
            lacks = bool(one.lacking) and not rows.get(holder, _NONE).get(one.lacking)
            values = [path(holder, rows) for path in one.keys]
            found = [(holder,), *((v,) for v in values[0])] if one.identity else product(*values)
            for key in found:
                for more in together:
                    yield _hash((*key, *more)), lacks


def _hash(key: tuple[str, ...]) -> bytes:
    return blake2b("\n".join(key).encode(), digest_size=KEY_BYTES).digest()


def _must_look(one: LookPlan, nodes: Sequence[Sequence[str]], start: str, rows: Rows) -> bool:
    if one.alone is not None and one.alone(start, rows):
        return True
    if not (one.needs or one.needs_true):
        return False
    stated = [rows.get(holder, _NONE) for holder in nodes[one.holder]]
    lacking = any(need not in row for row in stated for need in one.needs)
    denied = any(_TRUE not in row.get(need, ()) for row in stated for need in one.needs_true)
    return not stated or lacking or denied


# What nearly all facts are made of, so that each packs well by itself.
_COMMON = "".join(
    f"> <{name}> <https://w3id.org/zhinan/id/direction/ .\n"
    for name in (RDF_TYPE, *map(zn, ("Application", "appliesTo", "leadUnit", "principalInvestigator")))
).encode()


def _pack(rows: Rows) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -12, 5, zdict=_COMMON)
    return packer.compress(write_rows(rows).encode()) + packer.flush()


def unpack_facts(facts: Facts) -> str:
    """The triples of an application as N-Triples."""
    unpacker = zlib.decompressobj(-12, zdict=_COMMON)
    return (unpacker.decompress(facts.packed) + unpacker.flush()).decode()


def split_keys(keys: bytes) -> Iterator[bytes]:
    """Hashed keys that stand one after the other."""
    yield from (keys[start : start + KEY_BYTES] for start in range(0, len(keys), KEY_BYTES))
