"""The documents are true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from house.artefacts import ROOT, list_files, read
from zhinan import __version__

DECISIONS = Path("docs/decisions")
PAGES = [path for path in list_files("docs/decisions", suffixes=(".md",)) if path.name != "README.md"]
PROSE = [path for path in list_files(suffixes=(".md",)) if "cases" not in path.parts]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGET = re.compile(r"(?:^|`)make ([a-z]+)\b", re.MULTILINE)
COMMAND = re.compile(r"(?:^|`|\$ )zhinan ([a-z]+)\b", re.MULTILINE)
DECISION = re.compile(r"decision:(\d{4})|docs/decisions/(\d{4})")
COMMANDS = sorted({name for path in PROSE for name in COMMAND.findall(read(path))})
TARGETS = sorted({name for path in PROSE for name in TARGET.findall(read(path))})


@pytest.mark.parametrize("path", PROSE, ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = [link for link in LINK.findall(read(path)) if not (ROOT / path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_decision_is_in_the_index_and_named_by_its_number(page: Path) -> None:
    number = page.name[:4]
    assert f"[{number}]({page.name})" in read(DECISIONS / "README.md")
    assert read(page).startswith(f"# {number} ")


@pytest.mark.parametrize("path", list_files("src", "shapes", "queries", "data", "ontology"), ids=str)
def test_every_decision_that_is_cited_has_its_page(path: Path) -> None:
    cited = {first or second for first, second in DECISION.findall(read(path))}
    assert cited <= {page.name[:4] for page in PAGES}


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_that_is_named_exists(target: str) -> None:
    assert re.search(rf"^{target}:", read(Path("Makefile")), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_is_named_helps(command: str) -> None:
    code = f"import sys; sys.argv = ['zhinan', '{command}', '--help']; from zhinan.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "src", capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"Usage: zhinan {command}")


def test_the_version_is_one() -> None:
    assert f'\nversion = "{__version__}"\n' in read(Path("pyproject.toml"))
    assert f"\nversion: {__version__}\n" in read(Path("CITATION.cff"))
    assert f'owl:versionInfo "{__version__}"' in read(Path("ontology/core.ttl"))
    unreleased, released = "## [Unreleased]", f"## [{__version__}]"
    assert {unreleased, released} & set(
        re.findall(r"^## \[[^\]]+\]", read(Path("CHANGELOG.md")), re.MULTILINE)
    )
