"""Consistency and classification of the graph by HermiT, an OWL 2 reasoner that runs on Java."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zhinan.errors import DataError, ToolMissing
from zhinan.files import find_folder, read_utf8
from zhinan.terms import ID, ONTOLOGY, RDFS

if TYPE_CHECKING:
    from owlready2 import World

_OWL = "http://www.w3.org/2002/07/owl#"
_FROM_OUTSIDE = {RDFS + "subClassOf", RDFS + "subPropertyOf"}
_SPAN = ID + "span/"
_LITERAL_ONLY = {RDFS + "label", RDFS + "comment"}


@dataclass(frozen=True, slots=True)
class Classification:
    """What the reasoner found; all IRIs.

    ``unsatisfiable`` are the classes that nothing can ever be in, ``members`` the things that follow to be
    in each defined class, in order. Where the graph contradicts itself, nothing follows and both are empty.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the graph is free of contradictions and every class can have members."""
        return self.consistent and not self.unsatisfiable


def classify_graph(graph: ox.Store) -> Classification:
    """Consistency, classes without possible members, and the members of the defined classes.

    ``graph`` holds the ontology and the facts, in whatever named graphs. Foreign vocabularies are left aside,
    since they are not imported. Raises ToolMissing where owlready2 or Java is not installed.
    """
    _require_tools()
    from owlready2 import OwlReadyInconsistentOntologyError, sync_reasoner_hermit

    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in graph)
    defined = _list_defined_classes(store)
    world = _load_world(store)
    try:
        sync_reasoner_hermit(world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True)
    except OwlReadyInconsistentOntologyError:
        return Classification(consistent=False)
    impossible = {str(cls.iri) for cls in world.inconsistent_classes() if hasattr(cls, "iri")}
    unsatisfiable = sorted(impossible - {_OWL + "Nothing"})
    members = tuple((iri, _list_members(world, iri)) for iri in defined)
    return Classification(consistent=True, unsatisfiable=tuple(unsatisfiable), members=members)


def _require_tools() -> None:
    try:
        import owlready2  # noqa: F401 (asked only whether it is there)
    except ImportError as err:
        raise ToolMissing("owlready2", "Install it with: pip install 'zhinan[reason]'") from err
    if shutil.which("java") is None:
        raise ToolMissing(
            "java", "HermiT runs on Java 8 or later; install one, such as default-jre-headless."
        )


def _list_defined_classes(store: ox.Store) -> list[str]:
    defined = store.quads_for_pattern(None, ox.NamedNode(_OWL + "equivalentClass"), None)
    return sorted({quad.subject.value for quad in defined if isinstance(quad.subject, ox.NamedNode)})


def _load_world(store: ox.Store) -> World:
    """An owlready2 world of the triples; it reads N-Triples from a file."""
    from owlready2 import World

    for file in sorted((find_folder("queries") / "reason").glob("*.rq")):
        said = store.query(read_utf8(file))
        if not isinstance(said, ox.QueryTriples):
            raise DataError(f"{file}: this query answers no triples. Make it a CONSTRUCT.")
        store.extend([ox.Quad(*triple) for triple in said])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        with path.open("wb") as stream:
            ox.serialize(_select_own(store), stream, format=ox.RdfFormat.N_TRIPLES)
        world = World()
        world.get_ontology(path.as_uri()).load()
    return world


def _select_own(store: ox.Store) -> Iterator[ox.Triple]:
    """The triples that mean something to the reasoner: no text in a language, no foreign superclass, no span.

    No definition speaks of spans or of words, and they are many; shapes/graph checks them.
    """
    for subject, predicate, thing, _ in store:
        named = thing.value if isinstance(thing, ox.NamedNode) else ONTOLOGY
        foreign = predicate.value in _FROM_OUTSIDE and not named.startswith(ONTOLOGY)
        span = named.startswith(_SPAN) or (
            isinstance(subject, ox.NamedNode) and subject.value.startswith(_SPAN)
        )
        words = isinstance(thing, ox.Literal) and thing.language is not None
        if not (foreign or span or words or predicate.value in _LITERAL_ONLY):
            yield ox.Triple(subject, predicate, thing)


def _list_members(world: World, iri: str) -> tuple[str, ...]:
    return tuple(sorted(thing.iri for thing in world[iri].instances()))
