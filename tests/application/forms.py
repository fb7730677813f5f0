"""What the tests of forms share: the project's layout, and applications as comparable sets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from pyoxigraph import Literal

from house.artefacts import ROOT
from zhinan.application import Application, Vocabulary, find_faults, make_vocabulary, read_applications
from zhinan.application.forms.layout import Layout, load_index, open_layout
from zhinan.rules import Rulebook
from zhinan.terms import XSD


@cache
def layout() -> Layout:
    return open_layout(load_index())


@cache
def book() -> Rulebook:
    return Rulebook(index=layout().index, files=ROOT / "shapes/rules")


def statements(application: Application) -> set[tuple[str, str, str]]:
    """The triples; a whole number where a decimal is wanted is the same number."""
    return {(s.value, p.value, _show(o)) for s, p, o in application.triples}


def _show(term: object) -> str:
    if isinstance(term, Literal) and term.datatype.value == XSD + "integer":
        return str(Literal(term.value, datatype=type(term.datatype)(XSD + "decimal")))
    return str(term)


@cache
def vocabulary() -> Vocabulary:
    return make_vocabulary(layout().index)


def read_with_faults(path: Path) -> list[Application]:
    """The applications of a file, each with all its faults of form."""
    return [
        replace(one, faults=find_faults(one, vocabulary())) for one in read_applications(path, layout().index)
    ]
