"""Where the graph is kept and asked: in memory, in a folder on disk, on a SPARQL server."""

from zhinan.store.build import Built, build_store, find_built
from zhinan.store.embedded import EmbeddedStore
from zhinan.store.interface import Store
from zhinan.store.open import open_store
from zhinan.store.syntax import Form, add_prefixes, explain_syntax, find_form
from zhinan.store.values import Blank, Iri, Row, Table, Text, Typed, Value

__all__ = [
    "Blank",
    "Built",
    "EmbeddedStore",
    "Form",
    "Iri",
    "Row",
    "Store",
    "Table",
    "Text",
    "Typed",
    "Value",
    "add_prefixes",
    "build_store",
    "explain_syntax",
    "find_built",
    "find_form",
    "open_store",
]
