"""The letter of corrections: what it asks for, what it leaves to a person, what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from check.composed import check_all, derive, list_directions, rules_of, short
from report.readers import Page
from report.results import HOSTILE, ROOT, list_examples, make_clause, make_finding, make_result, write
from zhinan.check import Checked, Value, Verdict
from zhinan.errors import OutputError
from zhinan.report import Meta, open_letters
from zhinan.report.letter import compose_letter
from zhinan.report.say import Speaker

GOLDEN = ROOT / "tests" / "cases" / "report" / "golden"
FORMS = ("letter", "letter-markdown", "letter-html")
SUFFIXES = {"letter": "txt", "letter-markdown": "md", "letter-html": "html"}
UNIT = Value(value="https://example.org/u", labels={"zh": "示例大学"})


def find(name: str) -> Checked:
    (result,) = (result for result in list_examples() if result.source == f"{name}.ttl")
    return result


@pytest.mark.parametrize("name", ["faulty", "incomplete", "valid"])
@pytest.mark.parametrize("form", FORMS[:2])
def test_a_letter_reads_as_its_golden_copy(
    form: str, name: str, compare_golden: Callable[[object, str], None]
) -> None:
    compare_golden(GOLDEN / f"{name}.{SUFFIXES[form]}", write(form, [find(name)], "zh").decode())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "result", [*list_examples(), make_result("a", "甲")], ids=lambda result: result.source
)
def test_a_letter_tells_every_fault_and_finding_but_those_met(form: str, result: Checked) -> None:
    text = re.sub("<[^>]*>", " ", write(form, [result], "zh").decode())
    wanted = Counter(
        finding.clause.iri.partition("/clause/")[2]
        for finding in result.findings
        if finding.verdict is not Verdict.MET
    )
    assert Counter(re.findall(r"条款 ([\w./-]+)", text)) == wanted
    assert text.count("位置") == len(result.faults)


def count_items(form: str, text: str) -> int:
    if form == "letter":
        return sum(line[:2] == "  " and line[2:3].isdigit() for line in text.split("\n"))
    if form == "letter-markdown":
        tokens = MarkdownIt("commonmark").parse(text)
        return sum(token.type == "list_item_open" and bool(token.info) for token in tokens)
    return sum(attributes.get("class") == "quote" for _, attributes in Page(text).elements)


@pytest.mark.parametrize("form", FORMS)
def test_one_thing_found_on_two_clauses_is_told_once_with_both(form: str) -> None:
    one = make_finding(Verdict.MISSING, "甲", UNIT)
    two, other = replace(one, clause=make_clause("again")), make_finding(Verdict.MISSING, "乙", UNIT)
    result = replace(make_result("a", "甲"), faults=(), findings=(one, other, two))
    text = write(form, [result], "zh").decode()
    assert count_items(form, text) == 2
    assert "（2项）" in text
    assert re.findall(r"条款 demo-2030/1.1/(\w+)", text) == ["missing", "again", "missing"]


def list_restated(direction: str) -> list[tuple[str, str]]:
    """Rules of one kind of which one says the other again, in other words."""
    rules = rules_of(direction)
    return [
        (one.iri, other.iri)
        for one in rules
        for other in rules
        if other.clause.iri in one.clause.restates and one.family == other.family
        if [s.messages for s in one.eligibility] != [s.messages for s in other.eligibility]
    ]


@pytest.mark.parametrize("direction", [d for d in list_directions() if list_restated(d)][:2], ids=short)
def test_what_notice_and_guide_say_in_other_words_is_told_once_with_both(direction: str) -> None:
    pairs, told = list_restated(direction), 0
    for case in derive(direction):
        (checked,) = check_all([case.application])
        open_ = {f.rule: f for f in checked.findings if f.verdict.value == case.verdict}
        for one, other in pairs:
            if case.rule == one and other in open_:
                letter = compose_letter(checked, Speaker("zh"), Meta())
                items = [item for section in letter.sections for item in section.items]
                names = [open_[rule].clause.iri.partition("/clause/")[2] for rule in (one, other)]
                both = [item for item in items if all(name in str(item.rows) for name in names)]
                assert len(both) == 1
                assert not [item for item in items if item not in both and names[1] in str(item.rows)]
                told += 1
    assert told >= len(pairs)


def test_what_is_to_be_handed_in_is_told_once_whatever_it_is_wanted_for() -> None:
    one = make_finding(Verdict.MISSING, "甲", UNIT)
    two = replace(one, clause=make_clause("again"), found=(), demand={"zh": "须为「乙」。"})
    named = replace(
        one, messages={"zh": "须声明（zn:expertRolesStated true）。"}, clause=make_clause("named")
    )
    result = replace(make_result("a", "甲"), faults=(), findings=(one, two, named))
    text = write("letter", [result], "zh").decode()
    assert "请补交（2项）" in text
    assert re.findall("应为：(.*)", text) == ["须为「甲」。", "须为「乙」。", "须为「甲」。"]
    assert "须声明。" in text


def test_what_is_left_to_a_reviewer_is_told_reason_by_reason() -> None:
    one = make_finding(Verdict.MANUAL, "甲", UNIT)
    again, other = replace(one, clause=make_clause("again")), make_finding(Verdict.MANUAL, "乙", UNIT)
    same = replace(one, clause=replace(one.clause, iri=f"{one.clause.iri}-2"))
    result = replace(
        make_result("a", "甲"), verdict=Verdict.MANUAL, faults=(), findings=(one, again, same, other)
    )
    text = write("letter", [result], "zh").decode()
    assert "须由审查人员判断的事项，暂无须补正（3项）" in text
    assert count_items("letter", text) == 2
    assert "「示例条款<manual>」（条款 demo-2030/1.1/manual；条款 demo-2030/1.1/manual-2）" in text


def test_what_is_asked_for_is_told_with_its_clause_and_what_stands_there_now() -> None:
    text = write("letter", [find("faulty")], "zh").decode()
    item = text.partition("实施周期须为24个月。")[2].split("\n")
    assert item[1].startswith("     依据：「项目执行期为2年」（国家重点研发计划")
    assert item[1].endswith("[8529–8538]；条款 most-2020/2.2/3）")
    assert item[2].startswith("     现填写为：✗ 36")


def test_what_only_a_person_can_judge_asks_for_nothing() -> None:
    result = find("valid-industry")
    counts = Counter(finding.verdict for finding in result.findings)
    text = write("letter", [result], "zh").decode()
    assert "暂无须补正；下列事项" in text
    assert "、须由审查人员判断的事项，暂无须补正（" in text
    assert f"另有{counts[Verdict.MET]}项经检查符合" in text
    assert "请就下列事项予以补正" not in text


def test_what_was_not_checked_is_left_to_a_person() -> None:
    finding = make_finding(Verdict.UNCHECKED, "甲", UNIT)
    result = replace(make_result("a", "甲"), verdict=Verdict.MANUAL, faults=(), findings=(finding,))
    text = write("letter", [result], "zh").decode()
    assert "一、尚未检查的条款，由审查人员核对（1项）" in text
    assert "期限" not in text


def test_what_is_encouraged_is_not_demanded() -> None:
    finding = replace(make_finding(Verdict.VIOLATED, "甲", UNIT), severity="Info")
    result = replace(make_result("a", "甲"), verdict=Verdict.MANUAL, faults=(), findings=(finding,))
    text = write("letter", [result], "zh").decode()
    assert "供参考，无须补正（1项）" in text
    assert "请改正" not in text


def test_a_time_that_the_guide_states_is_told_and_none_is_made_up() -> None:
    known = write("letter", [with_time()], "zh").decode()
    assert "指南载明的时限如下" in known
    assert "须在2020年11月27日以前提交。 「示例条款<missing>」" in known
    assert "指南未载明补正的期限" in write("letter", [find("incomplete")], "zh").decode()


def with_time() -> Checked:
    closes = (("closesAt", (Value(value="2020-11-27T16:00:00+08:00", labels={}),)),)
    demand = {"zh": "须在2020年11月27日以前提交。", "en": "Submit by 2020-11-27."}
    missing = replace(make_finding(Verdict.MISSING, "甲", UNIT), demanded=closes, demand=demand)
    return replace(make_result("a", "甲"), findings=(missing,))


@pytest.mark.parametrize("form", FORMS)
def test_the_english_translation_follows_the_chinese_only_on_request(form: str) -> None:
    zh, both = (write(form, [find("faulty")], language).decode() for language in ("zh", "both"))
    assert ("notice of corrections" in zh, "notice of corrections" in both) == (False, True)
    assert both.index("申报项目形式审查补正通知") < both.rindex("notice of corrections")
    assert "has been received" in write(form, [find("faulty")], "en").decode()


@pytest.mark.parametrize("name", ["title", "lead"])
def test_a_letter_without_title_or_addressee_can_still_be_sent(name: str) -> None:
    bare = replace(find("faulty"), **({"title": {}} if name == "title" else {"leads": ()}))
    text = write("letter", [bare], "zh").decode()
    assert ("（无名称）" in text, "申报单位：" in text) == (name == "title", name == "lead")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_title_breaks_no_layout(text: str) -> None:
    result = make_result("a", text)
    for form in FORMS[1:]:
        assert count_items(form, write(form, [result], "zh").decode()) == 5
    tokens = MarkdownIt("commonmark").parse(write("letter-markdown", [result], "zh").decode())
    assert not [token for token in tokens if token.type in ("html_block", "fence", "code_block")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_of_a_unit_stays_in_the_folder(text: str, tmp_path: Path) -> None:
    for name in (text, f"../../{text}", f"a/{text}"):
        folder = open_letters("letter", tmp_path / "letters", "zh", Meta(), force=True)
        folder.write(make_result("a", name))
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
    assert {path.parent for path in tmp_path.rglob("*.txt")} == {tmp_path / "letters"}


def test_a_folder_of_letters_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "none" / "letters", tmp_path / "file"):
        with pytest.raises(OutputError, match="cannot be made"):
            open_letters("letter", path, "zh", Meta())
