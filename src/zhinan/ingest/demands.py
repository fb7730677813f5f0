"""Running rules into single demands: sentences, and the places inside them where a demand of its own begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.passage import Passage, find_outside_brackets, split_outside_brackets

_END = " 。；;，,、：:—"
_PAIRS = {"(": ")", "（": "）"}


def split_sentences(passages: Sequence[Passage], grammar: Grammar) -> Iterator[Passage]:
    """The sentences of an item without the headings of groups; a passage that ends with a colon goes on in the next."""
    whole: list[Passage] = []
    for passage in passages:
        if is_heading(passage, grammar):
            continue
        if whole and whole[-1].text.endswith(("：", ":")):
            whole[-1] = whole[-1] + passage
        else:
            whole.append(passage)
    for passage in whole:
        marks = "。" if grammar.whole.search(passage.key) else "。；;"
        parts = (part for part in split_outside_brackets(passage, marks) if part.strip(_END).text)
        yield from (part for part in parts if not is_heading(part, grammar))


def is_heading(words: Passage, grammar: Grammar) -> bool:
    """The words head a group of rules inside a list, and demand nothing themselves."""
    return bool(grammar.chapters["group"].fullmatch(words.strip(_END).key))


def split_demands(sentence: Passage, grammar: Grammar) -> list[Passage]:
    """A sentence cut where a demand of its own begins; a condition stays with the demand behind it."""
    cuts = _find_cuts(sentence, grammar)
    parts = [_trim(sentence[a:b]) for a, b in zip([0, *cuts], [*cuts, len(sentence)], strict=True)]
    joined = [_trim(part[m.end() :]) if (m := grammar.connective.match(part.key)) else part for part in parts]
    ended = [part[: m.start()] if (m := grammar.tail.search(part.key)) else part for part in joined]
    return [part for part in ended if part.text]


def _find_cuts(sentence: Passage, grammar: Grammar) -> list[int]:
    """Behind a comma where a border follows, and wherever the grammar cuts whatever stands there."""
    key = sentence.key
    commas = {
        p + 1 for p in find_outside_brackets(sentence.text, "，,、") if grammar.border.match(key, p + 1)
    }
    cuts: list[int] = []
    for position in sorted(commas | {match.start() for match in grammar.cut.finditer(key)}):
        before = sentence[cuts[-1] if cuts else 0 : position].strip(_END)
        if before.text and not grammar.condition.fullmatch(before.key):
            cuts.append(position)
    return cuts


def _trim(part: Passage) -> Passage:
    """Without the separators at its ends, and without a bracket there whose other half is elsewhere or at the end."""
    part = part.strip(_END)
    while part.text and (_is_open(part.text) or _is_closing(part.text)):
        part = (part[1:] if _is_open(part.text) else part[:-1]).strip(_END)
    alone = _count(part.text, "(（") == 1 and part.text[0] in _PAIRS and part.text[-1] in _PAIRS.values()
    return part[1:-1] if alone else part


def _is_open(text: str) -> bool:
    return text[0] in _PAIRS and _count(text, "(（") > _count(text, ")）")


def _is_closing(text: str) -> bool:
    return text[-1] in _PAIRS.values() and _count(text, "(（") < _count(text, ")）")


def _count(text: str, characters: str) -> int:
    return sum(text.count(character) for character in characters)
