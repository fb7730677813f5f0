"""Named queries are asked with labels, codes and names, and answered with typed rows and labels."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from graph.roots import make_root
from zhinan.errors import BadParameter, UnknownLabel, UsageError
from zhinan.graph import assemble_graph
from zhinan.query import (
    Catalogue,
    Parameter,
    Words,
    load_queries,
    run_query,
    write_csv,
    write_json,
    write_table,
)
from zhinan.query.lookup import find_thing
from zhinan.query.run import read_argument, sort_rows
from zhinan.store import Iri, Store, Value
from zhinan.store.embedded import EmbeddedStore
from zhinan.terms import ID

BOTH = ("zh", "en")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_root(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def store(root: Path) -> Store:
    return EmbeddedStore(assemble_graph(root))


@pytest.fixture(scope="module")
def catalogue(root: Path) -> Catalogue:
    return load_queries(root / "queries")


def parameter(kind: str = "", scheme: str = "", type_: str = "iri", example: str = "") -> Parameter:
    return Parameter(name="x", type=type_, label=Words("", ""), example=example, kind=kind, scheme=scheme)


@pytest.mark.parametrize(
    "given",
    [
        "日本", "Japan", "japan", "  JAPAN ", "ＪＡＰＡＮ", "JP", "jpn", "JPN", "392", "country:JP",
        f"{ID}country/JP", f"<{ID}country/JP>",
    ],
)  # fmt: skip
def test_a_country_is_known_by_label_code_and_iri(store: Store, catalogue: Catalogue, given: str) -> None:
    found = find_thing(store, catalogue.lookups, parameter(kind="Partner"), given)
    assert found == Iri(f"{ID}country/JP")


def test_a_scheme_keeps_the_fields_of_other_schemes_out(store: Store, catalogue: Catalogue) -> None:
    found = find_thing(store, catalogue.lookups, parameter("Field", "common"), "能源领域")
    assert found == Iri(f"{ID}field/energy")


def test_a_label_of_several_things_is_refused_with_all_of_them(store: Store, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownLabel) as caught:
        find_thing(store, catalogue.lookups, parameter("Field"), "能源领域")
    assert [row.split()[0] for row in caught.value.candidates] == ["field:energy", "field:table/1"]


@pytest.mark.parametrize(
    ("given", "near"), [("Isreal", "country:IL"), ("以色", "country:IL"), ("香港地区", "region:HK")]
)
def test_a_label_that_is_misspelt_is_refused_with_those_near(
    store: Store, catalogue: Catalogue, given: str, near: str
) -> None:
    with pytest.raises(UnknownLabel) as caught:
        find_thing(store, catalogue.lookups, parameter("Place"), given)
    assert caught.value.candidates[0].split()[0] == near


@pytest.mark.parametrize(
    "given", ["火星", "", "country:XX", f"{ID}country/XX", "field:energy", "javascript:alert(1)"]
)
def test_what_is_not_of_the_kind_is_refused(store: Store, catalogue: Catalogue, given: str) -> None:
    with pytest.raises(UnknownLabel):
        find_thing(store, catalogue.lookups, parameter("Country"), given)


def test_where_any_thing_will_do_one_without_a_label_does_too(store: Store, catalogue: Catalogue) -> None:
    thing = f"{ID}quantity/calls/1.1/budget"
    assert find_thing(store, catalogue.lookups, parameter(), thing) == Iri(thing)
    with pytest.raises(UnknownLabel):
        find_thing(store, catalogue.lookups, parameter(), thing + "s")


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("string", " 能源 ", "能源"), ("integer", "-12", -12), ("decimal", "3.50", Decimal("3.5")),
        ("decimal", ".5", Decimal("0.5")), ("date", "2020-02-29", date(2020, 2, 29)),
        ("boolean", "TRUE", True),
    ],
)  # fmt: skip
def test_an_argument_is_read_by_its_type(type_: str, text: str, value: Value) -> None:
    assert read_argument(parameter(type_=type_), text) == value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("integer", "3.0"), ("integer", "三"), ("integer", "٣"), ("integer", ""), ("decimal", "1e7"),
        ("decimal", "1,000"), ("decimal", "NaN"), ("date", "2021-02-29"), ("date", "2021"), ("boolean", "yes"),
    ],
)  # fmt: skip
def test_an_argument_of_another_type_is_refused(type_: str, text: str) -> None:
    with pytest.raises(BadParameter, match="like '5'"):
        read_argument(parameter(type_=type_, example="5"), text)


def test_a_missing_and_an_unknown_parameter_are_refused(store: Store, catalogue: Catalogue) -> None:
    query = catalogue.get("partners-for-field")
    with pytest.raises(BadParameter, match="needs it"):
        run_query(store, catalogue, query, {})
    with pytest.raises(BadParameter, match="--field"):
        run_query(store, catalogue, query, {"field": "能源", "colour": "red"})


def test_an_answer_has_typed_rows_and_labels(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("partners-for-field"), {"field": "能源"})
    assert [row[0] for row in answer.rows] == [Iri(f"{ID}country/JP"), Iri(f"{ID}region/HK")]
    assert [row[3] for row in answer.rows] == [False, False]
    assert answer.labels[f"{ID}country/JP"] == {"zh": "日本", "en": "Japan"}


def test_an_optional_parameter_that_is_not_given_lets_everything_in(
    store: Store, catalogue: Catalogue
) -> None:
    query = catalogue.get("money-by-partner")
    assert len(run_query(store, catalogue, query, {}).rows) == 4
    assert len(run_query(store, catalogue, query, {"guide": "table"}).rows) == 0


def test_chinese_labels_are_sorted_by_pinyin() -> None:
    names = {"a": "以色列", "b": "埃及", "c": "日本", "d": "比利时"}
    labels = {iri: {"zh": name} for iri, name in names.items()}
    rows = tuple((Iri(iri), 1) for iri in names)
    ordered = [labels[str(row[0])]["zh"] for row in sort_rows(rows, ("x", "n"), ("-n", "x"), labels)]
    assert ordered == ["埃及", "比利时", "日本", "以色列"]


def test_sorting_puts_nothing_first_and_numbers_by_size() -> None:
    rows: tuple[tuple[Value | None], ...] = ((Decimal(10),), (None,), (9,))
    assert sort_rows(rows, ("n",), ("n",), {}) == ((None,), (9,), (Decimal(10),))
    assert sort_rows(rows, ("n",), ("-n",), {}) == ((Decimal(10),), (9,), (None,))


def test_a_table_stands_in_line_with_chinese_in_it(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("money-by-partner"), {})
    lines = write_table(answer, ("zh",)).splitlines()
    assert lines[0] == "各合作方的项目数与经费（4 行 rows）"
    priced = [line for line in lines if line.endswith("9,000,000")]
    assert [line.split()[0] for line in priced] == ["理化学研究所", "日本"]
    assert len({len(line.encode("gb18030")) for line in [lines[1], *priced]}) == 1


def test_csv_has_things_with_their_labels_and_a_mark_on_request(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("money-by-partner"), {})
    plain, marked = write_csv(answer, BOTH), write_csv(answer, BOTH, bom=True)
    assert marked == "\ufeff" + plain
    rows = list(csv.DictReader(io.StringIO(plain, newline="")))
    assert list(rows[0])[:3] == ["partner", "partner_zh", "partner_en"]
    assert {row["money"] for row in rows if row["partner_en"] == "Japan"} == {"9000000"}


def test_json_has_labels_and_numbers(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("money-by-partner"), {})
    document = json.loads(write_json(answer, ("en",)))
    row = next(row for row in document["rows"] if row["partner"]["iri"].endswith("JP"))
    assert row["partner"] == {"iri": f"{ID}country/JP", "en": "Japan"}
    assert row["money"] == 9_000_000


def test_an_answer_without_rows_is_still_an_answer(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("money-by-partner"), {"guide": "table"})
    assert write_table(answer, ("zh",)) == "各合作方的项目数与经费（0 行 rows）\n"
    assert write_csv(answer, BOTH).startswith("partner,directions")
    assert json.loads(write_json(answer, BOTH))["rows"] == []


def test_a_data_frame_needs_pandas(store: Store, catalogue: Catalogue) -> None:
    answer = run_query(store, catalogue, catalogue.get("money-by-partner"), {})
    try:
        import pandas  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="pip install pandas"):
            answer.to_dataframe()
    else:
        assert list(answer.to_dataframe()["partner_en"]) == [
            answer.labels[str(row[0])]["en"] for row in answer.rows
        ]
