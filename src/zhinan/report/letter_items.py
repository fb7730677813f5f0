"""What a letter tells, each thing once: guides print many a rule twice, and one slip goes against several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhinan.check import Finding, Verdict
from zhinan.report.say import Said, Speaker
from zhinan.report.words import word

Rows = tuple[tuple[str, str], ...]
_TERM = re.compile(r"（zn:[^）]*）| ?\(zn:[^)]*\)")
"""The name of a property behind a message: for those who fill in files, not for those who read letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that the letter tells: how strongly it binds ("" for a fault), what it is, and rows beneath."""

    severity: str
    text: str
    rows: Rows


def tell_findings(findings: Sequence[Finding], speaker: Speaker) -> tuple[Item, ...]:
    """What is found, each thing once with every clause that it rests on. Source: docs/decisions/0102."""
    told: dict[tuple[str, str, Rows], tuple[list[str], list[Rows]]] = {}
    for group in _join_restated(findings):
        said = [speaker.say(finding) for finding in group]
        item = _tell(*_spokesman(group, said), speaker.language)
        # What is to be handed in is one thing, whatever it is wanted for; what is broken is told with what breaks it.
        key = (item.severity, item.text, () if group[0].verdict is Verdict.MISSING else item.rows)
        bases, rows = told.setdefault(key, ([], []))
        bases += (_say_basis(one, speaker.language) for one in said)
        rows.append(item.rows)
    name = word("letter", "basis", speaker.language)
    return tuple(
        Item(
            severity=severity,
            text=text,
            rows=(*((name, basis) for basis in dict.fromkeys(bases)), *_merge(rows)),
        )
        for (severity, text, _), (bases, rows) in told.items()
    )


def tell_left(findings: Sequence[Finding], speaker: Speaker) -> tuple[Item, ...]:
    """What is left to a reviewer: each reason once, with the words of the clauses that are left for it."""
    told: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
    language = speaker.language
    for finding in findings:
        said = speaker.say(finding)
        words = told.setdefault((said.severity, " ".join(said.note)), {})
        words.setdefault(" ".join(said.quote), {})[f"{word('report', 'clause', language)} {said.number}"] = (
            None
        )
    name, joint = word("report", "quote", language), word("letter", "stop", language)
    return tuple(
        Item(
            severity=severity,
            text=reason,
            rows=tuple(
                (name, word("letter", "clause_of", language, quote=quote, numbers=joint.join(numbers)))
                for quote, numbers in words.items()
            ),
        )
        for (severity, reason), words in told.items()
    )


def _join_restated(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The findings in order, those of one kind on clauses that say one another again together."""
    again = {iri for finding in findings for iri in finding.clause.restates}
    linked = [f for f in findings if f.family and (f.clause.restates or f.clause.iri in again)]
    told: set[int] = set()
    for finding in findings:
        if id(finding) not in told:
            group = _grow(finding, linked)
            told.update(map(id, group))
            yield group


def _grow(finding: Finding, linked: Sequence[Finding]) -> list[Finding]:
    """A finding with all that say the same, and what says the same as those."""
    group, size = [finding], 0
    while len(group) > size:
        size = len(group)
        group = [f for f in linked if f is finding or any(_say_the_same(f, one) for one in group)] or group
    return group


def _say_the_same(one: Finding, other: Finding) -> bool:
    kinds = [(f.family, f.verdict, f.severity) for f in (one, other)]
    linked = one.clause.iri in other.clause.restates or other.clause.iri in one.clause.restates
    return linked and kinds[0] == kinds[1]


def _spokesman(group: Sequence[Finding], said: Sequence[Said]) -> tuple[Finding, Said]:
    """The finding that covers what all say: where values break them, the narrowest that has all; else the widest."""
    pairs = list(zip(group, said, strict=True))
    if group[0].verdict is Verdict.MISSING:
        return max(pairs, key=lambda pair: len(pair[0].found))
    broken = {value.value for one in group for value in one.found if value.breaks}
    whole = [pair for pair in pairs if broken <= {value.value for value in pair[0].found if value.breaks}]
    return min(whole or pairs, key=lambda pair: len(pair[0].found))


def _merge(several: Sequence[Rows]) -> Rows:
    """The rows of items that are told as one, each once, those of one name together."""
    rows = dict.fromkeys(row for rows in several for row in rows)
    names = list(dict.fromkeys(name for name, _ in rows))
    return tuple(sorted(rows, key=lambda row: names.index(row[0])))


def _tell(finding: Finding, said: Said, language: str) -> Item:
    """What is found, without what it rests on."""
    joint = word("letter", "stop", language)
    rows = [("stated", joint.join(said.found))]
    if said.note and finding.severity != "Info":
        rows.append(("expected", " ".join(said.demand)))
    rows.append(("others", joint.join(said.others)))
    text = _TERM.sub("", " ".join(said.note or said.demand))
    return Item(severity=said.severity, text=text, rows=name_rows(rows, language))


def _say_basis(said: Said, language: str) -> str:
    quote = " ".join(said.quote)
    return word("letter", "basis_of", language, quote=quote, origin=said.origin, number=said.number)


def name_rows(rows: Iterable[tuple[str, str]], language: str) -> Rows:
    """Rows under the words of letters, those without a text left out."""
    return tuple((word("letter", key, language), text) for key, text in rows if text)
