"""Linked data and pages: every IRI of ours answers, as a page for people and as RDF for programs.

Source: Cool URIs for the Semantic Web, 4.3 (one address for all forms, told apart by Content-Location).
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from zhinan import __version__
from zhinan.errors import BadParameter, UnknownLabel
from zhinan.files import find_folder
from zhinan.query import Answer, Catalogue, Labels, NamedQuery, find_queries, run_query, show_plain
from zhinan.serve.answer import WRITERS
from zhinan.serve.describe import find_base
from zhinan.serve.media import TRIPLES, choose_format
from zhinan.serve.problem import Refused
from zhinan.serve.reply import Edition, reply
from zhinan.serve.things import PAGE, Reader, close_blanks, find_path
from zhinan.store import EmbeddedStore, Iri, Row, Text, Value
from zhinan.terms import GRAPH, ID, ONTOLOGY, graph_name, prefixes, shorten

if TYPE_CHECKING:
    import jinja2

FORMATS: dict[str, tuple[str, ...]] = {"html": ("text/html", "application/xhtml+xml"), **TRIPLES}
"""A browser asks for HTML and gets it; who accepts anything gets it too."""

_TEMPLATES = Path(__file__).parent / "templates"
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_RULE = ID + "rule/"
_SHOWN = 500
"""Rows of an answer that a page shows; the rest is in its CSV."""


def routes(store: EmbeddedStore, catalogue: Catalogue, edition: Edition) -> list[BaseRoute]:
    """The routes of pages and of the things of the graph."""
    site = _Site(store, catalogue, edition)
    return [
        Route("/", site.show_start),
        Route("/style.css", site.show_style),
        Route("/ask/{name}", site.show_answer),
        Route("/id/{path:path}", site.show_thing),
        Route("/graph/{name}", site.show_graph),
        Route("/dataset", site.show_dataset),
        Route("/ontology", site.show_ontology),
    ]


class _Site:
    def __init__(self, store: EmbeddedStore, catalogue: Catalogue, edition: Edition) -> None:
        self._store, self._catalogue, self._edition = store, catalogue, edition
        self._reader = Reader(store, catalogue)

    @cached_property
    def _pages(self) -> jinja2.Environment:
        import jinja2

        pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages.globals["version"] = __version__
        return pages

    @cached_property
    def _rules(self) -> Reader:
        """Reads the rules beside the graph: they are made from it, and findings name them."""
        store, shapes = ox.Store(), find_folder("shapes")
        store.bulk_extend(self._store.inner)
        for path in sorted([*shapes.glob("rules/**/*.ttl"), *shapes.glob("batch/*.ttl")]):
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph_name("rules")))
        return Reader(EmbeddedStore(store), self._catalogue)

    def show_start(self, request: Request) -> Response:
        """The guides, and the named queries or those that speak of ``about``."""
        about = request.query_params.get("about", "").strip()
        found = find_queries(self._store, self._catalogue, about) if about else list(self._catalogue)
        roles: dict[str, list[NamedQuery]] = {}
        for query in found:
            roles.setdefault(query.role, []).append(query)
        guides = run_query(self._store, self._catalogue, self._catalogue.get("guides"), {})
        rows = [_show_row(row, guides) for row in guides.rows]
        return self._show(
            request, "start.html", about=about, roles=roles, guides=rows, columns=guides.columns
        )

    def show_style(self, request: Request) -> Response:
        """The style sheet of all pages."""
        return reply(request, self._edition, (_TEMPLATES / "style.css").read_bytes(), "text/css")

    def show_answer(self, request: Request) -> Response:
        """A form for a named query, and its answer where all it needs is given."""
        query = self._catalogue.get(request.path_params["name"])
        given = {name: value for name, value in request.query_params.items() if value.strip()}
        needed = {p.name for p in query.parameters if p.default is None and not p.optional}
        said: dict[str, Any] = {"query": query, "given": given, "rows": [], "total": None, "problem": None}
        if needed <= given.keys():
            try:
                answer = run_query(self._store, self._catalogue, query, given)
                shown = [_show_row(row, answer) for row in answer.rows[:_SHOWN]]
                said |= {"rows": shown, "total": len(answer.rows)}
            except (UnknownLabel, BadParameter) as err:
                said["problem"] = _explain(err)
        status = 400 if said["problem"] else 200
        return self._show(request, "answer.html", status=status, address=str(request.url.query), **said)

    def show_thing(self, request: Request) -> Response:
        """A thing under ``/id/``: a page, or RDF."""
        form = choose_format(FORMATS, request.headers.get("accept"), request.query_params.get("format"))
        iri = ID + request.path_params["path"]
        offset = _read_offset(request)
        reader = self._rules if iri.startswith(_RULE) else self._reader
        thing = reader.read_thing(iri, offset) if _is_ours(iri) else None
        if thing is None:
            return self._show_missing(request, iri, form.name)
        if form.name == "html":
            return self._show(request, "thing.html", thing=thing, page=PAGE)
        triples = close_blanks(reader.construct("thing", thing=Iri(iri)), reader.inner)
        return self._write(request, triples, form.name)

    def show_graph(self, request: Request) -> Response:
        """A named graph: how much it says of what, or all of it."""
        form = choose_format(FORMATS, request.headers.get("accept"), request.query_params.get("format"))
        iri = GRAPH + request.path_params["name"]
        if not _is_ours(iri) or not self._store.inner.contains_named_graph(ox.NamedNode(iri)):
            return self._show_missing(request, iri, form.name)
        if form.name != "html":
            return self._write(request, self._reader.construct("graph", graph=Iri(iri)), form.name)
        classes = self._reader.select("classes", graph=Iri(iri))
        links = self._reader.link_all(str(row[0]) for row in classes)
        rows = [(link, row[1]) for link, row in zip(links, classes, strict=True)]
        return self._show(request, "graph.html", iri=iri, name=request.path_params["name"], rows=rows)

    def show_dataset(self, request: Request) -> Response:
        """The dataset: its graphs, how much there is of each class, and how complete it is."""
        ((triples, *_),) = self._reader.select("totals")
        graphs = self._reader.select("partition-graphs")
        classes = [
            row for row in self._reader.select("partition-classes") if str(row[0]).startswith(ONTOLOGY)
        ]
        classes.sort(key=lambda row: -int(str(row[1])))
        links = self._reader.link_all(str(row[0]) for row in (*graphs, *classes))
        return self._show(
            request, "dataset.html", base=find_base(request), triples=int(str(triples)),
            graphs=[(link, int(str(row[1]))) for link, row in zip(links, graphs, strict=False)],
            classes=[
                (link, *(int(str(count)) for count in row[1:]))
                for link, row in zip(links[len(graphs) :], classes, strict=True)
            ],
        )  # fmt: skip

    def show_ontology(self, request: Request) -> Response:
        """The ontology: its terms on one page, or all of it as RDF."""
        form = choose_format(FORMATS, request.headers.get("accept"), request.query_params.get("format"))
        if form.name != "html":
            triples = self._reader.construct("graph", graph=Iri(graph_name("ontology")))
            return self._write(request, triples, form.name)
        terms: dict[str, dict[str, Any]] = {}
        for iri, kind, remark in self._reader.select("terms"):
            term = terms.setdefault(str(iri), {"kinds": {}, "zh": "", "en": ""})
            term["kinds"][shorten(str(kind))] = find_path(str(kind))
            if isinstance(remark, Text):
                term[remark.language] = remark.value
        links = self._reader.link_all(terms)
        rows = [(link, link.iri.removeprefix(ONTOLOGY), terms[link.iri]) for link in links]
        return self._show(request, "ontology.html", rows=rows)

    def _show_missing(self, request: Request, iri: str, form: str) -> Response:
        near = self._reader.find_near(iri)
        if form == "html":
            return self._show(request, "missing.html", status=404, iri=iri, near=near)
        candidates = [link.iri for link in near]
        remedy = "Look at the candidates." if near else "Check the address."
        raise Refused(404, "the graph says nothing of this", iri, remedy, {"Vary": "Accept"}, candidates)

    def _show(self, request: Request, template: str, *, status: int = 200, **said: Any) -> Response:
        text = self._pages.get_template(template).render(path=request.url.path, **said)
        if status != 200:
            return Response(text, status, {**_SECURITY, "Vary": "Accept"}, media_type="text/html")
        headers = {**_SECURITY, "Content-Location": _name_form(request, "html")}
        return reply(request, self._edition, text.encode(), "text/html", headers)

    def _write(self, request: Request, triples: tuple[ox.Triple, ...], form: str) -> Response:
        ordered = sorted(triples, key=str)
        body = ox.serialize(ordered, format=WRITERS[form], prefixes=_pick_prefixes(ordered))
        headers = {"Content-Location": _name_form(request, form)}
        return reply(request, self._edition, body or b"", FORMATS[form][0], headers)


def _name_form(request: Request, form: str) -> str:
    """The address of this very form of what was asked for."""
    return str(request.url.include_query_params(format=form).replace(scheme="", netloc=""))


def _pick_prefixes(triples: list[ox.Triple]) -> dict[str, str]:
    iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    return {name: space for name, space in prefixes().items() if any(iri.startswith(space) for iri in iris)}


def _is_ours(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return iri.isascii() and len(iri) < 500


def _read_offset(request: Request) -> int:
    text = request.query_params.get("offset", "0")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise Refused(400, f"{text[:40]!r} is no whole number", "offset", "Give one.")


def _show_row(row: Row, answer: Answer) -> list[dict[str, str]]:
    """A row for a page: each value as words, in a second language, with its address and class of cell."""
    return [
        _show_cell(value, answer.labels, counted=bool(column.unit))
        for value, column in zip(row, answer.columns, strict=True)
    ]


def _show_cell(value: Value | None, labels: Labels, *, counted: bool) -> dict[str, str]:
    match value:
        case None:
            return _cell("", "none")
        case Iri():
            called = labels.get(value.value, {})
            zh, en = called.get("zh", ""), called.get("en", "")
            return _cell(zh or en or shorten(value.value), "thing", en if zh else "", find_path(value.value))
        case bool():
            return _cell("是 yes" if value else "否 no", "text")
        case int() | Decimal() if counted:
            return _cell(f"{Decimal(show_plain(value)):,}", "number")
        case _:
            return _cell(show_plain(value), "text")


def _cell(text: str, kind: str, en: str = "", href: str = "") -> dict[str, str]:
    return {"text": text, "kind": kind, "en": en, "href": href}


def _explain(err: UnknownLabel | BadParameter) -> dict[str, Any]:
    if isinstance(err, BadParameter):
        return {
            "parameter": err.parameter,
            "what": f"{err.problem}. {err.remedy.replace('--', '')}",
            "candidates": [],
        }
    candidates = [
        {"value": candidate.partition(" ")[0], "label": candidate.partition(" ")[2]}
        for candidate in err.candidates
    ]
    return {"parameter": err.parameter, "what": f"{err.label!r}", "candidates": candidates}
