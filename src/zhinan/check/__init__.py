"""Applications against the rules: engine, verdicts and what they rest on."""

from zhinan.check.as_json import write_json
from zhinan.check.as_text import LANGUAGES, write_text
from zhinan.check.engines import ENGINES, Breach, find_engine
from zhinan.check.report import Checked, Finding, Value, Verdict, find_exit_code
from zhinan.check.run import check_applications

__all__ = [
    "ENGINES",
    "LANGUAGES",
    "Breach",
    "Checked",
    "Finding",
    "Value",
    "Verdict",
    "check_applications",
    "find_engine",
    "find_exit_code",
    "write_json",
    "write_text",
]
