"""Guides into a graph: statements, named graphs, closure and consistency."""

from zhinan.graph.library import Library, find_entry, load_library, make_guides, open_source, read_entry

__all__ = ["Library", "find_entry", "load_library", "make_guides", "open_source", "read_entry"]
