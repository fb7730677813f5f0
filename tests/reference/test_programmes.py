"""The programmes form a tree below the bodies that administer them."""

from __future__ import annotations

from reference.graph import Reference, iri, slug, walk_up
from zhinan.terms import zn

TWO_PLACES = {"nsfc-conferences"}  # printed as a sibling and as a child: both are kept


def test_no_programme_is_part_of_itself(reference: Reference) -> None:
    programmes = set(reference.things("Programme"))
    for programme in programmes:
        assert walk_up(reference, programme, zn("partOf")) <= programmes - {programme}


def test_a_programme_has_one_place_in_the_tree_but_for_the_one_printed_twice(reference: Reference) -> None:
    places = {slug(one): reference.objects(one, zn("partOf")) for one in reference.things("Programme")}
    assert {programme for programme, above in places.items() if len(above) > 1} == TWO_PLACES


def test_the_two_special_programmes_are_part_of_the_key_programme_under_the_ministry(
    reference: Reference,
) -> None:
    for name in ("intergovernmental", "strategic"):
        programme = iri("programme", name)
        assert reference.objects(programme, zn("partOf")) == [iri("programme", "nkrdp")]
        assert reference.objects(programme, zn("administeredBy")) == [iri("institution", "most")]


def test_what_is_below_a_programme_has_the_same_administering_body(reference: Reference) -> None:
    for programme in reference.things("Programme"):
        body = reference.objects(programme, zn("administeredBy"))
        for above in reference.objects(programme, zn("partOf")):
            assert reference.objects(above, zn("administeredBy")) == body, programme
