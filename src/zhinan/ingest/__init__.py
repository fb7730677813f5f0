"""Documents into guides: bytes → text → blocks → sections → facts, each with its span."""

from zhinan.ingest.corrections import Corrections, load_corrections
from zhinan.ingest.document import read_document
from zhinan.ingest.grammar import Grammar, load_grammar, read_toml
from zhinan.ingest.names import Lexicon, Names
from zhinan.ingest.read import GuidePart, read_guide

__all__ = [
    "Corrections",
    "Grammar",
    "GuidePart",
    "Lexicon",
    "Names",
    "load_corrections",
    "load_grammar",
    "read_document",
    "read_guide",
    "read_toml",
]
