"""Results as the terminal shows them: a review of each application, Chinese first, then a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhinan.check import Checked, Finding
from zhinan.report.page import Ending, Meta, say_made, say_remarks
from zhinan.report.say import Speaker, say_fault, say_name
from zhinan.report.tally import Counts, Group, Tally, count_findings, name_direction, name_leads
from zhinan.report.words import (
    STANDINGS,
    VERDICTS,
    Standing,
    clean,
    numeral,
    pick,
    say_of_verdict,
    say_verdict,
    word,
)


class TextPage:
    """The text report."""

    _only_summary = False

    def __init__(self, language: str, meta: Meta) -> None:
        self._language, self._meta = language, meta
        self._speaker = Speaker(language)

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Nothing: a terminal shows the first application at once."""
        return ()

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The review of one application."""
        if self._only_summary:
            return
        texts = [*self._title(checked), *self._faults(checked), *self._findings(checked)]
        yield "\n".join(texts) + "\n\n"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The summary where there is more than one application, and what the verdicts mean."""
        language = self._language
        remarks = say_remarks(tally, ending, self._meta, language)
        texts = [*remarks, ""] if remarks else []
        if tally.done != 1 or self._only_summary:
            texts += [*write_summary(tally, language), ""]
        texts += [f"{word('report', 'legend', language)}:", *write_legend(language)]
        texts += say_made(self._meta, language)
        yield "\n".join(texts) + "\n"

    def _title(self, checked: Checked) -> Iterator[str]:
        language, direction = self._language, checked.direction
        yield word("report", "title", language)
        yield self._field("application", f"{clean(checked.application)} ({clean(checked.source)})")
        if checked.title:
            yield self._field("name", self._speaker.title(checked))
        if leads := name_leads(checked):
            yield self._field("lead", clean(leads))
        if direction:
            yield self._field("direction", f"{name_direction(direction)} {pick(direction.labels, language)}")
        yield self._field("result", say_verdict(checked.verdict, language))
        yield from (f"  {line}" for line in say_of_verdict(checked.verdict, "conclusion", language))

    def _field(self, key: str, text: str) -> str:
        return f"{word('report', key, self._language)}: {text}"

    def _faults(self, checked: Checked) -> Iterator[str]:
        if not checked.faults:
            return
        yield ""
        yield self._heading(1, word("report", "fault", self._language), len(checked.faults))
        for place, fault in enumerate(checked.faults, 1):
            yield f"  {place}. {say_name(fault.subject)}"
            yield from (f"     {line}" for line in say_fault(fault, self._language))

    def _findings(self, checked: Checked) -> Iterator[str]:
        number, counts = 2 if checked.faults else 1, count_findings(checked)
        for standing in STANDINGS:
            if counts[standing]:
                yield ""
                yield self._heading(number, say_verdict(standing, self._language), counts[standing])
                number += 1
                for place, finding in enumerate(self._meta.list_standing(checked, standing), 1):
                    yield from self._finding(place, finding)

    def _heading(self, number: int, name: str, count: int) -> str:
        if self._language == "en":
            return f"{name.capitalize()} ({count})"
        return f"{numeral(number)}、{name} ({count})"

    def _finding(self, place: int, finding: Finding) -> Iterator[str]:
        said = self._speaker.say(finding)
        yield f"  {place}. [{said.severity}] {said.quote[0] if said.quote else said.number}"
        yield from (f"     {line}" for line in said.quote[1:])
        clause = word("report", "clause", self._language)
        yield f"     {self._field('origin', f'{said.origin} — {clause} {said.number}')}"
        if said.found:
            yield f"     {self._field('found', '; '.join(said.found))}"
        if said.others:
            yield f"     {self._field('others', '; '.join(said.others))}"
        for key, texts in (("demanded", said.demand), ("note", said.note)):
            if texts:
                yield f"     {self._field(key, texts[0])}"
                yield from (f"       {line}" for line in texts[1:])


class SummaryTextPage(TextPage):
    """The summary alone: applications are counted and not shown."""

    _only_summary = True


def write_legend(language: str) -> Iterator[str]:
    """The verdicts and what they mean, a line each and language."""
    for verdict in STANDINGS:
        first, *rest = say_of_verdict(verdict, "legend", language)
        yield f"  {say_verdict(verdict, language)}: {first}"
        yield from (f"    {line}" for line in rest)


def write_summary(tally: Tally, language: str) -> Iterator[str]:
    """The summary as tables: by verdict, by direction, by lead unit and by clause."""
    yield f"{word('summary', 'title', language)}: {word('summary', 'checked', language, done=tally.done)}"
    if not tally.done:
        return
    yield ""
    yield from _by_verdict(tally, language)
    for key, groups in (("by_direction", tally.directions), ("by_institution", tally.leads)):
        yield ""
        yield word("summary", key, language)
        yield from _count_table(name_groups(groups, key, language), language)
    worst = list(tally.worst_clauses())
    yield ""
    yield word("summary", "by_clause", language)
    if worst:
        rows = [(Speaker(language).clause(text)[0], counts) for text, counts in worst]
        yield from _count_table(rows, language, STANDINGS)
    yield f"  {word('summary', 'rest', language, count=len(tally.clauses) - len(worst))}"


def name_groups(groups: dict[str | None, Group], key: str, language: str) -> list[tuple[str, Counts]]:
    """Groups with their names, those that name nothing last."""
    single = "zh" if language == "both" else language  # a row in two languages is wider than a screen
    nothing = word("report", "nowhere" if key == "by_direction" else "nobody", language)
    return [
        (clean(f"{_number(iri, key)}{pick(group.labels, single)}") if iri else nothing, group.counts)
        for iri, group in sorted(groups.items(), key=lambda item: (item[0] is None, item[0] or ""))
    ]


def _number(iri: str, key: str) -> str:
    return f"{iri.partition('/direction/')[2]} " if key == "by_direction" else ""


def _by_verdict(tally: Tally, language: str) -> Iterator[str]:
    yield word("summary", "by_verdict", language)
    heads = ["", word("report", "applications", language), word("report", "findings", language)]
    rows = [[say_verdict(v, language), *count_both(v, tally)] for v in STANDINGS]
    total = [str(sum(counts.values())) for counts in (tally.applications, tally.findings)]
    yield from _draw(heads, [*rows, [word("report", "total", language), *total]])
    yield f"  {word('report', 'fault', language)}: {tally.faults}"


def count_both(standing: Standing, tally: Tally) -> tuple[str, str]:
    """How many applications and how many findings stand there; no application is for information alone."""
    return str(tally.applications.get(standing, "–")), str(tally.findings[standing])


def _count_table(
    rows: Sequence[tuple[str, Counts]], language: str, standings: Sequence[Standing] = VERDICTS
) -> Iterator[str]:
    heads = ["", *(say_verdict(standing, language) for standing in standings)]
    return _draw(heads, [[name, *(str(counts[v]) for v in standings)] for name, counts in rows])


def _draw(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    from zhinan.query import draw_table

    numbers = [False, *[True] * (len(heads) - 1)]
    return (f"  {line}" for line in draw_table(heads, rows, numbers, None).splitlines())
