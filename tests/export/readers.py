"""Exports read back by libraries that are not ours, each into the same plain form."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from export.corpus import after_xml
from zhinan.export import Column, PropertyGraph
from zhinan.export.writers.text import to_text

NODE = Path(__file__).resolve().parents[1] / "node"


class Plain(NamedTuple):
    """Node id → attributes with ``label``; edge id → source, target, attributes with ``label``."""

    nodes: dict[str, dict[str, Any]]
    edges: dict[str, tuple[str, str, dict[str, Any]]]


def to_plain(graph: PropertyGraph, change: Callable[[Any], Any] = lambda value: value) -> Plain:
    """What a reader has to find; ``change`` is what the format is known to do to a value."""

    def read(label: str, attributes: Any) -> dict[str, Any]:
        whole = {"label": label} | {name: _listed(value) for name, value in attributes.items()}
        changed = {name: change(value) for name, value in whole.items()}
        return {name: value for name, value in changed.items() if value is not None}

    return Plain(
        {node.id: read(node.label, node.attributes) for node in graph.nodes},
        {edge.id: (edge.source, edge.target, read(edge.label, edge.attributes)) for edge in graph.edges},
    )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def through_xml(value: Any) -> Any:
    """A value after XML: what it forbids is shown by others; several readers take "" for nothing."""
    if isinstance(value, str):
        return after_xml().get(value, value) or None
    return value


def find_lists(graph: PropertyGraph) -> tuple[Column, ...]:
    return tuple(column for column in (*graph.node_columns, *graph.edge_columns) if column.many)


def parse_lists(attributes: dict[str, Any], graph: PropertyGraph) -> dict[str, Any]:
    """Lists that a format keeps as JSON arrays in a string."""
    names = {column.name for column in find_lists(graph)}
    return {name: json.loads(value) if name in names else value for name, value in attributes.items()}


def run_node(script: str, path: Path, graph: PropertyGraph) -> Plain:
    """What a script under tests/node reads from a file; JavaScript prints 3.0 as 3."""
    need_node()
    command = ["node", str(NODE / script), str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    doubles = {
        one.name
        for one in (*graph.node_columns, *graph.edge_columns)
        if one.type == "double" and not one.many
    }
    for attributes in (*found["nodes"].values(), *(edge[2] for edge in found["edges"].values())):
        attributes |= {name: float(attributes[name]) for name in doubles & attributes.keys()}
    return Plain(found["nodes"], {name: tuple(edge) for name, edge in found["edges"].items()})


def restore_floats(attributes: dict[str, Any], graph: PropertyGraph) -> None:
    """Make 3 of JavaScript 3.0 again, where the column is of doubles."""
    columns = (*graph.node_columns, *graph.edge_columns)
    doubles = {one.name for one in columns if one.type == "double" and not one.many}
    attributes |= {name: float(attributes[name]) for name in doubles & attributes.keys()}


@cache
def need_node() -> None:
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    if not (NODE / "node_modules").is_dir():
        pytest.skip("the packages under tests/node are not installed; run: npm ci --prefix tests/node")


def read_graphml_networkx(path: Path, graph: PropertyGraph) -> Plain:
    import networkx as nx

    found = nx.read_graphml(path, force_multigraph=True)
    return Plain(
        {node: parse_lists(data, graph) for node, data in found.nodes(data=True)},
        {
            key: (source, target, parse_lists(data, graph))
            for source, target, key, data in found.edges(keys=True, data=True)
        },
    )


def read_graphml_igraph(path: Path, graph: PropertyGraph) -> Plain:
    import igraph

    found = igraph.Graph.Read_GraphML(str(path))
    nodes = [_read_igraph(vertex.attributes(), graph.node_columns, graph) for vertex in found.vs]
    ids = found.vs["id"]
    # igraph 1.0 mixes up the ids of edges with those of nodes; it keeps the edges' order.
    edges = {
        f"e{place}": (
            ids[edge.source],
            ids[edge.target],
            _read_igraph(edge.attributes(), graph.edge_columns, graph),
        )
        for place, edge in enumerate(found.es, start=1)
    }
    return Plain(dict(zip(ids, nodes, strict=True)), edges)


def _read_igraph(data: dict[str, Any], columns: tuple[Column, ...], graph: PropertyGraph) -> dict[str, Any]:
    """igraph keeps numbers as floats and fills what is absent: NaN, "" and False may say nothing."""
    types = {column.name: column for column in columns}
    data.pop("id")
    kept = {name: value for name, value in data.items() if value == value and value != ""}
    for name, value in kept.items():
        if name in types and types[name].type == "integer" and not types[name].many:
            kept[name] = int(value)
    return parse_lists(kept, graph)


def read_gexf_networkx(path: Path, graph: PropertyGraph) -> Plain:
    import networkx as nx

    found = nx.read_gexf(path, version="1.3")
    edges = {data["id"]: (source, target, data) for source, target, data in found.edges(data=True)}
    return _parse(Plain(dict(found.nodes(data=True)), edges), graph)


def read_node_link_networkx(path: Path, graph: PropertyGraph) -> Plain:
    import networkx as nx

    found = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="links")
    edges = {key: (source, target, data) for source, target, key, data in found.edges(keys=True, data=True)}
    return Plain(dict(found.nodes(data=True)), edges)


def read_kumu(path: Path, graph: PropertyGraph) -> Plain:
    """networkx told the names that Kumu has for a graph's parts; Kumu itself runs on its own servers only."""
    import networkx as nx

    file = {"directed": True, "multigraph": True, **json.loads(path.read_text(encoding="utf-8"))}
    found = nx.node_link_graph(
        file, source="from", target="to", key="id", nodes="elements", edges="connections"
    )
    edges = {key: (source, target, data) for source, target, key, data in found.edges(keys=True, data=True)}
    return Plain(dict(found.nodes(data=True)), edges)


def read_dot(path: Path, graph: PropertyGraph) -> Plain:
    """What Graphviz makes of a DOT file; labels are wrapped in it, so the whole label is made of the pieces."""
    need_dot()
    done = subprocess.run(["dot", "-Tdot_json", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    found = json.loads(done.stdout)
    objects = [one for one in found["objects"] if not one["name"].startswith("cluster")]
    names = {one["_gvid"]: one["name"] for one in objects}
    nodes = {one["name"]: _read_data(one) for one in objects}
    edges = {one["id"]: (names[one["tail"]], names[one["head"]], _read_data(one)) for one in found["edges"]}
    return Plain(nodes, edges)


@cache
def need_dot() -> None:
    if not shutil.which("dot"):
        pytest.skip("Graphviz is not installed")


def _read_data(attributes: dict[str, str]) -> dict[str, Any]:
    plain = {name[5:]: value for name, value in attributes.items() if name.startswith("data_") and value}
    return {name: json.loads(value.replace("\\\\", "\\")) for name, value in plain.items()}


def read_ladybug(folder: Path, graph: PropertyGraph) -> Plain:
    """A database that ran the script; it gives Python's own dates."""
    ladybug = pytest.importorskip("ladybug", reason="ladybug is not installed")
    script = (folder / "load.cypher").read_text(encoding="utf-8").replace("nodes.csv", f"{folder}/nodes.csv")
    connection = ladybug.Connection(ladybug.Database(":memory:"))
    for statement in script.replace("'edges.csv'", f"'{folder}/edges.csv'").split(";\n"):
        if "\n" in statement.strip() or not statement.startswith("//"):
            connection.execute(
                statement.partition("\n")[2] if statement.startswith("//") else statement or "RETURN 1"
            )
    nodes = {row["n"]["id"]: _clean_row(row["n"]) for row in _ask(connection, "MATCH (n) RETURN n")}
    rows = _ask(connection, "MATCH (a)-[r]->(b) RETURN a.id AS source, b.id AS target, r")
    return Plain(
        nodes, {row["r"]["id"]: (row["source"], row["target"], _clean_row(row["r"])) for row in rows}
    )


def _ask(connection: Any, query: str) -> list[dict[str, Any]]:
    return list(connection.execute(query).rows_as_dict())


def _clean_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def read_typed_csv(folder: Path, graph: PropertyGraph) -> Plain:
    """The tables for Neo4j and Memgraph, by the csv module; types are those that the headers or scripts name."""
    types = {one.name: one for one in (*graph.node_columns, *graph.edge_columns)}
    nodes, edges = (_read_rows(folder / name, types) for name in ("nodes.csv", "edges.csv"))
    return Plain(
        {row["id"]: row for row in nodes}, {row["id"]: (row["source"], row["target"], row) for row in edges}
    )


_ENDS = {":START_ID": "source", ":END_ID": "target"}


def _read_rows(path: Path, types: dict[str, Column]) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, strict=True)
    assert all(len(row) == len(header) for row in rows)
    names = [_ENDS.get(name, name.partition(":")[0]) for name in header]
    return [
        {name: _read_cell(cell, types.get(name)) for name, cell in zip(names, row, strict=True) if cell}
        for row in rows
    ]


def _read_cell(cell: str, column: Column | None) -> Any:
    if column is None:
        return cell
    read = _CASTS.get(column.type, str)
    return [read(part) for part in cell.split("\x1f")] if column.many else read(cell)


_CASTS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "double": float,
    "boolean": lambda text: text == "true",
}


def read_tables(folder: Path, graph: PropertyGraph) -> Plain:
    """The star of tables, by pandas as text; a leading ' is a guard."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    types = {one.name: one for one in (*graph.node_columns, *graph.edge_columns)}

    def read(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
            frame = pandas.read_csv(
                stream, dtype=str, keep_default_na=False, na_filter=False, engine="python"
            )
        return [
            {key: cell.removeprefix("'") for key, cell in row.items() if cell}
            for row in frame.to_dict("records")
        ]

    found: dict[str, dict[str, dict[str, Any]]] = {}
    for owner in ("node", "edge"):
        rows = read(f"{owner}s.csv")
        found[owner] = {row["id"]: {k: _read_cell(v, types.get(k)) for k, v in row.items()} for row in rows}
        for row in read(f"{owner}_values.csv"):
            value = _CASTS.get(types[row["column"]].type, str)(row.get("value", ""))
            found[owner][row[owner]].setdefault(row["column"], []).append(value)
    edges = {key: (row["source"], row["target"], row) for key, row in found["edge"].items()}
    return Plain(found["node"], edges)


def read_obsidian(folder: Path, graph: PropertyGraph) -> Plain:
    """Front matter by the package yaml, links as Obsidian finds them, the canvas as JSON."""
    need_node()
    command = ["node", str(NODE / "read-yaml.js"), str(folder)]
    notes = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ids = {path.removesuffix(".md"): note["id"] for path, note in notes.items()}
    for note in notes.values():
        restore_floats(note, graph)
    edges: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for path, note in notes.items():
        text = (folder / path).read_text(encoding="utf-8")
        for kind, edge, target, more in _LINK.findall(text):
            edges[edge] = (note["id"], ids[target], {"kind": kind, **json.loads(more or "{}")})
    facts = {edge.id: edge.attributes for edge in graph.edges}
    for edge, (
        _,
        _,
        found,
    ) in edges.items():  # what is the same for all edges of a kind stands nowhere in the notes
        found |= {name: facts[edge][name] for name in ("iri", "name_zh", "name_en") if name in facts[edge]}
    (canvas,) = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.canvas")]
    assert {card["id"]: ids[card["file"].removesuffix(".md")] for card in canvas["nodes"]} == {
        v: v for v in ids.values()
    }
    drawn = {line["id"]: (line["fromNode"], line["toNode"]) for line in canvas["edges"]}
    assert drawn == {edge: (source, target) for edge, (source, target, _) in edges.items()}
    return Plain({note["id"]: note for note in notes.values()}, edges)


_LINK = re.compile(r"^- .* \((\w+), (e\d+)\): \[\[([^|\]]+)\|[^\]]+\]\](?: `(.*)`)?$", re.MULTILINE)


def _run(script: str) -> Callable[[Path, PropertyGraph], Plain]:
    return lambda path, graph: run_node(script, path, graph)


READERS: dict[str, dict[str, Callable[[Path, PropertyGraph], Plain]]] = {
    "gexf": {"networkx": read_gexf_networkx, "graphology": _run("read-gexf.js")},
    "graphml": {
        "networkx": read_graphml_networkx,
        "igraph": read_graphml_igraph,
        "graphology": lambda path, graph: _parse(run_node("read-graphml.js", path, graph), graph),
    },
    "yed": {"networkx": read_graphml_networkx, "igraph": read_graphml_igraph},
    "cyjs": {"cytoscape": _run("read-cytoscape.js")},
    "cytoscape": {"cytoscape": _run("read-cytoscape.js")},
    "graphology": {"graphology": _run("read-graphology.js")},
    "node-link": {"networkx": read_node_link_networkx, "d3": _run("read-node-link.js")},
    "kumu": {"networkx": read_kumu},
    "dot": {"graphviz": read_dot},
    "neo4j": {"csv": read_typed_csv},
    "memgraph": {"csv": read_typed_csv},
    "kuzu": {"ladybug": read_ladybug},
    "tables": {"pandas": read_tables},
    "obsidian": {"yaml": read_obsidian},
}
"""Format → reader → what it finds."""

SHOWN = ("gexf", "neo4j", "memgraph", "kuzu")
"""Formats in which lists, too, show what XML forbids by other characters, and hold texts only or are typed."""

XML = ("graphml", "yed")


def expect(form: str, graph: PropertyGraph) -> Plain:
    """What a reader of this format has to find."""
    if form in XML or form in SHOWN:
        wanted = to_plain(graph, through_xml)
    else:
        wanted = to_plain(
            graph, (lambda value: None if value == "" else value) if form == "tables" else lambda v: v
        )
    if form in SHOWN:
        for attributes in (*wanted.nodes.values(), *(edge[2] for edge in wanted.edges.values())):
            attributes |= {
                k: [through_list(v, form) for v in one]
                for k, one in attributes.items()
                if isinstance(one, list)
            }
    return wanted


def through_list(value: Any, form: str) -> Any:
    """A part of a list: GEXF has lists of texts only."""
    if isinstance(value, str):
        return after_xml().get(value, value)
    return to_text(value) if form == "gexf" else value


def _parse(found: Plain, graph: PropertyGraph) -> Plain:
    return Plain(
        {node: parse_lists(data, graph) for node, data in found.nodes.items()},
        {
            key: (source, target, parse_lists(data, graph))
            for key, (source, target, data) in found.edges.items()
        },
    )
