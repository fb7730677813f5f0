"""Checking beside loading and beside pySHACL, in one run: ``make bench`` or ``tests/bench/check.py COUNT...``.

Applications come from ``generate.py`` with a seed. Each measurement is a process of its own; CPU is user and system
time of it and its children, memory that of the largest process. Ratios are of wall time and of CPU time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MEASURE = """
import resource, sys, time
wall = time.perf_counter()
{code}
wall = time.perf_counter() - wall
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
print(wall, cpu, max(own.ru_maxrss, children.ru_maxrss) / 1024)
"""
LOAD = """
import pyoxigraph
store = pyoxigraph.Store()
store.bulk_load(path=sys.argv[1])
"""
CHECK = """
from pathlib import Path
from zhinan.check import Run, Tally, check_files, find_engine, load_batch_rules, open_checker
from zhinan.commands.check import _open_book
from zhinan.files import find_folder
book, shapes, run, tally = _open_book(None), find_folder("shapes"), Run(), Tally()
checker = open_checker(book, shapes, find_engine({engine!r}))
rules = load_batch_rules(shapes / "batch", book) if {batch} else None
for result in check_files([Path(sys.argv[1])], checker, run, jobs={jobs}, rules=rules):
    tally.add(result)
assert not run.broken and tally.applications == run.total
"""
PYSHACL = """
from pathlib import Path
from zhinan.application import cut_file, read_piece
from zhinan.check import find_engine, open_checker
from zhinan.commands.check import _open_book
from zhinan.files import find_folder
groups = {}
for piece in cut_file(Path(sys.argv[1])):
    for one in read_piece(piece).list_facts():
        groups.setdefault(one.directions[0], {}).update(one.rows)
checker = open_checker(_open_book(None), find_folder("shapes"), find_engine("pyshacl"))
for direction, rows in groups.items():
    checker.direction(direction).validate(rows)
"""


class Cost(NamedTuple):
    """Seconds of wall and CPU time, and megabytes of the largest process."""

    wall: float
    cpu: float
    memory: float


def measure(what: str, code: str, path: Path) -> Cost:
    """Run code on a file in a process of its own, and print what it took."""
    command = [sys.executable, "-c", MEASURE.format(code=code), str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    cost = Cost(*map(float, done.stdout.split()))
    sys.stdout.write(f"{what:52} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.memory:8.0f}\n")
    sys.stdout.flush()
    return cost


def generate(count: int, folder: Path) -> Path:
    """So many applications, of seed 1."""
    path = folder / f"{count}.nt"
    names = [
        "--count",
        str(count),
        "--seed",
        "1",
        "--out",
        str(path),
        "--oracle",
        str(folder / "oracle.json"),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, str(ROOT / "tests/bench/generate.py"), *names]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return path


def check(engine: str = "plan", jobs: int = 1, *, batch: bool = False) -> str:
    return CHECK.format(engine=engine, jobs=jobs, batch=batch)


def compare(count: int, folder: Path) -> None:
    """All that is compared on one number of applications."""
    path = generate(count, folder)
    sys.stdout.write(f"\n{count:,} applications, {path.stat().st_size / 1e6:.0f} MB\n")
    load = measure("pyoxigraph bulk load", LOAD, path)
    one = measure("check, one process", check(), path)
    two = measure("check, two processes", check(jobs=2), path)
    whole = measure("check, two processes, with the rules over all", check(jobs=2, batch=True), path)
    for name, cost in (("one process", one), ("two", two), ("two, with the rules over all", whole)):
        sys.stdout.write(
            f"  {name}: {cost.wall / load.wall:.2f} × the load by wall, {cost.cpu / load.cpu:.2f} × by CPU\n"
        )
    if count <= 1_000:
        reference = measure("pySHACL, grouped by direction", PYSHACL, path)
        sys.stdout.write(f"  pySHACL takes {reference.cpu / one.cpu:.0f} × the CPU of one process\n")


def main() -> None:
    """Every measurement, as a table."""
    counts = [int(one) for one in sys.argv[1:]] or [1_000, 10_000]
    sys.stdout.write(f"{'':52} {'wall s':>8} {'CPU s':>8} {'MB':>8}\n")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            compare(count, Path(folder))


if __name__ == "__main__":
    main()
