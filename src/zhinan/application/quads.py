"""Applications out of TriG and N-Quads, where each stands in a graph of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from zhinan.application.gather import Rows, gather_applications, name_blank
from zhinan.application.statements import Application, Statement
from zhinan.errors import SyntaxFault
from zhinan.files import decode_utf8, read_bytes

_FORMATS = {".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS}


def read_quads(path: Path) -> Iterator[Application]:
    """The applications of each graph in turn; what one graph says does not count in another."""
    text = decode_utf8(read_bytes(path), str(path))
    graphs: dict[object, Rows] = {}
    names: dict[str, NamedNode] = {}
    try:
        for quad in parse(text.encode(), format=_FORMATS[path.suffix.lower()]):
            subject, value = name_blank(quad.subject, names), name_blank(quad.object, names)
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                rows = graphs.setdefault(quad.graph_name, {})
                rows.setdefault(subject, []).append(Statement(subject, quad.predicate, value))
    except SyntaxError as err:
        raise SyntaxFault(str(path), err.lineno, err.offset, err.msg) from err
    for rows in graphs.values():
        yield from gather_applications(rows, str(path))
