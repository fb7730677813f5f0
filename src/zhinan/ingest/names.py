"""Names of partners and institutions in running text, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhinan.ingest.passage import Passage, fold
from zhinan.model import Partner


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names and the IRIs that bear them, with the one pattern that finds them all, whatever their case and width."""

    bearers: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, names: dict[str, tuple[str, ...]]) -> Lexicon:
        """The lexicon of a table of names; the longest name is found first.

        >>> Lexicon.of({"大学": ("u",), "国立大学": ("n",)}).pattern.findall("国立大学、大学")
        ['国立大学', '大学']
        """
        bearers = {fold(name).lower(): iris for name, iris in names.items()}
        longest_first = sorted(bearers, key=len, reverse=True)
        return cls(bearers, re.compile("|".join(map(re.escape, longest_first)) or "(?!)"))


@dataclass(frozen=True, slots=True)
class Names:
    """What the reference data calls things.

    ``partners`` and ``bodies`` (institutions and their categories) hold the names and the IRIs that bear them;
    names in ``local`` mean a body only where its country is meant (天主教大学, 清华);
    ``groups`` maps a printed group of the priority table to its IRI;
    ``short_forms`` maps the one-character forms of 中美, 中韩; ``within`` maps an IRI to the country it lies in.
    """

    partners: Lexicon
    bodies: Lexicon
    local: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    groups: dict[str, str] = field(default_factory=dict)
    short_forms: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)


def locate_names(passage: Passage, lexicon: Lexicon) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where names stand, in order: the longest at each place, none overlapping."""
    for match in lexicon.pattern.finditer(passage.key.lower()):
        yield match.start(), match.end(), lexicon.bearers[match.group()]


def find_names(passage: Passage, lexicon: Lexicon) -> Iterator[tuple[Passage, tuple[str, ...]]]:
    """Names in the order they stand, as passages."""
    for start, end, iris in locate_names(passage, lexicon):
        yield passage[start:end], iris


def find_partners(title: Passage, names: Names) -> tuple[Partner, ...]:
    """The partners that a title names; a region printed behind its country stands for both."""
    found = {iris[0]: words for words, iris in find_names(title, names.partners)}
    if not found:
        found = dict(_short_forms(title, names))
    containing = {names.within[iri] for iri in found if iri in names.within and names.within[iri] in found}
    return tuple(
        Partner(name=words.text, iri=iri, span=words.span)
        for iri, words in found.items()
        if iri not in containing
    )


def _short_forms(title: Passage, names: Names) -> Iterator[tuple[str, Passage]]:
    for match in re.finditer(r"中(?P<form>[\u4e00-\u9fff]{1,3}?)", title.key):
        if match["form"] in names.short_forms:
            yield names.short_forms[match["form"]], title.group(match, "form")
