"""Applications against the rules: engine, verdicts and what they rest on."""

from zhinan.check.batch import BatchFindings, check_batch
from zhinan.check.batch_facts import Facts, find_facts
from zhinan.check.batch_findings import join_batch
from zhinan.check.batch_portfolio import check_portfolio
from zhinan.check.batch_rules import BatchRules, load_batch_rules
from zhinan.check.batch_run import check_together
from zhinan.check.engines import ENGINES, Prepare, ShapesGraph, Validator, find_engine
from zhinan.check.journal import open_journal
from zhinan.check.plan import Breach
from zhinan.check.progress import Run
from zhinan.check.receipt import (
    Receipt,
    ResultDigest,
    compare_receipts,
    make_receipt,
    read_receipt,
    write_receipt,
)
from zhinan.check.report import (
    Checked,
    Finding,
    Findings,
    Tally,
    Value,
    Verdict,
    find_exit_code,
    judge_application,
    list_clauses,
    list_verdicts,
    pick_findings,
)
from zhinan.check.run import Checker, check_applications, open_checker
from zhinan.check.spool import Spool
from zhinan.check.stamp import Stamp, stamp_program, stamp_run
from zhinan.check.stream import check_files, count_cores

__all__ = [
    "ENGINES",
    "BatchFindings",
    "BatchRules",
    "Breach",
    "Checked",
    "Checker",
    "Facts",
    "Finding",
    "Findings",
    "Prepare",
    "Receipt",
    "ResultDigest",
    "Run",
    "ShapesGraph",
    "Spool",
    "Stamp",
    "Tally",
    "Validator",
    "Value",
    "Verdict",
    "check_applications",
    "check_batch",
    "check_files",
    "check_portfolio",
    "check_together",
    "compare_receipts",
    "count_cores",
    "find_engine",
    "find_exit_code",
    "find_facts",
    "join_batch",
    "judge_application",
    "list_clauses",
    "list_verdicts",
    "load_batch_rules",
    "make_receipt",
    "open_checker",
    "open_journal",
    "pick_findings",
    "read_receipt",
    "stamp_program",
    "stamp_run",
    "write_receipt",
]
