"""Slack over Socket Mode: a connection that is watched, and made anew when it is dead."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)
_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.CRITICAL)  # It would report with stack traces what is reported here in a line.

PING = 5.0
"""Seconds between pings; after four that nobody answered the library takes the connection for dead."""
LOOK = 5.0
DEAD = 30.0
"""After so many seconds without a connection the whole client is made anew."""
_LONGEST_PAUSE = 60.0


class Socket:
    """One connection to Slack, for as long as it is kept."""

    def __init__(self, bolt: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._bolt = bolt
        self._token = app_token
        self._client = client

    async def keep(self) -> None:
        """Be connected until cancelled; what fails is reported and tried again, with longer and longer pauses."""
        pause = 1.0
        while True:
            handler = AsyncSocketModeHandler(
                self._bolt, self._token, logger=_quiet, web_client=self._client, ping_interval=PING
            )
            try:
                await self._connect(handler)
                pause = 1.0
                await self._watch(handler)
            except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.error("socket_failed why=%s again_in=%d", _why(error), pause)  # noqa: TRY400  it says all
            finally:
                with suppress(aiohttp.ClientError, OSError):
                    await handler.client.close()  # type: ignore[no-untyped-call]  # Slack's library
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        # Asked for here, since the client would ask for ever, and tell no one, with a token that is wrong.
        async with asyncio.timeout(_LONGEST_PAUSE):
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
            await handler.client.connect()  # type: ignore[no-untyped-call]  # Slack's library
        log.info("socket_connected")

    async def _watch(self, handler: AsyncSocketModeHandler) -> None:
        """Look whether the connection lives; return when it is dead."""
        loop = asyncio.get_running_loop()
        alive, was = loop.time(), True
        while True:
            await asyncio.sleep(LOOK)
            connected = await handler.client.is_connected()
            if connected != was:
                log.log(logging.INFO if connected else logging.WARNING, "socket_%s", "back" if connected else "lost")
                was = connected
            if connected:
                alive = loop.time()
            elif loop.time() - alive > DEAD:
                log.error("socket_dead seconds=%d", loop.time() - alive)
                return


def _why(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        body = getattr(error.response, "data", None)
        return str(body.get("error")) if isinstance(body, dict) else "unreadable"
    return type(error).__name__
