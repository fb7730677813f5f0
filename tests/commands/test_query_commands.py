"""What a person types is answered, and what is off is said in one message with the right exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.roots import ROOT

ASK_COUNTRIES = "SELECT ?c WHERE { ?c a zn:Country ; zn:alpha2 'JP' }"


def run(*arguments: str, home: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """``zhinan`` as a process of its own, with an empty place for built things."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "from zhinan.cli import main; main()", *arguments],
        env={"PYTHONPATH": str(ROOT / "src"), "ZHINAN_HOME": str(home), "PYTHONUTF8": "1"},
        input=text, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def broken_store(tmp_path: Path) -> Path:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "CURRENT").write_text("no manifest", encoding="ascii")
    return tmp_path / "broken"


FAULTS = {
    "an unknown query": (["query", "partner-for-field"], 2, "Did you mean partners-for-field"),
    "a missing parameter": (["query", "partners-for-field"], 2, "--field: partners-for-field needs it"),
    "an unknown parameter": (["query", "partners-for-field", "--feild", "能源"], 2, "--field"),
    "a label of nothing": (["query", "directions-with-partner", "--partner", "火星"], 2, "'火星'"),
    "a label that is misspelt": (
        ["query", "directions-with-partner", "--partner", "Isreal"],
        2,
        "country:IL",
    ),
    "an IRI of nothing": (["query", "words-behind", "--thing", "https://example.org/x"], 2, "example.org/x"),
    "words that no query speaks of": (["queries", "--about", "火星"], 2, "'火星'"),
    "an unknown form": (["query", "money-by-partner", "--format", "pdf"], 2, "'pdf'"),
    "a form that is not of the answer": (["sparql", "-", "--format", "turtle"], 2, "SELECT is answered as"),
    "a store folder that is none": (["query", "money-by-partner", "--store", "/"], 3, "holds no store"),
    "a server that is not there": (["sparql", "-", "--store", "http://127.0.0.1:9/sparql"], 3, "127.0.0.1:9"),
    "a store of another protocol": (["sparql", "-", "--store", "ftp://127.0.0.1/x"], 2, "ftp://"),
    "a file that is not there": (["sparql", "nowhere.rq"], 3, "nowhere.rq: there is no such file"),
    "a folder instead of a file": (["sparql", "/"], 3, "this is a folder"),
    "a folder to write to that is not there": (["sparql", "-", "-o", "/nowhere/x.csv"], 3, "/nowhere/x.csv"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_message_and_an_exit_code(tmp_path: Path, name: str) -> None:
    arguments, code, words = FAULTS[name]
    done = run(*arguments, home=tmp_path, text=ASK_COUNTRIES)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_damaged_is_said(tmp_path: Path, broken_store: Path) -> None:
    done = run("query", "money-by-partner", "--store", str(broken_store), home=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("SELECT ?x\nWHERE { ?x ?p }", "2:16", "not SPARQL"),
        ("SELECT ?x\nWHERE { ?x a zz:Country }", "2:24", "prefix zz: is not declared"),
        ("DELETE WHERE { ?s ?p ?o }", "1:10", "changes the graph"),
        ("", "1:1", "not SPARQL"),
    ],
)
def test_a_syntax_error_is_said_with_line_and_column(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    file = tmp_path / "question.rq"
    file.write_text(text, encoding="utf-8")
    done = run("sparql", str(file), home=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"zhinan: {file}:{place}: ")
    assert words in done.stderr


def test_a_file_that_is_not_utf8_is_said(tmp_path: Path) -> None:
    file = tmp_path / "gbk.rq"
    file.write_bytes('ASK { ?x ?p "能源" }'.encode("gbk"))
    done = run("sparql", str(file), home=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "is not UTF-8" in done.stderr


def test_sparql_is_answered_in_the_form_of_the_question(tmp_path: Path) -> None:
    country = "https://w3id.org/zhinan/id/country/JP"
    assert run("sparql", "-", "-f", "csv", home=tmp_path, text=ASK_COUNTRIES).stdout == f"c\n{country}\n"
    assert run("sparql", "-", home=tmp_path, text="ASK { country:JP a zn:Country }").stdout == "true\n"
    made = run("sparql", "-", home=tmp_path, text="CONSTRUCT WHERE { country:JP a zn:Country }").stdout
    assert made.splitlines()[-1] == "country:JP a zn:Country ."


def test_a_built_graph_answers_as_the_files_do(tmp_path: Path) -> None:
    text = "SELECT ?s ?p ?o WHERE { ?s ?p ?o . FILTER (!isBLANK(?s) && !isBLANK(?o)) } ORDER BY ?s ?p ?o"
    from_files = run("sparql", "-", "-f", "json", home=tmp_path, text=text)
    built = run("build", home=tmp_path)
    assert built.returncode == 0
    assert built.stdout.startswith(str(tmp_path / "store"))
    from_disk = run("sparql", "-", "-f", "json", home=tmp_path, text=text)
    assert from_disk.stdout == from_files.stdout
    assert len(from_disk.stdout) > 100_000


def test_building_replaces_a_store_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "own"
    assert run("build", "--to", str(target), home=tmp_path).returncode == 0
    assert run("build", "--to", str(target), home=tmp_path).returncode == 0
    assert (
        run("sparql", "-", "--store", str(target), home=tmp_path, text="ASK { ?s a zn:Country }").stdout
        == "true\n"
    )
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").touch()
    refused = run("build", "--to", str(tmp_path / "notes"), home=tmp_path)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "not a store" in refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "own"]


def test_an_answer_goes_to_a_file_with_a_mark_on_request(tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    done = run("sparql", "-", "-f", "csv", "--bom", "-o", str(target), home=tmp_path, text=ASK_COUNTRIES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.read_bytes() == "\ufeffc\r\nhttps://w3id.org/zhinan/id/country/JP\r\n".encode()


def test_queries_are_listed_with_what_they_take(tmp_path: Path) -> None:
    listed = run("queries", home=tmp_path).stdout
    assert (
        "partners-for-field --field 能源\n    某领域的优先合作对象 Partners prioritised for a field\n"
        in listed
    )
    about = run("queries", "--about", "能源", "--lang", "zh", home=tmp_path).stdout
    assert "partners-for-field --field 能源\n    某领域的优先合作对象\n" in about
    assert len(about) < len(listed)


def test_a_query_explains_itself(tmp_path: Path) -> None:
    shown = run("query", "partners-for-field", "--help", home=tmp_path)
    assert shown.returncode == 0
    assert "--field" in shown.stdout
    assert "通用领域" in shown.stdout


def test_asking_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from zhinan.cli import zhinan; "
        "zhinan.main(['query', 'money-by-partner', '-f', 'csv'], standalone_mode=False); "
        "print(sorted({'rdflib', 'pyshacl', 'networkx', 'owlready2', 'rich', 'SPARQLWrapper'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src"), "ZHINAN_HOME": str(tmp_path)},
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_question_is_limited_to_some_guides(tmp_path: Path) -> None:
    one = run("query", "money-by-guide", "--graphs", "most-2020", "-f", "csv", home=tmp_path).stdout
    assert [line.split(",")[0].rpartition("/")[2] for line in one.splitlines()] == ["guide", "most-2020"]
    unknown = run("query", "guides", "--graphs", "most-1999", home=tmp_path)
    assert (unknown.returncode, "most-2020" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("store", ["http://127.0.0.1:9/sparql", "http://me:open-sesame@127.0.0.1:9/sparql"])
@pytest.mark.parametrize("command", [["sparql", "-", "--store"], ["load", "--to"], ["diff", "--store"]])
def test_a_password_is_never_printed(tmp_path: Path, command: list[str], store: str) -> None:
    done = run(
        *command, store, "--user", "me", "--password", "open-sesame", home=tmp_path, text=ASK_COUNTRIES
    )
    assert done.returncode in (2, 3)
    assert "127.0.0.1:9" in done.stderr
    assert "sesame" not in done.stderr + done.stdout
