from .compose import FaultyCase, Workshop, compose_application, derive_faults, open_workshop
from .facts import (
    APPLICATION,
    APPLIES,
    TYPE,
    Facts,
    Row,
    Rows,
    datatype_of,
    language_of,
    list_facts,
    make_application,
    make_rows,
    unwrap,
    write_rows,
)
from .faults import OF_DIRECTION, find_faults
from .kept_places import open_places, write_places
from .lines import Reading, Scan, Spoilt, are_closed, read_piece
from .pieces import Piece, cut_file
from .read import FORMATS, read_applications
from .required import Condition, RequiredFact, required_facts
from .screen import Screen, make_screen
from .statements import Application, Fault, Statement
from .template import TEMPLATES, find_direction, write_template
from .vocabulary import GENID, Vocabulary, make_vocabulary

__all__ = [
    "APPLICATION",
    "APPLIES",
    "FORMATS",
    "GENID",
    "OF_DIRECTION",
    "TEMPLATES",
    "TYPE",
    "Application",
    "Condition",
    "Facts",
    "Fault",
    "FaultyCase",
    "Piece",
    "Reading",
    "RequiredFact",
    "Row",
    "Rows",
    "Scan",
    "Screen",
    "Spoilt",
    "Statement",
    "Vocabulary",
    "Workshop",
    "are_closed",
    "compose_application",
    "cut_file",
    "datatype_of",
    "derive_faults",
    "find_direction",
    "find_faults",
    "language_of",
    "list_facts",
    "make_application",
    "make_rows",
    "make_screen",
    "make_vocabulary",
    "open_places",
    "open_workshop",
    "read_applications",
    "read_piece",
    "required_facts",
    "unwrap",
    "write_places",
    "write_rows",
    "write_template",
]
