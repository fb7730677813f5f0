"""Answering a query with bytes: pyoxigraph runs it and writes its answer, no row passes through Python."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

import pyoxigraph as ox

from zhinan.errors import QueryError
from zhinan.serve.judge import check_graph, judge_query, may_reach_out
from zhinan.serve.media import ROWS, TRIPLES, TRUTH, Format, Wanted, refuse_format
from zhinan.serve.problem import Refused
from zhinan.serve.question import Question
from zhinan.serve.sheet import Sheet, TooLong
from zhinan.store import explain_syntax

BASE = "https://w3id.org/zhinan/"
"""What a relative IRI of a query is resolved against: one base for every host, so that answers can be kept."""

WRITERS: dict[str, Any] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
"""What writes each format, by its name."""


LONG = 64 * 1024
"""Bytes from which on an answer stays on the sheet on which it was written."""
_WORTH_PACKING = 1024


class Answered(NamedTuple):
    """The bytes of an answer and their media type; ``packed`` with gzip or not.

    A worker leaves a long one where it was written: ``written`` bytes on its sheet, and no body. A ``cheap`` one took
    about as long as it takes to find it among those kept.
    """

    media_type: str
    body: bytes
    packed: bool = False
    written: int = 0
    cheap: bool = False


class Asker:
    """Answers questions over one store, whose graphs do not change while it lives."""

    def __init__(self, store: ox.Store, sheet: Sheet | None = None) -> None:
        self._store, self.sheet = store, sheet
        self._graphs = frozenset(graph.value for graph in store.named_graphs())

    def answer(self, question: Question) -> Answered:
        """The answer to a question.

        Raises Refused: 400 where the text does not parse, 403 where it reaches out of the store, 406 where its
        answer comes in no format that is wanted, 413 where that is longer than allowed.
        """
        result = self._run(question)
        form = _choose_format(result, question.wanted)
        try:
            return self._write(result, form)
        except TooLong as err:
            what = "the answer is longer than this server gives"
            raise Refused(413, what, "query", "Ask for less: LIMIT and OFFSET, fewer columns.") from err
        except (OSError, RuntimeError, ValueError) as err:
            raise Refused(400, f"this query cannot be run ({err})", "query", "Change it.") from err

    def answer_small(self, question: Question) -> Answered:
        """The answer to a look-up that names no graph and no relative IRI, in less time. Raises Refused."""
        try:
            result: Any = self._store.query(question.query, use_default_graph_as_union=True)
            form = _choose_format(result, question.wanted)
            body = result.serialize(format=WRITERS[form.name])
        except (OSError, RuntimeError, SyntaxError, ValueError):
            return self.answer(question)  # which explains it
        return Answered(form.media_type, body, cheap=True)

    def _run(self, question: Question) -> Any:
        dataset = self._choose_dataset(question)
        try:
            return self._store.query(question.query, base_iri=BASE, **dataset)
        except SyntaxError as err:
            raise _explain(question.query, str(err)) from err
        except (OSError, RuntimeError, ValueError) as err:
            raise Refused(400, f"this query cannot be run ({err})", "query", "Change it.") from err

    def _choose_dataset(self, question: Question) -> dict[str, Any]:
        """The graphs a question is asked over: those of the protocol, else of the query, else all."""
        own = may_reach_out(question.query) and self._judge(question.query)
        if question.defaults is None:
            return {"use_default_graph_as_union": not own}
        named = question.named or ()
        for parameter, graphs in (("default-graph-uri", question.defaults), ("named-graph-uri", named)):
            for graph in graphs:
                check_graph(graph, self._graphs, parameter)
        return {
            "default_graph": [ox.NamedNode(graph) for graph in question.defaults],
            "named_graphs": [ox.NamedNode(graph) for graph in named],
        }

    def _judge(self, query: str) -> bool:
        try:
            return judge_query(query, self._graphs, BASE)
        except Refused as refused:
            if refused.status == 400:
                _check_syntax(query)
            raise

    def _write(self, result: Any, form: Format) -> Answered:
        if self.sheet is None:
            return Answered(form.media_type, bytes(result.serialize(format=WRITERS[form.name])))
        self.sheet.clear()
        result.serialize(self.sheet, format=WRITERS[form.name])
        if self.sheet.written < LONG or not self.sheet.shared:
            return Answered(form.media_type, self.sheet.read())
        return Answered(form.media_type, b"", written=self.sheet.written)

    def pack(self, answered: Answered) -> Answered:
        """The answer packed with gzip, where it is long enough to gain by it."""
        plain = self.sheet.view() if answered.written and self.sheet else memoryview(answered.body)
        if len(plain) < _WORTH_PACKING:
            return answered
        packer = zlib.compressobj(level=4, wbits=31)
        return Answered(answered.media_type, packer.compress(plain) + packer.flush(), packed=True)


def _choose_format(result: Any, wanted: Wanted) -> Format:
    if isinstance(result, ox.QuerySolutions):
        form, kind, table = wanted.rows, "SELECT", ROWS
    elif isinstance(result, ox.QueryBoolean):
        form, kind, table = wanted.truth, "ASK", TRUTH
    else:
        form, kind, table = wanted.triples, "CONSTRUCT or DESCRIBE", TRIPLES
    if form is None:
        raise refuse_format(kind, tuple(table))
    return form


def _check_syntax(query: str) -> None:
    """Raises Refused where the query does not parse: a better reason than that it cannot be judged."""
    try:
        ox.Store().query(query, base_iri=BASE)
    except SyntaxError as err:
        raise _explain(query, str(err)) from err
    except (OSError, RuntimeError, ValueError):
        return


def _explain(query: str, problem: str) -> Refused:
    explained: QueryError = explain_syntax(query, problem, "query")
    where = "query" if explained.line is None else f"query:{explained.line}:{explained.column}"
    what = str(explained).removeprefix(f"{where}: ").rstrip(".")
    return Refused(400, what, where, "Correct it and ask again.")
