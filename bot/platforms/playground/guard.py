"""Who may use the playground: this machine's own browser, or someone with the password."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from aiohttp import web
from pydantic import SecretStr

from bot.settings import is_loopback

COOKIE = "onrecord_session"
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105  the name of a header
MOST_FAILURES, WITHIN = 10, 60.0
"""After so many wrong passwords within so many seconds the next have to wait."""


class Guard:
    """Checks Host, password, Origin and token, in this order; each refusal is an HTTP error."""

    def __init__(self, password: SecretStr | None, *, loopback: bool, clock: Callable[[], float] = monotonic) -> None:
        self._password = password.get_secret_value().encode() if password else None
        self._loopback = loopback
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._failures: dict[str, deque[float]] = {}

    def admit(self, request: web.Request) -> None:
        """Let a reading request pass, or raise."""
        self._check_host(request)
        self._check_password(request)

    def admit_call(self, request: web.Request) -> None:
        """Let a request pass that makes the bot do something, or raise."""
        self.admit(request)
        if _parts(request.headers.get("Origin", "")).netloc != request.host:
            raise web.HTTPForbidden(reason="Asked from another page")
        session = request.cookies.get(COOKIE, "")
        token = request.headers.get(TOKEN_HEADER, "")
        if not session or not hmac.compare_digest(self.token(session).encode(), token.encode(errors="replace")):
            raise web.HTTPForbidden(reason="The page is too old. Load it again")

    def session(self, request: web.Request) -> str:
        """Give the session that the browser has, or a new one."""
        known = request.cookies.get(COOKIE, "")
        return known if len(known) == 43 and known.isascii() else secrets.token_urlsafe(32)  # noqa: PLR2004  32 bytes in base64

    def token(self, session: str) -> str:
        """Give the token that pages of a session send with what they ask."""
        return hmac.new(self._key, session.encode(errors="replace"), hashlib.sha256).hexdigest()

    def _check_host(self, request: web.Request) -> None:
        # A page elsewhere can point its own name at this machine; such requests carry that name.
        if self._loopback and not is_loopback(_parts(f"//{request.host}").hostname or ""):
            raise web.HTTPForbidden(reason="Open it as http://127.0.0.1")

    def _check_password(self, request: web.Request) -> None:
        if self._password is None:
            return
        now, remote = self._clock(), request.remote or ""
        failures = self._failures.get(remote, deque())
        if len(failures) == MOST_FAILURES and now - failures[0] < WITHIN:
            raise web.HTTPTooManyRequests(reason="Too many wrong passwords. Wait a minute")
        given = _password(request.headers.get("Authorization", ""))
        if given is not None and hmac.compare_digest(given, self._password):
            self._failures.pop(remote, None)
            return
        if given is not None:
            self._remember_failure(remote, now)
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": 'Basic realm="On Record", charset="UTF-8"'})

    def _remember_failure(self, remote: str, now: float) -> None:
        self._failures = {one: times for one, times in self._failures.items() if now - times[-1] < WITHIN}
        self._failures.setdefault(remote, deque(maxlen=MOST_FAILURES)).append(now)


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise web.HTTPBadRequest(reason="The address is malformed") from None


def _password(header: str) -> bytes | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        return b64decode(encoded, validate=True).partition(b":")[2]
    except ValueError:
        return None
