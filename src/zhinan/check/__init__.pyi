from .alone import check_alone
from .batch import BatchFindings, check_batch
from .batch_facts import Facts, find_facts
from .batch_findings import join_batch
from .batch_portfolio import check_portfolio
from .batch_rules import BatchRules, load_batch_rules
from .batch_run import check_together
from .crew import open_crew
from .engines import ENGINES, Prepare, ShapesGraph, Validator, find_engine
from .journal import open_journal
from .plan import Breach
from .progress import Run
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
from .run import Checker, check_applications, open_checker
from .spool import Spool
from .stamp import Stamp, stamp_program, stamp_run
from .stream import check_files, count_cores

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
