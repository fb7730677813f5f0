"""The whole graph from its files: ontology, reference data, families, one graph a guide, and the closure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from zhinan.errors import DataError, SyntaxFault
from zhinan.files import read_bytes, read_utf8
from zhinan.terms import RDF_TYPE, graph_name, zn

Step = Callable[[str, int, int], None]
"""Told of each step of the work: what is done now, how many steps are done, how many there are in all."""

_RESERVED = ("ontology", "reference", "families", "closure")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the graph; ``graph`` is the IRI of the graph it fills, None for a rule of the closure."""

    path: Path
    graph: str | None


def list_sources(root: Path) -> tuple[Source, ...]:
    """Every file that the graph is made from, in the order read: Turtle files, then the rules of the closure.

    Raises DataError where ``root`` has no ontology, or where a guide takes the name of one of our own graphs.
    """
    ontology = [Source(path, graph_name("ontology")) for path in _list_files(root / "ontology", "ttl")]
    if not ontology:
        raise DataError(
            f"{root / 'ontology'}: no Turtle file is here. Name the folder that holds ontology/ and data/."
        )
    reference = [
        Source(path, graph_name("reference")) for path in _list_files(root / "data/reference", "ttl")
    ]
    families = [Source(path, graph_name("families")) for path in _list_files(root / "shapes/families", "ttl")]
    guides = [Source(path, _name_guide(path)) for path in _list_files(root / "data/guides", "ttl")]
    rules = [Source(path, None) for path in _list_files(root / "queries/derive", "rq")]
    return (*ontology, *reference, *families, *guides, *rules)


def _list_files(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.glob(f"*.{ending}"))


def _name_guide(path: Path) -> str:
    if path.stem in _RESERVED:
        raise DataError(f"{path}: the graph {path.stem!r} is not a guide's. Name the file after its guide.")
    return graph_name(path.stem)


def assemble_graph(root: Path, on_step: Step | None = None) -> ox.Store:
    """The graph in memory: the files under ``root`` in their named graphs, and what follows in graph:closure.

    The closure is what the CONSTRUCT files under ``queries/derive/`` find over the union of all graphs. They run
    once, by name, each over what those before it found; none needs what a later one finds.

    Raises SyntaxFault with file, line and column where a file does not parse.
    """
    sources = list_sources(root)
    store = ox.Store()
    for done, source in enumerate(sources):
        if on_step:
            on_step(source.path.name, done, len(sources))
        _add_source(store, source)
    return store


def _add_source(store: ox.Store, source: Source) -> None:
    if source.graph is None:
        add_derived(store, source.path)
    elif source.graph == graph_name("families"):
        _add_families(store, source.path, source.graph)
    else:
        _add_turtle(store, source.path, source.graph)


def _add_turtle(store: ox.Store, path: Path, graph: str) -> None:
    with _explain_syntax(path):
        store.load(read_bytes(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))


def _add_families(store: ox.Store, path: Path, graph: str) -> None:
    """Add what a file of shapes says of its families: class, names and remarks, and nothing of the shapes."""
    with _explain_syntax(path):
        triples = list(ox.parse(read_bytes(path), format=ox.RdfFormat.TURTLE))
    rdf_type, family = ox.NamedNode(RDF_TYPE), ox.NamedNode(zn("Family"))
    families = {t.subject for t in triples if t.predicate == rdf_type and t.object == family}
    said = [t for t in triples if t.subject in families]
    said = [t for t in said if t.predicate == rdf_type or isinstance(t.object, ox.Literal)]
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in said)


@contextmanager
def _explain_syntax(path: Path) -> Iterator[None]:
    try:
        yield
    except SyntaxError as err:
        problem = err.msg.split(": ", 1)[-1]
        raise SyntaxFault(str(path), err.lineno, err.offset, f"no valid Turtle: {problem}") from err


def add_derived(store: ox.Store, rule: Path) -> int:
    """Put into graph:closure what a rule finds and no graph holds yet; how many triples that is."""
    closure = ox.NamedNode(graph_name("closure"))
    new = [ox.Quad(t.subject, t.predicate, t.object, closure) for t in _run_rule(store, rule)]
    store.extend(new)
    return len(new)


def _run_rule(store: ox.Store, path: Path) -> list[ox.Triple]:
    try:
        result = store.query(read_utf8(path), use_default_graph_as_union=True)
    except SyntaxError as err:
        raise SyntaxFault(str(path), None, None, f"no valid SPARQL: {err}") from err
    if not isinstance(result, ox.QueryTriples):
        raise DataError(f"{path}: a rule of the closure is a CONSTRUCT. Move other queries out of derive/.")
    known = store.quads_for_pattern
    return [t for t in set(result) if not any(known(t.subject, t.predicate, t.object, None))]
