"""Attributes of things: their literals, folded things and words, brought into typed columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from zhinan.export.gather import Gathered
from zhinan.export.graph import Cell, Column, ValueType
from zhinan.export.ids import claim_name, column_names, local_name
from zhinan.export.literals import Typed, convert, read_literal, widen
from zhinan.export.plan import Fold, Plan
from zhinan.export.sort import Sorted

Key = tuple[tuple[str, ...], str]
"""What becomes a column: the properties that lead to a value, and its language."""

Facts = Mapping[Key, list[Typed]]

_EACH = "each"  # a step in the path of a column, no property


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of all nodes or all edges, and how facts fill them."""

    by_key: Mapping[Key, Column]

    def fill(self, facts: Facts) -> dict[str, Cell]:
        """The attributes of one thing, in the order of the columns' names."""
        return {
            column.name: convert(facts[key], column.type, many=column.many)
            for key, column in self.by_key.items()
            if key in facts
        }


def type_columns(described: Collection[Facts], taken: Iterable[str], language: str = "") -> Columns:
    """A column for each key, with the one type that holds all its values, in the order of names.

    Texts in other languages than ``language``, where given, get no column.
    """
    types: defaultdict[Key, set[ValueType]] = defaultdict(set)
    many: set[Key] = set()
    for facts in described:
        for key, values in facts.items():
            types[key].update(kind for kind, _ in values)
            if len(values) > 1:
                many.add(key)
    wanted = [key for key in sorted(types) if not language or key[1] in ("", language)]
    names = _name_keys(wanted, set(taken))
    columns = [
        (key, Column(names[key], widen(types[key]), key in many, key[1], key[0][-1])) for key in wanted
    ]
    return Columns(dict(sorted(columns, key=lambda pair: pair[1].name)))


def _name_keys(keys: Collection[Key], taken: set[str]) -> dict[Key, str]:
    parts = column_names({step for path, _ in keys for step in path})
    names = {}
    for path, language in keys:
        steps = [parts[step] for step in path] + ([language.replace("-", "_")] if language else [])
        names[path, language] = claim_name("_".join(steps), "|".join((*path, language)), taken)
    return names


@dataclass(frozen=True, slots=True)
class Describer:
    """What ``found`` says of its things, read with ``plan``."""

    found: Gathered
    split: Sorted
    plan: Plan
    iris: list[str]

    def describe(
        self,
        thing: int,
        names: Mapping[str, str],
        leave: frozenset[str] = frozenset(),
        above: tuple[int, ...] = (),
    ) -> dict[Key, list[Typed]]:
        """The facts of a thing beside its ``names``: literals, words, addresses and what is folded into it."""
        facts: defaultdict[Key, list[Typed]] = defaultdict(list)
        for name, literal in self._other_texts(thing, names):
            if name not in leave:
                facts[(name,), (literal.language or "").lower()].append(read_literal(literal))
        for values in facts.values():
            values.sort(key=lambda typed: (typed[0], typed[1]))
        inside: defaultdict[str, list[int]] = defaultdict(list)
        for name, target in dict.fromkeys(self.split.inner.get(thing, ())):
            if name not in leave and target not in above:
                inside[name].append(target)
        for name, targets in inside.items():
            targets.sort(key=self.iris.__getitem__)
            self._add_targets(facts, name, targets, (*above, thing))
        return dict(facts)

    def _add_targets(
        self, facts: dict[Key, list[Typed]], name: str, targets: list[int], above: tuple[int, ...]
    ) -> None:
        folded = [target for target in targets if target in self.split.folded]
        path = (name, _EACH) if len(folded) > 1 and not all(map(self._may_share, folded)) else (name,)
        for key, values in self._align(folded, above).items():
            facts.setdefault(((*path, *key[0]), key[1]), []).extend(values)
        for target in targets:
            if target in self.split.words:
                facts.setdefault(((name,), ""), []).append(("string", local_name(self.iris[target])))
                for language, text in self.read_names(target).items():
                    facts.setdefault(((name,), language), []).append(("string", text))
            elif target not in self.split.folded:
                facts.setdefault(((name,), ""), []).append(("string", self.iris[target]))

    def _align(self, folded: list[int], above: tuple[int, ...]) -> dict[Key, list[Typed]]:
        """Facts of folded things side by side: "" where one has nothing to say, so that places agree."""
        each = [self.describe(one, self.read_names(one), self._left_behind(one), above) for one in folded]
        keys = sorted({key for facts in each for key in facts})
        return {key: [value for facts in each for value in facts.get(key, [("string", "")])] for key in keys}

    def _left_behind(self, thing: int) -> frozenset[str]:
        return frozenset().union(*(fold.leave for fold in self._find_folds(thing)))

    def _may_share(self, thing: int) -> bool:
        return all(fold.lists for fold in self._find_folds(thing))

    def _find_folds(self, thing: int) -> list[Fold]:
        classes = self.found.classes.get(thing, set())
        return [self.plan.fold[one] for one in classes if one in self.plan.fold]

    def _other_texts(self, thing: int, names: Mapping[str, str]) -> list[tuple[str, ox.Literal]]:
        chosen = names.items()
        return [
            (name, literal)
            for name, literal in dict.fromkeys(self.found.texts.get(thing, ()))
            if name not in self.plan.leave
            and not (name in self.plan.names and ((literal.language or "").lower(), literal.value) in chosen)
        ]

    def read_names(self, thing: int) -> dict[str, str]:
        """Language → name: by the first of the plan's name properties that has one, then by the alphabet."""
        ranked = sorted(
            (self.plan.names.index(name), (literal.language or "").lower(), literal.value)
            for name, literal in self.found.texts.get(thing, ())
            if name in self.plan.names
        )
        names: dict[str, str] = {}
        for _, language, text in ranked:
            names.setdefault(language, text)
        return names
