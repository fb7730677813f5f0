"""Families and requirements into SHACL shapes, and the rulebook that checking reads."""

from zhinan.rules.batch import compile_batch_shapes
from zhinan.rules.compile import Shapes, compile_shapes
from zhinan.rules.family import Families, Family, load_families, sign_families
from zhinan.rules.guide import CallDirection, ClauseText, GuideRules, Quote, find_calls, find_guide_rules
from zhinan.rules.index import Index, Node, Term, index_text, merge_indexes, read_index
from zhinan.rules.own import open_own_rules
from zhinan.rules.rulebook import (
    DirectionRules,
    Rule,
    Rulebook,
    RuleShape,
    label_of,
    load_direction_rules,
    open_rulebook,
)
from zhinan.rules.tree import Listed, Nested, Tree, read_node

__all__ = [
    "CallDirection",
    "ClauseText",
    "DirectionRules",
    "Families",
    "Family",
    "GuideRules",
    "Index",
    "Listed",
    "Nested",
    "Node",
    "Quote",
    "Rule",
    "RuleShape",
    "Rulebook",
    "Shapes",
    "Term",
    "Tree",
    "compile_batch_shapes",
    "compile_shapes",
    "find_calls",
    "find_guide_rules",
    "index_text",
    "label_of",
    "load_direction_rules",
    "load_families",
    "merge_indexes",
    "open_own_rules",
    "open_rulebook",
    "read_index",
    "read_node",
    "sign_families",
]
