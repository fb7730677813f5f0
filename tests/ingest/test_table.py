"""The priority table: merged cells, printed groups, names and categories told apart."""

from reading import GUIDES, grammar, names, to_document

from zhinan.ingest.corrections import Corrections, ReadAs
from zhinan.ingest.table import read_priorities

TEXT = (GUIDES / "demo-table.txt").read_text(encoding="utf-8")


def _rows(text: str = TEXT, corrections: Corrections | None = None):
    return read_priorities(to_document(text), grammar(), names(), corrections or Corrections())


def test_rows_have_their_merged_cells_filled_in() -> None:
    rows, notices = _rows()
    assert [(row.row, row.group, row.country, row.field) for row in rows] == [
        (1, "东洲", "东海国", "海洋领域"),
        (2, "东洲", "东海国", "信息领域"),
        (3, "北方洲", "北山国", "能源领域"),
        (4, "北方洲", "北山国", "海洋领域"),
    ]
    assert notices == []


def test_names_and_categories_are_told_apart_and_an_open_list_is_known() -> None:
    rows, _ = _rows()
    assert [(row.institutions, row.categories, row.open_list) for row in rows] == [
        (("institution:ed-academy",), ("category:universities",), False),
        (("institution:ed-academy",), ("category:national-universities",), True),
        ((), ("category:national-universities", "category:related"), True),
        (("institution:nb-academy", "institution:south-lake"), ("category:related-enterprises",), True),
    ]


def test_one_cell_may_hold_two_research_directions() -> None:
    rows, _ = _rows()
    assert [row.research_directions for row in rows] == [("海洋观测", "渔业"), (), ("供热",), ()]


def test_a_merged_country_is_a_second_span_and_the_group_the_last() -> None:
    rows, _ = _rows()
    assert [len(row.spans) for row in rows] == [2, 3, 2, 2]
    assert all("".join(row.spans[-1].quote.split()) == row.group for row in rows)
    assert rows[1].spans[1].quote == "东海国"
    assert all(TEXT[span.start : span.end] == span.quote for row in rows for span in row.spans)


def test_a_word_that_names_nothing_known_is_said_and_makes_no_fact() -> None:
    rows, notices = _rows(TEXT.replace("国立大学，", "无名学院、"))
    assert rows[2].institutions == ()
    assert [notice.message for notice in notices] == ["row 3: '无名学院' is not in the reference data"]


def test_a_misprint_is_read_as_corrected_and_kept_as_printed() -> None:
    printed = TEXT.replace("北山国相关大学", "北三国相关大学")
    correction = Corrections(read_as=(ReadAs(quote="北三国", read="北山国", reason="misprint"),))
    rows, notices = _rows(printed, correction)
    assert notices == []
    assert "category:related" in rows[2].categories
    assert rows[2].printed == "国立大学，北三国相关大学"


def test_text_without_a_table_has_no_rows() -> None:
    assert _rows("一、定位\n本指南没有表。\n") == ([], [])
