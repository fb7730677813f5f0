"""The generator of applications and its oracle: what was put in is found, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from check.composed import check_all, list_directions, real_book, verdicts_of
from zhinan.application import read_applications

PATH = Path(__file__).resolve().parents[1] / "bench" / "generate.py"
COUNT, SEED = 215, 11


@cache
def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("generated")
    load_generator().write_applications(COUNT, SEED, folder / "a.nt", folder / "a.json")
    return folder / "a.nt", folder / "a.json"


def test_the_findings_equal_the_oracle(written: tuple[Path, Path]) -> None:
    data, oracle = written
    stated = json.loads(oracle.read_text("utf-8"))
    known = {row["application"]: row for row in stated["applications"]}
    found = {}
    for checked in check_all(list(read_applications(data))):
        assert checked.direction
        assert checked.direction.iri == known[checked.application]["direction"]
        found[checked.application] = {r: v for r, v in verdicts_of(checked).items() if v != "met"}
    assert found == {iri: row["not_met"] for iri, row in known.items()}
    assert len(found) == stated["count"] == COUNT
    assert {row["direction"] for row in known.values()} == set(list_directions())
    assert 0.1 * COUNT < sum(bool(row["not_met"]) for row in known.values()) < 0.4 * COUNT


def test_the_reference_finds_the_same(written: tuple[Path, Path]) -> None:
    some = list(read_applications(written[0]))[: 2 * len(list_directions()) : 7]
    assert check_all(some, "pyshacl") == check_all(some)


def test_equal_seeds_give_equal_applications_in_every_form() -> None:
    generator = load_generator()
    few = len(list_directions()[:4])
    made = {
        form: list(generator.make_applications(few, 3, form, real_book())) for form in (".nt", ".ttl", ".nq")
    }
    again = list(generator.make_applications(few, 3, ".nt", real_book()))
    assert made[".nt"] == again
    assert [one.verdicts for one in made[".ttl"]] == [one.verdicts for one in made[".nq"]]
    for form, ones in made.items():
        assert len({one.iri for one in ones}) == few, form


@pytest.mark.parametrize("form", [".ttl", ".nq"])
def test_the_other_forms_say_the_same_as_the_lines(form: str, tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat, Triple, parse

    generator = load_generator()
    generator.write_applications(4, 3, tmp_path / "a.nt", None)
    generator.write_applications(4, 3, tmp_path / f"a{form}", None)
    formats = {".ttl": RdfFormat.TURTLE, ".nq": RdfFormat.N_QUADS, ".nt": RdfFormat.N_TRIPLES}
    said = {
        ending: {
            Triple(q.subject, q.predicate, q.object)
            for q in parse(path=str(tmp_path / f"a{ending}"), format=formats[ending])
        }
        for ending in (".nt", form)
    }
    assert said[".nt"] == said[form]
    assert said[form]
