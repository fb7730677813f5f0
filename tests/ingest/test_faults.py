"""A document that is damaged gives the facts that are there, and says what is missing."""

from pathlib import Path

import pytest
from reading import GUIDES, PART, grammar, names, read_text, to_document

from zhinan.errors import DataError, NotAGuide
from zhinan.ingest import GuidePart, load_corrections, read_document, read_guide

TEXT = (GUIDES / "demo-paragraphs.txt").read_text(encoding="utf-8")


def _notices(text: str) -> list[str]:
    return [f"{notice.where}: {notice.message}" for notice in read_text(text).notices]


def test_a_missing_label_is_named() -> None:
    text = TEXT.replace("拟支持项目数：4-6个。\n", "")
    assert _notices(text) == ["1.8: no part 'projects': none of its labels is printed"]
    assert read_text(text).directions[0].projects == ()
    assert len(read_text(text).directions) == 4


def test_a_label_printed_twice_is_named() -> None:
    text = TEXT.replace("拟支持项目数：4-6个。\n", "拟支持项目数：4-6个。\n拟支持项目数：5个。\n")
    assert _notices(text) == ["1.8: label 'projects' is printed twice"]
    assert read_text(text).directions[0].projects[0].printed == "4-6个"


def test_a_repeated_number_is_named() -> None:
    assert "1.8: direction 1.8 follows 1.8" in _notices(TEXT.replace("\n1.9 中国", "\n1.8 中国"))


def test_a_truncated_end_keeps_what_is_there() -> None:
    text = TEXT[: TEXT.index("共拟支持经费：60万")]
    guide = read_text(text)
    assert [direction.number for direction in guide.directions] == ["1.8", "1.9", "2.0", "2.1"]
    assert guide.directions[-1].budget == ()
    missing = {f"2.1: no part '{part}': none of its labels is printed" for part in ("budget", "requirements")}
    assert missing <= set(_notices(text))


def test_a_budget_without_a_number_is_named() -> None:
    assert "1.8: no number in budget" in _notices(TEXT.replace("2400万元人民币左右", "另行通知"))


def test_an_unknown_partner_is_named() -> None:
    notices = _notices(TEXT.replace("1.8 中国和东海国政府间", "1.8 中国和无名国政府间"))
    assert "1.8: no partner of the reference data in the title" in notices


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("今天天气很好。\n", "", "no numbered direction"),
        (TEXT, "附件9", "there is no part '附件9'"),
    ],
)
def test_text_that_is_no_guide_is_refused(text: str, part: str, words: str) -> None:
    with pytest.raises(NotAGuide, match=words):
        read_guide(to_document(text), GuidePart(guide="demo", part=part, title=""), grammar(), names())


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", NotAGuide, "it is empty"),
        (b"\xef\xbb\xbf \n", NotAGuide, "it is empty"),
        ("申报指南".encode("gb18030"), DataError, "byte 0 is not UTF-8"),
        ("第一行\n".encode() + b"\xff", DataError, ":2: byte 10 is not UTF-8"),
        (b"%PDF-1.7\0\0", NotAGuide, "NUL bytes"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, error: type, words: str) -> None:
    path = tmp_path / "guide.txt"
    path.write_bytes(data)
    with pytest.raises(error, match=words):
        read_document(path)


def test_a_document_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        read_document(tmp_path / "absent.txt")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "guide.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert read_document(path).text == TEXT


def test_a_correction_needs_a_reason_and_words_that_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    path.write_text('[[read_as]]\nquote = "东海"\nread = "西海"\n', encoding="utf-8")
    with pytest.raises(DataError, match="no reason"):
        load_corrections(path)
    path.write_text('[[read_as]]\nquote = "不在"\nread = "在"\nreason = "示例"\n', encoding="utf-8")
    guide = read_guide(to_document(TEXT), PART, grammar(), names(), load_corrections(path))
    assert [notice.message for notice in guide.notices] == ["correction not used: '不在' is not printed here"]
