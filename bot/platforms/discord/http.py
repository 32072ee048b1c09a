"""Discord over HTTP: what Discord did not sign, or what comes again, is refused before anything of it is read."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from bot.once import Once
from bot.platforms.discord.door import Answered
from bot.platforms.discord.interactions import PING
from bot.platforms.discord.raw import Malformed
from bot.tenants import Clock
from bot.web.incoming import OFF, body_of, only, refused

log = logging.getLogger(__name__)

PATH = "/discord/interactions"
_KINDS = frozenset({"application/json"})
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_PONG = b'{"type":1}'
_EVERYONE = "discord:"
"""For whom signatures are remembered: which server they are for is not known before they are read."""
Answering = Callable[[dict[str, Any]], Awaitable[Answered | None]]


class Endpoint:
    """The route that Discord calls; `answering` gives what an interaction is answered with."""

    def __init__(self, public_key: str, answering: Answering, once: Once, now: Clock) -> None:
        self._key = VerifyKey(bytes.fromhex(public_key))
        self._answering = answering
        self._once = once
        self._now = now

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._take)]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await self._signed(request)
        try:
            raw = json.loads(body)
        except (RecursionError, ValueError):
            raise refused(web.HTTPBadRequest, "json") from None
        if not isinstance(raw, dict):
            raise refused(web.HTTPBadRequest, "no object")
        if raw.get("type") == PING:
            return _said(_PONG)
        try:
            answer = await self._answering(raw)
        except Malformed as error:
            raise refused(web.HTTPBadRequest, str(error)) from None
        if answer is None:
            raise refused(web.HTTPConflict, "again")
        response = _said(answer.body)
        try:
            # Discord takes nothing that follows before it has this.
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:  # It did not wait.
            answer.failed()
        else:
            answer.sent()
        return response

    async def _signed(self, request: web.Request) -> str:
        """Give the body of a request that Discord signed just now and that has not come before."""
        timestamp = only(request, "X-Signature-Timestamp")
        signature = only(request, "X-Signature-Ed25519")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            raise refused(web.HTTPUnauthorized, "unsigned")
        if abs(self._now().timestamp() - int(timestamp)) > OFF:
            raise refused(web.HTTPUnauthorized, "time")
        body = await body_of(request, _KINDS)
        try:
            # Discord sends bad signatures on purpose, and takes an address off that lets one pass.
            self._key.verify(f"{timestamp}{body}".encode(), bytes.fromhex(signature))
        except BadSignatureError:
            raise refused(web.HTTPUnauthorized, "signature") from None
        # What it asks for is known again after a restart; whose it is, is not known yet.
        if not self._once.first_here(_EVERYONE, signature, lasting=False):
            raise refused(web.HTTPConflict, "again")
        return body


def _said(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
