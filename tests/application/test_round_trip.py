"""Template → file → graph loses nothing, whatever the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.forms import book, statements
from house.artefacts import ROOT
from zhinan.application import TEMPLATES, read_applications, write_template

EXAMPLES = [path.stem for path in sorted((ROOT / "data/examples").glob("*.ttl")) if path.stem != "incomplete"]


@pytest.mark.parametrize("to", TEMPLATES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_application_comes_back_from_its_form_as_it_was(name: str, to: str, tmp_path: Path) -> None:
    applications = list(read_applications(ROOT / "data/examples" / f"{name}.ttl", book().index))
    path = tmp_path / f"form.{to}" if to != "csv" else tmp_path / "form"
    write_template(applications[0].directions[0], to, path, book(), applications=applications)
    (back,) = read_applications(path, book().index)
    assert (back.iri, back.directions, back.faults) == (applications[0].iri, applications[0].directions, ())
    assert statements(back) == statements(applications[0])
