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
from zhinan.commands.collector import pause_collector
from zhinan.files import find_folder
from zhinan.rules import open_own_rules
with pause_collector():
    book, shapes, run, tally = open_own_rules(), find_folder("shapes"), Run(), Tally()
    checker = open_checker(book, shapes, find_engine({engine!r}))
    rules = load_batch_rules(shapes / "batch", book) if {batch} else None
    for result in check_files([Path(sys.argv[1])], checker, run, jobs={jobs}, rules=rules):
        tally.add(result)
assert not run.broken and tally.applications == run.total
"""
ENGINES = """
from pathlib import Path
from zhinan.application import cut_file, read_piece
from zhinan.check import find_engine, open_checker
from zhinan.commands.collector import pause_collector
from zhinan.files import find_folder
from zhinan.rules import open_own_rules
groups = {{}}
for piece in cut_file(Path(sys.argv[1])):
    for one in read_piece(piece).list_facts():
        groups.setdefault(one.directions[0], []).append(one.rows)
with pause_collector():
    checker = open_checker(open_own_rules(), find_folder("shapes"), find_engine({engine!r}))
    ready = {{direction: checker.direction(direction).validate for direction in groups}}
    begun = time.process_time()
    for direction, every in groups.items():
        if {together}:
            every = [{{subject: row for rows in every for subject, row in rows.items()}}]
        for rows in every:
            ready[direction](rows)
    spent = time.process_time() - begun
sys.stderr.write(str(spent))
"""


class Cost(NamedTuple):
    """Seconds of wall and CPU time, and megabytes of the largest process."""

    wall: float
    cpu: float
    memory: float


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    # An installed package lies compiled, so these runs use compiled modules whatever the caller's settings.
    command = [sys.executable, "-c", MEASURE.format(code=code), str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": ""}
    environment |= {"PYTHONPYCACHEPREFIX": str(path.parent / "compiled")}
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)


def measure(what: str, code: str, path: Path) -> Cost:
    """Run code on a file in a process of its own, and print what it took."""
    done = run(code, path)
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


def time_engine(engine: str, path: Path, *, together: bool) -> float:
    """CPU seconds of an engine alone, made ready, on the rows of all applications: one by one, or by direction."""
    done = run(ENGINES.format(engine=engine, together=together), path)
    return float(done.stderr)


def check(engine: str = "plan", jobs: int = 1, *, batch: bool = False) -> str:
    return CHECK.format(engine=engine, jobs=jobs, batch=batch)


def compare(count: int, folder: Path) -> None:
    """All that is compared on one number of applications."""
    path = generate(count, folder)
    sys.stdout.write(f"\n{count:,} applications, {path.stat().st_size / 1e6:.0f} MB\n")
    run(check(), generate(50, folder))  # modules are compiled
    load = measure("pyoxigraph bulk load", LOAD, path)
    one = measure("check, one process", check(), path)
    two = measure("check, two processes", check(jobs=2), path)
    whole = measure("check, two processes, with the rules over all", check(jobs=2, batch=True), path)
    for name, cost in (("one process", one), ("two", two), ("two, with the rules over all", whole)):
        sys.stdout.write(
            f"  {name}: {cost.wall / load.wall:.2f} × the load by wall, {cost.cpu / load.cpu:.2f} × by CPU\n"
        )
    if count <= 1_000:
        compare_engines(path, one)


def compare_engines(path: Path, one: Cost) -> None:
    """The engines alone on the same rows; pySHACL as fast as it goes, all applications to a direction at once."""
    plan = time_engine("plan", path, together=False)
    reference = time_engine("pyshacl", path, together=True)
    sys.stdout.write(
        f"  engines alone: plan {plan:.3f} s of CPU, pySHACL {reference:.1f} s, {reference / plan:.0f} × as long\n"
        f"  pySHACL alone takes {reference / one.cpu:.0f} × the CPU of the whole check in one process\n"
    )


def main() -> None:
    """Every measurement, as a table."""
    counts = [int(one) for one in sys.argv[1:]] or [1_000, 10_000]
    sys.stdout.write(f"{'':52} {'wall s':>8} {'CPU s':>8} {'MB':>8}\n")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            compare(count, Path(folder))


if __name__ == "__main__":
    main()
