"""A family that is not well written is refused, with the file and the word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib.namespace import SH

from check.cases import SHAPES
from zhinan.errors import DataError
from zhinan.rules import load_families, read_index
from zhinan.rules.lint import require_shacl_terms
from zhinan.rules.tree import Nested, read_node

FAULTS = {
    "a misspelt constraint": ("sh:maxInclusive", "sh:maxInclusiv", "Did you mean sh:maxInclusive?"),
    "a misspelt constraint inside": ("sh:property [", "sh:propery [", "Did you mean sh:property?"),
    "a place for what is no parameter": ("param:binds", "param:bind", "param:bind stands in"),
    "a place for an exemption that there is not": (
        "param:exempt-ending-projects.notAfter",
        "param:exempt-ended-projects.notAfter",
        "param:exempt-ended-projects.notAfter stands in",
    ),
    "another name than that of the file": ("family:running", "family:runing", "Name it after its file"),
    "one role of shapes alone": ("zn:eligibilityShape", "rdfs:seeAlso", "needs a zn:completenessShape and"),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_family_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    shutil.copytree(SHAPES / "families", tmp_path / "families")
    shutil.copy(SHAPES / "parties.ttl", tmp_path)
    path = tmp_path / "families" / "running-projects-lead-barred.ttl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match="running-projects-lead-barred") as caught:
        load_families(tmp_path)
    assert said in str(caught.value)


def test_every_word_that_is_let_through_is_one_of_shacl() -> None:
    for name in ("path", "property", "node", "qualifiedValueShape", "lessThanOrEquals"):
        require_shacl_terms(Nested(((str(SH[name]), ()),)), "here")
    from zhinan.rules import lint

    assert {term for term in lint._TERMS if SH[term] not in SH} == set()


@pytest.mark.parametrize("name", ["application.ttl", "witness.ttl"])
def test_the_shapes_of_form_use_only_words_of_shacl(name: str) -> None:
    index = read_index([SHAPES / name])
    assert index.rows
    for node in index.rows:
        require_shacl_terms(read_node(index, node), name)
