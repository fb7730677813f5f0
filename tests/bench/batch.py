"""What the rules over all applications take: ``python tests/bench/batch.py --count 100000``.

Made-up applications of ``generate.py``, seed 1, written and read piece by piece; printed are the CPU time of picking
the facts, of comparing them and of making every finding, the peak of memory before and after, and of how many
applications the verdicts differ from the oracle's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhinan.application import cut_file, read_piece
from zhinan.check import BatchFindings, BatchRules, Facts, check_batch, load_batch_rules
from zhinan.check.batch.facts import pick_facts
from zhinan.commands.rules import find_data_files
from zhinan.files import find_folder
from zhinan.rules import open_rulebook

PIECE = 1 << 20


@dataclass(slots=True)
class Cost:
    """CPU seconds by what they were spent on."""

    reading: float = 0.0
    facts: float = 0.0
    packed: int = 0


def generate(count: int, folder: Path) -> tuple[Path, Path]:
    """So many applications and what is known of them."""
    data, oracle = folder / "a.nt", folder / "a.json"
    names = ["--count", str(count), "--seed", "1", "--out", str(data), "--oracle", str(oracle)]
    command = [sys.executable, str(Path(__file__).with_name("generate.py")), *names]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, check=True)
    return data, oracle


def list_facts(path: Path, rules: BatchRules, cost: Cost) -> Iterator[Facts]:
    """The facts of all applications, one piece after another."""
    for piece in cut_file(path, PIECE):
        start = time.process_time()
        applications = list(read_piece(piece).list_facts())
        read = time.process_time()
        found = [pick_facts(application, rules) for application in applications]
        cost.reading += read - start
        cost.facts += time.process_time() - read
        cost.packed += sum(len(one.packed) for one in found)
        yield from found


def count_differences(findings: BatchFindings, oracle: Path) -> tuple[int, int]:
    """How many applications have other verdicts than the oracle says, and how many verdicts are not met."""
    different = told = 0
    for line in oracle.read_text("utf-8").splitlines()[1:-1]:
        known = json.loads(line.rstrip(","))
        outcomes = findings.outcomes_of(known["application"])
        told += len(outcomes)
        different += {iri: one.verdict.value for iri, one in outcomes.items()} != known["over_all"]
    return different, told


def measure_peak() -> float:
    """Megabytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    shapes = find_folder("shapes")
    rules = load_batch_rules(
        shapes / "batch", open_rulebook(find_data_files(find_folder("data") / "guides"), shapes / "rules")
    )
    before, cost, write = measure_peak(), Cost(), sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        data, oracle = generate(count, Path(folder))
        start = time.process_time()
        findings = check_batch(rules, list_facts(data, rules, cost))
        compared = time.process_time() - start - cost.reading - cost.facts
        peak = measure_peak()
        different, told = count_differences(findings, oracle)
    start = time.process_time()
    made = sum(len(findings[iri]) for iri in findings)
    written = time.process_time() - start
    write(f"{count} applications: facts {cost.facts:.2f} s ({cost.packed / count:.0f} bytes each), ")
    write(f"compared {compared:.2f} s, {made} findings made {written:.2f} s; {told} not met, ")
    write(f"{different} different; {before:.0f} MB before, {peak:.0f} MB at most\n")


if __name__ == "__main__":
    main()
