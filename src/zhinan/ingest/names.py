"""Names of partners and institutions in running text, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhinan.ingest.passage import Passage, fold
from zhinan.model import Partner


@dataclass(frozen=True, slots=True)
class Names:
    """What the reference data calls things.

    ``partners`` and ``bodies`` (institutions and their categories) map a name to the IRIs that bear it;
    names in ``local`` mean a body only where its country is meant (天主教大学, 清华);
    ``groups`` maps a printed group of the priority table to its IRI;
    ``short_forms`` maps the one-character forms of 中美, 中韩; ``within`` maps an IRI to the country it lies in.
    """

    partners: dict[str, tuple[str, ...]]
    bodies: dict[str, tuple[str, ...]]
    local: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    groups: dict[str, str] = field(default_factory=dict)
    short_forms: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)


def locate_names(
    passage: Passage, names: dict[str, tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where names stand, in order: the longest at each place, none overlapping, whatever their case and width."""
    known = {fold(name).lower(): iris for name, iris in names.items()}
    pattern = re.compile("|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) or "(?!)")
    for match in pattern.finditer(passage.key.lower()):
        yield match.start(), match.end(), known[match.group()]


def find_names(
    passage: Passage, names: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Passage, tuple[str, ...]]]:
    """Names in the order they stand, as passages."""
    for start, end, iris in locate_names(passage, names):
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
