"""Slack over HTTP: what is not signed by Slack, or comes again, is refused before anything of it is read."""

from __future__ import annotations

import logging
import re

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier

from bot.once import Once
from bot.platforms.slack.door import Door
from bot.platforms.slack.manifest import COMMANDS_PATH, EVENTS_PATH, INTERACTIVE_PATH
from bot.platforms.slack.payloads import Malformed, read_command
from bot.tenants import Clock
from bot.web.incoming import OFF, body_of, only, refused

log = logging.getLogger(__name__)

NOT_SIGNED = (
    "What came as if from Slack is not signed with SLACK_SIGNING_SECRET, and is refused. If Slack gets no answers, "
    "copy the Signing Secret anew: at api.slack.com/apps, your app, Basic Information, App Credentials."
)
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_KINDS = frozenset({"application/json", "application/x-www-form-urlencoded"})
_EVERYONE = "slack:"
"""For whom signatures are remembered: which workspace they are for is not known before they are read."""


class Endpoints:
    """The routes that Slack calls."""

    def __init__(self, bolt: AsyncApp, door: Door, signing_secret: str, once: Once, now: Clock) -> None:
        self._bolt = bolt
        self._door = door
        self._clock = _Clock(now)
        self._verifier = SignatureVerifier(signing_secret, self._clock)
        self._once = once
        self._doubted = True
        """Whether it may be the signing secret that is wrong: until something was signed with it."""

    def routes(self) -> list[web.RouteDef]:
        taken = (web.post(path, self._take) for path in (EVENTS_PATH, INTERACTIVE_PATH))
        return [*taken, web.post(COMMANDS_PATH, self._command)]

    async def _take(self, request: web.Request) -> web.Response:
        body = await self._signed(request)
        try:
            asked = AsyncBoltRequest(body=body, headers={"content-type": request.content_type})
        except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise refused(web.HTTPBadRequest, type(error).__name__) from None
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    async def _command(self, request: web.Request) -> web.Response:
        try:
            slash = read_command(await self._signed(request))
        except Malformed as error:
            raise refused(web.HTTPBadRequest, str(error)) from None
        said = await self._door.command(slash) if slash else b""
        return web.Response(body=said, content_type="application/json" if said else "text/plain")

    async def _signed(self, request: web.Request) -> str:
        """Give the body of a request that Slack signed and that has not come before."""
        timestamp = only(request, "X-Slack-Request-Timestamp")
        signature = only(request, "X-Slack-Signature")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            raise refused(web.HTTPUnauthorized, "unsigned")
        if abs(self._clock.now() - int(timestamp)) > OFF:
            raise refused(web.HTTPUnauthorized, "time")
        body = await body_of(request, _KINDS)
        if not self._verifier.is_valid(body, timestamp, signature):
            self._doubt()
            raise refused(web.HTTPUnauthorized, "signature")
        self._doubted = False
        # What it asks for is known again after a restart; whose it is, is not known yet.
        if not self._once.first_here(_EVERYONE, signature, lasting=False):
            raise refused(web.HTTPConflict, "again")
        return body

    def _doubt(self) -> None:
        """Say once what may be wrong when what seems to be Slack's is not signed as it should be."""
        if self._doubted:
            log.error("slack %s", NOT_SIGNED)
        self._doubted = False


class _Clock(SlackClock):
    """The clock as Slack's library asks it."""

    def __init__(self, now: Clock) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
