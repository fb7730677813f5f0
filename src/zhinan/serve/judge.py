"""Whether a query may be run: the parsed query decides, and no query reaches out of the graph.

A text in which neither ``SERVICE`` nor ``FROM`` stands anywhere, be it in a comment or a string, reaches nothing else
and is admitted as it is. Any other is parsed by rdflib, whose tree says what is a clause and what is a word.
That a query finds no socket and no file is not left to this judgement: see ``sandbox``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhinan.serve.problem import Refused


def may_reach_out(query: str) -> bool:
    """Whether the words that begin a reach out of the graph stand anywhere in the text."""
    folded = query.casefold()
    return "service" in folded or "from" in folded


def load_parser() -> None:
    """Import what ``judge_query`` needs, while files may be read."""
    judge_query("SELECT * WHERE { }", frozenset(), "https://example.org/")


def judge_query(query: str, graphs: frozenset[str], base: str) -> bool:
    """Whether the query chooses its own graphs, all of which are in ``graphs``.

    Raises Refused (403) where it asks another service or a graph that is not here, (400) where it cannot be told.
    """
    tree = _parse(query, base)
    clauses = list(_walk(tree))
    if any(clause.name == "ServiceGraphPattern" for clause in clauses):
        remedy = "Leave SERVICE out, and ask each service for its own part."
        raise Refused(403, "this query asks another service, and none is asked from here", "SERVICE", remedy)
    chosen = [_name_graph(clause) for clause in clauses if clause.name == "DatasetClause"]
    for graph in chosen:
        check_graph(graph, graphs, "FROM")
    return bool(chosen)


def check_graph(graph: str, graphs: frozenset[str], where: str) -> None:
    """Raises Refused (403) where the graph is none of the store: nothing is fetched."""
    if graph not in graphs:
        remedy = "Name a graph of this store; the endpoint lists them when it is asked without a query."
        raise Refused(403, f"<{graph}> is no graph of this store, and nothing is fetched", where, remedy)


def _parse(query: str, base: str) -> Any:
    from rdflib.plugins.sparql.algebra import translatePName, translatePrologue, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        prologue, tree = parseQuery(query)
        names = translatePrologue(prologue, base)
        return traverse(tree, visitPost=lambda node: translatePName(node, names))
    except RecursionError as err:
        raise Refused(400, "this query is nested too deeply", "query", "Ask in smaller parts.") from err
    except Exception as err:  # rdflib raises bare Exception for unknown prefixes
        what = f"whether this query asks another service cannot be told ({err})"
        raise Refused(400, what, "query", "Write it in plain SPARQL 1.1.") from err


def _walk(node: Any) -> Iterator[Any]:
    from rdflib.plugins.sparql.parserutils import CompValue

    found = [node]
    while found:
        node = found.pop()
        if isinstance(node, CompValue):
            yield node
            found.extend(node.values())
        elif isinstance(node, str):
            continue
        elif hasattr(node, "__iter__"):
            found.extend(node)


def _name_graph(clause: Any) -> str:
    return str(clause["default"] if "default" in clause else clause["named"])
