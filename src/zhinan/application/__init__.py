"""Applications as they come in: read from files, with the faults of form that stand in them."""

from zhinan.application.faults import OF_DIRECTION, Fault, find_faults
from zhinan.application.read import FORMATS, Application, Statement, read_applications
from zhinan.application.required import Condition, RequiredFact, required_facts
from zhinan.application.vocabulary import GENID, Vocabulary, make_vocabulary

__all__ = [
    "FORMATS",
    "GENID",
    "OF_DIRECTION",
    "Application",
    "Condition",
    "Fault",
    "RequiredFact",
    "Statement",
    "Vocabulary",
    "find_faults",
    "make_vocabulary",
    "read_applications",
    "required_facts",
]
