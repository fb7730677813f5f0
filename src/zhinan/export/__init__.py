"""The graph, or a view of it, in the tools that people look at graphs with."""

from zhinan.export.applications import view_applications
from zhinan.export.door import Exported, Selection, export_graph, project_view
from zhinan.export.formats import FileFormat, FolderFormat, Format, RdfFormat, find_format, list_formats
from zhinan.export.graph import Column, Edge, EdgeList, Layout, Node, PropertyGraph, Word
from zhinan.export.python import list_measures, to_dataframes, to_networkx
from zhinan.export.views import View, list_views, load_view, read_view

__all__ = [
    "Column",
    "Edge",
    "EdgeList",
    "Exported",
    "FileFormat",
    "FolderFormat",
    "Format",
    "Layout",
    "Node",
    "PropertyGraph",
    "RdfFormat",
    "Selection",
    "View",
    "Word",
    "export_graph",
    "find_format",
    "list_formats",
    "list_measures",
    "list_views",
    "load_view",
    "project_view",
    "read_view",
    "to_dataframes",
    "to_networkx",
    "view_applications",
]
