"""Talking to a server: who asks, how long a try may take, and how often one is repeated."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
    urlopen,
)

from zhinan.errors import StoreError, UsageError

SCHEMES = ("any", "basic", "digest")
"""``basic`` sends the password at once; ``digest`` never sends it; ``any`` waits to be asked and takes the better."""

_PASSING = (502, 503, 504)

Attempt = Callable[[str | None], bytes]
"""One try: given the Authorization to send, the bytes of the answer; raises HTTPError where it is refused."""


class Credentials:
    """A user and password, and what the server has asked of them so far; neither is ever shown."""

    def __init__(self, user: str | None = None, password: str | None = None, scheme: str = "any") -> None:
        if scheme not in SCHEMES:
            raise UsageError(f"There is no way to log in called {scheme!r}. Known: {', '.join(SCHEMES)}.")
        self._user, self._password, self._scheme = user, password or "", scheme
        self._asked: str | None = "Basic" if scheme == "basic" else None
        self._known = HTTPPasswordMgrWithDefaultRealm()
        self._digest = AbstractDigestAuthHandler(self._known)

    def learn(self, challenges: list[str]) -> bool:
        """Take up what a server asks for, the digest before the password itself; whether it can be answered."""
        if self._user is None:
            return False
        kinds = {challenge.split()[0].lower(): challenge for challenge in challenges if challenge.split()}
        for kind in ("digest", "basic") if self._scheme == "any" else (self._scheme,):
            if kind in kinds:
                self._asked = kinds[kind]
                return True
        return False

    def authorize(self, method: str, url: str) -> str | None:
        """The Authorization of a request, None where the server has asked for none yet."""
        if self._user is None or self._asked is None:
            return None
        if self._asked.lower().startswith("basic"):
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")
        self._known.add_password(None, url, self._user, self._password)
        challenge = parse_keqv_list([part for part in parse_http_list(self._asked.split(" ", 1)[1]) if part])
        try:
            answer = self._digest.get_authorization(Request(url, method=method), challenge)
        except (URLError, ValueError, TypeError):
            answer = None
        if answer is None:
            raise StoreError(f"{url}: the server asks for a digest that is not known here. Use --auth basic.")
        return f"Digest {answer}"


class Connection:
    """A server with the patience to have with it: seconds a try, and how often one that may pass is repeated."""

    def __init__(self, credentials: Credentials, *, timeout: int, retries: int, pause: float) -> None:
        self.timeout = timeout
        self._credentials, self._retries, self._pause = credentials, retries, pause

    def send(self, method: str, url: str, attempt: Attempt) -> bytes:
        """The answer to a request.

        Repeated are only faults that may pass: no connection, no answer in time, 502, 503, 504.
        Raises HTTPError where the server refuses, StoreError where it does not answer.
        """
        for number in range(self._retries + 1):
            if number:
                time.sleep(self._pause * 2 ** (number - 1))
            try:
                return self._try(method, url, attempt)
            except HTTPError as err:
                if err.code not in _PASSING:
                    raise
                if number == self._retries:
                    raise explain_silence(url, f"it answers {err.code} {err.reason}") from err
            except (URLError, TimeoutError, ConnectionError, HTTPException) as err:
                if number == self._retries:
                    raise explain_silence(url, str(getattr(err, "reason", err) or err)) from err
        raise AssertionError("unreachable: the last try returns or raises")

    def request(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The answer to a plain HTTP request; raises as ``send`` does."""

        def attempt(authorization: str | None) -> bytes:
            request = Request(url, data=body, headers=dict(headers or {}), method=method)
            if authorization:
                request.add_unredirected_header("Authorization", authorization)
            with urlopen(request, timeout=self.timeout) as response:
                return bytes(response.read())

        return self.send(method, url, attempt)

    def _try(self, method: str, url: str, attempt: Attempt) -> bytes:
        try:
            return attempt(self._credentials.authorize(method, url))
        except HTTPError as err:
            asked = err.headers.get_all("WWW-Authenticate") or [] if err.code == 401 else []
            if not self._credentials.learn(asked):
                raise
        return attempt(self._credentials.authorize(method, url))


def explain_silence(url: str, problem: str) -> StoreError:
    """The error for an address where no SPARQL server answers as one."""
    return StoreError(f"{url}: no SPARQL server can be used here ({problem}). Check its address.")
