"""Lines into blocks: page furniture set aside, hard-wrapped and cut lines joined, Markdown marks taken off.

Four layouts are met and none has to be named: print wrapped at a fixed measure, Markdown made by OCR with
pages cutting sentences, one paragraph a line, and table cells one to a line (read by ``table``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from zhinan.ingest.passage import Passage
from zhinan.model import Document


class LineKind(Enum):
    """What a line is before its words are looked at."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    PAGE_NUMBER = "page number"
    RULE = "rule"
    LINK_ANNOTATION = "link annotation"
    CELL = "table cell"


FURNITURE = {LineKind.PAGE_NUMBER, LineKind.RULE, LineKind.LINK_ANNOTATION}


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its marks taken off; ``start:end`` is the whole line in the document."""

    kind: LineKind
    passage: Passage
    start: int
    end: int
    after_blank: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph as running text."""

    passage: Passage
    heading: bool


_PAGE_NUMBER = re.compile(r"\s*(?:[-—–]\s*)?\d{1,4}(?:\s*[-—–])?\s*")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_LINK = re.compile(r"\s*(?:mailto:[^\s@]+@[^\s]+|https?://\S+)\s*")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_BULLET = re.compile(r"\s*-\s+(?=\*{0,2}(?:\d{1,2}\s?[.)）]|[（(]\d{1,2}[)）]))")
_MARKUP = re.compile(
    r"(?P<bold>\*\*|(?<!\*)\*(?!\*))|\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)\)|<(?P<url>(?:https?://|mailto:)[^>\s]+)>"
    r"|(?P<escape>\\+)(?=[_*#])|\$\s*\\(?P<sign>geq|leq)\s*(?P<number>[\d.]+)\s*\$"
    r"|\$(?P<amount>[\d.]+)\s*\\text\{(?P<unit>\w+)\}\^(?P<power>2)\$|</?su[bp]>"
)
_SIGNS = {"geq": "≥", "leq": "≤"}
_CJK_RANGES = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’"
_CJK = re.compile(f"[{_CJK_RANGES}]")
# what begins a block whatever stands before it; numbers followed by more digits or units are no list marks
_MARK = re.compile(
    r"[1-9]\d?\.\d{1,2}\s?(?=[\u4e00-\u9fff])(?![亿万元个项家年月倍米度])|\d{1,2}\s?[.)、](?!\d)|\(\d{1,2}\)|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|——|-\s+\S|附件\s?\d?"
)
# what a broken line ends and the next begins with: a run that is neither space nor Chinese
_WORD_END = re.compile(rf"[^\s{_CJK_RANGES}]+$")
_WORD_START = re.compile(rf"[^\s{_CJK_RANGES}]+")
_DIGIT_END = re.compile(r"\d\.?$")
_NUMBER_GOES_ON = re.compile(r"\.?\d")
# a colon promises more, so a line that ends with one goes on
_TERMINAL = tuple("。；;!?！？…")
_WRAPPED_MEASURE = 64  # display columns: print wrapped wider than this is taken as a paragraph a line


def read_lines(document: Document) -> list[Line]:
    """Every line of the document with its kind, in order."""
    raw = [
        (match.start(), match.group())
        for match in re.finditer(r"[^\n]*(?:\n|$)", document.text)
        if match.group()
    ]
    texts = [text.rstrip("\r\n") for _, text in raw]
    lines: list[Line] = []
    for number, (start, text) in enumerate(raw):
        kind = _kind_of(texts, number)
        if kind is LineKind.TEXT and (text.startswith("\t") or (lines and lines[-1].kind is LineKind.CELL)):
            kind = LineKind.CELL
        passage = _unmark(Passage(document, texts[number], tuple(range(start, start + len(texts[number])))))
        lines.append(
            Line(kind, passage, start, start + len(text), number > 0 and not texts[number - 1].strip())
        )
    return lines


def _kind_of(texts: list[str], number: int) -> LineKind:
    text = texts[number]
    if not text.strip(" \u3000\t\f"):
        return LineKind.BLANK
    if _RULE.fullmatch(text):
        return LineKind.RULE
    if _PAGE_NUMBER.fullmatch(text):
        return LineKind.PAGE_NUMBER
    if _LINK.fullmatch(text) and _at_page_break(texts, number):
        return LineKind.LINK_ANNOTATION
    return LineKind.HEADING if _HEADING.match(text) else LineKind.TEXT


def _at_page_break(texts: list[str], number: int) -> bool:
    """Link annotations stand at the foot of a page: the next line abuts, or two blank lines follow."""
    following = texts[number + 1 : number + 3]
    return bool(following and following[0].strip()) or (
        len(following) == 2 and not any(t.strip() for t in following)
    )


def _unmark(line: Passage) -> Passage:
    """The line without heading marks, emphasis, link syntax and formula signs of Markdown."""
    for leading in (_HEADING, _BULLET):
        if mark := leading.match(line.text):
            line = line[mark.end() :]
    text: list[str] = []
    offsets: list[int] = []
    position = 0
    for mark in _MARKUP.finditer(line.text):
        text.append(line.text[position : mark.start()])
        offsets.extend(line.offsets[position : mark.start()])
        for shown, where in _shown(mark):
            text.append(shown)
            offsets.extend(line.offsets[where : where + 1] * len(shown))
        position = mark.end()
    text.append(line.text[position:])
    offsets.extend(line.offsets[position:])
    return Passage(line.document, "".join(text), tuple(offsets), line.section).strip(" \u3000\t\f\ufeff")


def _shown(mark: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The characters that a mark shows to a reader, each with its position in the line."""
    if mark["sign"]:
        yield _SIGNS[mark["sign"]], mark.start()
    for name in ("text", "url", "number", "amount", "unit"):
        if mark[name] is not None:
            yield from ((mark.string[i], i) for i in range(*mark.span(name)) if mark.string[i] != "\\")
    if mark["power"]:
        yield "²", mark.start("power")


def read_blocks(lines: list[Line], starts: re.Pattern[str]) -> list[Block]:
    """Paragraphs and headings as running text; ``starts`` matches the labels that open a block."""
    layout = _layout(lines)
    blocks: list[Block] = []
    previous: Line | None = None
    for line in lines:
        if line.kind is LineKind.RULE:
            previous = None
        if line.kind not in (LineKind.TEXT, LineKind.HEADING) or not line.passage.text:
            continue
        if blocks and previous and _continues(blocks[-1], previous, line, layout, starts):
            blocks[-1] = Block(_join(blocks[-1].passage, line.passage), blocks[-1].heading)
        else:
            blocks.append(Block(line.passage, line.kind is LineKind.HEADING))
        previous = line
    return [Block(_tighten(block.passage), block.heading) for block in blocks]


def _continues(block: Block, previous: Line, line: Line, layout: _Layout, starts: re.Pattern[str]) -> bool:
    key = line.passage.key
    if starts.match(key):
        return False
    if _is_open(block.passage.text):
        return True
    if _MARK.match(key) or line.kind is LineKind.HEADING or block.heading:
        return False
    if layout.measure:
        return _columns(previous.passage.text) >= 0.86 * layout.measure
    return layout.spaced and (not line.after_blank or not block.passage.text.endswith(_TERMINAL))


def _is_open(text: str) -> bool:
    """A title in 《》 was opened and not closed: a line or page break stands inside it."""
    return text.count("《") > text.count("》")


@dataclass(frozen=True, slots=True)
class _Layout:
    """``measure``: the width in columns to which print is wrapped, None where a line is a paragraph.

    ``spaced``: paragraphs are set apart by blank lines, so that one cut by a page can be told.
    """

    measure: int | None
    spaced: bool


def _layout(lines: list[Line]) -> _Layout:
    texts = [line for line in lines if line.kind is LineKind.TEXT]
    widths = sorted(_columns(line.passage.text) for line in texts)
    if not widths:
        return _Layout(None, spaced=False)
    common, widest = widths[int(len(widths) * 0.8)], widths[int(len(widths) * 0.98)]
    wrapped = common <= _WRAPPED_MEASURE and common * 1.9 >= widest
    return _Layout(common if wrapped else None, sum(line.after_blank for line in texts) > len(texts) / 2)


def _columns(text: str) -> int:
    return sum(2 if _CJK.match(character) else 1 for character in text)


def _join(left: Passage, right: Passage) -> Passage:
    """Two lines as one: a space where Latin words meet, none beside Chinese, inside a number or an address."""
    last, first = _WORD_END.search(left.text), _WORD_START.match(right.text)
    if not last or not first or _is_one_word(left.text, last.group(), first.group()):
        return left + right
    space = Passage(left.document, " ", (right.offsets[0],), left.section)
    return left + space + right


def _is_one_word(before: str, last: str, first: str) -> bool:
    """A line broke inside a web address, a mail address behind its colon, a number, or at a hyphen."""
    introduced = before.removesuffix(last).endswith(("：", ":"))
    return (
        "://" in last
        or "@" in last
        or ("@" in first and introduced)
        or last.endswith(("-", "~"))
        or first.startswith(("-", "~"))
        or (_DIGIT_END.search(last) is not None and _NUMBER_GOES_ON.match(first) is not None)
    )


def _tighten(passage: Passage) -> Passage:
    """Without the spaces that print leaves beside Chinese characters, and with single spaces elsewhere."""
    text = passage.text
    keep = [
        i for i, character in enumerate(text)
        if not character.isspace() or not (
            i == 0 or i == len(text) - 1 or text[i - 1].isspace()
            or _CJK.match(text[i - 1]) or _CJK.match(text[i + 1 :].lstrip()[:1] or "。")
        )
    ]  # fmt: skip
    return Passage(
        passage.document,
        "".join(text[i] for i in keep),
        tuple(passage.offsets[i] for i in keep),
        passage.section,
    )
