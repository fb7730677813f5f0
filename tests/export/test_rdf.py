"""The RDF formats hold the triples of a view, in one order, and other readers agree."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from export.corpus import load_case
from export.readers import NODE, need_node
from zhinan.export import RdfFormat, export_graph, list_formats
from zhinan.terms import graph_name

CASES = ("small", "hostile")
FORMATS = [name for name, form in list_formats().items() if isinstance(form, RdfFormat)]
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld", "ntriples": "nt"}
WITH_GRAPHS = {"trig", "nquads"}


def list_wanted(case: str) -> list[ox.Quad]:
    return list(load_case(case).store.quads_for_pattern(None, None, None, ox.NamedNode(graph_name(case))))


def read_lines(lines: str) -> set[tuple[str, ...]]:
    """Triples as rdflib reads and spells them, so that two spellings of one literal are one."""
    graph = rdflib.Graph().parse(data=lines, format="nt")
    return {tuple(term.n3() for term in triple) for triple in graph}


def test_every_rdf_format_is_read_by_rdflib() -> None:
    assert set(RDFLIB) == set(FORMATS)


# rdflib 7 warns of what its own parsers still call.
@pytest.mark.filterwarnings(
    "ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning"
)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_finds_every_triple(form: str, case: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    export_graph(load_case(case), "whole", form, path)
    dataset = rdflib.Dataset()
    dataset.parse(data=path.read_text(encoding="utf-8"), format=RDFLIB[form])
    found = {tuple(term.n3() for term in quad[:3]) for quad in dataset.quads()}
    assert found == read_lines("".join(f"{quad.triple} .\n" for quad in list_wanted(case)))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", sorted(WITH_GRAPHS))
def test_named_graphs_are_kept(form: str, case: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    export_graph(load_case(case), "whole", form, path)
    form_read = ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.N_QUADS
    assert set(ox.parse(path=path, format=form_read)) == set(list_wanted(case))


@pytest.mark.parametrize("case", CASES)
def test_jsonld_js_finds_every_triple(case: str, tmp_path: Path) -> None:
    need_node()
    path = tmp_path / "out"
    export_graph(load_case(case), "whole", "jsonld", path)
    done = subprocess.run(["node", str(NODE / "read-jsonld.js"), str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    wanted = "".join(f"{quad.triple} .\n" for quad in list_wanted(case))
    # jsonld.js 9 reads the double "INF" as NaN, since JavaScript spells it Infinity.
    assert read_lines(done.stdout.decode().replace('"NaN"', '"INF"')) == read_lines(wanted)


def test_ntriples_are_sorted_and_each_stands_once(tmp_path: Path) -> None:
    export_graph(load_case("small"), "whole", "ntriples", tmp_path / "out")
    lines = (tmp_path / "out").read_text(encoding="utf-8").split("\n")
    assert lines[-1] == ""
    assert lines[:-1] == sorted(set(lines[:-1]))
