from .batch import compile_batch_shapes
from .compile import Shapes, compile_shapes
from .family import Families, Family, load_families, sign_families
from .guide import CallDirection, ClauseText, GuideRules, Quote, find_calls, find_guide_rules
from .index import Index, Node, Term, index_text, merge_indexes, read_index
from .own import open_own_rules
from .rulebook import (
    DirectionRules,
    Rule,
    Rulebook,
    RuleShape,
    label_of,
    load_direction_rules,
    open_rulebook,
)
from .tree import Listed, Nested, Tree, read_node

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
