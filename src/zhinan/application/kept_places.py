"""Places that wait with the results of a long run."""

from __future__ import annotations

import marshal

from zhinan.application.places import Marked, Places
from zhinan.application.plain.nodes import JsonPlaces, JsonText


def write_places(places: Places | None) -> bytes:
    """Places as bytes that can wait; nothing where there are none."""
    return b"" if places is None else marshal.dumps(places.plain())


def open_places(data: bytes) -> Places | None:
    """The places again."""
    if not data:
        return None
    plain = marshal.loads(data)
    if len(plain) == 1:
        return Marked(*plain)
    text, paths = plain
    return JsonPlaces(JsonText(*text), paths)
