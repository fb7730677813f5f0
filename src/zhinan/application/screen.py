"""Faults of form among a hundred thousand applications: what was found in order is not judged again.

Whether a statement has a fault follows from its predicate, the types of its subject, and the kind of its value. Each
such combination is judged once, by ``statement_faults`` itself; only statements of combinations that are not in order
are told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from zhinan.application.facts import APPLICATION, TYPE, Facts, Row, Rows, make_application, read_term, unwrap
from zhinan.application.faults import LEXICAL, find_faults, statement_faults
from zhinan.application.statements import Fault, Statement
from zhinan.application.vocabulary import Vocabulary
from zhinan.terms import ID, ONTOLOGY, zn

_BY_FORM = frozenset(f"^^<{datatype}>" for datatype in LEXICAL)
_OURS = (f"<{ONTOLOGY}", f"<{ID}")
_APPLIES, _AFFILIATED = f"<{zn('appliesTo')}>", f"<{zn('affiliatedWith')}>"
_SUBJECT, _OBJECT = "urn:x-subject", "<urn:x-object>"
_NONE: Row = {}
_KEPT = 1 << 16
_Types = tuple[str, ...]
_Sign = str | _Types
"""What of a value decides: the term, one that stands for it, or the types of a thing that is described."""


@dataclass(slots=True)
class _Clean:
    """The signs of values that are in order, by the types of the subject and the predicate."""

    signs: dict[_Types, dict[str, set[_Sign]]] = field(default_factory=dict)
    count: int = 0

    def add(self, types: _Types, predicate: str, sign: _Sign) -> None:
        if self.count >= _KEPT:
            self.signs.clear()
            self.count = 0
        self.signs.setdefault(types, {}).setdefault(predicate, set()).add(sign)
        self.count += 1


@dataclass(frozen=True, slots=True)
class Screen:
    """Finds the faults of form of one application after another; remembers which combinations are in order."""

    vocabulary: Vocabulary
    named: frozenset[str]
    clean: _Clean = field(default_factory=_Clean)

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
        """Statements that are not known to be in order. What was met before is passed by its sign, as most is."""
        nothing: set[_Sign] = set()
        for subject, row in rows.items():
            types = tuple(row.get(TYPE, ()))
            clean = self.clean.signs.get(types, {})
            for predicate, values in row.items():
                signs = clean.get(predicate, nothing)
                for value in values:
                    described = rows.get(value)
                    sign = value if described is None else self._sign_thing(predicate, value, described)
                    if sign in signs or (value[0] == '"' and _sign_text(value) in signs):
                        continue
                    if not self._judge(types, predicate, value, described):
                        yield subject, predicate, value

    def _sign_thing(self, predicate: str, value: str, described: Row) -> _Sign:
        """Of a thing that is described only its types decide, unless its name is one that we know."""
        types = tuple(described.get(TYPE, ()))
        return types if self._stand_in(predicate, value) == _OBJECT else ("", value, *types)

    def _judge(self, types: _Types, predicate: str, value: str, described: Row | None) -> bool:
        """Whether a statement is in order, by its kind; a kind that is in order is remembered."""
        term = self._stand_in(predicate, value)
        sign = term if described is None else self._sign_thing(predicate, value, described)
        if sign in self.clean.signs.get(types, {}).get(predicate, ()):
            return True
        if predicate == _AFFILIATED or (predicate == _APPLIES and value[0] != "<"):
            return False  # whether it is in order shows only with others: all of them are handed on
        if self._has_fault(types, predicate, term, tuple((described or _NONE).get(TYPE, ()))):
            return False
        self.clean.add(types, predicate, sign)
        return True

    def _stand_in(self, predicate: str, value: str) -> str:
        if value[0] != "<":
            return value if predicate == TYPE else _sign_text(value)
        return value if value.startswith(_OURS) or predicate == TYPE or value in self.named else _OBJECT

    def _has_fault(self, types: _Types, predicate: str, value: str, value_types: _Types) -> bool:
        statement = Statement(NamedNode(_SUBJECT), NamedNode(unwrap(predicate)), read_term(value))
        stated = {
            _SUBJECT: {unwrap(cls) for cls in types},
            unwrap(value): {unwrap(cls) for cls in value_types},
        }
        return next(statement_faults(statement, self.vocabulary, stated), None) is not None


def _sign_text(value: str) -> str:
    """A literal, or one without text where only its datatype or language decides."""
    suffix = value[value.rindex('"') + 1 :]
    return value if suffix in _BY_FORM else f'""{suffix}'


def make_screen(vocabulary: Vocabulary) -> Screen:
    """A screen for one vocabulary."""
    return Screen(vocabulary, frozenset(f"<{name}>" for name in vocabulary.things))
