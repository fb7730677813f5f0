"""`zhinan check` as a whole: what it prints, what it returns, what it says of bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from check.cases import ROOT

EXAMPLES = ROOT / "data" / "examples"
VALID, FAULTY = EXAMPLES / "valid.ttl", EXAMPLES / "faulty.ttl"
CODES = {"valid": 0, "faulty": 1, "incomplete": 5}
RUN = "from zhinan.cli import main; main()"


def run(*arguments: object, code: str = RUN) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": "src"}, check=False
    )


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ttl")), ids=lambda path: path.stem)
def test_the_letter_of_an_example_reads_as_its_golden_copy(
    path: Path, compare_golden: Callable[[Path, str], None]
) -> None:
    done = run("check", path.relative_to(ROOT))
    assert (done.returncode, done.stderr) == (CODES[path.stem.partition("-")[0]], "")
    compare_golden(ROOT / "tests" / "cases" / "check" / "golden" / f"{path.stem}.txt", done.stdout)


def test_valid_examples_are_valid_beside_each_other() -> None:
    done = run("check", *sorted(EXAMPLES.glob("valid*.ttl")), "--format", "json")
    verdicts = [one["verdict"] for one in json.loads(done.stdout)["applications"]]
    assert (done.returncode, sorted(verdicts)) == (0, ["manual", "manual", "met"])


def test_the_engines_say_the_same() -> None:
    fast, reference = (run("check", FAULTY, VALID, "--engine", name).stdout for name in ("plan", "pyshacl"))
    assert fast == reference.replace("pyshacl", "plan") != ""


def test_json_holds_every_finding_with_its_clause() -> None:
    whole = json.loads(run("check", FAULTY, "--format", "json").stdout)
    (application,) = whole["applications"]
    assert whole["counts"]["violated"] == 1
    assert application["verdict"] == "violated"
    for finding in application["findings"]:
        assert finding["clause"]["quotes"][0]["exact"]
        assert finding["clause"]["iri"].startswith("https://w3id.org/zhinan/id/clause/most-2020/2.2/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_leaves_the_other_out(language: str) -> None:
    text = run("check", FAULTY, "--lang", language).stdout
    assert ("结论" in text, "Result" in text) == (language == "zh", language == "en")


BAD = {
    "no such file": ("a.ttl", None, 3, "there is no such file"),
    "a syntax error": ("a.ttl", b"@prefix ex: <https://example.org/> .\nex:a ex:b ; .\n", 3, "a.ttl:2:"),
    "no UTF-8": ("a.ttl", "“申报”".encode("gb18030"), 3, "is not UTF-8"),
    "garbage": ("a.ttl", b"\x00\x01garbage" * 1000, 3, "a.ttl:1"),
    "an unknown ending": ("a.docx", b"", 3, "applications are read from"),
    "an empty file": ("a.ttl", b"", 4, "No application"),
    "a context to fetch": ("a.jsonld", b'{"@context": "https://example.org/context", "a": 1}', 3, "a.jsonld"),
}


@pytest.mark.parametrize(("name", "data", "code", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_message(
    name: str, data: bytes | None, code: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    done = run("check", path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_one_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.ttl", VALID)
    assert done.returncode == 3
    assert "符合" in done.stdout


def test_a_call_without_files_is_a_usage_error() -> None:
    assert run("check").returncode == 2


def test_checking_loads_no_slow_library() -> None:
    heavy = ("rdflib", "pyshacl", "networkx", "owlready2", "rich", "SPARQLWrapper")
    code = (
        "import sys; from zhinan.cli import zhinan;"
        f"zhinan.main(['check', {str(FAULTY)!r}], standalone_mode=False);"
        f"sys.stderr.write(','.join(name for name in {heavy!r} if name in sys.modules))"
    )
    assert run(code=code).stderr == ""


def test_other_guide_data_is_compiled_on_the_way(tmp_path: Path) -> None:
    application = tmp_path / "a.ttl"
    application.write_text(
        """@prefix ex: <https://example.org/> . @prefix zn: <https://w3id.org/zhinan/ontology#> .
        @prefix kind: <https://w3id.org/zhinan/id/kind/> .
        ex:a a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/demo-2030/1.2> ;
            zn:leadUnit [ a zn:Unit ; zn:unitKind kind:university ] .""",
        encoding="utf-8",
    )
    guide = ROOT / "tests" / "cases" / "check" / "guide.ttl"
    whole = json.loads(run("check", application, "--guide-data", guide, "--format", "json").stdout)
    base = "https://w3id.org/zhinan/id/clause/"
    verdicts = {
        f["clause"]["iri"].removeprefix(base): f["verdict"] for f in whole["applications"][0]["findings"]
    }
    assert verdicts == {"demo-2030/0/1": "missing", "demo-2030/1.2/1": "violated", "demo-notice/1": "met"}
