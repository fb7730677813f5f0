"""A report takes its name when it is whole; whatever goes wrong is one message and leaves nothing behind."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import pytest

from report.results import list_examples, write
from zhinan.errors import OutputError, OutputExists, UnknownChoice, UsageError
from zhinan.report import REPORT_FORMATS, guess_report_format, open_report

FORMS = sorted(REPORT_FORMATS)


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_examples(form: str, target: Path | IO[bytes]) -> None:
    with open_report(form, target) as report:
        for result in list_examples():
            report.write(result)
        report.finish()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_and_a_stream_get_the_same_bytes(form: str, tmp_path: Path) -> None:
    path = tmp_path / "report"
    write_examples(form, path)
    assert path.read_bytes() == write(form, list_examples())
    assert list_names(tmp_path) == ["report"]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_is_not_finished_leaves_nothing(form: str, tmp_path: Path) -> None:
    with open_report(form, tmp_path / "report") as report:
        report.write(list_examples()[0])
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_report_has_no_name_before_it_is_whole(form: str, tmp_path: Path) -> None:
    with open_report(form, tmp_path / "report") as report:
        report.write(list_examples()[0])
        assert not (tmp_path / "report").exists()
        report.finish()
        assert (tmp_path / "report").exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_fault_in_mid_run_leaves_nothing_and_is_not_hidden(form: str, tmp_path: Path) -> None:
    report = open_report(form, tmp_path / "report")
    report.write(list_examples()[0])
    with pytest.raises(ZeroDivisionError), report:
        raise ZeroDivisionError
    assert list_names(tmp_path) == []


def test_what_exists_is_replaced_only_with_force(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("mine")
    with pytest.raises(OutputExists, match="--force"):
        open_report("csv", path)
    assert path.read_text() == "mine"
    with open_report("csv", path, force=True) as report:
        report.finish()
    assert path.read_bytes() == write("csv", [])


@pytest.mark.parametrize("name", ["none/report.csv", "."])
def test_a_place_that_cannot_be_written_is_said_at_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder"):
        open_report("csv", tmp_path / name)
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_one_clear_message(form: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OutputError, match="writing failed"):
        write_examples(form, full)
    assert full.is_char_device()  # it was written to, and not replaced


class Broken(io.BytesIO):
    """A stream whose reader has gone."""

    def write(self, data: object) -> int:
        raise BrokenPipeError


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_that_has_gone_is_no_fault_of_the_disk(form: str) -> None:
    with pytest.raises(BrokenPipeError):
        write_examples(form, Broken())


@pytest.mark.parametrize(
    "form", [form for form in REPORT_FORMATS.values() if form.suffixes], ids=lambda f: f.name
)
def test_a_format_is_known_by_each_of_its_endings(form: object) -> None:
    for suffix in form.suffixes:  # type: ignore[attr-defined]
        assert guess_report_format(Path(f"REPORT{suffix.upper()}")) is form


def test_an_unknown_ending_or_format_names_those_that_are_known() -> None:
    with pytest.raises(UsageError, match=r"\.xlsx"):
        guess_report_format(Path("report.docx"))
    with pytest.raises(UnknownChoice, match="xlsx"):
        open_report("docx", io.BytesIO())


def test_what_a_report_holds_does_not_grow_with_it(tmp_path: Path) -> None:
    result = list_examples()[0]
    with open_report("csv", tmp_path / "report.csv") as report:
        for _ in range(100):
            report.write(result)
        sizes = [len(report.tally.directions), len(report.tally.leads), len(report.tally.clauses)]
        report.finish()
    assert sizes == [1, 1, len({finding.clause.iri for finding in result.findings})]
