"""What of an application the rules over all applications need: a few triples, packed, and the keys it shares."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import product
from typing import NamedTuple

from zhinan.application import APPLICATION, GENID, TYPE, Application, Row, Rows, list_facts, make_rows
from zhinan.application import Facts as ApplicationFacts
from zhinan.application.facts import list_triples
from zhinan.check.batch.plan import ComparisonPlan, LookPlan, Plan
from zhinan.check.batch.rules import BatchRules
from zhinan.terms import XSD

KEY_BYTES = 8
_NONE: Row = {}
_TRUE = f'"true"^^<{XSD}boolean>'
_LOCAL = f"<{GENID}"
_BASE = (
    "\x01"  # in packed facts, the application's own name; no term has it, for there it is written as \u0001
)


class Facts(NamedTuple):
    """The facts of one application for the rules over all: small, and made to travel between processes.

    ``call`` is the one direction or guide it applies to, empty where there is no single one. ``keys`` are records of
    nine bytes: a tag, twice the place of a comparison and one more where the holder lacks what that names, and the
    hash of a key. ``look`` has a bit for each reason to look at it whatever it shares.
    """

    application: str
    source: str
    call: str
    keys: bytes
    look: int
    packed: bytes


def find_facts(application: Application, rules: BatchRules) -> Facts:
    """The facts of an application, with the keys by which it is compared with others."""
    return pick_facts(list_facts(application), rules)


def pick_facts(application: ApplicationFacts, rules: BatchRules) -> Facts:
    """The same of an application that was read as rows."""
    plan, directions = rules.plan, application.directions
    start, rows = f"<{application.iri}>", application.rows
    if _LOCAL in "".join(rows):
        rows = make_rows(_rename(list_triples(rows), start, application.source))
    call = directions[0] if len(directions) == 1 else ""
    work = plan.work_on(call)
    nodes = [follow(start, rows) for follow in plan.holders]
    return Facts(
        application=application.iri,
        source=application.source,
        call=call,
        keys=_find_keys(work.comparisons, nodes, start, rows),
        look=sum(bit for bit, look in work.looks if _must_look(look, nodes, rows)),
        packed=_pack(start, rows, plan),
    )


def _rename(
    triples: Iterable[tuple[str, str, str]], start: str, source: str
) -> Iterator[tuple[str, str, str]]:
    """Nodes without a name were numbered in each file anew: all but the application are told apart by their file."""
    mark = blake2b(source.encode(), digest_size=KEY_BYTES).hexdigest()

    def name(term: str) -> str:
        local = term.startswith(_LOCAL) and term != start
        return f"{_LOCAL}{mark}-{term.removeprefix(_LOCAL)}" if local else term

    yield from ((name(subject), predicate, name(value)) for subject, predicate, value in triples)


def _find_keys(
    comparisons: Sequence[tuple[int, ComparisonPlan]], nodes: Sequence[Sequence[str]], start: str, rows: Rows
) -> bytes:
    """The hashed keys of an application, each once with its tag."""
    found: dict[bytes, None] = {}
    hashes: dict[str, bytes] = {}
    for tag, one in comparisons:
        holders = nodes[one.holder]
        if not holders:
            continue
        together = ("",) if one.together is None else [f"{value}\n" for value in one.together(start, rows)]
        for holder in holders:
            if holder[0] != "<":
                continue
            lacks = one.lacking and not rows.get(holder, _NONE).get(one.lacking)
            mark = bytes((tag + 1 if lacks else tag,))
            for key in _list_keys(one, holder, rows):
                for more in together:
                    text = more + key
                    hashed = hashes.get(text)
                    if hashed is None:
                        hashed = hashes[text] = blake2b(text.encode(), digest_size=KEY_BYTES).digest()
                    found[mark + hashed] = None
    return b"".join(found)


def _list_keys(one: ComparisonPlan, holder: str, rows: Rows) -> Sequence[str]:
    if one.identity:
        return [holder, *one.keys[0](holder, rows)]
    return ["\n".join(several) for several in product(*(path(holder, rows) for path in one.keys))]


def _must_look(one: LookPlan, nodes: Sequence[Sequence[str]], rows: Rows) -> bool:
    holders = nodes[one.holder]
    if not holders:
        return not one.if_any and bool(one.needs or one.needs_true)
    for holder in holders:
        row = rows.get(holder, _NONE)
        for need in one.needs:
            if need not in row:
                return True
        for need in one.needs_true:
            if _TRUE not in row.get(need, ()):
                return True
    return one.alone is not None and _are_many(one, holders, rows)


def _are_many(one: LookPlan, holders: Sequence[str], rows: Rows) -> bool:
    """Whether a holder has as many values as the limit; those who may be one person are taken for one."""
    assert one.alone is not None
    counts = [len(one.alone(holder, rows)) for holder in holders]
    if max(counts) >= one.limit:
        return True
    if sum(counts) < one.limit:
        return False
    known = [key for holder in holders for key in one.known_by(holder, rows)]
    return len(set(known)) < len(known)


# What nearly all facts are made of, so that each packs well by itself.
_COMMON = (
    f'"^^<{XSD}decimal>"^^<{XSD}integer>"^^<{XSD}date>{_TRUE}\n<https://w3id.org/zhinan/id/country/CN>\n<{_BASE}#'
).encode()


def _pack(start: str, rows: Rows, plan: Plan) -> bytes:
    """What the queries ask for of what can be reached: each subject on a line, then a line a value."""
    codes, lines, subjects = plan.codes, list[str](), [start]
    seen = {start}
    for subject in subjects:
        lines.append(subject)
        for predicate, values in rows.get(subject, _NONE).items():
            code = codes.get(predicate)
            if code is not None:
                for value in values:
                    lines.append(code + value)
                    if value[0] == "<" and value in rows and value not in seen:
                        seen.add(value)
                        subjects.append(value)
    text = "\n".join(lines).replace(_own_name(start), _BASE)
    packer = zlib.compressobj(1, zlib.DEFLATED, -11, 5, zdict=_COMMON)
    return packer.compress(text.encode()) + packer.flush()


def _own_name(start: str) -> str:
    return start[1:-1].partition("#")[0]


def unpack_rows(application: str, packed: bytes, plan: Plan) -> Rows:
    """The packed facts of an application as rows."""
    unpacker = zlib.decompressobj(-11, zdict=_COMMON)
    text = (unpacker.decompress(packed) + unpacker.flush()).decode()
    start = f"<{application}>"
    rows: Rows = {}
    row: Row = {}
    for line in text.replace(_BASE, _own_name(start)).split("\n"):
        if line[0] == "<":
            row = rows[line] = {}
        else:
            row.setdefault(plan.names[line[0]], []).append(line[1:])
    if APPLICATION not in rows[start].setdefault(TYPE, []):
        rows[start][TYPE].append(APPLICATION)
    return rows
