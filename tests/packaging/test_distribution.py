"""The wheel, built from the sdist and installed alone, carries all it needs and runs anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from house.artefacts import ROOT, list_files
from zhinan import __version__
from zhinan.files import FOLDERS

PRODUCT = [path.as_posix() for path in list_files(*FOLDERS)]
CODE = [
    path.relative_to("src").as_posix()
    for path in list_files("src", suffixes=(".py", ".pyi", ".typed", ".html", ".css"))
]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("distributions")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return folder


@pytest.fixture(scope="module")
def run_installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a program of a clean environment that holds the wheel and nothing of this checkout."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=True)
    environment = {key: text for key, text in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "COLUMNS": "200"}

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(home / "venv" / "bin" / program), *arguments]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)

    wheel = next(distributions.glob("*.whl"))
    installed = run("python", "-m", "pip", "install", "--disable-pip-version-check", str(wheel))
    if installed.returncode and "No matching distribution found" in installed.stderr:
        pytest.skip(f"no package index can be reached: {installed.stderr.splitlines()[-1]}")
    assert installed.returncode == 0, installed.stderr
    return run


def test_the_sdist_carries_code_and_product(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {*PRODUCT, *(f"src/{name}" for name in CODE)} <= names


def test_the_wheel_built_from_the_sdist_carries_code_and_product(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == {*CODE, *(f"zhinan/_files/{name}" for name in PRODUCT)}


def test_the_installed_command_answers_from_a_foreign_folder(run_installed: Run) -> None:
    ran = run_installed("zhinan", "--version")
    assert (ran.stdout.split()[-1], ran.stderr, ran.returncode) == (__version__, "", 0)


def test_the_installed_package_finds_its_own_files(run_installed: Run) -> None:
    code = "from zhinan.files import find_root, find_build_folder; print(find_root(), find_build_folder())"
    root, build = map(Path, run_installed("python", "-c", code).stdout.split())
    assert root.parts[-3:] == ("site-packages", "zhinan", "_files")
    assert build.parts[-2:] == ("cache", "zhinan")


def test_the_installed_package_answers_a_query_and_checks_an_application(
    run_installed: Run, tmp_path: Path
) -> None:
    asked = run_installed("zhinan", "query", "partners-for-field", "--field", "energy", "--format", "csv")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert len(asked.stdout.splitlines()) > 10
    checked = run_installed("zhinan", "check", str(ROOT / "data/examples/faulty.ttl"))
    assert checked.returncode == 1, checked.stderr
