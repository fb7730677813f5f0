"""One application in HTML: what it is, its verdict, its faults of form and its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from zhinan.application import Fault
from zhinan.check import Checked, Finding, Verdict
from zhinan.report.html_parts import MARKS, draw_badge, show, show_lines, show_values
from zhinan.report.page import Meta
from zhinan.report.say import Said, Speaker, say_fault, say_name
from zhinan.report.tally import Counts, name_direction, name_leads
from zhinan.report.words import STANDINGS, Standing, pick, say_of_verdict, say_verdict, word


class Articles:
    """Writes articles; what many applications share is written once and kept."""

    def __init__(self, speaker: Speaker, meta: Meta) -> None:
        self._language, self._meta, self._speaker = speaker.language, meta, speaker
        self._names = {
            key: word("report", key, speaker.language) for key in ("found", "others", "demanded", "note")
        }

    def write(self, number: int, checked: Checked, counts: Counts) -> Iterable[str]:
        """The article of one application."""
        title = show(self._speaker.title(checked))
        yield f'<article id="a{number}" class="{list_classes(checked, counts)}"><h2>{number}. {title}</h2>'
        yield self._facts(checked)
        said = " ".join(map(escape, say_of_verdict(checked.verdict, "conclusion", self._language)))
        yield f'<p class="conclusion">{draw_badge(checked.verdict, self._language)} {said}</p>'
        if checked.faults:
            yield self._open_group(
                "missing faults", word("report", "fault", self._language), len(checked.faults)
            )
            yield f'<ol class="findings">{"".join(map(self._fault, checked.faults))}</ol></section>'
        for standing in STANDINGS:
            if counts[standing]:
                yield from self._group(standing, counts[standing], checked)
        yield "</article>\n"

    def _facts(self, checked: Checked) -> str:
        direction = checked.direction
        label = direction and f"{name_direction(direction)} {pick(direction.labels, self._language)}"
        rows = {
            "application": checked.application,
            "source": checked.source,
            "lead": name_leads(checked),
            "direction": label,
        }
        told = (
            f"<dt>{word('report', key, self._language)}</dt><dd>{show(text)}</dd>"
            for key, text in rows.items()
            if text
        )
        return f'<dl class="facts">{"".join(told)}</dl>'

    def _open_group(self, classes: str, name: str, count: int) -> str:
        return f'<section class="group {classes}"><h3 class="{classes.split()[0]}">{name} ({count})</h3>'

    def _group(self, standing: Standing, count: int, checked: Checked) -> Iterator[str]:
        name = f"{MARKS[standing]} {say_verdict(standing, self._language)}"
        yield self._open_group(standing.value, name, count)
        if items := "".join(map(self._finding, self._meta.list_standing(checked, standing))):
            yield f'<ol class="findings">{items}</ol>'
        yield "</section>"

    def _fault(self, fault: Fault) -> str:
        first, *rest = say_fault(fault, self._language)
        more = "".join(f'<p class="en" lang="en">{show(text)}</p>' for text in rest)
        about = f'<p class="origin">{show(say_name(fault.subject))}</p>'
        return f'<li><p><span class="quote">{show(first)}</span></p>{more}{about}</li>'

    def _finding(self, finding: Finding) -> str:
        return self._speaker.lay_out(finding, self._item)

    def _item(self, said: Said) -> str:
        first, *rest = said.quote or (said.number,)
        more = "".join(f'<p class="en" lang="en">{escape(text)}</p>' for text in rest)
        rows = {
            "found": show_values(said.found),
            "others": show_values(said.others),
            "demanded": show_lines(said.demand),
            "note": show_lines(said.note),
        }
        told = "".join(f"<dt>{self._names[key]}</dt><dd>{text}</dd>" for key, text in rows.items() if text)
        return (
            f'<li><p><span class="severity">{said.severity}</span><span class="quote">{escape(first)}</span> '
            f"{link_clause(said.number)}</p>{more}{f'<dl>{told}</dl>' if told else ''}</li>"
        )


def link_clause(number: str) -> str:
    """A link to a clause further down."""
    return f'<a class="origin" href="#c-{escape(number)}">{escape(number)}</a>'


def list_classes(checked: Checked, counts: Counts) -> str:
    """What the filter goes by: the verdicts that occur; faults of form count as something missing."""
    has = [standing.value for standing in STANDINGS if counts[standing]]
    if checked.faults and not counts[Verdict.MISSING]:
        has.append("missing")
    return " ".join([checked.verdict.value, *(f"has-{name}" for name in has)])
