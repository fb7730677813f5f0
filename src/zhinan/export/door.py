"""From a store to a file: choose a view, project it, write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from zhinan.errors import BadParameter, NothingFound, UnknownChoice
from zhinan.export.formats import FolderFormat, RdfFormat, find_format
from zhinan.export.graph import PropertyGraph
from zhinan.export.plan import Plan, load_plan
from zhinan.export.project import project_triples
from zhinan.export.python import add_measures
from zhinan.export.views import Source, Terms, View, bind_view, find_neighbourhood, load_view, read_helper
from zhinan.export.writers.rdf import sort_quads
from zhinan.files import check_target, write_file, write_folder
from zhinan.terms import ID, ONTOLOGY, XSD, mint

_NEIGHBOURHOOD = "neighbourhood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a view is wanted; what is left empty narrows nothing.

    ``guides`` are ids or IRIs, ``types`` local names of classes, ``language`` is zh or en; ``of`` (an IRI, or
    its path such as ``country/IL``) and ``depth`` are for the view neighbourhood; ``measures`` are added to nodes.
    """

    guides: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    language: str = ""
    of: str = ""
    depth: int = 1
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written where."""

    path: Path
    nodes: int = 0
    edges: int = 0
    triples: int = 0


def project_view(store: Source, view: str | View, selection: Selection | None = None) -> PropertyGraph:
    """The graph of a view, by name or as read from a file.

    Raises NothingFound where it is empty, UnknownChoice where the view or a class is not known, BadParameter
    where the view cannot be narrowed as wanted.
    """
    wanted = selection or Selection()
    chosen = load_view(view) if isinstance(view, str) else view
    plan = load_plan(store.construct(read_helper("vocabulary")))
    root = _read_thing(wanted.of) if wanted.of else ""
    graph = project_triples(
        select_triples(store, chosen, wanted),
        store.stream(read_helper("words" if chosen.complete else "names")),
        plan,
        name=chosen.name,
        roots=[root] if root else [],
        types=_read_types(wanted.types, plan),
        language=wanted.language,
        layout=chosen.layout,
    )
    if not graph.nodes:
        raise NothingFound(
            f"The view {chosen.name} is empty for this selection. Widen it, or choose another view."
        )
    return add_measures(graph, wanted.measures)


def export_graph(
    store: Source,
    view: str | View,
    form: str,
    target: Path,
    selection: Selection | None = None,
    *,
    force: bool = False,
) -> Exported:
    """Write a view of the graph to ``target``; an existing target is replaced only with ``force``.

    Raises what ``project_view`` raises, UnknownChoice for an unknown format, OutputError where nothing can be
    written; nothing is ever left half-written.
    """
    chosen = find_format(form)
    check_target(target, folder=isinstance(chosen, FolderFormat), force=force)
    if isinstance(chosen, RdfFormat):
        quads = select_quads(
            store, load_view(view) if isinstance(view, str) else view, selection or Selection()
        )
        write_file(target, chosen.write(quads))
        return Exported(target, triples=len(quads))
    graph = project_view(store, view, selection)
    if isinstance(chosen, FolderFormat):
        write_folder(target, chosen.write(graph))
    else:
        write_file(target, chosen.write(graph))
    return Exported(target, nodes=len(graph.nodes), edges=len(graph.edges))


def select_quads(store: Source, view: View, wanted: Selection) -> list[ox.Quad]:
    """The triples of a view with the named graphs that say them, sorted; what is derived has the default graph.

    Raises NothingFound where there are none.
    """
    left = dict.fromkeys(select_triples(store, view, wanted))
    content = View("graph-content", {}, read_helper("graph-content"))
    graphs = {triple.subject for triple in store.construct(read_helper("graphs"))}
    quads = []
    for graph in sorted((one for one in graphs if isinstance(one, ox.NamedNode)), key=str):
        said = store.construct(bind_view(content, {"graph": [graph]}))
        quads += [_put_into(triple, graph) for triple in said if triple in left]
    stated = {quad.triple for quad in quads}
    quads += [_put_into(triple, ox.DefaultGraph()) for triple in left if triple not in stated]
    if not quads:
        raise NothingFound(
            f"The view {view.name} is empty for this selection. Widen it, or choose another view."
        )
    return sort_quads(quads)


def select_triples(store: Source, view: View, wanted: Selection) -> Iterable[ox.Triple]:
    """The triples of a view, narrowed by guides and years; some may come again."""
    if view.name == _NEIGHBOURHOOD:
        if not wanted.of:
            raise BadParameter(
                "of",
                "the view neighbourhood needs a thing to start from",
                "Give its IRI, such as country/IL.",
            )
        return find_neighbourhood(store, _read_thing(wanted.of), wanted.depth)
    if view.triples is not None:
        return view.triples
    given: dict[str, Terms] = {
        "guide": [_read_guide(one) for one in wanted.guides],
        "year": [ox.Literal(str(one), datatype=ox.NamedNode(XSD + "integer")) for one in wanted.years],
    }
    return store.stream(bind_view(view, given))


def _put_into(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _read_thing(text: str) -> str:
    try:
        return ox.NamedNode(text if "://" in text else ID + text).value
    except ValueError as err:
        raise BadParameter("of", f"{text!r} is no IRI ({err})", "Give one such as country/IL.") from err


def _read_guide(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text if "://" in text else mint("guide", text))
    except ValueError as err:
        raise BadParameter(
            "guide", f"{text!r} is no guide ({err})", "Give its id, such as most-2020."
        ) from err


def _read_types(names: tuple[str, ...], plan: Plan) -> list[str]:
    known = {iri: iri.removeprefix(ONTOLOGY) for iri in plan.classes}
    for name in names:
        if name not in known and name not in known.values():
            raise UnknownChoice("class", name, sorted(known.values()))
    return [iri for iri, short in known.items() if iri in names or short in names]
