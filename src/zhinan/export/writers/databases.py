"""Tables with a Cypher script that loads them: Neo4j, Memgraph, and Kùzu with its successor Ladybug.

Parts of a list stand between U+001F, which the scripts split at; in texts it is shown as ␟. What is absent is empty.
Sources: Neo4j Operations Manual, "Import"; Memgraph, "LOAD CSV"; Kùzu, "Import data from CSV".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from zhinan.export.graph import Attributes, Cell, Column, Edge, Node, PropertyGraph
from zhinan.export.writers.tables import write_csv
from zhinan.export.writers.text import to_text
from zhinan.export.writers.xml import show_forbidden

_SEPARATOR = "\x1f"
_MARK = "="  # before each text of a list for Kùzu, which drops empty parts when it splits
_LABEL = Column("label", "string")
_ADMIN = {"integer": "long", "datetime": "datetime"}
_KUZU = {"string": "STRING", "integer": "INT64", "double": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_READ = {"integer": "toInteger({})", "double": "toFloat({})", "boolean": "toBoolean({})", "date": "date({})"}
Files = Iterator[tuple[str, Iterator[str]]]
Show = Callable[[Column, str], str]


def write_neo4j(graph: PropertyGraph) -> Files:
    """``nodes.csv`` and ``edges.csv`` with the headers of neo4j-admin, and ``load.cypher`` for a running server."""
    node_columns, edge_columns = (_LABEL, *graph.node_columns), (_LABEL, *graph.edge_columns)
    nodes = ((*_fill_node(node, node_columns), f"Thing{_SEPARATOR}{node.kind}") for node in graph.nodes)
    edges = ((*_fill_edge(edge, edge_columns), edge.kind) for edge in graph.edges)
    yield "nodes.csv", write_csv(("id:ID", *map(_name_typed, node_columns), ":LABEL"), nodes, "\n")
    ends = ("id", ":START_ID", ":END_ID")
    yield "edges.csv", write_csv((*ends, *map(_name_typed, edge_columns), ":TYPE"), edges, "\n")
    yield "load.cypher", _script_neo4j(graph, node_columns, edge_columns)


def write_memgraph(graph: PropertyGraph) -> Files:
    """``nodes.csv``, ``edges.csv`` and ``load.cypher``; the script reads them from /import."""
    node_columns, edge_columns = (_LABEL, *graph.node_columns), (_LABEL, *graph.edge_columns)
    yield from _write_plain(graph, node_columns, edge_columns)
    yield "load.cypher", _script_memgraph(graph, node_columns, edge_columns)


def write_kuzu(graph: PropertyGraph) -> Files:
    """``nodes.csv``, ``edges.csv`` and ``load.cypher``, to be run where the files lie."""
    node_columns, edge_columns = (_LABEL, *graph.node_columns), (_LABEL, *graph.edge_columns)
    yield from _write_plain(graph, node_columns, edge_columns, _MARK)
    yield "load.cypher", _script_kuzu(graph, node_columns, edge_columns)


def _write_plain(
    graph: PropertyGraph, node_columns: Sequence[Column], edge_columns: Sequence[Column], mark: str = ""
) -> Files:
    nodes = (_fill_node(node, node_columns, mark) for node in graph.nodes)
    edges = (_fill_edge(edge, edge_columns, mark) for edge in graph.edges)
    yield "nodes.csv", write_csv(("id", *_names(node_columns)), nodes, "\n")
    yield "edges.csv", write_csv(("id", "source", "target", *_names(edge_columns)), edges, "\n")


def _fill_node(node: Node, columns: Sequence[Column], mark: str = "") -> tuple[str, ...]:
    return node.id, *_fill({"label": node.label, **node.attributes}, columns, mark)


def _fill_edge(edge: Edge, columns: Sequence[Column], mark: str = "") -> tuple[str, ...]:
    return edge.id, edge.source, edge.target, *_fill({"label": edge.label, **edge.attributes}, columns, mark)


def _fill(attributes: Attributes, columns: Sequence[Column], mark: str) -> Iterator[str]:
    return (_join(attributes.get(one.name, ""), mark if one.type == "string" else "") for one in columns)


def _join(cell: Cell, mark: str) -> str:
    if isinstance(cell, tuple):
        return _SEPARATOR.join(mark + show_forbidden(to_text(value)) for value in cell)
    return show_forbidden(to_text(cell))


def _names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def _name_typed(column: Column) -> str:
    kind = _ADMIN.get(column.type, column.type)
    return f"{column.name}:{kind}{'[]' if column.many else ''}"


def _script_neo4j(graph: PropertyGraph, nodes: Sequence[Column], edges: Sequence[Column]) -> Iterator[str]:
    yield "// Copy nodes.csv and edges.csv into the server's import folder, then: cypher-shell -f load.cypher\n"
    yield "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;\n\n"
    yield "LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\nMERGE (n:Thing {id: row.`id:ID`})\n"
    yield f"SET {_set_all('n', nodes, _read_neo4j)};\n\n"
    yield from _label_nodes(graph)
    for kind in _names_of_kinds(graph):
        yield "LOAD CSV WITH HEADERS FROM 'file:///edges.csv' AS row\n"
        yield f"WITH row WHERE row.`:TYPE` = '{kind}'\n"
        yield "MATCH (a:Thing {id: row.`:START_ID`})\nMATCH (b:Thing {id: row.`:END_ID`})\n"
        yield f"MERGE (a)-[r:`{kind}` {{id: row.id}}]->(b)\nSET {_set_all('r', edges, _read_neo4j)};\n\n"


def _script_memgraph(graph: PropertyGraph, nodes: Sequence[Column], edges: Sequence[Column]) -> Iterator[str]:
    yield "// Copy nodes.csv and edges.csv to /import of the server, then: mgconsole < load.cypher\n"
    yield "CREATE CONSTRAINT ON (n:Thing) ASSERT n.id IS UNIQUE;\nCREATE INDEX ON :Thing(id);\n\n"
    yield 'LOAD CSV FROM "/import/nodes.csv" WITH HEADER NULLIF "" AS row\nMERGE (n:Thing {id: row.id})\n'
    yield f"SET {_set_all('n', nodes, _read_memgraph)};\n\n"
    yield from _label_nodes(graph)
    for kind in _names_of_kinds(graph):
        yield 'LOAD CSV FROM "/import/edges.csv" WITH HEADER NULLIF "" AS row\n'
        yield f"WITH row WHERE row.kind = '{kind}'\n"
        yield "MATCH (a:Thing {id: row.source})\nMATCH (b:Thing {id: row.target})\n"
        yield f"MERGE (a)-[r:`{kind}` {{id: row.id}}]->(b)\nSET {_set_all('r', edges, _read_memgraph)};\n\n"


def _script_kuzu(graph: PropertyGraph, nodes: Sequence[Column], edges: Sequence[Column]) -> Iterator[str]:
    yield "// Run it in this folder, so that nodes.csv and edges.csv are found: kuzu graph.db < load.cypher\n"
    yield f"CREATE NODE TABLE Thing(`id` STRING, {_declare_kuzu(nodes)}, PRIMARY KEY(`id`));\n"
    yield f"COPY Thing FROM ({_load_kuzu('nodes.csv', ('id',), nodes)} RETURN `id`, {_read_kuzu(nodes)});\n"
    ends = ("id", "source", "target")
    for kind in _names_of_kinds(graph):
        yield f"CREATE REL TABLE `{kind}`(FROM Thing TO Thing, `id` STRING, {_declare_kuzu(edges)});\n"
        yield f"COPY `{kind}` FROM ({_load_kuzu('edges.csv', ends, edges)} WHERE `kind` = '{kind}' "
        yield f"RETURN `source`, `target`, `id`, {_read_kuzu(edges)});\n"


def _label_nodes(graph: PropertyGraph) -> Iterator[str]:
    for word in graph.classes:
        yield f"MATCH (n:Thing {{class: '{word.name}'}}) SET n:`{word.name}`;\n"
    yield "\n"


def _names_of_kinds(graph: PropertyGraph) -> list[str]:
    return [word.name for word in graph.kinds]


def _set_all(owner: str, columns: Sequence[Column], read: Callable[[Column], str]) -> str:
    return ",\n    ".join(f"{owner}.`{column.name}` = {read(column)}" for column in columns)


def _read_neo4j(column: Column) -> str:
    return _read_cypher(column, f"row.`{_name_typed(column)}`", {**_READ, "datetime": "datetime({})"})


def _read_memgraph(column: Column) -> str:
    return _read_cypher(column, f"row.`{column.name}`", _READ)


def _read_cypher(column: Column, field: str, read: dict[str, str]) -> str:
    pattern = read.get(column.type, "{}")
    if not column.many:
        return pattern.format(field)
    parts = f"split({field}, '\\u001F')"
    return parts if pattern == "{}" else f"[part IN {parts} | {pattern.format('part')}]"


def _declare_kuzu(columns: Sequence[Column]) -> str:
    return ", ".join(f"`{column.name}` {_type_kuzu(column)}" for column in columns)


def _type_kuzu(column: Column) -> str:
    return _KUZU.get(column.type, "STRING") + ("[]" if column.many else "")


def _load_kuzu(file: str, ends: Sequence[str], columns: Sequence[Column]) -> str:
    fields = ", ".join(f"`{name}` STRING" for name in (*ends, *_names(columns)))
    return f"LOAD WITH HEADERS ({fields}) FROM '{file}' (header=true, parallel=false, escape='\"')"


def _read_kuzu(columns: Sequence[Column]) -> str:
    return ", ".join(map(_read_one_kuzu, columns))


def _read_one_kuzu(column: Column) -> str:
    kind, field = _type_kuzu(column), f"`{column.name}`"
    parts = f"string_split({field}, '{_SEPARATOR}')"
    if not column.many:
        return field if kind == "STRING" else f"CAST({field}, '{kind}')"
    if column.type == "string":
        return f"list_transform({parts}, part -> substring(part, {len(_MARK) + 1}, size(part)))"
    return parts if kind == "STRING[]" else f"CAST({parts}, '{kind}')"
