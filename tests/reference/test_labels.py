"""Everything has one label in Chinese and one in English, and a name means one thing."""

from __future__ import annotations

import pytest

from reference.graph import ALT, PREF, ROOT, Reference
from zhinan.terms import LABEL, RDF_TYPE, SKOS

# What a name is looked up among: no two of a row may share one.
LOOKED_UP_TOGETHER = [
    ("Country", "Region", "Place", "Organisation", "CountryGroup", "Institution"),
    ("Institution", "InstitutionCategory"),
    ("InstitutionKind",),
    ("Field",),
    ("Programme",),
    ("Continent",),
    ("PrintedGroup",),
]


def test_everything_has_one_label_in_chinese_and_one_in_english(reference: Reference) -> None:
    for thing in reference.subjects():
        labels = reference.text(thing, LABEL)
        assert {language: len(texts) for language, texts in labels.items()} == {"zh": 1, "en": 1}, thing


def test_every_class_of_the_reference_data_is_looked_up_somewhere(reference: Reference) -> None:
    kinds = {kind for thing in reference.subjects() for kind in reference.objects(thing, RDF_TYPE)}
    names = {kind.rsplit("#", 1)[1] for kind in kinds}
    assert names - {"Concept", "ConceptScheme"} == {kind for row in LOOKED_UP_TOGETHER for kind in row}


@pytest.mark.parametrize("kinds", LOOKED_UP_TOGETHER, ids="+".join)
def test_no_two_things_share_a_name(reference: Reference, kinds: tuple[str, ...]) -> None:
    bearers: dict[str, set[str]] = {}
    for thing in {thing for kind in kinds for thing in reference.things(kind)}:
        for name in reference.names(thing):
            bearers.setdefault(name.casefold(), set()).add(thing)
    assert {name: things for name, things in bearers.items() if len(things) > 1} == {}


def test_no_other_name_repeats_the_label(reference: Reference) -> None:
    for thing in reference.subjects():
        assert set(reference.objects(thing, ALT)).isdisjoint(reference.objects(thing, LABEL)), thing


def test_the_preferred_label_of_a_concept_is_its_label(reference: Reference) -> None:
    concepts = [
        *reference.things("Field"),
        *reference.things(SKOS + "Concept"),
        *reference.things(SKOS + "ConceptScheme"),
    ]
    assert concepts
    for concept in concepts:
        assert reference.text(concept, PREF) == reference.text(concept, LABEL), concept


def test_every_thing_pointed_to_is_there(reference: Reference) -> None:
    there = {*reference.subjects(), *_subjects_of_guides()}
    assert {(thing, other) for thing, other in reference.references() if other not in there} == set()


def test_what_a_remark_is_made_of_is_in_a_guide(reference: Reference) -> None:
    assert reference.remarked()
    assert set(reference.remarked()) <= _subjects_of_guides()


def _subjects_of_guides() -> set[str]:
    return set(Reference(sorted((ROOT / "data/guides").glob("*.ttl"))).subjects())
