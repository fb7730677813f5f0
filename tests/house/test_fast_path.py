"""Asking and checking start at once: they load none of the heavy libraries that other rooms need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from house.artefacts import ROOT

HEAVY = ["SPARQLWrapper", "dask", "distributed", "networkx", "owlready2", "pyshacl", "rdflib"]
CALLS = [
    ["--version"],
    ["queries"],
    ["query", "partners-for-field", "--field", "energy"],
    ["sparql", "queries/check/ontology/unlabelled.rq"],
    ["check", "data/examples/valid.ttl"],
    ["check", "data/examples/faulty.ttl"],
]
RUN = f"""
import sys
from zhinan.cli import main
try:
    main()
finally:
    print("loaded:", *sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_command_loads_nothing_heavy(call: list[str], tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": "src", "ZHINAN_HOME": str(tmp_path)}
    command = [sys.executable, "-c", RUN, *call]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.stderr.splitlines()[-1:] == ["loaded:"], ran.stderr
    assert ran.returncode in ({1} if "faulty" in call[-1] else {0, 5}), ran.stderr
