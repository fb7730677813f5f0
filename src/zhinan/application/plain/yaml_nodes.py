"""YAML as nodes: every scalar is the text that stands there, so that NO stays Norway and 1960-01-01 a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhinan.application.plain.nodes import Node, is_whole
from zhinan.errors import SyntaxFault

_DEPTH = 20
_NOTHING = ("", "~", "null", "Null", "NULL")


def read_yaml(text: str, where: str) -> Node:
    """The one document of a YAML text.

    Raises SyntaxFault with line and column where it does not parse, holds several documents, nests too deeply, names
    a key twice, or uses aliases (``*name``), which no form needs.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = yaml.parse(text, Loader=loader)
        builder = _Builder(events, where)
        return builder.read_document()
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise SyntaxFault(where, line, column, err.problem or str(err)) from err
    except yaml.YAMLError as err:
        raise SyntaxFault(where, None, None, " ".join(str(err).split())) from err


class _Builder:
    def __init__(self, events: Iterator[Any], where: str) -> None:
        self.events, self.where = events, where

    def read_document(self) -> Node:
        found: Node | None = None
        for event in self.events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if found is not None:
                    raise self.fault(event, "only one document is read from a file")
                found = self.read(next(self.events), 0)
        return found or Node(None, "1:1")

    def read(self, event: Any, depth: int) -> Node:
        name = type(event).__name__
        mark = self.mark(event)
        if depth > _DEPTH:
            raise self.fault(event, f"more than {_DEPTH} levels of lists and keys")
        if name == "ScalarEvent":
            if not is_whole(event.value):
                raise self.fault(event, "half a character (a lone surrogate) stands in a text")
            nothing = event.style is None and event.value in _NOTHING
            return Node(None if nothing else event.value, mark)
        if name == "SequenceStartEvent":
            return Node([self.read(item, depth + 1) for item in self.until("SequenceEndEvent")], mark)
        if name == "MappingStartEvent":
            return Node(self.read_keys(depth), mark)
        raise self.fault(event, "aliases (*name) are not read; write the value out")

    def read_keys(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self.until("MappingEndEvent"):
            if type(event).__name__ != "ScalarEvent":
                raise self.fault(event, "a key must be plain text")
            if event.value in found:
                raise self.fault(event, f"the key {event.value!r} stands twice in one set")
            found[event.value] = self.read(next(self.events), depth + 1)
        return found

    def until(self, end: str) -> Iterator[Any]:
        for event in self.events:
            if type(event).__name__ == end:
                return
            yield event

    def mark(self, event: Any) -> str:
        return f"{event.start_mark.line + 1}:{event.start_mark.column + 1}"

    def fault(self, event: Any, problem: str) -> SyntaxFault:
        return SyntaxFault(self.where, event.start_mark.line + 1, event.start_mark.column + 1, problem)
