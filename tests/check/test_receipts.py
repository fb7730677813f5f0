"""A receipt says what a check rested on; the same check gives the same bytes, another says what differs."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from check.cases import ROOT
from zhinan.check import ENGINES, ResultDigest, compare_receipts, make_receipt, read_receipt, write_receipt
from zhinan.cli import zhinan
from zhinan.errors import DataError

VALID, FAULTY = (ROOT / "data" / "examples" / f"{name}.ttl" for name in ("valid", "faulty"))


def check(*arguments: object) -> Result:
    return CliRunner().invoke(zhinan, ["check", *map(str, arguments)], standalone_mode=False)


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    assert check(VALID, "--receipt", path).return_value == 0
    return path


def test_the_same_check_gives_the_same_bytes(receipt: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / VALID.name
    copy.parent.mkdir()
    shutil.copy(VALID, copy)
    check(copy, "--receipt", tmp_path / "again.json", "--lang", "en", "--format", "json")
    assert (tmp_path / "again.json").read_bytes() == receipt.read_bytes()


def test_it_pins_what_the_check_rested_on(receipt: Path) -> None:
    found = json.loads(receipt.read_text("utf-8"))
    assert found["engine"] == next(iter(ENGINES))
    assert found["counts"] == {"met": 1}
    assert list(found["applications"]) == [VALID.name]
    assert {"data/guides/most-2020.ttl", "ontology/core.ttl"} <= found["guide_data"].keys()
    assert {"shapes/application.ttl", "shapes/rules/most-2020/2.2.ttl"} <= found["shapes"].keys()
    assert str(receipt.parent) not in receipt.read_text("utf-8")
    assert write_receipt(read_receipt(receipt)) == receipt.read_text("utf-8")


def test_an_equal_check_is_verified(receipt: Path) -> None:
    done = check(VALID, "--verify", receipt)
    assert done.return_value == 0
    assert "与回执一致" in done.stderr


def test_another_application_is_not(receipt: Path, tmp_path: Path) -> None:
    changed = tmp_path / VALID.name
    changed.write_text(
        VALID.read_text("utf-8").replace("durationMonths 24", "durationMonths 99"), encoding="utf-8"
    )
    done = check(changed, "--verify", receipt)
    assert done.return_value == 3
    assert "申报 application valid.ttl: 已改 changed" in done.stderr
    assert "结果 results: 不同 differ" in done.stderr
    assert "guide data" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("zhinan", "0.0.0", "版本 version: 0.0.0 → "),
        ("engine_version", "0.0.0", "引擎版本 engine version: 0.0.0 → "),
        ("batch", True, "对照全部申报 batch: True → None"),
        ("shapes", {}, "形状 shape shapes/application.ttl: 新增 new"),
        ("guide_data", {"gone.ttl": "0"}, "指南数据 guide data gone.ttl: 没有了 gone"),
        ("counts", {"met": 2}, "结论计数 counts: {'met': 2} → {'met': 1}"),
    ],
)
def test_whatever_differs_is_named(receipt: Path, name: str, value: object, said: str) -> None:
    now = read_receipt(receipt)
    then = replace(now, **{name: value})
    assert any(line.startswith(said) for line in compare_receipts(then, now))
    assert compare_receipts(now, now) == []


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, text in (("a", "1"), ("b", "2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.ttl").write_text(text, encoding="utf-8")
    files = [tmp_path / "a" / "x.ttl", tmp_path / "b" / "x.ttl", tmp_path / "a"]
    pins = make_receipt(files, [], tmp_path, "shacl", ResultDigest()).applications
    assert list(pins) == ["x.ttl", "x.ttl #2", "a"]
    assert len(set(pins.values())) == 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1}', "no json"])
def test_what_is_no_receipt_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"receipt\.json.*this is no receipt"):
        read_receipt(path)


def test_a_receipt_replaces_nothing_and_none_is_left_of_an_unreadable_file(
    receipt: Path, tmp_path: Path
) -> None:
    before = receipt.read_bytes()
    assert check(FAULTY, "--receipt", receipt).return_value is None
    assert receipt.read_bytes() == before
    assert check(tmp_path / "none.ttl", "--receipt", tmp_path / "new.json").return_value == 3
    assert not (tmp_path / "new.json").exists()
