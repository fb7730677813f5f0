"""Groups have the members that their sources list; every institution that is printed is found."""

from __future__ import annotations

import tomllib

import pytest

from reference.graph import CASES, REFERENCE, Reference, iri
from zhinan.terms import ID, zn

PRINTED = tomllib.loads((CASES / "printed-institutions.toml").read_text(encoding="utf-8"))
ARAB_STATES = (
    "阿尔及利亚、阿联酋、阿曼、埃及、巴勒斯坦、巴林、吉布提、卡塔尔、科威特、黎巴嫩、利比亚、毛里塔尼亚、摩洛哥、"
    "沙特阿拉伯、苏丹、索马里、突尼斯、叙利亚、也门、伊拉克、约旦、科摩罗"
)


def test_the_arab_states_are_the_22_that_the_guide_lists(reference: Reference) -> None:
    members = set(reference.objects(iri("group", "arab-states"), zn("member")))
    named = {name: country for country in reference.things("Country") for name in reference.names(country)}
    assert {named[name] for name in ARAB_STATES.split("、")} == members
    assert len(members) == 22


def test_the_european_union_has_27_members_and_the_united_kingdom_is_none(reference: Reference) -> None:
    members = set(reference.objects(iri("organisation", "eu"), zn("member")))
    assert len(members) == 27
    assert members <= set(reference.things("Country"))
    assert iri("country", "GB") not in members


def test_the_printed_groups_stand_in_the_order_of_the_table(reference: Reference) -> None:
    groups = sorted(
        reference.things("PrintedGroup"), key=lambda group: reference.objects(group, zn("position"))
    )
    assert [reference.objects(group, zn("printed")) for group in groups] == [
        ["亚洲"], ["非洲"], ["美洲"], ["大洋洲"], ["拉丁美洲"], ["欧洲"], ["港澳台"]
    ]  # fmt: skip


@pytest.mark.parametrize("place", PRINTED, ids=str)
def test_what_the_table_prints_under_a_country_names_one_institution(
    reference: Reference, place: str
) -> None:
    named = _named_within(reference, place)
    for printed, institution in PRINTED[place].items():
        assert named.get(printed) == {iri("institution", institution)}, printed


def test_every_institution_of_the_table_is_printed_under_some_country() -> None:
    listed = {institution for forms in PRINTED.values() for institution in forms.values()}
    text = (REFERENCE / "institutions.ttl").read_text(encoding="utf-8")
    above = {"russian-academy-of-sciences"}  # the academy of branches and institutes that are printed
    defined = {line.split()[0].split(":")[1] for line in text.splitlines() if " a zn:Institution" in line}
    assert listed == defined - above


@pytest.mark.parametrize("kind", ["Institution", "InstitutionCategory"])
def test_every_institution_and_category_has_a_kind(reference: Reference, kind: str) -> None:
    kinds = set(reference.things("InstitutionKind"))
    for thing in reference.things(kind):
        assert len(kinds.intersection(reference.objects(thing, zn("institutionKind")))) == 1, thing


def test_every_institution_lies_in_a_place_or_is_part_of_an_organisation(reference: Reference) -> None:
    organisations = set(reference.things("Organisation"))
    places = {*reference.things("Country"), *reference.things("Region")}
    for thing in reference.things("Institution"):
        within = reference.objects(thing, zn("country"))
        assert places.issuperset(within)
        assert within or organisations.intersection(reference.objects(thing, zn("partOf"))), thing


def _named_within(reference: Reference, place: str) -> dict[str, set[str]]:
    """Names and short forms → the institutions of a place, or those that are part of an organisation."""
    named: dict[str, set[str]] = {}
    for thing in reference.things("Institution"):
        if ID + place in [*reference.objects(thing, zn("country")), *reference.objects(thing, zn("partOf"))]:
            for name in {*reference.names(thing), *reference.objects(thing, zn("shortForm"))}:
                named.setdefault(name, set()).add(thing)
    return named
