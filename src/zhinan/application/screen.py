"""Faults of form among a hundred thousand applications: what was found in order is not judged again.

Whether a statement has a fault follows from its predicate, the types of its subject, and the kind of its value. Each
such combination is judged once, by ``statement_faults`` itself; only statements of combinations that are not in order
are told one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from zhinan.application.facts import APPLICATION, TYPE, Facts, Row, Rows, make_application, read_term, unwrap
from zhinan.application.faults import LEXICAL, Fault, find_faults, statement_faults
from zhinan.application.read import Statement
from zhinan.application.vocabulary import Vocabulary
from zhinan.terms import ID, ONTOLOGY, zn

_BY_FORM = frozenset(f"^^<{datatype}>" for datatype in LEXICAL)
_OURS = (f"<{ONTOLOGY}", f"<{ID}")
_APPLIES, _AFFILIATED = f"<{zn('appliesTo')}>", f"<{zn('affiliatedWith')}>"
_SUBJECT, _OBJECT = "urn:x-subject", "<urn:x-object>"
_NONE: Row = {}
_Types = tuple[str, ...]
_Clean = Callable[[_Types, str, str, _Types], bool]


@dataclass(frozen=True, slots=True)
class Screen:
    """Finds the faults of form of one application after another; remembers which combinations are in order."""

    vocabulary: Vocabulary
    is_clean: _Clean
    named: frozenset[str]

    def find(self, facts: Facts) -> tuple[Fault, ...]:
        """What ``find_faults`` finds in the same application."""
        own = facts.rows.get(f"<{facts.iri}>", _NONE)
        doubtful = list(self._doubtful(facts.rows))
        directions = facts.directions
        known = len(directions) == 1 and directions[0] in self.vocabulary.calls
        if known and not doubtful and APPLICATION in own.get(TYPE, ()):
            return facts.faults
        typing = [(s, TYPE, cls) for s, row in facts.rows.items() for cls in row.get(TYPE, ())]
        return find_faults(make_application(facts, dict.fromkeys([*typing, *doubtful])), self.vocabulary)

    def _doubtful(self, rows: Rows) -> Iterator[tuple[str, str, str]]:
        is_clean, named = self.is_clean, self.named
        for subject, row in rows.items():
            types = tuple(row.get(TYPE, ()))
            for predicate, values in row.items():
                for value in values:
                    # What of a value decides: the term, or one that stands for it, and the types of a thing.
                    stated: _Types = ()
                    if value[0] != "<":
                        suffix = value[value.rindex('"') + 1 :]
                        sign = value if suffix in _BY_FORM or predicate == TYPE else f'""{suffix}'
                    else:
                        if value in rows:
                            stated = tuple(rows[value].get(TYPE, ()))
                        ours = value.startswith(_OURS) or predicate == TYPE or value in named
                        sign = value if ours else _OBJECT
                    if not is_clean(types, predicate, sign, stated):
                        yield subject, predicate, value


def make_screen(vocabulary: Vocabulary) -> Screen:
    """A screen for one vocabulary."""

    @lru_cache(maxsize=1 << 16)
    def is_clean(types: _Types, predicate: str, value: str, value_types: _Types) -> bool:
        if predicate == _AFFILIATED or (predicate == _APPLIES and not value.startswith("<")):
            return False  # whether it is in order shows only with others: all of them are handed on
        statement = Statement(NamedNode(_SUBJECT), NamedNode(unwrap(predicate)), read_term(value))
        stated = {
            _SUBJECT: {unwrap(cls) for cls in types},
            unwrap(value): {unwrap(cls) for cls in value_types},
        }
        return next(statement_faults(statement, vocabulary, stated), None) is None

    return Screen(vocabulary, is_clean, frozenset(f"<{name}>" for name in vocabulary.things))
