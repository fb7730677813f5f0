"""Template → file → graph loses nothing, whatever the format."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from application.forms import book, statements
from house.artefacts import ROOT
from zhinan.application import TEMPLATES, Application, Statement, read_applications, write_template
from zhinan.errors import DataError
from zhinan.terms import LABEL, RDF_TYPE, zn

HOSTILE = [
    "=1+1", "+86", "-1", "@SUM(A1)", "'quoted'", "''=x", "'", "\t=1", "＝1+1", "a；b", "a;b", "a,b", 'a"b', "a\nb",
    "a\\nb", " blank around ", "007", "1e5", "1960-01-01", "TRUE", "NO", "null", "~", "{a}", "[b]", "- c", "# d",
    "a: b", "_x0041_", "&lt;&#10;<b>", "示例", "😀", "%41", "#N/A!", "https://example.org/", "sep=;", "a\u2028b",
    "\ufeffx", "x\u00a0",
]  # fmt: skip

# What no form holds: a misspelt property, and a programme of the application's own making.
NOT_HELD = {"incomplete": "participatingUnits", "faulty-limits": "zn:Programme"}
PATHS = sorted((ROOT / "data/examples").glob("*.ttl"))
EXAMPLES = [path.stem for path in PATHS if path.stem not in NOT_HELD]


@pytest.mark.parametrize("name", NOT_HELD)
def test_what_no_form_holds_is_told_by_the_statement(name: str, tmp_path: Path) -> None:
    (one,) = read_applications(ROOT / "data/examples" / f"{name}.ttl", book().index)
    with pytest.raises(DataError, match=NOT_HELD[name]):
        write_template(one.directions[0], "csv", tmp_path / "form", book(), applications=[one])


@pytest.mark.parametrize("to", TEMPLATES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_application_comes_back_from_its_form_as_it_was(name: str, to: str, tmp_path: Path) -> None:
    applications = list(read_applications(ROOT / "data/examples" / f"{name}.ttl", book().index))
    path = tmp_path / f"form.{to}" if to != "csv" else tmp_path / "form"
    write_template(applications[0].directions[0], to, path, book(), applications=applications)
    (back,) = read_applications(path, book().index)
    assert (back.iri, back.directions, back.faults) == (applications[0].iri, applications[0].directions, ())
    assert statements(back) == statements(applications[0])


def label_units(texts: list[str]) -> Application:
    """A fictional application whose units have these names."""
    (one,) = read_applications(ROOT / "data/examples/faulty.ttl", book().index)
    node = NamedNode(one.iri)
    more = []
    for number, text in enumerate(texts):
        unit = NamedNode(f"{one.iri.partition('#')[0]}#units/{number}")
        more += [
            Statement(node, NamedNode(zn("participatingUnit")), unit),
            Statement(unit, NamedNode(RDF_TYPE), NamedNode(zn("Unit"))),
            Statement(unit, NamedNode(LABEL), Literal(text, language="zh")),
        ]
    return Application(
        iri=one.iri, directions=one.directions, typed=True, triples=(*one.triples, *more), source=one.source
    )


@pytest.mark.parametrize("to", TEMPLATES)
def test_any_text_comes_back_as_it_was(to: str, tmp_path: Path) -> None:
    one, path = label_units(HOSTILE), tmp_path / ("form" if to == "csv" else f"form.{to}")
    write_template(one.directions[0], to, path, book(), applications=[one])
    (back,) = read_applications(path, book().index)
    assert back.faults == ()
    assert statements(one) - statements(back) == set()
    assert statements(back) == statements(one)


def test_what_no_cell_can_hold_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    one = label_units(["a\x0bb"])
    with pytest.raises(DataError, match="control character"):
        write_template(one.directions[0], "xlsx", tmp_path / "form.xlsx", book(), applications=[one])
    assert list(tmp_path.iterdir()) == []
