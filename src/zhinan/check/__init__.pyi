from .alone import check_alone
from .batch.compare import BatchFindings, check_batch
from .batch.facts import Facts, find_facts
from .batch.findings import join_batch
from .batch.portfolio import check_portfolio
from .batch.rules import BatchRules, load_batch_rules
from .batch.together import check_together
from .checker import Checker, check_applications, open_checker
from .engine.engines import ENGINES, Prepare, ShapesGraph, Validator, find_engine
from .engine.plan import Breach
from .receipt import (
    Receipt,
    ResultDigest,
    compare_receipts,
    make_receipt,
    read_receipt,
    write_receipt,
)
from .report import (
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
from .runs.crew import open_crew
from .runs.journal import open_journal
from .runs.run import Run
from .runs.spool import Spool
from .runs.stamp import Stamp, stamp_program, stamp_run
from .runs.stream import check_files, count_cores

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
    "check_alone",
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
    "open_crew",
    "open_journal",
    "pick_findings",
    "read_receipt",
    "stamp_program",
    "stamp_run",
    "write_receipt",
]
