"""Bad input gives a clear finding or error, in bounded time and memory; never a pass, never a traceback."""

from __future__ import annotations

import random
import re
import tomllib
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from check.cases import PREFIXES, ROOT
from check.composed import check_all
from zhinan.application import Statement, read_applications
from zhinan.application.cycles import find_cycles
from zhinan.check import Verdict, find_exit_code
from zhinan.cli import zhinan
from zhinan.errors import DataError
from zhinan.terms import zn

VALID = (ROOT / "data" / "examples" / "valid.ttl").read_text("utf-8")
CASES = tomllib.loads((ROOT / "tests" / "cases" / "check" / "bad-input.toml").read_text("utf-8"))["case"]


def check(*arguments: object) -> Result:
    return CliRunner().invoke(zhinan, ["check", *map(str, arguments)], standalone_mode=False)


def write_case(case: dict[str, Any], path: Path) -> Path:
    text = VALID
    for old, new in case.get("changes", []):
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(f"{PREFIXES}\n{text}\n{case.get('facts', '')}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_application_that_is_off_is_told_what_is_off(case: dict[str, Any], tmp_path: Path) -> None:
    path = write_case(case, tmp_path / "a.ttl")
    (checked,) = check_all(list(read_applications(path)))
    assert sorted({fault.code for fault in checked.faults}) == case["codes"]
    assert checked.verdict not in (Verdict.MET, Verdict.MANUAL)
    assert find_exit_code([checked]) == case["code"]
    told = [text for item in (*checked.faults, *checked.findings) for text in item.messages.values()]
    told += [finding.verdict.zh for finding in checked.findings]
    for words in case["said"]:
        assert words in "".join(told), words


def test_the_command_tells_it_all(tmp_path: Path) -> None:
    done = check(*(write_case(case, tmp_path / f"{number}.ttl") for number, case in enumerate(CASES)))
    assert (done.return_value, done.stderr) == (1, "")
    for case in CASES:
        assert all(words in done.output for words in case["said"]), case["name"]


BYTES: dict[str, tuple[bytes, str]] = {
    "a binary file": (bytes(range(256)) * 64, "is not UTF-8"),
    "GB 18030": (VALID.encode("gb18030"), "is not UTF-8"),
    "UTF-16": (VALID.encode("utf-16"), "is not UTF-8"),
    "a workbook under another name": (b"PK\x03\x04" + bytes(1000), "a.ttl"),
    "a text that stops in the middle": (VALID.encode()[: len(VALID) // 2], "a.ttl:"),
    "nulls": (b"\x00" * 10_000, "a.ttl:1"),
}


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize("ending", [".ttl", ".nt", ".jsonld"])
def test_a_file_that_cannot_be_read_is_said_to_be_so(name: str, ending: str, tmp_path: Path) -> None:
    data, said = BYTES[name]
    path = tmp_path / f"a{ending}"
    path.write_bytes(data)
    with pytest.raises(DataError, match=re.escape(said.replace(".ttl", ending).rstrip(":1"))):
        list(read_applications(path))


def test_the_command_says_it_of_each_file(tmp_path: Path) -> None:
    for number, (data, _) in enumerate(BYTES.values()):
        (tmp_path / f"{number}.ttl").write_bytes(data)
    done = check(*sorted(tmp_path.iterdir()))
    assert done.return_value == 3
    assert [line.startswith("zhinan: ") for line in done.stderr.splitlines()] == [True] * len(BYTES)


def test_an_empty_file_holds_no_application(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.touch()
    done = check(path)
    assert done.return_value == 4
    assert "No application in these files" in done.stderr


def test_ten_megabytes_of_garbage_are_refused_without_keeping_much(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(random.Random(7).randbytes(10 * 2**20))
    held = measure(path)
    assert held < 4 * 10 * 2**20


def measure(path: Path) -> int:
    """The most bytes that reading a file that cannot be read takes at once."""
    tracemalloc.start()
    try:
        with pytest.raises(DataError):
            list(read_applications(path))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_unrelated_triples_change_nothing_and_are_not_kept(tmp_path: Path) -> None:
    plain, buried = tmp_path / "a.ttl", tmp_path / "b.ttl"
    plain.write_text(VALID, encoding="utf-8")
    lines = (
        f'<https://example.org/x/{n // 5}> <https://example.org/p{n % 5}> "{n}" .\n' for n in range(20_000)
    )
    buried.write_text(VALID + "".join(lines), encoding="utf-8")
    (alone,), (among,) = read_applications(plain), read_applications(buried)
    assert among.triples == alone.triples
    assert [c.findings for c in check_all([alone])] == [c.findings for c in check_all([among])]


def test_a_graph_without_applications_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<https://example.org/x> <https://example.org/p> <https://example.org/y> .\n" * 1000)
    assert check(path).return_value == 4


def affiliated(*pairs: str) -> list[Statement]:
    from pyoxigraph import NamedNode

    name = NamedNode(zn("affiliatedWith"))
    return [Statement(NamedNode(f"ex:{a}"), name, NamedNode(f"ex:{b}")) for a, b in pairs]


@pytest.mark.parametrize(
    ("pairs", "circles"),
    [
        ((), []),
        (("ab", "bc", "ac"), []),
        (("aa",), ["aa"]),
        (("ab", "ba"), ["aba"]),
        (("ab", "bc", "cb", "cd"), ["bcb"]),
        (("ab", "ba", "cd", "dc"), ["aba", "cdc"]),
    ],
)
def test_every_circle_is_found_once(pairs: tuple[str, ...], circles: list[str]) -> None:
    found = find_cycles(affiliated(*pairs), zn("affiliatedWith"))
    assert ["".join(name.removeprefix("ex:") for name in circle) for circle in found] == circles


def test_many_ways_up_take_no_longer_than_one_walk() -> None:
    layers = [chr(97 + n) for n in range(26)]
    pairs = [f"{a}{b}" for a in layers for b in layers if a < b]
    assert list(find_cycles(affiliated(*pairs), zn("affiliatedWith"))) == []
