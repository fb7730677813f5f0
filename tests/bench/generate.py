"""Fictional applications to all directions, with what is to be found in each known from how they were made.

``python tests/bench/generate.py --count 1000 --seed 7 --out some.nt --oracle some.json``. Equal counts and seeds give
the same bytes; ``--out`` ends in .nt, .ttl or .nq (one graph an application). The applications are composed from the
compiled rules (``compose_application``, ``derive_faults``): a few valid ones a direction, some of them broken in one
rule; each is then written as often as wanted under another name, and some share what is one's own (``shared.toml``).
What the oracle says of one application follows from the shapes as composing reads them, what it says of all from
counting (``oracle.py``); from no engine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import NamedTuple, TextIO

from pyoxigraph import RdfFormat, Triple, serialize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.oracle import judge_over_all
from bench.plots import Act, cast_plots, read_plots
from bench.records import read_core, read_record
from bench.stamps import Stamp, Stamps
from zhinan.application import Application, open_workshop
from zhinan.check import BatchRules, load_batch_rules
from zhinan.rules import Rulebook, find_calls, load_families, open_rulebook
from zhinan.terms import prefixes

ROOT = Path(__file__).resolve().parents[2]
FAULTY = 0.25  # how many applications are
BASE = "https://example.org/applications/"


class Made(NamedTuple):
    """One application: its text, the verdicts of its own rules that are not met, and what those over all look at."""

    iri: str
    direction: str
    text: str
    verdicts: dict[str, str]
    core: str


def open_book() -> Rulebook:
    """The rulebook of this checkout."""
    ontology = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
    data = [
        *sorted((ROOT / "data" / "guides").glob("*.ttl")),
        *sorted((ROOT / "data" / "reference").glob("*.ttl")),
    ]
    return open_rulebook([*data, *ontology], ROOT / "shapes" / "rules")


def open_rules(book: Rulebook) -> BatchRules:
    """The rules over all applications of this checkout."""
    return load_batch_rules(ROOT / "shapes" / "batch", book)


def make_applications(count: int, seed: int, form: str, book: Rulebook) -> Iterator[Made]:
    """So many applications, the directions in turn; equal arguments give equal ones."""
    stamps = Stamps(open_workshop(book), seed, WRITERS[form], read_core)
    directions = sorted(node.value for node in find_calls(book.index))
    acts = cast_plots(read_plots(), directions, count, seed, open_rules(book))
    for number in range(count):
        act = acts.get(number)
        yield _press(_pick(stamps, directions[number % len(directions)], act, seed, number), act, number)


def _pick(stamps: Stamps, direction: str, act: Act | None, seed: int, number: int) -> Stamp:
    """What is written: a valid application or a faulty one; who acts in a plot is valid, or made for its part."""
    dice = Random(f"{seed} {number}")
    if act and not act.member.plain:
        return stamps.of_member(direction, act.member)
    valid, faulty = stamps.of_direction(direction)
    return dice.choice(faulty if faulty and not act and dice.random() < FAULTY else valid)


def _press(stamp: Stamp, act: Act | None, number: int) -> Made:
    base = f"{BASE}{number}"
    text, core = stamp.press(base, number)
    if act:
        text, core = act.rename(text, number), act.rename(core, number)
    return Made(f"{base}#application", stamp.direction, text, stamp.verdicts, core)


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
    book = open_book()
    with ExitStack() as stack:
        data = stack.enter_context(out.open("w", encoding="utf-8", newline="\n"))
        if out.suffix == ".ttl":
            data.writelines(f"@prefix {name}: <{space}> .\n" for name, space in _names().items())
        made = _write_all(make_applications(count, seed, out.suffix, book), data)
        if oracle:
            known = stack.enter_context(oracle.open("w", encoding="utf-8", newline="\n"))
            known.write(f'{{"count": {count}, "seed": {seed}, "applications": [')
            _write_known(made, open_rules(book), known)
            known.write("\n]}\n")


def _write_all(made: Iterable[Made], data: TextIO) -> list[Made]:
    """The applications written, and kept without their text."""
    return [one._replace(text="") for one in made if data.write(one.text)]


def _write_known(made: list[Made], rules: BatchRules, known: TextIO) -> None:
    over_all = judge_over_all([read_record(one.core) for one in made], rules, load_families(ROOT / "shapes"))
    for number, (one, shared) in enumerate(zip(made, over_all, strict=True)):
        row = {
            "application": one.iri,
            "direction": one.direction,
            "not_met": one.verdicts,
            "over_all": shared,
        }
        known.write(("," if number else "") + "\n" + json.dumps(row))


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
