"""A query file says what it takes and gives, and its text agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhinan.errors import DataError, SyntaxFault, UnknownQuery
from zhinan.query import Words, load_queries
from zhinan.query.named import read_query

HEADER = '#+ title = { zh = "题", en = "title" }\n'
FIELD = '#+ [param.field]\n#+ type = "iri"\n#+ label = { zh = "领域", en = "field" }\n#+ example = "energy"\n'


def write(folder: Path, text: str, name: str = "sample") -> Path:
    path = folder / "find" / f"{name}.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_header_is_read(tmp_path: Path) -> None:
    column = '#+ [column]\n#+ x = { zh = "钱", en = "money", unit = "CNY" }\n'
    write(tmp_path, HEADER + FIELD + column + "SELECT ?x WHERE { ?x ?p $field }\n")
    query = load_queries(tmp_path).get("sample")
    assert (query.name, query.role, query.title) == ("sample", "find", Words("题", "title"))
    assert [(p.name, p.type, p.example, p.default, p.optional) for p in query.parameters] == [
        ("field", "iri", "energy", None, False)
    ]
    assert [(c.name, c.label, c.unit) for c in query.columns] == [("x", Words("钱", "money"), "CNY")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", "no header"),
        (HEADER + "SELECT ?x WHERE { ?x ?p $field }", r"\$field is used or declared"),
        (HEADER + FIELD + "SELECT ?x WHERE { ?x ?p ?o }", r"\$field is used or declared"),
        (HEADER + FIELD + "SELECT ?x WHERE { ?x $field ?field }", "one variable to SPARQL"),
        (HEADER + FIELD.replace('"iri"', '"uri"') + "ASK { ?x ?p $field }", "'uri'"),
        (HEADER + FIELD.replace("example", "exemple") + "ASK { ?x ?p $field }", "'exemple'"),
        (HEADER + FIELD.partition("#+ example")[0] + "ASK { ?x ?p $field }", "no example"),
        (HEADER + '#+ colour = "red"\nASK {}', "'colour'"),
        ("#+ title = 5\nASK {}", "words should"),
    ],
)
def test_a_header_that_does_not_agree_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_query(write(tmp_path, text))
    assert "sample.rq" in str(caught.value)


def test_a_header_that_is_not_toml_is_refused_at_its_line_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, f"# a remark\n{HEADER}#+ about = [\n#+ sort =\nASK {{}}\n")
    with pytest.raises(SyntaxFault) as caught:
        read_query(path)
    assert (caught.value.where, caught.value.line) == (str(path), 4)


def test_an_unknown_name_is_answered_with_those_near_it(tmp_path: Path) -> None:
    for name in ("partners-for-field", "fields-for-country", "clauses"):
        write(tmp_path, HEADER + "ASK {}", name)
    with pytest.raises(UnknownQuery) as caught:
        load_queries(tmp_path).get("partner-for-fields")
    assert caught.value.known[0] == "partners-for-field"


def test_two_queries_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "ASK {}")
    (tmp_path / "compare").mkdir()
    (tmp_path / "compare" / "sample.rq").write_text(HEADER + "ASK {}", encoding="utf-8")
    with pytest.raises(DataError, match="same name"):
        load_queries(tmp_path)


def test_a_folder_without_queries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no query is here"):
        load_queries(tmp_path)


def test_a_query_is_found_by_all_the_words_and_first_where_its_title_says_them(tmp_path: Path) -> None:
    write(tmp_path, '#+ title = { zh = "经费", en = "money" }\n#+ about = ["能源"]\nASK {}', "by-word")
    write(tmp_path, '#+ title = { zh = "能源经费", en = "money for energy" }\nASK {}', "by-title")
    write(tmp_path, '#+ title = { zh = "条款", en = "clauses" }\nASK {}', "neither")
    catalogue = load_queries(tmp_path)
    assert [query.name for query in catalogue.search("能源")] == ["by-title", "by-word"]
    assert [query.name for query in catalogue.search("MONEY 能源")] == ["by-title", "by-word"]
    assert catalogue.search("能源 clauses") == []
