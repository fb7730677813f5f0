"""The fields of a direction as a tree: numbered, dashed or running lists, with what is printed under each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.indicators import read_indicators
from zhinan.ingest.items import Item, split_dashes, split_items
from zhinan.ingest.passage import Passage, find_outside_brackets, split_outside_brackets
from zhinan.model import Indicator, Statement, Topic

_END = " 。；;，,、：:"


@dataclass(frozen=True, slots=True)
class FieldList:
    """The topics of a direction, how they limit an application, and the sentences that are no topics."""

    topics: tuple[Topic, ...]
    policy: str
    remarks: tuple[Passage, ...]


@dataclass(slots=True)
class _Reader:
    """Reads lists of topics; ``together`` are printed words that no separator cuts, ``remarks`` gathers the rest."""

    grammar: Grammar
    together: tuple[str, ...]
    remarks: list[Passage]

    def read_list(self, blocks: Sequence[Passage], above: str = "") -> list[Topic]:
        """The topics of a list; text before its first mark is remarks, or a running list where no mark follows."""
        items = split_items(blocks)
        numbered = any(item.number for item in items)
        topics: list[Topic] = []
        for item in items:
            if item.number:
                topics += self._read_item(item, above)
            elif numbered or above:
                topics += self._read_dashes(item, above)
            else:
                topics += self._read_running(item)
        return topics

    def _read_dashes(self, item: Item, above: str) -> list[Topic]:
        """Entries that begin with a dash are topics; the other sentences are remarks."""
        topics: list[Topic] = []
        for marked, passage in split_dashes(item.passages):
            if marked:
                topics.append(self._topic(passage.strip(_END), f"{above}.{len(topics) + 1}".lstrip(".")))
            else:
                self.remarks += _sentences(passage)
        return topics

    def _read_running(self, item: Item) -> list[Topic]:
        """Fields in one sentence, separated by ； or else by 、; later sentences are remarks."""
        first, *rest = [sentence for passage in item.passages for sentence in _sentences(passage)]
        self.remarks += rest
        if self.grammar.fields["open"].search(first.key):
            self.remarks.insert(0, first)
            return []
        if self.grammar.fields["demand"].search(first.key):
            self.remarks.insert(0, first)
            return []
        return [self._topic(label, str(n)) for n, label in enumerate(self._split(first), 1)]

    def _read_item(self, item: Item, above: str) -> list[Topic]:
        """A numbered entry with what stands under it: items behind a colon, a nested list, or a research task."""
        number = f"{above}.{item.number}".lstrip(".")
        entry, *sentences = [part.strip(_END) for part in split_outside_brackets(item.passages[0], "。")]
        self.remarks += sentences
        labels = self._heads(entry)
        if len(labels) > 1:
            return [self._topic(label, f"{number}.{n}") for n, label in enumerate(labels, 1)]
        head, tail = self._head_and_tail(labels[0])
        items = (
            [self._topic(label, f"{number}.{n}") for n, label in enumerate(self._split(tail), 1)]
            if tail
            else []
        )
        below = item.passages[1:]
        nested = any(inner.number for inner in split_items(below))
        content, indicators, rest = (None, (), below) if nested else self._task(below)
        items += self.read_list(rest, number) if rest else []
        return [self._topic(head, number, tuple(items), content, indicators)]

    def _heads(self, entry: Passage) -> list[Passage]:
        """One entry, or several where ； stands in it and no colon."""
        if next(find_outside_brackets(entry.text, "：:"), None) is not None:
            return [entry]
        return [label.strip(_END) for label in split_outside_brackets(entry, "；;")]

    def _head_and_tail(self, entry: Passage) -> tuple[Passage, Passage | None]:
        colon = next(find_outside_brackets(entry.text, "：:"), None)
        if colon is None or self.grammar.fields["topic_code"].search(entry.key):
            return entry, None
        head = entry[:colon].strip(_END)
        if match := self.grammar.fields["head_end"].search(head.key):
            head = head[: match.start()]
        return head, entry[colon + 1 :]

    def _split(self, passage: Passage) -> list[Passage]:
        """A running list at its ； or, where it has none, at its 、; a sentence with commas is one item."""
        semicolons = list(find_outside_brackets(passage.text, "；;"))
        if not semicolons and next(find_outside_brackets(passage.text, "，,"), None) is not None:
            labels = [passage.strip(_END)]
        else:
            labels = [label.strip(_END) for label in self._cut(passage, "；;" if semicolons else "、")]
        if labels and (end := self.grammar.fields["open_end"].search(labels[-1].key)):
            labels[-1] = labels[-1][: end.start()]
        leading = self.grammar.fields["leading"]
        labels = [label[match.end() :] if (match := leading.match(label.key)) else label for label in labels]
        return [label for label in labels if label.text]

    def _cut(self, passage: Passage, separators: str) -> list[Passage]:
        words = [_tight(words) for words in self.together]
        whole = [(at, at + len(phrase)) for phrase in words if (at := passage.text.find(phrase)) >= 0]
        parts, start = [], 0
        for position in find_outside_brackets(passage.text, separators):
            if not any(a <= position < b for a, b in whole):
                parts.append(passage[start:position])
                start = position + 1
        return [*parts, passage[start:]]

    def _task(
        self, passages: Sequence[Passage]
    ) -> tuple[Statement | None, tuple[Indicator, ...], Sequence[Passage]]:
        """The research content and the assessment indicators printed under an entry, and the other passages."""
        content: Statement | None = None
        indicators: tuple[Indicator, ...] = ()
        rest: list[Passage] = []
        for passage in passages:
            label = self.grammar.label.match(passage.key)
            part = self.grammar.labels[label["label"]] if label else ""
            body = passage[label.end() :].strip() if label else passage
            if part == "research_content":
                content = Statement(text=body.text, span=body.span)
            elif part == "indicators":
                indicators, remarks = read_indicators(body, self.grammar)
                self.remarks += remarks
            else:
                rest.append(passage)
        return content, indicators, rest

    def _topic(
        self,
        label: Passage,
        number: str,
        items: tuple[Topic, ...] = (),
        content: Statement | None = None,
        indicators: tuple[Indicator, ...] = (),
    ) -> Topic:
        code = self.grammar.fields["topic_code"].search(label.key)
        head = label[: code.start()] if code else label
        return Topic(
            number=number, label=head.text, span=label.span, items=items, content=content, indicators=indicators,
            code=code["code"] if code else "", code_title=label.group(code, "title").text if code else "",
        )  # fmt: skip


def read_fields(blocks: Sequence[Passage], grammar: Grammar, together: Iterable[str] = ()) -> FieldList:
    """Topics in the order printed. Sentences among them that name no field are returned as remarks."""
    reader = _Reader(grammar, tuple(together), [])
    topics = reader.read_list(blocks)
    return FieldList(tuple(topics), _policy(blocks, reader.remarks, topics, grammar), tuple(reader.remarks))


def _policy(
    blocks: Sequence[Passage], remarks: Sequence[Passage], topics: Sequence[Topic], grammar: Grammar
) -> str:
    """Open where any field may be applied for, preferred where the list is not closed, else closed."""
    said = " ".join(remark.key for remark in remarks)
    if grammar.fields["open"].search(said):
        return "OpenFields"
    unnumbered = len(blocks) == 1 and grammar.fields["open_end"].search(blocks[0].key.rstrip(_END))
    return "PreferredFields" if unnumbered or grammar.fields["preferred"].search(said) else "ClosedFields"


def _tight(words: str) -> str:
    """Words as a passage shows them: without the spaces that print leaves beside Chinese."""
    return "".join(words.split())


def _sentences(passage: Passage) -> list[Passage]:
    return [part for part in (p.strip(_END) for p in split_outside_brackets(passage, "。")) if part.text]
