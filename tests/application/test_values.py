"""Every way to write a value in a form, as a table: what is read, or the fault that says why it is not."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from pyoxigraph import NamedNode

from application.forms import layout
from house.artefacts import ROOT
from zhinan.application.forms.draft import Draft
from zhinan.application.forms.layout import Column
from zhinan.application.forms.names import Names
from zhinan.application.forms.readings import ErrorCell, Formula, Source

TABLE = tomllib.loads((ROOT / "tests/cases/application/values.toml").read_text(encoding="utf-8"))
CASES = [(group["property"], case) for group in TABLE.values() for case in group["cases"]]
FIRST_DAYS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1), None: None}


def find_column(name: str) -> Column:
    return next(c for sheet in layout().sheets for c in sheet.columns if c.key == name)


def put(name: str, cell: Any, beside: str | None = None, serial: int | None = None) -> Draft:
    draft = Draft(layout(), Names(layout()), "https://example.org/a", Source(first_day=FIRST_DAYS[serial]))
    draft.put(NamedNode("https://example.org/a#x"), find_column(name), cell, "人员!C5", beside)
    return draft


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda part: str(part)[:60])
def test_a_cell_is_read_or_refused(name: str, case: dict[str, Any]) -> None:
    draft = put(name, case["cell"], case.get("beside"), case.get("serial"))
    (statement,) = draft.statements
    if "gives" in case:
        assert (statement.object.value, draft.faults) == (case["gives"], [])
        return
    (fault,) = draft.faults
    assert (fault.code, fault.place, fault.value) == (case["fault"], "人员!C5", statement.object.value)
    assert fault.nearest == case.get("near", fault.nearest)
    assert all("{" not in text for text in fault.messages.values())


@pytest.mark.parametrize("cell", [Formula("=A1+1"), ErrorCell("#REF!")])
@pytest.mark.parametrize("name", ["birthDate", "durationMonths", "title", "submittedTo", "requestedFunding"])
def test_a_formula_without_a_value_and_an_error_are_faults(name: str, cell: Any) -> None:
    draft = put(name, cell, "元")
    assert [fault.code for fault in draft.faults] == [
        "formula" if isinstance(cell, Formula) else "error-cell"
    ]


def test_several_choices_of_a_cell_are_several_statements() -> None:
    draft = put("expertRole", "特邀咨评委委员；GuideDrafter\n")
    assert len(draft.statements) == 2
    assert draft.faults == []
