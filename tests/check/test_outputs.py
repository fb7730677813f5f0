"""What `zhinan check` writes where: formats by name and ending, several at once, letters, summaries, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from check.cases import ROOT

EXAMPLES = ROOT / "data" / "examples"
FAULTY, VALID = EXAMPLES / "faulty.ttl", EXAMPLES / "valid.ttl"
RUN = "from zhinan.cli import main; main()"


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(*arguments: object, code: str = RUN) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, "check", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": "src"}, check=False
    )


def test_one_run_writes_several_reports_by_their_endings(tmp_path: Path) -> None:
    names = ["a.txt", "a.md", "a.html", "a.xlsx", "a.csv", "a.json", "a.jsonl", "a.ttl", "a.sarif"]
    outputs = [part for name in names for part in ("--output", tmp_path / name)]
    done = run(FAULTY, VALID, *outputs, "--summary", "--lang", "zh")
    assert done.returncode == 1
    assert sorted(list_names(tmp_path)) == sorted(names)
    assert [line.rpartition(": ")[2] for line in done.stderr.splitlines()] == ["2 applications"] * len(names)
    assert done.stdout.startswith("汇总: 共检查申报项目2项。")
    again = run(VALID, *outputs)
    assert (again.returncode, again.stdout) == (3, "")
    assert "--force" in again.stderr


def test_formats_may_be_named_one_for_each_output(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run(VALID, "-o", one, "-o", two, "--format", "json", "--format", "csv").returncode == 0
    assert json.loads(one.read_text("utf-8"))["checked"] == 1
    assert two.read_bytes().startswith(b"\xef\xbb\xbfapplication,title,")


def test_a_letter_is_written_as_text_markdown_or_html(tmp_path: Path) -> None:
    done = run(FAULTY, "--letter", "--lang", "zh", "-o", tmp_path / "a.html", "-o", tmp_path / "a.md")
    assert done.returncode == 1
    for name in list_names(tmp_path):
        assert "申报项目形式审查补正通知" in (tmp_path / name).read_text("utf-8")
    assert "示例大学（虚构）：" in run(FAULTY, "--letter").stdout


def test_letters_go_into_a_folder_a_file_each(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    assert run(FAULTY, VALID, "--letter", "--lang", "zh", "-o", folder).returncode == 1
    assert list_names(folder) == ["0001-示例大学（虚构）.html", "0002-示例大学（虚构）.html"]
    assert "不符合规定" in (folder / list_names(folder)[0]).read_text("utf-8")
    assert "无须补正" in (folder / list_names(folder)[1]).read_text("utf-8")
    again = run(VALID, "--letter", "--format", "text", "-o", folder)
    assert (again.returncode, len(list_names(folder))) == (3, 2)
    assert "--force" in again.stderr


def test_what_is_not_wanted_is_counted_and_not_listed() -> None:
    text = run(VALID, "--without", "met", "--lang", "zh").stdout
    assert "一、符合 (4)" in text
    assert "1. [必须]" not in text
    assert "本报告只计数、不列出的结论：符合。" in text


USAGE = {
    "an unknown ending": (["-o", "{}/a.docx"], "names no format"),
    "a letter as a table": (["--letter", "-o", "{}/a.xlsx"], "there is no letter as xlsx"),
    "one file twice": (["-o", "{}/a.csv", "-o", "{}/a.csv"], "named twice"),
    "formats that do not pair up": (["--format", "csv", "--format", "json", "-o", "{}/a"], "one for each"),
}


@pytest.mark.parametrize(("arguments", "said"), USAGE.values(), ids=USAGE)
def test_options_that_contradict_each_other_are_a_usage_error(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    done = run(VALID, *(argument.format(tmp_path) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert list_names(tmp_path) == []


def test_a_file_that_cannot_be_read_is_told_in_the_report(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> ; .", encoding="utf-8")
    done = run(VALID, broken, "-o", tmp_path / "a.json")
    assert done.returncode == 3
    (remark,) = json.loads((tmp_path / "a.json").read_text("utf-8"))["remarks"]
    assert remark["zh"].startswith(f"未能读入：{broken}:1")


# Ctrl-C after the second result, as a person would press it while the run goes on.
INTERRUPTED = """
import os, signal
import zhinan.commands.check as command
check = command.list_results
def press(*arguments, **options):
    for number, result in enumerate(check(*arguments, **options), 1):
        yield result
        if number == 2:
            os.kill(os.getpid(), signal.SIGINT)
command.list_results = press
from zhinan.cli import main
main()
"""


def test_ctrl_c_leaves_reports_that_say_how_far_they_go(tmp_path: Path) -> None:
    files = sorted(EXAMPLES.glob("*.ttl"))
    done = run(*files, "-o", tmp_path / "a.json", "-o", tmp_path / "a.md", code=INTERRUPTED)
    assert done.returncode == 128 + signal.SIGINT
    assert "stopped" in done.stderr
    document = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (document["complete"], document["checked"], document["total"]) == (False, 2, len(files))
    said = f"共{len(files)}项申报项目，只检查了2项"
    assert said in document["remarks"][0]["zh"]
    assert said in (tmp_path / "a.md").read_text("utf-8")


def test_a_full_standard_output_is_one_clear_message() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-c", RUN, "check", str(VALID)]
    with full.open("w") as stream:
        done = subprocess.run(
            command,
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"PYTHONPATH": "src"},
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == "zhinan: Standard output: writing failed (No space left on device).\n"
