"""How long things take on this machine, several runs each: ``make bench``. It measures; it decides nothing.

``python tests/bench/run.py [EDGES]``: how many edges the exported graph is to have, a hundred thousand by default.
CPU is user and system time of the process and its children. The least of the runs is least disturbed by other work.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(os.environ.get("ZHINAN_SOURCES") or ROOT.parent / "shared" / "sources")
QUERY = "queries/find/guides.rq"
RDFLIB = """
import glob, sys
from rdflib import Graph
graph = Graph()
for name in glob.glob("ontology/*.ttl") + glob.glob("data/reference/*.ttl") + glob.glob("data/guides/*.ttl"):
    graph.parse(name)
print(len(list(graph.query(open(sys.argv[1], encoding="utf-8").read()))))
"""


def run_zhinan(*arguments: str, home: Path) -> Callable[[], None]:
    # An installed package lies compiled, so these runs use compiled modules whatever the caller's settings.
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "ZHINAN_HOME": str(home)}
    environment |= {"PYTHONPYCACHEPREFIX": str(home.parent / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "zhinan", *arguments]
    return lambda: _run(command, environment)


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def measure(what: str, action: Callable[[], None], runs: int, goal: str = "") -> float:
    """Print least and middle CPU time and wall time of some runs; returns the least CPU time in milliseconds."""
    cpu, wall = [], []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        action()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    shown = f"{min(cpu):8.0f} {statistics.median(cpu):8.0f} {min(wall):8.0f}"
    sys.stdout.write(f"{what:44} {runs:4} {shown}  {goal}\n")
    sys.stdout.flush()
    return min(cpu)


def main() -> None:
    """Every measurement, as a table in milliseconds."""
    edges = sys.argv[1] if len(sys.argv) > 1 else "100000"
    sys.stdout.write(f"{'milliseconds':44} runs  CPU min  CPU mid wall min  goal\n")
    with tempfile.TemporaryDirectory() as folder:
        home, bare = Path(folder) / "built", Path(folder) / "bare"
        bare.mkdir()
        measure("zhinan build", run_zhinan("build", home=home), 3)
        disk = measure("zhinan query, graph on disk", run_zhinan("sparql", QUERY, home=home), 10, "CPU 150")
        turtle = measure(
            "zhinan query, graph from Turtle", run_zhinan("sparql", QUERY, home=bare), 3, "CPU 300"
        )
        rdflib = measure(
            "rdflib, the same query", lambda: _run([sys.executable, "-c", RDFLIB, QUERY], dict(os.environ)), 2
        )
        sys.stdout.write(
            f"rdflib takes {rdflib / disk:.0f} × the query on disk, {rdflib / turtle:.1f} × from Turtle\n"
        )
        for document in sorted(SOURCES.glob("*.txt")) if SOURCES.is_dir() else ():
            if document.stem.startswith(("cas-2020-guide", "most-")):
                measure(
                    f"zhinan ingest {document.name}",
                    run_zhinan("ingest", str(document), home=home),
                    3,
                    "1000",
                )
    sys.stdout.write("\nserving, against pyoxigraph alone, the oxigraph server and rdflib-endpoint\n")
    sys.stdout.flush()
    _run_script("serve.py")
    sys.stdout.write(f"\nexport of {int(edges):,} edges, against reading them and against networkx\n")
    sys.stdout.flush()
    _run_script("export.py", edges)


def _run_script(name: str, *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "tests/bench" / name), *arguments]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, check=True)


if __name__ == "__main__":
    main()
