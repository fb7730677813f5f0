"""Results as one HTML file: printable, without scripts, and asking nothing of the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from zhinan.check import Checked
from zhinan.report.html_article import Articles, link_clause, list_classes
from zhinan.report.html_parts import (
    draw_badge,
    draw_counts,
    draw_head,
    draw_legend,
    draw_number,
    draw_verdict_heads,
    open_html,
    show,
    show_lines,
)
from zhinan.report.page import Ending, Meta, list_remarks, say_made
from zhinan.report.say import Speaker
from zhinan.report.tally import Counts, Tally, count_findings, name_direction, name_leads
from zhinan.report.text import name_groups
from zhinan.report.words import STANDINGS, VERDICTS, Standing, each, lines, say_verdict, word

_SHOW = ("all", *(standing.value for standing in STANDINGS))


class HtmlPage:
    """The report for a browser and a printer: summary, index, an article for each application, the clauses."""

    def __init__(self, language: str, meta: Meta) -> None:
        self._language, self._meta, self._speaker = language, meta, Speaker(language)
        self._articles = Articles(self._speaker, meta)

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Title, remarks, summary and filter, and the head of the index."""
        title = word("report", "batch" if tally.done != 1 else "title", self._language)
        yield open_html(title, self._language, "report")
        for name in _SHOW:
            checked = " checked" if name == "all" else ""
            yield f'<input class="show" type="radio" name="show" id="show-{name}"{checked}>'
        yield f"\n<header><h1>{title}</h1>{show_lines(say_made(self._meta, self._language), 'made')}</header>\n"
        remarks = [each(remark, self._language) for remark in list_remarks(tally, ending, self._meta)]
        if remarks:
            yield f'<div class="remarks">{"".join(map(show_lines, remarks))}</div>'
        yield from self._summary(tally)
        yield self._filter()
        if tally.done > 1:
            yield f'<section id="index" class="some"><h2>{word("report", "index", self._language)}</h2>'
            keys = ("number", "application", "lead", "direction", "result")
            heads = "".join(draw_head(key, self._language) for key in keys)
            yield f'<div class="wide">{_open_table(heads + draw_verdict_heads(self._language))}\n'

    def entry(self, number: int, checked: Checked) -> Iterable[str]:
        """The application's line of the index."""
        counts, direction = count_findings(checked), checked.direction
        yield f'<tr class="entry {list_classes(checked, counts)}"><td class="n">{number}</td>'
        yield f'<td class="name"><a href="#a{number}">{show(self._speaker.title(checked))}</a></td>'
        yield f"<td>{show(name_leads(checked) or word('report', 'nobody', self._language))}</td>"
        where = name_direction(direction) if direction else word("report", "nowhere", self._language)
        yield f'<td class="whole">{escape(where)}</td><td>{draw_badge(checked.verdict, self._language)}</td>'
        yield f"{draw_counts(counts)}</tr>\n"

    def middle(self, tally: Tally) -> Iterable[str]:
        """Between the index and the applications."""
        yield ("</tbody></table></div></section>\n" if tally.done > 1 else "") + '<main class="some">\n'

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The article of one application."""
        return self._articles.write(number, checked, count_findings(checked))

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The clauses with where they are printed, and what the verdicts mean."""
        yield "</main>\n"
        if tally.texts:
            heads = "".join(draw_head(key, self._language) for key in ("clauses", "quote"))
            table = _open_table(heads + draw_verdict_heads(self._language))
            yield f'<section id="clauses"><h2>{word("report", "clauses", self._language)}</h2><div class="wide">{table}'
            yield from (self._clause(iri, tally) for iri in tally.texts)
            yield "</tbody></table></div></section>\n"
        yield f"{draw_legend(self._language)}</body></html>\n"

    def _filter(self) -> str:
        names = [word("report", "all", self._language), *(say_verdict(v, self._language) for v in STANDINGS)]
        labels = (f'<label for="show-{key}">{name}</label>' for key, name in zip(_SHOW, names, strict=True))
        return f'<nav class="filter"><span>{word("report", "show", self._language)}</span>{"".join(labels)}</nav>\n'

    def _summary(self, tally: Tally) -> Iterator[str]:
        language = self._language
        yield f'<section id="summary"><h2>{word("summary", "title", language)}</h2>'
        yield show_lines(lines("summary", "checked", language, done=tally.done))
        yield from self._by_verdict(tally)
        if tally.done > 1:
            for key, groups in (("by_direction", tally.directions), ("by_institution", tally.leads)):
                rows = [(show(name), counts) for name, counts in name_groups(groups, key, language)]
                yield self._counts(key, rows)
            worst = list(tally.worst_clauses())
            named = [(self._name_clause(text.iri, tally), n) for text, n in worst]
            yield self._counts("by_clause", named, STANDINGS)
            yield show_lines(lines("summary", "rest", language, count=len(tally.clauses) - len(worst)))
        yield "</section>\n"

    def _by_verdict(self, tally: Tally) -> Iterator[str]:
        heads = "".join(draw_head(key, self._language, "n") for key in ("applications", "findings"))
        yield _open_table(f"<th></th>{heads}", word("summary", "by_verdict", self._language))
        for standing in STANDINGS:
            counts = tally.applications.get(standing), tally.findings[standing]
            badge = draw_badge(standing, self._language)
            yield f"<tr><td>{badge}</td>{''.join(map(draw_number, counts))}</tr>"
        totals = sum(tally.applications.values()), sum(tally.findings.values())
        name = word("report", "total", self._language)
        yield f"</tbody><tfoot><tr><td>{name}</td>{''.join(map(draw_number, totals))}</tr></tfoot></table>"
        yield f'<p>{word("report", "fault", self._language)}: <span id="faults">{tally.faults}</span></p>'

    def _counts(
        self, key: str, rows: Sequence[tuple[str, Counts]], standings: Sequence[Standing] = VERDICTS
    ) -> str:
        heads = draw_verdict_heads(self._language, standings)
        start = _open_table(f"<th></th>{heads}", word("summary", key, self._language))
        cells = "".join(f"<tr><td>{name}</td>{draw_counts(counts)}</tr>" for name, counts in rows)
        return f"{start}{cells}</tbody></table>"

    def _name_clause(self, iri: str, tally: Tally) -> str:
        number, quote, _ = self._speaker.clause(tally.texts[iri])
        return f"{link_clause(number)} {escape(quote[0] if quote else '')}"

    def _clause(self, iri: str, tally: Tally) -> str:
        number, quote, origin = self._speaker.clause(tally.texts[iri])
        words = f'{show_lines(quote)}<p class="origin">{escape(origin)}</p>'
        cells = draw_counts(tally.clauses[iri].counts)
        return f'<tr id="c-{escape(number)}"><td>{escape(number)}</td><td>{words}</td>{cells}</tr>\n'


def _open_table(heads: str, caption: str = "") -> str:
    named = f"<caption>{caption}</caption>" if caption else ""
    return f"<table>{named}<thead><tr>{heads}</tr></thead><tbody>"
