"""Named queries: a catalogue of SPARQL files with typed parameters, run to typed rows with labels."""

from zhinan.query.catalogue import Catalogue, load_queries
from zhinan.query.named import Column, NamedQuery, Parameter, Words
from zhinan.query.output import Languages, make_document, pick_words, write_csv, write_json, write_table
from zhinan.query.results import draw_table, write_rows, write_triples
from zhinan.query.run import Answer, run_query

__all__ = [
    "Answer",
    "Catalogue",
    "Column",
    "Languages",
    "NamedQuery",
    "Parameter",
    "Words",
    "draw_table",
    "load_queries",
    "make_document",
    "pick_words",
    "run_query",
    "write_csv",
    "write_json",
    "write_rows",
    "write_table",
    "write_triples",
]
