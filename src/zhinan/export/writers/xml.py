"""Text that XML can carry."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# XML 1.0 cannot carry these at all, not even as references. Source: XML 1.0, production 2 (Char).
_NO_CHARS = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_NO_CHARS}]")
_SPECIAL = re.compile(
    f'[&<>"\t\n\r\x85\u2028{_NO_CHARS}]'
)  # most texts have none of these and need no more than this look
_CONTROL_PICTURES = 0x2400
# Parsers turn these into plain line ends; U+0085 and U+2028 only such as read XML 1.0 as 1.1 (xmldom).
_LINE_ENDS = {"\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}
_IN_ATTRIBUTES = {**_LINE_ENDS, "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


def show_forbidden(text: str) -> str:
    """The text with each character that XML forbids shown by another: U+000B as ␋, others as �.

    >>> show_forbidden("a\\x0bb")
    'a␋b'
    """
    return _FORBIDDEN.sub(_picture, text) if _FORBIDDEN.search(text) else text


def quote_attribute(text: str) -> str:
    """The text in double quotes; line ends and tabs are references, so that no parser makes them spaces."""
    return f'"{escape(show_forbidden(text), _IN_ATTRIBUTES)}"' if _SPECIAL.search(text) else f'"{text}"'


def escape_text(text: str) -> str:
    """The text as the content of an element."""
    return escape(show_forbidden(text), _LINE_ENDS) if _SPECIAL.search(text) else text


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_CONTROL_PICTURES + code) if code < 0x20 else "\ufffd"
