"""Named queries: a catalogue of SPARQL files with typed parameters, run to typed rows with labels."""

from zhinan.query.answer import Answer, Languages
from zhinan.query.binding import bind_values
from zhinan.query.catalogue import PEOPLE, Catalogue, load_queries
from zhinan.query.finding import find_queries
from zhinan.query.lookup import Labels, find_thing, read_labels
from zhinan.query.named import Column, NamedQuery, Parameter, Words
from zhinan.query.output import make_document, pick_words, write_csv, write_json, write_table
from zhinan.query.results import draw_table, measure_width, show_plain, write_rows, write_triples
from zhinan.query.run import run_query

__all__ = [
    "PEOPLE",
    "Answer",
    "Catalogue",
    "Column",
    "Labels",
    "Languages",
    "NamedQuery",
    "Parameter",
    "Words",
    "bind_values",
    "draw_table",
    "find_queries",
    "find_thing",
    "load_queries",
    "make_document",
    "measure_width",
    "pick_words",
    "read_labels",
    "run_query",
    "show_plain",
    "write_csv",
    "write_json",
    "write_rows",
    "write_table",
    "write_triples",
]
