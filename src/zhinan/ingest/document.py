"""Bytes into a document: text as it comes, kept to the code point."""

from __future__ import annotations

import hashlib
from pathlib import Path

from zhinan.errors import NotAGuide
from zhinan.files import decode_utf8, read_bytes
from zhinan.model import Document


def read_document(path: Path, name: str | None = None) -> Document:
    """The text of a UTF-8 file with the SHA-256 of its bytes.

    ``name`` is the document's id, else the file's stem.

    Raises DataError where the file cannot be read or is not UTF-8, NotAGuide where it holds no text.
    """
    data = read_bytes(path)
    text = decode_utf8(data, str(path))
    if "\0" in text:
        raise NotAGuide(str(path), "it holds NUL bytes, so it is no text")
    if not text.strip():
        raise NotAGuide(str(path), "it is empty")
    return Document(id=name or path.stem, text=text, sha256=hashlib.sha256(data).hexdigest())
