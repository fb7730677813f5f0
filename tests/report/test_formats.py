"""Every format says the same, whatever the values, and is read back by something that is not ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from report.readers import READERS, Page, count_results, open_xlsx
from report.results import HOSTILE, ROOT, list_examples, make_advised, make_hostile, make_result, write
from zhinan.check import Checked, Verdict, find_exit_code
from zhinan.files import guard_cell
from zhinan.report import LANGUAGES, REPORT_FORMATS
from zhinan.report.words import VERDICTS, clean

LETTERS = ("letter", "letter-markdown", "letter-html")
RESULTS = {
    "the examples": lambda: list(list_examples()),
    "hostile values": make_hostile,
    "what binds nobody": lambda: [make_advised()],
    "nothing": list,
}


def test_every_format_has_a_reader_or_is_a_letter_or_the_summary() -> None:
    assert set(REPORT_FORMATS) == {*READERS, *LETTERS, "summary"}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("form", READERS)
def test_every_format_holds_as_many_of_each_as_were_put_in(
    form: str, make: Callable[[], list[Checked]]
) -> None:
    results = make()
    found, wanted = READERS[form](write(form, results)), count_results(results)
    assert +found.applications == wanted.applications
    assert +found.findings == wanted.findings
    assert found.faults == wanted.faults


@pytest.mark.parametrize("form", READERS)
def test_what_is_left_out_is_still_counted_and_said(form: str) -> None:
    left = (Verdict.MET, Verdict.MANUAL)
    results = [*list_examples(), make_result("a", "甲")]
    data = write(form, results, left_out=left)
    listed, wanted = READERS[form](data), count_results(results)
    if form != "text":  # its headings count what is not listed
        assert not {verdict.value for verdict in left} & (+listed.findings).keys()
    assert listed.findings["violated"] == wanted.findings["violated"]
    if form in ("json", "jsonl"):
        end = json.loads(data) if form == "json" else json.loads(data.decode().splitlines()[-1])
        assert end["findings"]["met"] == wanted.findings["met"]
    assert "只计数、不列出" in _unzip(form, data)


@pytest.mark.parametrize("form", sorted(set(REPORT_FORMATS)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_partial_report_says_so_in_words_and_how_far_it_went(form: str, language: str) -> None:
    data = write(form, list_examples()[:2], language, complete=False, total=10)
    text = _unzip(form, data)
    zh, en = "共10项申报项目，只检查了2项", "stopped after 2 of 10 applications"
    both = form in ("json", "jsonl", "shacl", "csv")
    assert (zh in text) == (language != "en" or (both and form != "csv"))
    assert (en in text) == (language != "zh" or (both and form != "csv"))
    if form in READERS and language == "both":
        assert READERS[form](data).applications.total() == 2


@pytest.mark.parametrize("form", sorted(set(REPORT_FORMATS)))
def test_a_report_names_the_files_that_could_not_be_read(form: str) -> None:
    data = write(form, list_examples()[:1], unread=["b.ttl:3: broken"])
    assert "b.ttl:3: broken" in _unzip(form, data)


@pytest.mark.parametrize("form", ["text", "summary", "markdown", "html", "xlsx", "sarif"])
def test_the_five_verdicts_are_explained_in_each_report_for_people(form: str) -> None:
    text = _unzip(form, write(form, list_examples()))
    for meaning in ("所写的不能用；不是符合，也不是不符合", "绝不等于符合", "程序不作结论"):
        assert meaning in text


@pytest.mark.parametrize(
    "form", [form for form in READERS if form not in ("csv", "sarif", "json", "jsonl", "shacl")]
)
def test_a_summary_stands_in_each_format_for_people(form: str) -> None:
    text = _unzip(form, write(form, list_examples()))
    for heading in ("按结论", "按申报方向", "按牵头申报单位"):
        assert heading in text
    assert "示例大学（虚构）" in text
    assert "most-2020/2.2/1" in text


@pytest.mark.parametrize("form", sorted(set(REPORT_FORMATS) - {"summary"}))
def test_what_is_encouraged_and_not_done_reads_nowhere_like_an_ineligibility(form: str) -> None:
    result = make_advised()
    assert find_exit_code([result]) == 0
    text = _unzip(form, write(form, [result], "zh"))
    for word in (
        " 不符合 (",
        "✗ 不符合",
        ",不符合,",
        "请改正",
        "请补交",
        '"kind":"fail"',
        "conforms false",
    ):
        assert word not in text.partition("结论说明")[0].partition("<article")[2 * (form == "html")], word
    assert ("供参考" in text) == (form not in ("json", "jsonl"))
    assert form not in ("json", "jsonl") or text.count('"advised":true') == 2


@pytest.mark.parametrize("form", sorted(set(READERS) - {"sarif"}))
def test_a_met_finding_carries_the_facts_that_proved_it(form: str) -> None:
    valid = [result for result in list_examples() if result.source == "valid.ttl"]
    assert {finding.verdict for finding in valid[0].findings} == {Verdict.MET}
    text = _unzip(form, write(form, valid))
    assert "样板农业研究所（虚构）" in text or "kind/university" in text


@pytest.mark.parametrize("form", REPORT_FORMATS)
def test_the_same_results_give_the_same_bytes(form: str) -> None:
    results = [*list_examples(), *make_hostile()]
    assert write(form, results) == write(form, results)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv", "xlsx", *LETTERS])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_from_outside_acts_on_its_reader(form: str, name: str) -> None:
    text = _unzip(form, write(form, [make_result("a", HOSTILE[name])]))
    assert not {"\x1b", "\x00", "\x07", "\x85", "\u202e", "\u2066", "\u2028", "\ufffe"} & set(text)
    assert "<script" not in text or form not in ("html", "letter-html")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_cell_holds_the_text_and_is_no_formula(name: str) -> None:
    text = HOSTILE[name]
    sheet = open_xlsx(write("xlsx", [make_result("a", text)]))["项目"]
    title, lead = sheet["B2"], sheet["C2"]
    shown = clean(text)
    assert (title.data_type, lead.data_type) in (("s", "s"), ("n", "n"))
    assert bool(lead.quotePrefix) is (guard_cell(shown) != shown)
    if name not in ("very long", "excel escape", "empty"):
        assert lead.value == shown
    assert name != "very long" or "共40000字" in str(lead.value)


def test_a_workbook_has_its_heads_frozen_its_filters_and_its_colours() -> None:
    book = open_xlsx(write("xlsx", list_examples()))
    assert book.sheetnames == ["汇总", "项目", "意见", "条款"]
    for name in ("项目", "意见", "条款"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref == book[name].dimensions
    colours = {str(cell.value).split()[0]: cell.fill.fgColor.rgb for cell in book["意见"]["E"][1:]}
    assert len(set(colours.values())) >= len(VERDICTS)


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhinan.report.xlsx.MAX_ROWS", 20)
    book = open_xlsx(write("xlsx", list_examples()))
    sheets = [name for name in book.sheetnames if name.startswith("意见")]
    assert sheets[:2] == ["意见", "意见 2"]
    rows = sum(book[name].max_row - 1 for name in sheets)
    wanted = count_results(list_examples())
    assert rows == wanted.findings.total() + wanted.faults
    assert all(book[name].max_row <= 20 for name in sheets)


def test_html_asks_nothing_of_the_network_and_runs_nothing() -> None:
    page = Page(write("html", [*list_examples(), *make_hostile()]).decode())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "video", "audio", "base"}
    for _, attributes in page.elements:
        assert not {
            name for name in attributes if name.startswith("on") or name in ("src", "style", "action")
        }
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in (ROOT / "data" / "report" / "report.css").read_text("utf-8")


def test_every_link_of_html_has_its_anchor() -> None:
    page = Page(write("html", [*list_examples(), *list_examples()]).decode())
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = {(attributes.get("href") or "")[1:] for tag, attributes in page.elements if tag == "a"}
    labels = {attributes.get("for") for tag, attributes in page.elements if tag == "label"}
    assert len(anchors) == len(set(anchors))
    assert links | labels <= set(anchors)


def test_two_applications_of_one_name_stay_two() -> None:
    twice = [list_examples()[0], replace(list_examples()[0], verdict=Verdict.MET)]
    for form, read in READERS.items():
        assert read(write(form, twice)).applications.total() == 2, form


def _unzip(form: str, data: bytes) -> str:
    """The text of a report, for a workbook that of its cells."""
    if form != "xlsx":
        return data.decode()
    cells = [cell for sheet in open_xlsx(data) for row in sheet.iter_rows(values_only=True) for cell in row]
    return "\n".join(str(cell) for cell in cells if cell is not None)
