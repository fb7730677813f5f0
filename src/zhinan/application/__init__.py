"""Applications as they come in: read from files, with the faults of form that stand in them."""

from zhinan.application.compose import FaultyCase, Workshop, compose_application, derive_faults, open_workshop
from zhinan.application.faults import OF_DIRECTION, Fault, find_faults
from zhinan.application.read import FORMATS, Application, Statement, read_applications
from zhinan.application.required import Condition, RequiredFact, required_facts
from zhinan.application.template import TEMPLATES, find_direction, write_template
from zhinan.application.vocabulary import GENID, Vocabulary, make_vocabulary

__all__ = [
    "FORMATS",
    "GENID",
    "OF_DIRECTION",
    "TEMPLATES",
    "Application",
    "Condition",
    "Fault",
    "FaultyCase",
    "RequiredFact",
    "Statement",
    "Vocabulary",
    "Workshop",
    "compose_application",
    "derive_faults",
    "find_direction",
    "find_faults",
    "make_vocabulary",
    "open_workshop",
    "read_applications",
    "required_facts",
    "write_template",
]
