"""The one shape in which a fault is told over HTTP: what is wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from zhinan.errors import QueryError, StoreError, UnknownQuery, UsageError, ZhinanError

STATUS: tuple[tuple[type[ZhinanError], int], ...] = (
    (UnknownQuery, 404),
    (UsageError, 400),
    (QueryError, 400),
    (StoreError, 503),
)
"""The status of a fault by its class, the first that fits; any other is 500."""


class Refused(ZhinanError):
    """A request that is not answered: its status, what is wrong with it, where, and what to do.

    ``candidates`` are what could have been meant, where that is known.
    """

    def __init__(
        self,
        status: int,
        what: str,
        where: str,
        remedy: str,
        headers: Mapping[str, str] | None = None,
        candidates: Sequence[str] = (),
    ) -> None:
        self.status, self.what, self.where, self.remedy = status, what, where, remedy
        self.headers, self.candidates = dict(headers or {}), tuple(candidates)
        super().__init__(f"{where}: {what}. {remedy}")


def explain_problem(fault: Refused | ZhinanError, where: str) -> Refused:
    """Any fault that Zhinan explains as a refusal of the request at ``where``."""
    if isinstance(fault, Refused):
        return fault
    status = next((status for kind, status in STATUS if isinstance(fault, kind)), 500)
    return Refused(status, str(fault), where, "Change the request as said and send it again.")


def write_problem(fault: Refused) -> bytes:
    """The JSON of a refusal: ``{"error": {"status", "what", "where", "remedy", "candidates"}}``, the last if any."""
    said: dict[str, object] = {
        "status": fault.status,
        "what": fault.what,
        "where": fault.where,
        "remedy": fault.remedy,
    }
    if fault.candidates:
        said["candidates"] = fault.candidates
    return json.dumps({"error": said}, ensure_ascii=False).encode("utf-8")


def answer_problem(request: Request, fault: Exception) -> Response:
    """The response to a fault."""
    if not isinstance(fault, ZhinanError):
        raise fault
    refused = explain_problem(fault, request.url.path)
    headers = {"Cache-Control": "no-store", **refused.headers}
    return Response(write_problem(refused), refused.status, headers, media_type="application/json")
