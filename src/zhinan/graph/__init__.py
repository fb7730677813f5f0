"""Guides into a graph: statements, named graphs, closure and consistency.

What makes guides reads documents, and asking the graph does not: that half is imported when it is first used, so
that a query answers at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from zhinan.graph.assemble import Step, assemble_graph, list_sources

if TYPE_CHECKING:
    from zhinan.graph.library import Library, find_entry, load_library, make_guides, open_source, read_entry

__all__ = [
    "Library",
    "Step",
    "assemble_graph",
    "find_entry",
    "list_sources",
    "load_library",
    "make_guides",
    "open_source",
    "read_entry",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("zhinan.graph.library"), name)
