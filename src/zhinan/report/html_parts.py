"""Pieces of HTML that reports and letters share; every text from outside is escaped here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from zhinan.check import Verdict
from zhinan.files import find_folder, read_utf8
from zhinan.report.tally import Counts
from zhinan.report.words import (
    STANDINGS,
    Advice,
    Standing,
    clean,
    lines,
    say_of_verdict,
    say_verdict,
    word,
)

MARKS: dict[Standing, str] = {
    Verdict.VIOLATED: "✗",
    Verdict.MISSING: "△",
    Verdict.MANUAL: "?",
    Verdict.UNCHECKED: "—",
    Advice.ADVISED: "○",
    Verdict.MET: "✓",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def open_html(title: str, language: str, style: str) -> str:
    """The beginning of an HTML file up to its body, with the style sheet inside."""
    css = read_utf8(find_folder("data") / "report" / "report.css")
    return (
        f'<!DOCTYPE html>\n<html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<style>\n{css}</style></head>\n<body class="{style}">\n'
    )


def show(text: str) -> str:
    """Text that may run in any direction and must not turn what stands around it."""
    return f"<bdi>{escape(clean(text))}</bdi>"


def show_lines(texts: Sequence[str], style: str = "") -> str:
    """Texts as paragraphs, the second in English where there are two."""
    first = f' class="{style}"' if style else ""
    second = f' class="{style} en" lang="en"' if style else ' class="en" lang="en"'
    return "".join(f"<p{second if place else first}>{show(text)}</p>" for place, text in enumerate(texts))


def show_values(texts: Sequence[str]) -> str:
    """Values one below the other, those that break the rule marked."""
    if len(texts) < 2:
        return "".join(map(_value, texts))
    return f"<ul>{''.join(f'<li>{_value(text)}</li>' for text in texts)}</ul>"


def _value(text: str) -> str:
    return f'<span class="breaks">{show(text)}</span>' if text.startswith("✗ ") else show(text)


def draw_head(key: str, language: str, style: str = "") -> str:
    """The head of a column, English beneath Chinese."""
    first, *rest = lines("report", key, language)
    beneath = "".join(f'<br><span class="en" lang="en">{text}</span>' for text in rest)
    return f"<th{f' class={style}' if style else ''}>{first}{beneath}</th>"


def draw_verdict_heads(language: str, standings: Collection[Standing] = STANDINGS) -> str:
    """The heads of columns of counts."""
    single = "en" if language == "en" else "zh"
    return "".join(f'<th class="n">{say_verdict(standing, single)}</th>' for standing in standings)


def draw_number(count: int | None) -> str:
    """The cell of a count, pale where it is zero; None where nothing is counted."""
    if count is None:
        return '<td class="n zero">–</td>'
    return f'<td class="n{"" if count else " zero"}">{count}</td>'


def draw_counts(counts: Counts) -> str:
    """The cells of counts, those that there are."""
    return "".join(draw_number(counts[standing]) for standing in STANDINGS if standing in counts)


def draw_badge(verdict: Standing, language: str) -> str:
    """A verdict with its mark, so that it is told without its colour too."""
    return f'<span class="badge {verdict.value}">{MARKS[verdict]} {say_verdict(verdict, language)}</span>'


def draw_legend(language: str) -> str:
    """What the verdicts mean."""
    rows = [
        f"<dt>{draw_badge(verdict, language)}</dt><dd>{show_lines(say_of_verdict(verdict, 'legend', language))}</dd>"
        for verdict in STANDINGS
    ]
    title = word("report", "legend", language)
    return f'<footer class="legend"><h2>{title}</h2><dl class="facts">{"".join(rows)}</dl></footer>\n'
