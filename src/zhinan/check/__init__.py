"""Applications against the rules: engine, verdicts and what they rest on."""

from zhinan.check.engines import ENGINES, Prepare, ShapesGraph, Validator, find_engine
from zhinan.check.plan import Breach
from zhinan.check.report import (
    Checked,
    Finding,
    Findings,
    Tally,
    Value,
    Verdict,
    find_exit_code,
    judge_application,
    list_verdicts,
    pick_findings,
)
from zhinan.check.run import Checker, check_applications, open_checker
from zhinan.check.stream import Run, check_files, count_cores

__all__ = [
    "ENGINES",
    "Breach",
    "Checked",
    "Checker",
    "Finding",
    "Findings",
    "Prepare",
    "Run",
    "ShapesGraph",
    "Tally",
    "Validator",
    "Value",
    "Verdict",
    "check_applications",
    "check_files",
    "count_cores",
    "find_engine",
    "find_exit_code",
    "judge_application",
    "list_verdicts",
    "open_checker",
    "pick_findings",
]
