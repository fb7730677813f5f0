"""Reading the body of a request, within bounds of length and time."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

from zhinan.serve.limits import Limits
from zhinan.serve.problem import Refused

_CLOSE = {"Connection": "close"}


async def read_body(receive: Receive, length: bytes | None, limits: Limits) -> bytes:
    """The body, whose Content-Length is ``length`` if the client gives one.

    Raises Refused: 413 where it is too long, 408 where it does not come, 400 where the client leaves.
    """
    if length is not None and length.isdigit() and int(length) > limits.body:
        raise _refuse_length(limits)
    parts, total, more = [], 0, True
    try:
        async with asyncio.timeout(limits.patience):
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    raise Refused(400, "the client left before its request ended", "body", "Send all of it.")
                part, more = message.get("body", b""), message.get("more_body", False)
                total += len(part)
                if total > limits.body:
                    raise _refuse_length(limits)
                parts.append(part)
    except TimeoutError as err:
        what = f"the body did not come within {limits.patience:g} seconds"
        raise Refused(408, what, "body", "Send it faster.", _CLOSE) from err
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _refuse_length(limits: Limits) -> Refused:
    return Refused(413, f"the body is longer than {limits.body} bytes", "body", "Send less.", _CLOSE)
