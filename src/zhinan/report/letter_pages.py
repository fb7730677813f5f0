"""Letters of corrections laid out as text, Markdown and HTML; with both languages the English follows the Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from zhinan.check import Checked
from zhinan.report.html_parts import open_html, show
from zhinan.report.letter import Letter, Section, compose_letter
from zhinan.report.letter_items import Item
from zhinan.report.markdown import protect
from zhinan.report.page import Ending, Meta, say_remarks
from zhinan.report.say import Speaker
from zhinan.report.tally import Tally
from zhinan.report.words import word

_WIDTH = 76  # columns of a line of a letter as text: where the title is centred and the seal stands
_COMPACT = ("manual", "unchecked")


class _LetterPage:
    """Letters one after the other."""

    def __init__(self, language: str, meta: Meta) -> None:
        self._language, self._meta = language, meta
        languages = ("zh", "en") if language == "both" else (language,)
        self._speakers = [Speaker(one) for one in languages]

    def _letters(self, checked: Checked) -> Iterator[Letter]:
        return (compose_letter(checked, speaker, self._meta) for speaker in self._speakers)

    def _remarks(self, tally: Tally, ending: Ending) -> list[str]:
        return say_remarks(tally, ending, self._meta, self._language)


class TextLetterPage(_LetterPage):
    """Letters as text."""

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Nothing."""
        return ()

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The letters of one application, those after the first behind a form feed, where printers turn the page."""
        for place, letter in enumerate(self._letters(checked)):
            yield "\f" if number > 1 or place else ""
            yield "\n".join(_lay_text(letter)) + "\n"

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What must be said of the run."""
        remarks = self._remarks(tally, ending)
        yield "\n" + "\n".join(remarks) + "\n" if remarks else ""


class MarkdownLetterPage(_LetterPage):
    """Letters as Markdown."""

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """Nothing."""
        return ()

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The letters of one application, with a rule between them."""
        for place, letter in enumerate(self._letters(checked)):
            yield "\n---\n\n" if number > 1 or place else ""
            yield from _lay_markdown(letter)

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What must be said of the run."""
        yield from (f"\n> **{protect(remark)}**\n" for remark in self._remarks(tally, ending))


class HtmlLetterPage(_LetterPage):
    """Letters as one HTML file, each on a page of its own when printed."""

    def head(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """The beginning of the file."""
        yield open_html(word("letter", "title", self._language), self._language, "letter")

    def one(self, number: int, checked: Checked) -> Iterable[str]:
        """The letters of one application."""
        for letter in self._letters(checked):
            yield from _lay_html(letter)

    def tail(self, tally: Tally, ending: Ending) -> Iterable[str]:
        """What must be said of the run, and the end of the file."""
        if remarks := self._remarks(tally, ending):
            yield f'<div class="remarks">{"".join(f"<p>{show(remark)}</p>" for remark in remarks)}</div>'
        yield "</body></html>\n"


def _lay_text(letter: Letter) -> Iterator[str]:
    from zhinan.query import measure_width

    indent = "" if letter.language == "en" else "　　"
    yield " " * max(0, (_WIDTH - measure_width(letter.title)) // 2) + letter.title
    yield from ("", letter.address, "", indent + letter.opening, indent + letter.please)
    for section in letter.sections:
        yield from ("", section.title)
        yield from (f"  {text}" for text in section.texts)
        for place, item in enumerate(section.items, 1):
            yield f"  {place}. {_with_severity(item)}"
            yield from (f"     {name}{_colon(letter)}{text}" for name, text in item.rows)
    yield from ("", *(indent + line for line in letter.closing), "")
    yield from (" " * max(0, _WIDTH - measure_width(line)) + line for line in letter.seal)


def _lay_markdown(letter: Letter) -> Iterator[str]:
    yield f"# {letter.title}\n\n{protect(letter.address)}\n\n{protect(letter.opening)}\n\n{letter.please}\n"
    for section in letter.sections:
        yield f"\n## {section.title}\n\n"
        yield "\n".join(f"- {protect(text)}" for text in section.texts)
        yield "\n" if section.texts else ""
        for place, item in enumerate(section.items, 1):
            yield f"{place}. {protect(_with_severity(item))}\n"
            yield from (f"     - {name}{_colon(letter)}{protect(text)}\n" for name, text in item.rows)
    yield "\n" + "\n\n".join((*letter.closing, *letter.seal)) + "\n"


def _lay_html(letter: Letter) -> Iterator[str]:
    lang = "en" if letter.language == "en" else "zh-CN"
    yield f'<article lang="{lang}"><h1>{escape(letter.title)}</h1><p class="address">{show(letter.address)}</p>'
    yield f'<p class="opening">{show(letter.opening)}</p><p class="please">{escape(letter.please)}</p>'
    for section in letter.sections:
        yield f'<section class="{section.kind}"><h2>{escape(section.title)}</h2>'
        yield "".join(f"<p>{show(text)}</p>" for text in section.texts)
        if section.items:
            yield f'<ol class="findings{_compact(section)}">{"".join(map(_lay_item, section.items))}</ol>'
        yield "</section>"
    closing = "".join(f'<p class="closing">{escape(line)}</p>' for line in letter.closing)
    seal = "<br>".join(map(escape, letter.seal))  # never alone on a page
    yield f'<div class="end">{closing}<p class="seal">{seal}</p></div></article>\n'


def _lay_item(item: Item) -> str:
    severity = f'<span class="severity">{item.severity}</span>' if item.severity else ""
    rows = "".join(f"<dt>{name}</dt><dd>{show(text)}</dd>" for name, text in item.rows)
    return f'<li><p>{severity}<span class="quote">{show(item.text)}</span></p><dl>{rows}</dl></li>'


def _compact(section: Section) -> str:
    return " compact" if section.kind in _COMPACT else ""


def _with_severity(item: Item) -> str:
    return f"[{item.severity}] {item.text}" if item.severity else item.text


def _colon(letter: Letter) -> str:
    return word("letter", "colon", letter.language)
