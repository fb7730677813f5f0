"""The graph of the five documents is consistent, and what follows of the defined classes is as reviewed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.roots import ROOT
from zhinan.graph import assemble_graph
from zhinan.graph.reason import classify_graph

EXPECTED = ROOT / "tests/cases/graph/reason-real.json"


@pytest.fixture(scope="module", autouse=True)
def need_java() -> None:
    pytest.importorskip("owlready2", reason="owlready2 is not installed: pip install 'zhinan[reason]'")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, and HermiT runs on it")


def test_the_real_graph_is_sound_and_classified_as_reviewed(
    compare_golden: Callable[[Path, str], None],
) -> None:
    found = classify_graph(assemble_graph(ROOT))
    assert found.sound
    shown = {
        iri.split("#")[-1]: [thing.split("/id/")[-1] for thing in things] for iri, things in found.members
    }
    compare_golden(EXPECTED, json.dumps(shown, indent=1) + "\n")
