"""Where the graph is kept and asked: in memory, in a folder on disk, on a SPARQL server."""

from zhinan.store.build import Built, build_store, find_built
from zhinan.store.embedded import EmbeddedStore
from zhinan.store.graphs import Comparison, State, compare_stores, count_graphs, hash_triples, read_graph
from zhinan.store.interface import Store
from zhinan.store.open import choose_graphs, is_server, list_own_graphs, open_server, open_store
from zhinan.store.syntax import Form, add_prefixes, explain_syntax, find_form
from zhinan.store.values import Blank, Iri, Row, Table, Text, Typed, Value

__all__ = [
    "Blank",
    "Built",
    "Comparison",
    "EmbeddedStore",
    "Form",
    "Iri",
    "Row",
    "State",
    "Store",
    "Table",
    "Text",
    "Typed",
    "Value",
    "add_prefixes",
    "build_store",
    "choose_graphs",
    "compare_stores",
    "count_graphs",
    "explain_syntax",
    "find_built",
    "find_form",
    "hash_triples",
    "is_server",
    "list_own_graphs",
    "open_server",
    "open_store",
    "read_graph",
]
