"""The graph for assistants, by the Model Context Protocol: what they answer with is what the documents say.

Source: Model Context Protocol, revision 2025-11-25 (tools, resources, prompts).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial, wraps
from typing import Annotated, Any, Literal, ParamSpec

import anyio
import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from zhinan import __version__
from zhinan.errors import UnknownLabel, ZhinanError
from zhinan.query import (
    PEOPLE,
    Catalogue,
    Parameter,
    Words,
    find_queries,
    find_thing,
    make_document,
    write_triples,
)
from zhinan.serve.asking import ask_query, describe_query, refuse_parameter
from zhinan.serve.checks import Desk
from zhinan.serve.limits import Limits
from zhinan.serve.media import choose_formats
from zhinan.serve.pool import Pool
from zhinan.serve.problem import Refused, explain_problem, write_problem
from zhinan.serve.question import Question
from zhinan.serve.things import Fact, Link, Quote, Reader, Shown, Thing
from zhinan.store import EmbeddedStore, Iri, add_prefixes
from zhinan.terms import graph_name, prefixes

LIMITS = Limits(seconds=10.0, answer=256 * 1024, workers=1, kept=0)
"""What a query of an assistant may cost: its answer goes into a context that is not large."""

_FORMS = {
    "turtle": "text/turtle",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "json": "application/json",
    "yaml": "application/yaml",
}
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_INSTRUCTIONS = """\
指南 Zhinan：国际科技合作资助指南（申报指南）的知识图谱。
A knowledge graph of Chinese funding guides for international cooperation in science and technology.

Look for a named query first (list_queries), run it (run_query), and use run_sparql only where none fits. Labels may be
given in Chinese or English. Before you state a fact, look up its words with describe_thing and quote them with their
document, section and offsets. What the graph does not say is not known: say so, and do not fill the gap. A clause
that is "manual" or "unchecked" is never met by silence.
"""
_P = ParamSpec("_P")
_Answer = dict[str, Any]


def create_assistant(store: EmbeddedStore, catalogue: Catalogue, limits: Limits = LIMITS) -> MCPServer[Any]:
    """The MCP server over a graph and its named queries; run it with ``run("stdio")``."""
    desk = _Desk(store, catalogue, limits)
    server: MCPServer[Any] = MCPServer(
        "zhinan",
        title="指南 Zhinan",
        version=__version__,
        instructions=_INSTRUCTIONS,
        lifespan=desk.live,
        log_level="WARNING",
    )
    for tool in (
        desk.list_queries,
        desk.run_query,
        desk.describe_thing,
        desk.run_sparql,
        desk.check_application,
    ):
        server.tool(annotations=_READS)(_in_one_shape(tool))
    server.resource(
        "https://w3id.org/zhinan/ontology",
        name="ontology",
        title="本体 The ontology",
        mime_type="text/turtle",
    )(desk.read_ontology)
    server.prompt(name="answer_with_sources", title="据原文作答 Answer from the documents")(_ask_for_sources)
    return server


def _ask_for_sources(question: str) -> str:
    """Answer a question about the funding guides from the graph, with the words behind every fact."""
    return (
        f"{question}\n\n只用 zhinan 的工具所得作答；每个事实附原文、文件、章节与位置；图中没有的，说没有。"
        "Answer from the tools of zhinan alone; give each fact its words, document, section and offsets; say what the "
        "graph does not hold."
    )


def _in_one_shape(tool: Callable[_P, Awaitable[_Answer]]) -> Callable[_P, Awaitable[_Answer]]:
    """The tool with its faults told as the server tells them over HTTP."""

    @wraps(tool)
    async def run(*args: _P.args, **kwargs: _P.kwargs) -> _Answer:
        try:
            return await tool(*args, **kwargs)
        except ZhinanError as fault:
            said = write_problem(explain_problem(fault, tool.__name__)).decode()
            raise ToolError(said) from fault

    return run


class _Desk:
    def __init__(self, store: EmbeddedStore, catalogue: Catalogue, limits: Limits) -> None:
        self._store, self._catalogue, self._limits = store, catalogue.pick_roles(*PEOPLE), limits
        self._reader, self._checks = Reader(store, catalogue), Desk()
        self._pool: Pool | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def live(self, server: MCPServer[Any]) -> AsyncIterator[None]:
        """While the server runs; the workers that were started for it are ended with it."""
        try:
            yield
        finally:
            if self._pool is not None:
                await self._pool.stop()

    async def list_queries(
        self,
        about: Annotated[
            str, Field(description="Words to find queries by, such as 经费; empty for all.")
        ] = "",
    ) -> _Answer:
        """List the named queries: what each answers and what it needs."""
        found = find_queries(self._store, self._catalogue, about) if about.strip() else list(self._catalogue)
        return {"queries": [{k: v for k, v in describe_query(q).items() if k != "columns"} for q in found]}

    async def run_query(
        self,
        name: Annotated[str, Field(description="A name from list_queries.")],
        parameters: Annotated[
            dict[str, str | int | float | bool],
            Field(description="Its parameters; things by label in Chinese or English, code or IRI."),
        ] = {},  # noqa: B006  (read alone; the schema shows it as the default)
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> _Answer:
        """Run a named query. The answer says how many rows there are in all."""
        query = self._catalogue.get(name)
        given = {key: json.dumps(v) if isinstance(v, bool) else str(v) for key, v in parameters.items()}
        answer = await anyio.to_thread.run_sync(ask_query, self._store, self._catalogue, query, given)
        page = replace(answer, rows=answer.rows[offset : offset + limit])
        paging = {"total": len(answer.rows), "limit": limit, "offset": offset}
        return make_document(page, ("zh", "en")) | paging

    async def describe_thing(
        self,
        thing: Annotated[
            str, Field(description="IRI, prefixed name (direction:most-2020/1.2), code or label.")
        ],
        offset: Annotated[int, Field(ge=0, description="Where to go on in what points to it.")] = 0,
    ) -> _Answer:
        """Describe a thing: what is said of it, the exact words behind it, and what points to it."""
        parameter = Parameter(name="thing", type="iri", label=Words("", ""), example="country:IL")
        try:
            found = find_thing(self._store, self._catalogue.lookups, parameter, thing)
        except UnknownLabel as err:
            raise refuse_parameter(err) from err
        read = await anyio.to_thread.run_sync(self._reader.read_thing, found.value, offset)
        if read is None:
            raise Refused(404, "the graph says nothing of this", thing, "Give another.")
        return _write_thing(read)

    async def run_sparql(
        self,
        query: Annotated[str, Field(description="SPARQL 1.1; the project's prefixes need not be declared.")],
    ) -> _Answer:
        """Run a read-only SPARQL query, within bounds of time, memory and length of the answer."""
        wanted = choose_formats("application/sparql-results+json, text/turtle;q=0.9", None)
        question = Question(add_prefixes(query, prefixes()), None, None, wanted)
        answered = await (await self._open_pool()).ask(question)
        if answered.media_type == "text/turtle":
            return {"turtle": answered.body.decode()}
        return dict(json.loads(answered.body))

    async def check_application(
        self,
        application: Annotated[
            str,
            Field(
                description="The application: RDF naming a direction with zn:appliesTo, or a form of `zhinan template`."
            ),
        ],
        form: Literal["turtle", "n-triples", "json-ld", "json", "yaml"] = "turtle",
    ) -> _Answer:
        """Check an application against the rules of its direction; each finding quotes its clause."""
        data = application.encode()
        if len(data) > self._limits.body:
            raise Refused(413, f"it is longer than {self._limits.body} bytes", "application", "Send less.")
        check = partial(self._checks.check, data, _FORMS[form])
        return dict(json.loads(await anyio.to_thread.run_sync(check)))

    def read_ontology(self) -> str:
        """What can be said: classes, properties and closed lists, in Turtle."""
        return write_triples(self._reader.construct("graph", graph=Iri(graph_name("ontology"))))

    async def _open_pool(self) -> Pool:
        async with self._opening:
            if self._pool is None:
                pool = Pool(self._store, self._limits)
                await pool.start()
                self._pool = pool
        return self._pool


def _write_thing(thing: Thing) -> _Answer:
    return {
        **_write_link(thing.link),
        "kinds": [_write_link(kind) for kind in thing.kinds],
        "facts": [_write_fact(fact) for fact in thing.facts],
        "words": [_write_quote(quote) for quote in thing.quotes],
        "inbound": {
            "total": thing.inbound_total,
            "offset": thing.offset,
            "statements": [
                {"subject": _write_link(subject), "property": _write_link(name)}
                for subject, name in thing.inbound
            ],
        },
    }


def _write_link(link: Link) -> dict[str, str]:
    return {"iri": link.iri} | {key: text for key, text in (("zh", link.zh), ("en", link.en)) if text}


def _write_fact(fact: Fact) -> _Answer:
    return {"property": _write_link(fact.property), "values": [_write_value(value) for value in fact.values]}


def _write_value(value: Shown) -> _Answer:
    said: _Answer = _write_link(value.link) if value.link else {"value": value.text}
    if value.language:
        said["language"] = value.language
    if value.quotes:
        said["words"] = [_write_quote(quote) for quote in value.quotes]
    return said


def _write_quote(quote: Quote) -> _Answer:
    return {
        "document": _write_link(quote.document),
        "section": quote.section,
        "start": quote.start,
        "end": quote.end,
        "before": quote.before,
        "words": quote.words,
        "behind": quote.behind,
    }
