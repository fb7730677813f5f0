"""The graph is its files in named graphs, and what follows from them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.roots import ROOT, make_root
from zhinan.errors import DataError, SyntaxFault
from zhinan.graph import assemble_graph, list_sources
from zhinan.graph.assemble import add_derived
from zhinan.terms import graph_name, mint, zn


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return assemble_graph(make_root(tmp_path_factory.mktemp("root")))


def objects(graph: ox.Store, subject: str, predicate: str) -> set[str]:
    found = graph.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return {quad.object.value for quad in found}


def test_every_file_fills_the_graph_of_its_kind(graph: ox.Store) -> None:
    names = {name.value for name in graph.named_graphs()}
    assert names == {
        graph_name(name) for name in ("ontology", "reference", "families", "calls", "table", "closure")
    }


def test_a_partner_is_its_own_place_and_lies_where_its_country_is(graph: ox.Store) -> None:
    places = objects(graph, mint("direction", "calls", "1.1"), zn("partnerPlace"))
    assert places == {mint("country", "JP")}


def test_a_group_stands_for_its_members_and_a_region_for_its_country(graph: ox.Store) -> None:
    places = objects(graph, mint("direction", "calls", "1.2"), zn("partnerPlace"))
    expected = {("country", "BE"), ("country", "EG"), ("region", "BE-WAL"), ("group", "arab-states")}
    assert places == {mint(*path) for path in expected}


def test_a_region_of_china_never_stands_for_china(graph: ox.Store) -> None:
    assert objects(graph, mint("priority", "table", "3"), zn("partnerPlace")) == {mint("region", "HK")}


def test_a_printed_item_counts_for_its_own_and_every_broader_common_field(graph: ox.Store) -> None:
    fields = objects(graph, mint("priority", "table", "2"), zn("commonField"))
    assert fields == {mint("field", "agriculture"), mint("field", "life-health")}


def test_a_family_is_named_and_its_shapes_stay_out(graph: ox.Store) -> None:
    quads = list(graph.quads_for_pattern(None, None, None, ox.NamedNode(graph_name("families"))))
    assert {quad.subject.value for quad in quads} >= {mint("family", "duration"), mint("family", "lead-kind")}
    assert "http://www.w3.org/ns/shacl#" not in "".join(quad.predicate.value for quad in quads)
    assert objects(graph, mint("family", "duration"), "http://www.w3.org/2000/01/rdf-schema#label")


def test_a_second_run_of_the_rules_finds_nothing() -> None:
    whole = assemble_graph(ROOT)
    rules = [source.path for source in list_sources(ROOT) if source.graph is None]
    assert {rule.name: add_derived(whole, rule) for rule in rules} == dict.fromkeys(
        (rule.name for rule in rules), 0
    )


def test_the_closure_repeats_nothing_that_a_file_says(graph: ox.Store) -> None:
    triples = [quad.triple for quad in graph]
    assert len(triples) == len(set(triples))


def test_steps_are_told_in_order_up_to_the_last(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    steps: list[tuple[str, int, int]] = []
    assemble_graph(root, lambda what, done, total: steps.append((what, done, total)))
    sources = list_sources(root)
    assert steps == [(source.path.name, n, len(sources)) for n, source in enumerate(sources)]


def test_a_syntax_fault_says_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    broken = tmp_path / "ontology" / "broken.ttl"
    broken.write_text("@prefix ex: <https://example.org/> .\nex:a ex:b 中 .\n", encoding="utf-8")
    with pytest.raises(SyntaxFault) as caught:
        assemble_graph(tmp_path)
    assert (caught.value.where, caught.value.line, caught.value.column) == (str(broken), 2, 11)


def test_bytes_that_are_not_utf8_are_a_fault_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "gbk.ttl").write_bytes(
        '<https://example.org/a> <https://example.org/b> "能源" .'.encode("gbk")
    )
    with pytest.raises(DataError, match=r"gbk\.ttl"):
        assemble_graph(tmp_path)


@pytest.mark.parametrize("name", ["ontology", "reference", "families", "closure"])
def test_no_guide_takes_the_name_of_another_graph(tmp_path: Path, name: str) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "core.ttl").touch()
    (tmp_path / "data/guides").mkdir(parents=True)
    (tmp_path / f"data/guides/{name}.ttl").touch()
    with pytest.raises(DataError, match=name):
        list_sources(tmp_path)


def test_a_folder_without_an_ontology_is_no_root(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ontology"):
        assemble_graph(tmp_path)


def test_a_rule_of_the_closure_must_construct(tmp_path: Path) -> None:
    for folder, name, text in (("ontology", "a.ttl", ""), ("queries/derive", "a.rq", "ASK { ?a ?b ?c }")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="CONSTRUCT"):
        assemble_graph(tmp_path)
