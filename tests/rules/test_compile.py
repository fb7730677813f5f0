"""The compiled shapes are those of the requirements, and any SHACL engine can read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib import RDF
from rdflib.namespace import SH

from check.cases import FAMILIES, list_cases, open_case
from zhinan.errors import DataError
from zhinan.rules import Index, compile_shapes, find_guide_rules, load_families, read_index

ROOT = Path(__file__).resolve().parents[2]
SHAPES, GUIDES = ROOT / "shapes", sorted((ROOT / "data" / "guides").glob("*.ttl"))
KNOWN = [
    *(path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"),
    *sorted((ROOT / "data" / "reference").glob("*.ttl")),
]
DEMO = ROOT / "tests" / "cases" / "check" / "guide.ttl"
GOLDEN = ["demo-notice/general.ttl", "demo-2030/general.ttl", "demo-2030/1.1.ttl", "demo-2030/1.2.ttl"]
ZN = rdflib.Namespace("https://w3id.org/zhinan/ontology#")
COMMITTED = sorted((SHAPES / "rules").rglob("*.ttl"))


def compile_files(*guides: Path) -> dict[str, str]:
    return compile_shapes(find_guide_rules(read_index([*guides, *KNOWN])), load_families(SHAPES)).files


def test_the_committed_shapes_are_those_that_the_guides_compile_to() -> None:
    made = compile_files(*GUIDES)
    assert made == {
        path.relative_to(SHAPES / "rules").as_posix(): path.read_text("utf-8") for path in COMMITTED
    }


def test_the_order_of_the_data_does_not_matter() -> None:
    index = read_index([DEMO, *KNOWN])
    turned = Index(
        {
            node: {name: row[name][::-1] for name in reversed(row)}
            for node, row in reversed(index.rows.items())
        }
    )
    families = load_families(SHAPES)
    assert compile_shapes(find_guide_rules(turned), families) == compile_shapes(
        find_guide_rules(index), families
    )


@pytest.mark.parametrize("name", GOLDEN)
def test_a_compiled_file_reads_as_its_golden_copy(
    name: str, compare_golden: Callable[[Path, str], None]
) -> None:
    golden = ROOT / "tests" / "cases" / "check" / "golden" / name
    compare_golden(golden, compile_files(DEMO)[name])


def test_a_direction_of_its_own_duration_is_not_held_to_the_general_one() -> None:
    files = compile_files(DEMO)
    general = "<rule/demo-2030/0/1/limits>"
    assert general in files["demo-2030/1.2.ttl"]
    assert general not in files["demo-2030/1.1.ttl"]
    assert "zn:replaces <rule/demo-2030/0/1>" in files["demo-2030/1.1.ttl"]


def passes_shacl_shacl(graph: rdflib.Graph) -> bool:
    conforms, _, _ = validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    return bool(conforms)


@pytest.mark.parametrize("name", ["application.ttl", "witness.ttl"])
def test_the_shapes_of_form_pass_shacl_shacl(name: str) -> None:
    assert passes_shacl_shacl(rdflib.Graph().parse(SHAPES / name, format="turtle"))


FIRST_CASES = {case.family: case for case in reversed(list(list_cases()))}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_compiled_shapes_of_a_family_pass_shacl_shacl(family: str, tmp_path: Path) -> None:
    book, _ = open_case(FIRST_CASES[family], tmp_path)
    assert isinstance(book.files, dict)
    assert passes_shacl_shacl(rdflib.Graph().parse(data=book.files["demo-2030/1.1.ttl"], format="turtle"))


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_committed_shapes_use_only_terms_of_shacl_and_name_only_shapes_that_are_there(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format="turtle")
    used = {term for triple in graph for term in triple if str(term).startswith(str(SH))}
    assert {term for term in used if term not in SH} == set()
    for general in SHAPES.glob("rules/*/general.ttl"):
        graph.parse(general, format="turtle")
    assert {shape for shape in graph.objects(None, SH.property) if not graph.value(shape, SH.path)} == set()


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shape_of_a_rule_cites_its_clause_and_speaks_both_languages(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format="turtle")
    for rule in graph.subjects(RDF.type, ZN.Rule):
        shapes = [*graph.objects(rule, ZN.completenessShape), *graph.objects(rule, ZN.eligibilityShape)]
        assert graph.value(rule, ZN.completenessShape)
        for shape in shapes:
            assert graph.value(shape, rdflib.DCTERMS.source) == graph.value(rule, rdflib.DCTERMS.source)
            assert graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
            assert {text.language for text in graph.objects(shape, SH.message)} == {"zh", "en"}
            assert not any("{" in text for text in graph.objects(shape, SH.message))


FAULTS = {
    "no such family": ("family:duration", "family:durration", "Did you mean family:duration?"),
    "no such parameter": ("zn:maxMonths 36", "zn:maxMonth 36", "zn:maxMonth is no parameter"),
    "a wrong type": ("zn:maxMonths 36", 'zn:maxMonths "36"', "must be xsd:integer"),
    "a parameter missing": ("; zn:sides 2", "", "zn:sides is missing"),
    "a modality that makes no rule": ("Must ; zn:binds", "May ; zn:binds", "makes no rule"),
    "an unknown party": ("zn:binds zn:AllUnits", "zn:binds zn:Funder", "no path leads to zn:Funder"),
    "a kind without a label": ("kind:research-institute,", "kind:institute,", "no label"),
    "a clause that is not there": (
        "clause <clause/demo-2030/1.1/1>",
        "clause <clause/9>",
        "is not in the guides",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_requirement_that_cannot_be_compiled_is_named(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    text = DEMO.read_text("utf-8")
    assert old in text
    guide = tmp_path / "guide.ttl"
    guide.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=r"requirement:demo|id/kind/institute") as caught:
        compile_files(guide)
    assert said in str(caught.value)
