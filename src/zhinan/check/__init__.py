"""Applications against the rules: engine, verdicts and what they rest on."""

from zhinan.check.engines import ENGINES, Breach, find_engine
from zhinan.check.report import Checked, Finding, Value, Verdict, find_exit_code
from zhinan.check.run import check_applications

__all__ = [
    "ENGINES",
    "Breach",
    "Checked",
    "Finding",
    "Value",
    "Verdict",
    "check_applications",
    "find_engine",
    "find_exit_code",
]
