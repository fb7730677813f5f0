"""What a tool needs beyond the bare graph: types, names, colours, guards and legal file names."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from export.corpus import load_case, project_case
from zhinan.export import export_graph

GEXF = "{http://gexf.net/1.3}"
YED = "{http://www.yworks.com/xml/graphml}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def export(tmp_path: Path) -> Any:
    def write(form: str, case: str = "small") -> Path:
        export_graph(load_case(case), "whole", form, tmp_path / "out")
        return tmp_path / "out"

    return write


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, strict=True))


def test_gephi_finds_types_kinds_colours_and_time(export: Any) -> None:
    root = ElementTree.parse(export("gexf")).getroot()
    graph = root.find(f"{GEXF}graph")
    assert (root.get("version"), graph.get("mode"), graph.get("timeformat")) == ("1.3", "dynamic", "date")
    types = {one.get("title"): one.get("type") for one in root.iter(f"{GEXF}attribute")}
    wanted = {
        "year": "long",
        "budget_maximum": "double",
        "openList": "boolean",
        "skos_altLabel_zh": "liststring",
    }
    assert types.items() >= wanted.items()
    guide = next(one for one in root.iter(f"{GEXF}node") if one.get("id") == "guide_demo_2020")
    assert guide.get("start") == "2020-03-01"
    assert all(one.get("kind") and one.get("label") for one in root.iter(f"{GEXF}edge"))
    colours = {one.find("{http://gexf.net/1.3/viz}color").get("r") for one in root.iter(f"{GEXF}node")}
    assert len(colours) > 5


def test_yed_finds_shapes_labels_and_colours(export: Any) -> None:
    root = ElementTree.parse(export("yed")).getroot()
    fills = {}
    for node in root.iter(f"{GRAPHML}node"):
        shape = node.find(f".//{YED}ShapeNode")
        fills[node.get("id")] = shape.find(f"{YED}Fill").get("color")
        assert shape.find(f"{YED}NodeLabel").text.strip()
        assert float(shape.find(f"{YED}Geometry").get("width")) > 20
    assert fills["country_IL"] == fills["country_BR"] != fills["direction_demo_2020_1_1"]
    assert all(
        edge.find(f".//{YED}Arrows").get("target") == "standard" for edge in root.iter(f"{GRAPHML}edge")
    )


def test_cytoscape_finds_its_own_columns(export: Any) -> None:
    elements = json.loads(export("cyjs").read_text(encoding="utf-8"))["elements"]
    node = next(one["data"] for one in elements["nodes"] if one["data"]["id"] == "country_IL")
    assert (node["name"], node["shared name"]) == ("以色列", "以色列")
    edge = next(one["data"] for one in elements["edges"] if one["data"]["kind"] == "partner")
    assert (edge["interaction"], edge["shared interaction"]) == ("partner", "partner")
    assert edge["name"] == "中国与以色列能源合作 (partner) 以色列"


def test_sigma_finds_places_sizes_and_colours(export: Any) -> None:
    nodes = json.loads(export("graphology").read_text(encoding="utf-8"))["nodes"]
    places = {(one["attributes"]["x"], one["attributes"]["y"]) for one in nodes}
    assert len(places) == len(nodes)
    assert all(one["attributes"]["size"] and one["attributes"]["color"] for one in nodes)


@pytest.mark.parametrize("case", ["small", "hostile"])
def test_a_spreadsheet_takes_no_text_for_a_formula(case: str, export: Any) -> None:
    folder = export("tables", case)
    types = {column.name: column.type for column in project_case(case).node_columns}
    header, *rows = read_rows(folder / "nodes.csv")
    texts = [
        cell for row in rows for name, cell in zip(header, row, strict=True) if types.get(name) != "integer"
    ]
    assert [cell for cell in texts if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)] == []
    assert [row for row in read_rows(folder / "node_values.csv")[1:] if re.match(r"[=@\t]", row[3])] == []


def test_a_negative_number_stays_a_number(export: Any) -> None:
    header, *rows = read_rows(export("tables", "hostile") / "nodes.csv")
    assert "-42" in {row[header.index("ex_typed_integer")] for row in rows}


def test_tables_open_in_excel(export: Any) -> None:
    folder = export("tables")
    for path in folder.iterdir():
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
    nodes, edges, kinds, classes = (
        read_rows(folder / f"{name}.csv") for name in ("nodes", "edges", "kinds", "classes")
    )
    ids = {row[0] for row in nodes[1:]}
    assert {row[1] for row in edges[1:]} | {row[2] for row in edges[1:]} <= ids
    assert {row[edges[0].index("kind")] for row in edges[1:]} == {row[0] for row in kinds[1:]}
    assert {row[nodes[0].index("class")] for row in nodes[1:]} == {row[0] for row in classes[1:]}


def test_neo4j_finds_typed_headers_labels_and_a_constraint(export: Any) -> None:
    folder = export("neo4j")
    header, *rows = read_rows(folder / "nodes.csv")
    assert {
        "id:ID",
        "name_zh:string",
        "year:long",
        "issuedOn:date",
        "skos_altLabel_zh:string[]",
        ":LABEL",
    } <= set(header)
    assert {"Thing\x1fCountry", "Thing\x1fDirection"} <= {row[-1] for row in rows}
    assert {":START_ID", ":END_ID", ":TYPE"} <= set(read_rows(folder / "edges.csv")[0])
    script = (folder / "load.cypher").read_text(encoding="utf-8")
    assert "REQUIRE n.id IS UNIQUE" in script
    assert "n.`year` = toInteger(row.`year:long`)" in script
    assert "n.`skos_altLabel_zh` = split(row.`skos_altLabel_zh:string[]`, '\\u001F')" in script
    assert "MERGE (a)-[r:`partner` {id: row.id}]->(b)" in script


@pytest.mark.parametrize("case", ["small", "hostile"])
def test_notes_have_names_that_every_system_allows(case: str, export: Any) -> None:
    notes = list(export("obsidian", case).rglob("*.md"))
    assert len(notes) == len(project_case(case).nodes)
    names = [path.stem for path in notes]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert not re.search(r'[<>:"/\\|?*#^\[\]\x00-\x1f]', name)
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)", name, re.IGNORECASE)
        assert name == name.strip(" .")
        assert len(f"{name}.md".encode()) <= 255


def test_kumu_joins_by_ids_that_are_unique_over_elements_and_connections(export: Any) -> None:
    file = json.loads(export("kumu", "hostile").read_text(encoding="utf-8"))
    ids = [one["id"] for one in (*file["elements"], *file["connections"])]
    assert len(set(ids)) == len(ids)
    assert {end for one in file["connections"] for end in (one["from"], one["to"])} <= set(ids)
