"""Discord over HTTP: what Discord did not sign, or what comes again, is refused before anything of it is read."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from bot.once import Once
from bot.platforms.discord.interactions import PING
from bot.platforms.discord.raw import Malformed
from bot.tenants import Clock

log = logging.getLogger(__name__)

PATH = "/discord/interactions"
LARGEST = 1024 * 1024
"""Bytes; an interaction with the longest form has a small part of that."""
_OLDEST = 300
"""Seconds that a request may be old, or ahead of our clock."""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")
_EVERYONE = "discord:"
"""Where requests are remembered: which server they are for is not known before they are read."""
Answering = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]


class Endpoint:
    """The route that Discord calls; `answering` gives what an interaction is answered with."""

    def __init__(self, public_key: str, answering: Answering, once: Once, now: Clock) -> None:
        self._key = VerifyKey(bytes.fromhex(public_key))
        self._answering = answering
        self._once = once
        self._now = now

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        body = await self._signed(request)
        try:
            raw = json.loads(body)
        except (RecursionError, ValueError):
            raise _refused(web.HTTPBadRequest, "json") from None
        if not isinstance(raw, dict):
            raise _refused(web.HTTPBadRequest, "no object")
        if raw.get("type") == PING:
            return web.json_response({"type": PING})
        try:
            answer = await self._answering(raw)
        except Malformed as error:
            raise _refused(web.HTTPBadRequest, str(error)) from None
        if answer is None:
            raise _refused(web.HTTPConflict, "again")
        return web.Response(body=json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json")

    async def _signed(self, request: web.Request) -> bytes:
        """Give the body of a request that Discord signed just now and that has not come before."""
        timestamp = request.headers.get("X-Signature-Timestamp", "")
        signature = request.headers.get("X-Signature-Ed25519", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            raise _refused(web.HTTPUnauthorized, "unsigned")
        body = await request.clone(client_max_size=LARGEST).read()
        try:
            # Discord sends bad signatures on purpose, and takes an address off that lets one pass.
            self._key.verify(timestamp.encode() + body, bytes.fromhex(signature))
        except BadSignatureError:
            raise _refused(web.HTTPUnauthorized, "signature") from None
        if abs(self._now().timestamp() - int(timestamp)) > _OLDEST:
            raise _refused(web.HTTPUnauthorized, "old")
        if not self._once.first_here(_EVERYONE, signature):
            raise _refused(web.HTTPUnauthorized, "again")
        return body


def _refused(kind: type[web.HTTPException], why: str) -> web.HTTPException:
    log.warning("request_refused why=%s", why)
    return kind()
