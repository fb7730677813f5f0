"""Results as Markdown (CommonMark with the tables of GitHub): summary, index, applications, legend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zhinan.check import Checked, Finding
from zhinan.report.page import Ending, Meta, list_remarks, say_made
from zhinan.report.say import Said, Speaker, say_fault, say_name
from zhinan.report.tally import Counts, Tally, count_findings, name_direction, name_leads
from zhinan.report.text import count_both, name_groups
from zhinan.report.words import (
    STANDINGS,
    VERDICTS,
    Standing,
    clean,
    each,
    lines,
    pick,
    say_of_verdict,
    say_verdict,
    word,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINE_START = re.compile(r"^(\d*)([-+=:.)])")


class MarkdownPage:
    """The report for wikis, repositories and further conversion."""

    def __init__(self, language: str, meta: Meta) -> None:
        self._language, self._meta, self._speaker = language, meta, Speaker(language)

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Title, remarks and summary, and the head of the index."""
        yield f"# {word('report', 'batch' if tally.done != 1 else 'title', self._language)}\n\n"
        for remark in list_remarks(tally, ending, self._meta):
            yield "".join(f"> **{protect(line)}**\n>\n" for line in each(remark, self._language)) + "\n"
        yield from self._summary(tally)
        if tally.done > 1:
            yield f"## {word('report', 'index', self._language)}\n\n"
            keys = ("number", "application", "lead", "direction", "result")
            yield draw_row([word("report", key, self._language) for key in keys])
            yield draw_row(["---:", *["---"] * 4])

    def entry(self, number: int, checked: Checked) -> Iterable[str]:
        """The application's line of the index."""
        where = (
            name_direction(checked.direction)
            if checked.direction
            else word("report", "nowhere", self._language)
        )
        name = f"[{protect(self._speaker.title(checked))}](#a{number})"
        lead = protect(name_leads(checked) or word("report", "nobody", self._language))
        yield draw_row([str(number), name, lead, where, say_verdict(checked.verdict, self._language)])

    def middle(self, tally: Tally) -> Iterable[str]:
        """Between the index and the applications."""
        yield "\n" if tally.done > 1 else ""

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """One application."""
        yield f'<a id="a{number}"></a>\n\n## {number}. {protect(self._speaker.title(checked))}\n\n'
        yield from self._facts(checked)
        counts = count_findings(checked)
        if checked.faults:
            yield f"\n### {word('report', 'fault', self._language)} ({len(checked.faults)})\n\n"
            for place, fault in enumerate(checked.faults, 1):
                first, *rest = say_fault(fault, self._language)
                yield f"{place}. {protect(first)}\n" + _nest(
                    [*map(protect, rest), protect(say_name(fault.subject))]
                )
        for standing in STANDINGS:
            if counts[standing]:
                yield from self._group(standing, counts[standing], checked)
        yield "\n"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What the verdicts mean, and what made the report."""
        yield f"## {word('report', 'legend', self._language)}\n\n"
        for verdict in STANDINGS:
            meaning = " ".join(say_of_verdict(verdict, "legend", self._language))
            yield f"- **{say_verdict(verdict, self._language)}** — {meaning}\n"
        yield "\n" + "\n\n".join(say_made(self._meta, self._language)) + "\n"

    def _facts(self, checked: Checked) -> Iterator[str]:
        direction = checked.direction
        rows = {
            "application": f"`{clean(checked.application).replace('`', '')}`",
            "source": protect(checked.source),
            "lead": protect(name_leads(checked)),
            "direction": direction
            and protect(f"{name_direction(direction)} {pick(direction.labels, self._language)}"),
            "result": f"**{say_verdict(checked.verdict, self._language)}** — "
            + " ".join(say_of_verdict(checked.verdict, "conclusion", self._language)),
        }
        for key, text in rows.items():
            if text:
                yield f"- {word('report', key, self._language)}: {text}\n"

    def _group(self, standing: Standing, count: int, checked: Checked) -> Iterator[str]:
        yield f"\n### {say_verdict(standing, self._language)} ({count})\n\n"
        findings = self._meta.list_standing(checked, standing)
        yield from (f"{place}. {self._finding(f)}" for place, f in enumerate(findings, 1))

    def _finding(self, finding: Finding) -> str:
        return self._speaker.lay_out(finding, self._item)

    def _item(self, said: Said) -> str:
        first, *rest = said.quote or (said.number,)
        origin = f"{word('report', 'origin', self._language)}: {said.origin} — {said.number}"
        rows = [*map(protect, rest), protect(origin)]
        for key, texts in (("found", said.found), ("others", said.others)):
            if texts:
                rows.append(f"{word('report', key, self._language)}: {protect('; '.join(texts))}")
        for key, texts in (("demanded", said.demand), ("note", said.note)):
            if texts:
                rows.append(f"{word('report', key, self._language)}: {protect(' '.join(texts))}")
        return f"\\[{said.severity}\\] **{protect(first)}**\n" + _nest(rows)

    def _summary(self, tally: Tally) -> Iterator[str]:
        language = self._language
        yield f"## {word('summary', 'title', language)}\n\n"
        yield "\n\n".join(lines("summary", "checked", language, done=tally.done)) + "\n\n"
        yield draw_row(
            [word("summary", "by_verdict", language), *(word("report", key, language) for key in _COUNTED)]
        )
        yield draw_row(["---", "---:", "---:"])
        for v in STANDINGS:
            yield draw_row([say_verdict(v, language), *count_both(v, tally)])
        totals = [str(sum(counts.values())) for counts in (tally.applications, tally.findings)]
        yield draw_row([f"**{word('report', 'total', language)}**", *totals])
        yield f"\n{word('report', 'fault', language)}: {tally.faults}\n\n"
        if tally.done > 1:
            for key, groups in (("by_direction", tally.directions), ("by_institution", tally.leads)):
                yield from self._counts(key, name_groups(groups, key, language))
            worst = list(tally.worst_clauses())
            named = [(self._name_clause(text.iri, tally), n) for text, n in worst]
            yield from self._counts("by_clause", named, STANDINGS)
            yield (
                "\n\n".join(lines("summary", "rest", language, count=len(tally.clauses) - len(worst)))
                + "\n\n"
            )

    def _counts(
        self, key: str, rows: Sequence[tuple[str, Counts]], standings: Sequence[Standing] = VERDICTS
    ) -> Iterator[str]:
        heads = [say_verdict(v, self._language) for v in standings]
        yield draw_row([word("summary", key, self._language), *heads])
        yield draw_row(["---", *["---:"] * len(heads)])
        yield from (draw_row([protect(name), *(str(counts[v]) for v in standings)]) for name, counts in rows)
        yield "\n"

    def _name_clause(self, iri: str, tally: Tally) -> str:
        number, quote, _ = self._speaker.clause(tally.texts[iri])
        return f"{number} {quote[0] if quote else ''}"


_COUNTED = ("applications", "findings")


def protect(text: str) -> str:
    """Text from outside on one line, in which nothing is markup.

    >>> protect("a|b <c>")
    'a\\\\|b \\\\<c\\\\>'
    """
    flat = " ⏎ ".join(clean(text).split("\n")) if "\n" in text else clean(text)
    plain = flat.replace("\t", " ").strip()  # four spaces in front would make it code
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", plain))


def draw_row(cells: Sequence[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |\n"


def _nest(rows: Sequence[str]) -> str:
    return "".join(f"     - {row}\n" for row in rows)  # deep enough under "100. "
