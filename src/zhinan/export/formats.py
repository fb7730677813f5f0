"""Every format that can be written, by name; a new target is one writer and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from zhinan.errors import UnknownChoice
from zhinan.export.graph import PropertyGraph
from zhinan.export.writers.cytoscape import write_cyjs, write_elements
from zhinan.export.writers.databases import write_kuzu, write_memgraph, write_neo4j
from zhinan.export.writers.dot import write_dot
from zhinan.export.writers.gexf import write_gexf
from zhinan.export.writers.graphml import write_graphml
from zhinan.export.writers.json_forms import write_graphology, write_kumu, write_node_link
from zhinan.export.writers.obsidian import write_obsidian
from zhinan.export.writers.pictures import draw_pdf, draw_png, draw_svg
from zhinan.export.writers.rdf import write_jsonld, write_nquads, write_ntriples, write_trig, write_turtle
from zhinan.export.writers.tables import write_tables
from zhinan.export.writers.yed import write_yed

Pieces = Iterator[str] | Iterator[bytes]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of one file; ``tools`` are those that open it."""

    name: str
    suffix: str
    tools: str
    write: Callable[[PropertyGraph], Pieces]


@dataclass(frozen=True, slots=True)
class FolderFormat:
    """A format of several files, each with its path inside a folder."""

    name: str
    tools: str
    write: Callable[[PropertyGraph], Iterator[tuple[str, Pieces]]]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A format of the triples themselves; ``write`` takes sorted quads."""

    name: str
    suffix: str
    tools: str
    write: Callable[[Sequence[ox.Quad]], Pieces]


Format = FileFormat | FolderFormat | RdfFormat

_FORMATS: tuple[Format, ...] = (
    FileFormat("gexf", ".gexf", "Gephi, sigma", write_gexf),
    FileFormat("graphml", ".graphml", "Gephi, networkx, igraph, Cytoscape", write_graphml),
    FileFormat("yed", ".graphml", "yEd", write_yed),
    FileFormat("cyjs", ".cyjs", "Cytoscape", write_cyjs),
    FileFormat("cytoscape", ".json", "Cytoscape.js", write_elements),
    FileFormat("graphology", ".json", "sigma, graphology", write_graphology),
    FileFormat("node-link", ".json", "D3, networkx", write_node_link),
    FileFormat("kumu", ".json", "Kumu", write_kumu),
    FileFormat("dot", ".dot", "Graphviz", write_dot),
    FileFormat("svg", ".svg", "Graphviz → browser, Inkscape", draw_svg),
    FileFormat("png", ".png", "Graphviz → picture", draw_png),
    FileFormat("pdf", ".pdf", "Graphviz → print", draw_pdf),
    FolderFormat("neo4j", "Neo4j", write_neo4j),
    FolderFormat("memgraph", "Memgraph", write_memgraph),
    FolderFormat("kuzu", "Kùzu, Ladybug", write_kuzu),
    FolderFormat("tables", "Excel, Power BI", write_tables),
    FolderFormat("obsidian", "Obsidian", write_obsidian),
    RdfFormat("turtle", ".ttl", "RDF", write_turtle),
    RdfFormat("trig", ".trig", "RDF, with named graphs", write_trig),
    RdfFormat("nquads", ".nq", "RDF, with named graphs", write_nquads),
    RdfFormat("jsonld", ".jsonld", "RDF, JSON", write_jsonld),
    RdfFormat("ntriples", ".nt", "RDF, HDT", write_ntriples),
)


def list_formats() -> dict[str, Format]:
    """All formats by name, in the order in which they are shown."""
    return {form.name: form for form in _FORMATS}


def find_format(name: str) -> Format:
    """The format of that name. Raises UnknownChoice with the known ones."""
    formats = list_formats()
    if name not in formats:
        raise UnknownChoice("format", name, list(formats))
    return formats[name]
