"""Fictional applications to all directions, with what is to be found in each known from how they were made.

``python tests/bench/generate.py --count 1000 --seed 7 --out some.nt --oracle some.json``. Every number gives the same
bytes for the same seed; ``--out`` ends in .nt, .ttl or .nq (one graph an application). The applications are composed
from the compiled rules (``compose_application``, ``derive_faults``): a few valid ones a direction, some of them broken
in one rule; each is then written as often as wanted under another name. What the oracle says follows from the shapes as
composing reads them, from no engine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple, TextIO

from pyoxigraph import RdfFormat, Triple, serialize

from zhinan.application import (
    Application,
    FaultyCase,
    Workshop,
    compose_application,
    derive_faults,
    open_workshop,
)
from zhinan.rules import Rulebook, find_calls, open_rulebook
from zhinan.terms import prefixes

ROOT = Path(__file__).resolve().parents[2]
VALID = 2  # valid applications a direction
BROKEN = 6  # rules a direction that are broken in some of its applications
FAULTY = 0.25  # how many applications are
BASE = "https://example.org/applications/"


class Made(NamedTuple):
    """One application: its text, and the verdicts of the rules that are not met."""

    iri: str
    direction: str
    text: str
    verdicts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A composed application to be written under other names: its text, its own base, its verdicts."""

    base: str
    direction: str
    text: str
    verdicts: dict[str, str]


def open_book() -> Rulebook:
    """The rulebook of this checkout."""
    ontology = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
    data = [
        *sorted((ROOT / "data" / "guides").glob("*.ttl")),
        *sorted((ROOT / "data" / "reference").glob("*.ttl")),
    ]
    return open_rulebook([*data, *ontology], ROOT / "shapes" / "rules")


def make_applications(count: int, seed: int, form: str, book: Rulebook) -> Iterator[Made]:
    """So many applications, the directions in turn; equal arguments give equal ones."""
    shop = open_workshop(book)
    directions = sorted(node.value for node in find_calls(book.index))

    @cache
    def stamps(direction: str) -> tuple[list[Stamp], list[Stamp]]:
        return _make_stamps(direction, seed, WRITERS[form], shop)

    for number in range(count):
        dice = Random(f"{seed} {number}")
        valid, faulty = stamps(directions[number % len(directions)])
        stamp = dice.choice(faulty if faulty and dice.random() < FAULTY else valid)
        yield _press(stamp, number)


def _make_stamps(
    direction: str, seed: int, write: Callable[[Application], str], shop: Workshop
) -> tuple[list[Stamp], list[Stamp]]:
    rules = [rule.iri for rule in shop.bench(direction).trees.rules]
    some = set(Random(f"{seed} {direction}").sample(rules, min(BROKEN, len(rules))))
    valid = [compose_application(direction, shop.book, seed + number, shop) for number in range(VALID)]
    cases = [
        case
        for case in derive_faults(valid[0], shop.book, seed, some, shop)
        if "unchecked" not in case.verdicts.values()
    ]
    return (
        [_make_stamp(application, {}, write) for application in valid],
        [_make_stamp(case.application, _not_met(case), write) for case in cases],
    )


def _not_met(case: FaultyCase) -> dict[str, str]:
    return {iri: verdict for iri, verdict in case.verdicts.items() if verdict != "met"}


def _make_stamp(
    application: Application, verdicts: dict[str, str], write: Callable[[Application], str]
) -> Stamp:
    base = application.iri.partition("#")[0]
    return Stamp(base, application.directions[0], write(application), verdicts)


def _press(stamp: Stamp, number: int) -> Made:
    base = f"{BASE}{number}"
    text = stamp.text.replace(stamp.base, base)
    for made_up in ("（虚构）", " (fictional)"):  # the names of one are not those of another
        text = text.replace(made_up, f" {number}{made_up}")
    return Made(f"{base}#application", stamp.direction, text, stamp.verdicts)


def _write_lines(application: Application) -> str:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in application.triples)


def _write_quads(application: Application) -> str:
    graph = application.iri.partition("#")[0]
    return "".join(f"{s} {p} {o} <{graph}> .\n" for s, p, o in application.triples)


def _write_turtle(application: Application) -> str:
    data = serialize((Triple(*s) for s in application.triples), format=RdfFormat.TURTLE, prefixes=_names())
    lines = data.decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("@prefix"))


def _names() -> dict[str, str]:
    """The prefixes, without any that would shorten the names of the applications, which are still to change."""
    return {name: space for name, space in prefixes().items() if not BASE.startswith(space)}


WRITERS = {".nt": _write_lines, ".nq": _write_quads, ".ttl": _write_turtle}


def write_applications(count: int, seed: int, out: Path, oracle: Path | None) -> None:
    """Write the applications and what is to be found in them."""
    with ExitStack() as stack:
        data = stack.enter_context(out.open("w", encoding="utf-8", newline="\n"))
        known = stack.enter_context(oracle.open("w", encoding="utf-8", newline="\n")) if oracle else None
        if out.suffix == ".ttl":
            data.writelines(f"@prefix {name}: <{space}> .\n" for name, space in _names().items())
        _write_all(make_applications(count, seed, out.suffix, open_book()), data, known, count, seed)


def _write_all(made: Iterator[Made], data: TextIO, known: TextIO | None, count: int, seed: int) -> None:
    if known:
        known.write(f'{{"count": {count}, "seed": {seed}, "applications": [')
    for number, one in enumerate(made):
        data.write(one.text)
        if known:
            row = {"application": one.iri, "direction": one.direction, "not_met": one.verdicts}
            known.write(("," if number else "") + "\n" + json.dumps(row))
    if known:
        known.write("\n]}\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--oracle", type=Path)
    given = parser.parse_args()
    if given.out.suffix not in WRITERS:
        parser.error(f"--out must end in one of {' '.join(WRITERS)}")
    write_applications(given.count, given.seed, given.out, given.oracle)
    sys.stdout.write(f"{given.out}: {given.count} applications\n")


if __name__ == "__main__":
    main()
