"""Places have the codes of ISO 3166-1 and the names of CLDR; regions of China are never countries."""

from __future__ import annotations

import pytest

from reference.graph import ALT, Reference, iri, slug
from zhinan.terms import LABEL, zn

COUNTRY_OF_TWO_CODES = {"AQ"}  # Antarctica is a continent here: M49 region 010
WITHOUT_M49 = {"TW"}  # M49 lists no code of its own
OTHER_NAME = {  # each differs from CLDR for the reason in the head of its file
    "HK": ("中国香港", "Hong Kong, China"),
    "MM": ("缅甸", "Myanmar"),
    "MO": ("中国澳门", "Macao, China"),
    "PS": ("巴勒斯坦", "Palestine"),
    "TW": ("中国台湾", "Taiwan, China"),
}


@pytest.fixture(scope="module")
def coded(reference: Reference) -> dict[str, str]:
    """Alpha-2 code → the one place that bears it."""
    places = [
        place for kind in ("Country", "Region", "Place", "Continent") for place in reference.things(kind)
    ]
    codes = {(code, place) for place in places for code in reference.objects(place, zn("alpha2"))}
    assert len(codes) == len(dict(codes))
    return dict(codes)


def test_every_code_of_iso_3166_1_is_there_with_its_other_codes(
    reference: Reference, coded: dict[str, str]
) -> None:
    pycountry = pytest.importorskip("pycountry", reason="pycountry is not installed: pip install --group dev")
    iso = {country.alpha_2: country for country in pycountry.countries}
    assert set(coded) == set(iso)
    for code, place in coded.items():
        assert reference.objects(place, zn("alpha3")) == [iso[code].alpha_3]
        numeric = [] if code in WITHOUT_M49 else [iso[code].numeric]
        assert reference.objects(place, zn("m49")) == numeric, code


def test_names_are_those_of_cldr_but_for_the_listed_few(reference: Reference, coded: dict[str, str]) -> None:
    babel = pytest.importorskip("babel", reason="Babel is not installed: pip install --group dev")
    chinese, english = babel.Locale("zh").territories, babel.Locale("en").territories
    for code, place in coded.items():
        expected = OTHER_NAME.get(code, (chinese[code], english[code]))
        label = reference.text(place, LABEL)
        assert (label["zh"], label["en"]) == ([expected[0]], [expected[1]]), code


@pytest.mark.parametrize("kind", ["Country", "Place", "Region"])
def test_every_place_lies_in_one_continent(reference: Reference, kind: str) -> None:
    continents = set(reference.things("Continent"))
    for place in reference.things(kind):
        assert len(set(reference.objects(place, zn("continent"))) & continents) == 1, place


def test_the_iri_of_a_place_ends_in_its_code(coded: dict[str, str]) -> None:
    assert {code for code, place in coded.items() if slug(place) != code} == COUNTRY_OF_TWO_CODES


@pytest.mark.parametrize("code", ["HK", "MO", "TW"])
def test_hong_kong_macao_and_taiwan_are_regions_of_china_and_never_countries(
    reference: Reference, coded: dict[str, str], code: str
) -> None:
    region = iri("region", code)
    assert coded[code] == region
    assert region in reference.things("Region")
    assert reference.objects(region, zn("regionOf")) == [iri("country", "CN")]
    assert iri("country", code) not in reference.subjects()
    assert all(name.startswith("中国") for name in reference.text(region, LABEL)["zh"])


def test_countries_and_regions_share_no_member(reference: Reference) -> None:
    assert set(reference.things("Country")).isdisjoint(reference.things("Region"))


def test_every_region_lies_in_a_country(reference: Reference) -> None:
    countries = set(reference.things("Country"))
    for region in reference.things("Region"):
        assert len(reference.objects(region, zn("regionOf"))) == 1
        assert countries.issuperset(reference.objects(region, zn("regionOf")))


def test_short_forms_are_no_names(reference: Reference) -> None:
    for place in [*reference.things("Country"), *reference.things("Region")]:
        names = reference.text(place, LABEL)["zh"] + reference.text(place, ALT).get("zh", [])
        assert all(len(name) > 1 for name in names), place
        assert set(reference.objects(place, zn("shortForm"))).isdisjoint(names)
