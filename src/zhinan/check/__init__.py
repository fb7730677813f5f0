"""Applications against the rules: engine, verdicts and what they rest on."""

from zhinan.check.batch import BatchFindings, check_batch
from zhinan.check.batch_facts import Facts, find_facts
from zhinan.check.batch_findings import join_batch
from zhinan.check.batch_rules import BatchRules, load_batch_rules
from zhinan.check.batch_run import check_together
from zhinan.check.engines import ENGINES, Breach, find_engine
from zhinan.check.receipt import (
    Receipt,
    ResultDigest,
    compare_receipts,
    make_receipt,
    read_receipt,
    write_receipt,
)
from zhinan.check.report import Checked, Finding, Value, Verdict, find_exit_code
from zhinan.check.run import check_applications

__all__ = [
    "ENGINES",
    "BatchFindings",
    "BatchRules",
    "Breach",
    "Checked",
    "Facts",
    "Finding",
    "Receipt",
    "ResultDigest",
    "Value",
    "Verdict",
    "check_applications",
    "check_batch",
    "check_together",
    "compare_receipts",
    "find_engine",
    "find_exit_code",
    "find_facts",
    "join_batch",
    "load_batch_rules",
    "make_receipt",
    "read_receipt",
    "write_receipt",
]
