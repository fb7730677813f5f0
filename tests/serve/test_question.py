"""Forms are decoded as the standard library does, in less time."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhinan.serve.problem import Refused
from zhinan.serve.question import read_form

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(pairs=st.lists(st.tuples(TEXT, TEXT), max_size=4))
@example(pairs=[("a=b", "=\r\n=_ =3D%41 ?"), ("%", "=")])
def test_what_was_encoded_is_read(pairs: list[tuple[str, str]]) -> None:
    assert read_form(urlencode(pairs).encode(), "here") == pairs
    assert read_form("&".join(f"{quote(a)}={quote(b)}" for a, b in pairs).encode(), "here") == pairs


@given(data=st.binary(max_size=60))
@example(data=b"=%3D=\n=\r\n=41%2541")
@example(data=b"%41=")
def test_any_bytes_are_decoded_as_by_the_standard_library_or_refused(data: bytes) -> None:
    try:
        found = read_form(b"a=" + data.replace(b"&", b""), "here")
    except Refused:
        return
    assert found == [("a", unquote_to_bytes(data.replace(b"&", b"").replace(b"+", b" ")).decode())]


@pytest.mark.parametrize("data", [b"q=%", b"q=%4", b"q=%zz", b"%=1", b"q=%ff"])
def test_broken_escapes_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_form(data, "here")
