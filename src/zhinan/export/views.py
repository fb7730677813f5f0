"""Views of the graph: CONSTRUCT queries under ``queries/export/``, with filters bound into them as terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from zhinan.errors import BadParameter, DataError, QueryError, UnknownChoice
from zhinan.export.graph import Layout
from zhinan.files import find_folder, read_utf8
from zhinan.terms import RDF_TYPE

Terms = Sequence[ox.NamedNode | ox.Literal]


class Source(Protocol):
    """A graph that answers CONSTRUCT queries, such as a store."""

    def construct(self, query: str, /) -> Iterable[ox.Triple]:
        """The triples of a CONSTRUCT, each once."""

    def stream(self, query: str, /) -> Iterable[ox.Triple]:
        """The triples of a CONSTRUCT, one by one; some may come again."""


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, its titles by language, its CONSTRUCT query, and how Graphviz is to draw it.

    With ``triples`` it has no query: they are what it shows. One that is ``complete`` brings the classes and names
    of all its things but the words of the ontology.
    """

    name: str
    title: Mapping[str, str]
    query: str
    layout: Layout = field(default_factory=Layout)
    triples: tuple[ox.Triple, ...] | None = None
    complete: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        """What can be bound: the variables of blocks ``VALUES ?name { UNDEF }``."""
        return frozenset(_OPEN.findall(self.query))


_OPEN = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")


def list_views() -> list[str]:
    """The names of all views, sorted."""
    return sorted(path.stem for path in _folder().glob("*.rq"))


def load_view(name: str) -> View:
    """The view of that name. Raises UnknownChoice with the known ones."""
    if name not in list_views():
        raise UnknownChoice("view", name, [*list_views(), "query FILE", "applications FILE"])
    path = _folder() / f"{name}.rq"
    text = read_utf8(path)
    return _read_header(name, text, path)


def read_view(path: Path) -> View:
    """A view out of a file with a CONSTRUCT. Raises QueryError where it is something else."""
    text = read_utf8(path)
    check_construct(text, str(path))
    return _read_header(path.stem, text, path)


def check_construct(query: str, where: str) -> None:
    """Raise QueryError with its place where the text does not parse, or is no CONSTRUCT or DESCRIBE."""
    try:
        answer = ox.Store().query(query)
    except SyntaxError as err:
        raise QueryError(f"{where}: this is not SPARQL: {err}. Correct it and run again.") from err
    if not isinstance(answer, ox.QueryTriples):
        raise QueryError(
            f"{where}: only a CONSTRUCT has triples to draw. Write CONSTRUCT {{ … }} WHERE {{ … }}."
        )


def bind_view(view: View, given: Mapping[str, Terms]) -> str:
    """The query with its open blocks ``VALUES ?name { UNDEF }`` filled with terms.

    Raises BadParameter where the view has no such block.
    """
    for name, terms in given.items():
        if terms and name not in view.parameters:
            raise BadParameter(
                name, f"the view {view.name} cannot be narrowed by this", _say_parameters(view)
            )
    return _OPEN.sub(lambda block: _fill(block, given.get(block[1], ())), view.query)


def read_helper(name: str) -> str:
    """A query that the projection itself asks, from ``queries/project/``."""
    return read_utf8(find_folder("queries") / "project" / f"{name}.rq")


def find_neighbourhood(source: Source, thing: str, depth: int) -> list[ox.Triple]:
    """All that is said of a thing and of those up to ``depth`` links away, in either direction.

    Raises BadParameter where the graph says nothing of the thing.
    """
    view = load_view("neighbourhood")
    known, ahead = {ox.NamedNode(thing)}, {ox.NamedNode(thing)}
    for _ in range(depth):
        around = source.construct(bind_view(view, {"thing": sorted(ahead, key=str)}))
        met = {
            term
            for triple in around
            if triple.predicate.value != RDF_TYPE
            for term in (triple.subject, triple.object)
        }
        ahead = {term for term in met if isinstance(term, ox.NamedNode)} - known
        known |= ahead
        if not ahead:
            break
    said = source.construct(bind_view(view, {"thing": sorted(known, key=str)}))
    triples = [triple for triple in said if triple.subject in known]
    if not triples:
        raise BadParameter(
            "of", f"the graph says nothing of {thing}", "Give the IRI of a thing in the graph."
        )
    return triples


def _say_parameters(view: View) -> str:
    known = ", ".join(f"--{name}" for name in sorted(view.parameters))
    return f"It takes {known}." if known else "It takes no filter of this kind."


def _fill(block: re.Match[str], terms: Terms) -> str:
    return f"VALUES ?{block[1]} {{ {' '.join(map(str, terms))} }}" if terms else block[0]


def _folder() -> Path:
    return find_folder("queries") / "export"


def _read_header(name: str, text: str, path: Path) -> View:
    header = "\n".join(line[2:] for line in text.splitlines() if line.startswith("#+"))
    try:
        table = tomllib.loads(header)
        layout, complete = Layout(**table.get("picture", {})), bool(table.get("complete", False))
        return View(name, dict(table.get("title", {})), text, layout, complete=complete)
    except tomllib.TOMLDecodeError as err:
        raise DataError(f"{path}: the #+ header is not TOML: {err}. Correct it.") from err
    except TypeError as err:
        known = ", ".join(one.name for one in fields(Layout))
        raise DataError(f"{path}: the picture header has an unknown key ({err}). Known: {known}.") from err
