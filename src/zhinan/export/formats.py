"""Every format that can be written, by name; a new target is one writer and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhinan.errors import UnknownChoice
from zhinan.export.graph import PropertyGraph
from zhinan.export.writers.cytoscape import write_cyjs, write_elements
from zhinan.export.writers.graphml import write_graphml

Pieces = Iterator[str] | Iterator[bytes]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of one file; ``tools`` are those that open it."""

    name: str
    suffix: str
    tools: str
    write: Callable[[PropertyGraph], Pieces]


Format = FileFormat

_FORMATS: tuple[Format, ...] = (
    FileFormat("graphml", ".graphml", "Gephi, networkx, igraph, Cytoscape", write_graphml),
    FileFormat("cyjs", ".cyjs", "Cytoscape", write_cyjs),
    FileFormat("cytoscape", ".json", "Cytoscape.js", write_elements),
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
