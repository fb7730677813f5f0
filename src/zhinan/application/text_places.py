"""Where a value stands in Turtle, TriG, N-Triples or N-Quads: searched for in the text, only when asked.

The parser gives no positions. A Turtle file of moderate size is run through once more, token by token; the lines of
N-Triples are searched as they lie on disk, from the last find on, since a report asks in the order of the file.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin

from zhinan.application.vocabulary import GENID
from zhinan.terms import RDF_TYPE

_TURTLE = (".ttl", ".trig")
_LINES = (".nt", ".nq")
_LONGEST = 4_000_000  # bytes of a Turtle file that are run through; places in longer ones are not given
_NEAR = 1 << 18  # bytes around the last find
_PIECE = 1 << 16  # bytes in which the lines of one subject stand together
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\.[^<>]*)?>)
    |(?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
      |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?P<type>\^\^)|(?P<mark>[;,\[\](){}]|\.(?=\s|$|[\]}\#<"]))
    |(?P<name>[^\s<>"'()\[\]{};,^@\#]*:(?:[^\s<>"'()\[\]{};,^@\#\\.]|\\.|\.(?=[^\s<>"'()\[\]{};,^@\#]))*)
    |(?P<word>[^\s<>"'()\[\]{};,^@\#:]+?(?=\.(?:\s|$)|[\s;,\])}]|$))""",
    re.VERBOSE | re.DOTALL,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class TextPlaces:
    """The places of values in a file of RDF text."""

    path: str

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        """Line and column of a value; None where the file is of another kind, too long, or gone."""
        try:
            stat = Path(self.path).stat()
        except OSError:
            return None
        ending = Path(self.path).suffix.lower()
        if ending in _TURTLE and stat.st_size <= _LONGEST:
            return _index_turtle(self.path, stat.st_mtime_ns).find(subject, predicate, value)
        if ending in _LINES and stat.st_size:
            return _open_lines(self.path, stat.st_mtime_ns).find(subject, predicate, value)
        return None


@dataclass(slots=True)
class _Lines:
    """N-Triples on disk, and where the last find was: near it the next one is looked for first."""

    data: mmap.mmap
    at: int = 0
    line: int = 1

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        if subject.startswith(GENID):
            return None
        spot = self._find_subject(f"<{subject}> ".encode())
        start = f"<{subject}> <{predicate}> ".encode()
        found = -1 if spot is None else self.data.find(start, spot, spot + _PIECE)
        while found >= 0:
            stop = self.data.find(b"\n", found)
            rest = self.data[found + len(start) : stop if stop >= 0 else len(self.data)]
            if _value_of(rest.decode("utf-8", "replace")) == value:
                return self._tell(found, found + len(start))
            found = self.data.find(start, found + 1, (spot or 0) + _PIECE)
        return None

    def _find_subject(self, name: bytes) -> int | None:
        """The first line of a subject nearby, else anywhere."""
        low, high = max(0, self.at - _NEAR), self.at + _NEAR
        if low == 0 and self.data[: len(name)] == name:
            return 0
        for begin, end in ((low, high), (high - len(name), len(self.data)), (0, low + len(name))):
            if begin < end and (found := self.data.find(b"\n" + name, begin, end)) >= 0:
                return found + 1
        return None

    def _tell(self, start: int, place: int) -> str:
        begin = self.data.rfind(b"\n", 0, start) + 1
        low, high = sorted((begin, self.at))
        lines = self.data[low:high].count(b"\n")
        self.line += lines if begin >= self.at else -lines
        self.at = begin
        return f"{self.line}:{len(self.data[begin:place].decode('utf-8', 'replace')) + 1}"


@lru_cache(maxsize=2)
def _open_lines(path: str, changed: int) -> _Lines:
    with Path(path).open("rb") as stream:
        return _Lines(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def _value_of(text: str) -> str | None:
    found = _TOKEN.match(text)
    if not found or found.lastgroup not in ("iri", "text"):
        return None
    return _unescape(found[0][1:-1])


@dataclass(slots=True)
class _Index:
    """Offsets of values by subject and predicate; what is said of blank nodes stands under the empty subject."""

    text: str
    offsets: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)

    def find(self, subject: str, predicate: str, value: str) -> str | None:
        key = "" if subject.startswith(GENID) else subject
        found = [at for text, at in self.offsets.get((key, predicate), ()) if text == value]
        if not found or (not key and len(found) > 1):
            return None
        at = found[0]
        return f"{self.text.count(chr(10), 0, at) + 1}:{at - self.text.rfind(chr(10), 0, at)}"


@lru_cache(maxsize=2)
def _index_turtle(path: str, changed: int) -> _Index:
    text = Path(path).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    index = _Index(text)
    for subject, predicate, value, at in _Turtle(text).statements():
        index.offsets.setdefault((subject, predicate), []).append((value, at))
    return index


class _Turtle:
    """Statements with the offsets of their values, from a text that is known to be well-formed."""

    def __init__(self, text: str) -> None:
        self.tokens = [t for t in _TOKEN.finditer(text) if t.lastgroup != "comment"]
        self.prefixes: dict[str, str] = {}
        self.base = ""

    def statements(self) -> Iterator[tuple[str, str, str, int]]:
        """Subject, predicate, value and offset; a blank node is the empty text."""
        frames: list[list[str | None]] = [[None, None]]  # subject and predicate, one pair an open bracket
        depth, at = 0, 0
        while at < len(self.tokens):
            token, word = self.tokens[at], self.tokens[at][0]
            at += 1
            if word.lower() in ("@prefix", "prefix", "@base", "base"):
                at = self._declare(at, word.lower().endswith("prefix"))
            elif word in ("(", ")"):
                depth += 1 if word == "(" else -1
                if word == ")" and not depth:
                    frames[-1] = _next(frames[-1], "")
            elif depth or token.lastgroup in ("at", "type"):
                at += token.lastgroup == "type"
            elif word == "[":
                frames.append(["", None])
            elif word == "]":
                frames.pop()
                frames[-1] = _next(frames[-1], "")
            elif word in (".", "{", "}"):
                frames = [[None, None]]
            elif word == ";":
                frames[-1][1] = None
            elif word != ",":
                subject, predicate = frames[-1]
                value = self._term(token, is_predicate=subject is not None and predicate is None)
                if subject is not None and predicate is not None:
                    yield subject, predicate, value, token.start()
                frames[-1] = _next(frames[-1], value)

    def _declare(self, at: int, is_prefix: bool) -> int:
        name = self.tokens[at][0].rstrip(":") if is_prefix else ""
        at += is_prefix
        iri = self._resolve(self.tokens[at][0])
        if is_prefix:
            self.prefixes[name] = iri
        else:
            self.base = iri
        return at + 1

    def _resolve(self, word: str) -> str:
        iri = _unescape(word[1:-1])
        return iri if _SCHEME.match(iri) or not self.base else urljoin(self.base, iri)

    def _term(self, token: re.Match[str], *, is_predicate: bool) -> str:
        word, kind = token[0], token.lastgroup
        if kind == "iri":
            return self._resolve(word)
        if kind == "text":
            quotes = 3 if word[:3] in ('"""', "'''") and len(word) > 5 else 1
            return _unescape(word[quotes:-quotes])
        if kind == "name":
            prefix, _, local = word.partition(":")
            return "" if prefix == "_" else self.prefixes.get(prefix, "") + local.replace("\\", "")
        return RDF_TYPE if word == "a" and is_predicate else word


def _next(frame: list[str | None], value: str) -> list[str | None]:
    """The frame after a term: it was the subject, the predicate, or an object."""
    if frame[0] is None:
        return [value, None]
    return [frame[0], value] if frame[1] is None else frame


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])
