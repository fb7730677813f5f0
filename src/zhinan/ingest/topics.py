"""The fields of a direction: numbered or running lists, with the items printed under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.items import Item, split_items
from zhinan.ingest.passage import Passage, find_outside_brackets, split_outside_brackets
from zhinan.model import Topic

_END = " 。；;，,、：:"


@dataclass(frozen=True, slots=True)
class FieldList:
    """The topics of a direction, how they limit an application, and the sentences that are no topics."""

    topics: tuple[Topic, ...]
    policy: str
    remarks: tuple[Passage, ...]


def read_fields(blocks: Sequence[Passage], grammar: Grammar) -> FieldList:
    """Topics in the order printed. Sentences among them that name no field are returned as remarks."""
    items = split_items(blocks)
    if not items:
        return FieldList((), "ClosedFields", ())
    numbered = any(item.number for item in items)
    topics: list[Topic] = []
    remarks: list[Passage] = []
    for item in items:
        if not item.number and numbered:
            remarks += _sentences_of(item)
        elif item.number:
            found, rest = _read_numbered(item, grammar)
            topics += found
            remarks += rest
        else:
            found, rest = _read_running(item, grammar)
            topics += found
            remarks += rest
    text = "".join(block.key for block in blocks)
    return FieldList(tuple(topics), _policy(text, grammar), tuple(remarks))


def _policy(key: str, grammar: Grammar) -> str:
    if grammar.fields["open"].search(key):
        return "OpenFields"
    listed = key.rstrip(_END)
    preferred = grammar.fields["preferred"].search(key) or grammar.fields["open_end"].search(listed)
    return "PreferredFields" if preferred else "ClosedFields"


def _sentences_of(item: Item) -> list[Passage]:
    parts = (part.strip(_END) for passage in item.passages for part in split_outside_brackets(passage, "。"))
    return [part for part in parts if part.text]


def _read_running(item: Item, grammar: Grammar) -> tuple[list[Topic], list[Passage]]:
    """Fields in one sentence, separated by ； or else by 、; later sentences are remarks."""
    first, *rest = _sentences_of(item)
    if grammar.fields["open"].search(first.key):
        return [], [first, *rest]
    labels = _split_list(first, grammar)
    return [_to_topic(label, str(number), grammar) for number, label in enumerate(labels, 1)], rest


def _read_numbered(item: Item, grammar: Grammar) -> tuple[list[Topic], list[Passage]]:
    """A numbered entry: ``head：items``, one field, or fields between ；; later sentences are remarks."""
    first, *rest = item.passages
    sentences = split_outside_brackets(first, "。")
    remarks = [*sentences[1:], *rest]
    entry = sentences[0].strip(_END)
    if grammar.fields["topic_code"].search(entry.key):
        return [_to_topic(entry, item.number, grammar)], remarks
    colon = next(find_outside_brackets(entry.text, "：:"), None)
    if colon is not None:
        head, tail = entry[:colon].strip(_END), entry[colon + 1 :]
        items = tuple(
            _to_topic(label, f"{item.number}.{number}", grammar)
            for number, label in enumerate(_split_list(tail, grammar), 1)
        )  # fmt: skip
        return [Topic(number=item.number, label=head.text, span=head.span, items=items)], remarks
    labels = [label.strip(_END) for label in split_outside_brackets(entry, "；;")]
    if len(labels) == 1:
        return [_to_topic(labels[0], item.number, grammar)], remarks
    return [_to_topic(label, f"{item.number}.{n}", grammar) for n, label in enumerate(labels, 1)], remarks


def _split_list(passage: Passage, grammar: Grammar) -> list[Passage]:
    """A running list at its ； or, where it has none, at its 、; the last loses an open end (等领域)."""
    separators = "；;" if next(find_outside_brackets(passage.text, "；;"), None) is not None else "、"
    labels = [label.strip(_END) for label in split_outside_brackets(passage, separators)]
    if labels and (end := grammar.fields["open_end"].search(labels[-1].key)):
        labels[-1] = labels[-1][: end.start()]
    return [label for label in labels if label.text]


def _to_topic(label: Passage, number: str, grammar: Grammar) -> Topic:
    code = grammar.fields["topic_code"].search(label.key)
    if not code:
        return Topic(number=number, label=label.text, span=label.span)
    head = label[: code.start()]
    return Topic(
        number=number,
        label=head.text,
        span=label.span,
        code=code["code"],
        code_title=label.group(code, "title").text,
    )
