"""JSON and YAML as values that know where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhinan.application.forms.draft import Key, Mark
from zhinan.errors import SyntaxFault

_DEPTH = 20  # levels of lists and keys in one application; a form needs six
_BLANK = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

# A path from the application to a value: keys and positions.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value: text, a number, yes or no, None, a list of nodes, or nodes by key; ``mark`` says where it stands."""

    value: str | int | Decimal | bool | list[Node] | dict[str, Node] | None
    mark: Mark

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: nothing at all, blank text, or only such values."""
        if isinstance(self.value, dict):
            return all(node.is_empty for node in self.value.values())
        if isinstance(self.value, list):
            return all(node.is_empty for node in self.value)
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True, slots=True)
class JsonText:
    """The text of one application in a JSON file, which begins on ``line`` and ``column``; finds places when asked."""

    text: str
    line: int
    column: int

    def place(self, path: Path) -> str:
        """The line and column of the value at a path."""
        offset = _find_path(self.text, path)
        line = self.text.count("\n", 0, offset)
        column = offset - self.text.rfind("\n", 0, offset) + (0 if line else self.column - 1)
        return f"{self.line + line}:{column}"


@dataclass(frozen=True, slots=True)
class JsonPlaces:
    """Places of values in a JSON text, searched for only when asked."""

    text: JsonText
    paths: dict[Key, Path]

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        """The line and column of a value, or None."""
        path = self.paths.get((subject, predicate, value))
        return None if path is None else self.text.place(path)

    def plain(self) -> tuple[Any, ...]:
        """The text with its line and column, and the paths."""
        return (self.text.text, self.text.line, self.text.column), self.paths


def _find_path(text: str, path: Path) -> int:
    """The offset of the value at a path, by running through the tokens."""
    stack: list[list[Any]] = []  # the open brackets: [bracket, key or position]
    waiting_key = False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in (",", ":"):
            if word == "," and stack and stack[-1][0] == "[":
                stack[-1][1] += 1
            waiting_key = word == "," and bool(stack) and stack[-1][0] == "{"
        elif word in "}]" and len(word) == 1:
            stack.pop()
            waiting_key = False
        elif waiting_key:
            stack[-1][1], waiting_key = json.loads(word), False
        else:
            if tuple(level[1] for level in stack) == path:
                return token.start()
            if word in "{[" and len(word) == 1:
                stack.append([word, 0 if word == "[" else None])
                waiting_key = word == "{"
    return 0


def make_nodes(value: Any, path: Path = ()) -> Node:
    """A value of JSON as nodes marked with their paths. Objects are lists of pairs, so that no key is lost."""
    if isinstance(value, _Pairs):
        return Node({key: make_nodes(item, (*path, key)) for key, item in value.pairs}, path)
    if isinstance(value, list):
        return Node([make_nodes(item, (*path, at)) for at, item in enumerate(value)], path)
    return Node(value, path)


@dataclass(frozen=True, slots=True)
class _Pairs:
    pairs: list[tuple[str, Any]]


def read_json_value(text: str, start: int, where: str) -> tuple[Any, int]:
    """The JSON value that starts at an offset, and the offset behind it.

    Raises SyntaxFault with line and column where it does not parse, nests too deeply, or names a key twice.
    """
    decoder = json.JSONDecoder(
        object_pairs_hook=_Pairs, parse_int=Decimal, parse_float=Decimal, parse_constant=_no_constant
    )
    try:
        value, end = decoder.raw_decode(text, skip_blank(text, start))
    except json.JSONDecodeError as err:
        raise SyntaxFault(where, err.lineno, err.colno, err.msg) from err
    except (RecursionError, ValueError) as err:
        raise fault_at(text, start, where, f"this cannot be read ({err})") from err
    problem = _find_problem(value, 0)
    if problem:
        raise fault_at(text, start, where, problem)
    return value, end


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _find_problem(value: Any, depth: int) -> str | None:
    if depth > _DEPTH:
        return f"more than {_DEPTH} levels of lists and keys"
    if isinstance(value, str) and not is_whole(value):
        return "half a character (a lone surrogate) stands in a text"
    if isinstance(value, _Pairs):
        keys = [key for key, _ in value.pairs]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            return f"the key {twice!r} stands twice in one object"
    inner = [one for pair in value.pairs for one in pair] if isinstance(value, _Pairs) else value
    for item in inner if isinstance(inner, list) else ():
        if found := _find_problem(item, depth + 1):
            return found
    return None


def is_whole(text: str) -> bool:
    """Whether a text is one that can be written down: no half of a surrogate pair stands alone in it."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def skip_blank(text: str, start: int) -> int:
    """The offset of the next character that is no blank."""
    found = _BLANK.match(text, start)
    return found.end() if found else start


def fault_at(text: str, offset: int, where: str, problem: str) -> SyntaxFault:
    """A syntax fault at an offset."""
    line = text.count("\n", 0, offset) + 1
    return SyntaxFault(where, line, offset - text.rfind("\n", 0, offset), problem)


def read_json_top(
    text: str, where: str, listed: Callable[[str], bool]
) -> Iterator[tuple[str, Any, int, int]]:
    """The pairs of a file's outermost object: key, value, and the offsets between which the value stands.

    Where ``listed`` says so of a key, the members of its list come one by one under that key; so do those of a
    file that is a list, under the empty key. Raises SyntaxFault where the file does not parse.
    """
    at = skip_blank(text, 0)
    if text[at : at + 1] == "[":
        at = yield from _read_items(text, at, "", where)
    elif text[at : at + 1] == "{":
        at = yield from _read_pairs(text, at, where, listed)
    else:
        raise fault_at(text, at, where, "'{' or '[' is wanted here")
    if (at := skip_blank(text, at)) < len(text):
        raise fault_at(text, at, where, "something stands behind the end")


def _read_pairs(
    text: str, at: int, where: str, listed: Callable[[str], bool]
) -> Generator[tuple[str, Any, int, int], None, int]:
    at = skip_blank(text, at + 1)
    seen: set[str] = set()
    while text[at : at + 1] != "}":
        start = at
        key, at = read_json_value(text, at, where)
        at = skip_blank(text, at)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise fault_at(text, at, where, "a key and ':' are wanted here")
        if key in seen:
            raise fault_at(text, start, where, f"the key {key!r} stands twice in one object")
        seen.add(key)
        at = skip_blank(text, at + 1)
        if listed(key) and text[at : at + 1] == "[":
            at = yield from _read_items(text, at, key, where)
        else:
            value, end = read_json_value(text, at, where)
            yield key, value, at, end
            at = end
        at = _step(text, skip_blank(text, at), "}", where)
    return at + 1


def _read_items(text: str, at: int, key: str, where: str) -> Generator[tuple[str, Any, int, int], None, int]:
    at = skip_blank(text, at + 1)
    while text[at : at + 1] != "]":
        value, end = read_json_value(text, at, where)
        yield key, value, at, end
        at = _step(text, skip_blank(text, end), "]", where)
    return at + 1


def _step(text: str, at: int, close: str, where: str) -> int:
    mark = text[at : at + 1]
    if mark == ",":
        return skip_blank(text, at + 1)
    if mark != close:
        raise fault_at(text, at, where, f"',' or '{close}' is wanted here")
    return at
