"""Applications out of RDF files: each with the triples that hang on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from zhinan.application.gather import Rows, gather_applications, name_blank
from zhinan.application.statements import Application, Statement
from zhinan.errors import DataError, SyntaxFault
from zhinan.files import decode_utf8, read_bytes

if TYPE_CHECKING:
    from zhinan.rules import Index

FORMATS: Mapping[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
}


def read_applications(path: Path, index: Index | None = None) -> Iterator[Application]:
    """The applications of a file, or of a folder of CSV files, in the order of the file.

    In RDF an application is what has the class zn:Application or names a direction with zn:appliesTo. ``index`` holds
    the ontology, reference data and guides that labels are looked up in; None reads those of the project.
    Raises DataError where the file cannot be read or has an unknown ending, SyntaxFault if it does not parse.
    """
    from zhinan.application.readers import find_reader

    if reader := find_reader(path):
        yield from reader(path, index)
        return
    yield from gather_applications(_read_rows(path, index), str(path))


def _read_rows(path: Path, index: Index | None) -> Rows:
    fmt = FORMATS.get(path.suffix.lower())
    from zhinan.application.context import put_context
    from zhinan.application.readers import ENDINGS

    data = read_bytes(path)
    if fmt is None:
        known = " ".join([*FORMATS, *ENDINGS])
        raise DataError(f"{path}: applications are read from {known}. Give the file one of these endings.")
    text = decode_utf8(data, str(path))
    if fmt == RdfFormat.JSON_LD:
        text = put_context(text, str(path), index)
    rows: Rows = {}
    names: dict[str, NamedNode] = {}
    try:
        for quad in parse(text.encode(), format=fmt):
            subject, value = name_blank(quad.subject, names), name_blank(quad.object, names)
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                rows.setdefault(subject, []).append(Statement(subject, quad.predicate, value))
    except SyntaxError as err:
        raise SyntaxFault(str(path), err.lineno, err.offset, err.msg) from err
    return rows
