"""One connection of Socket Mode: from its opening to its end, with all that comes over it answered over it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

_quiet = logging.getLogger(__name__)
_quiet.setLevel(logging.CRITICAL)  # It would write all that comes, and its faults with stack traces; `Socket` tells.

_HANDSHAKE = 0.5
"""Seconds for the other side to agree to an end."""


class Connection(SocketModeClient):
    """Slack's own client, but for one connection only.

    By itself it would be made anew with the old one closed first, so that what was still to be answered is lost, and
    it would ask for ever, and tell no one, with a token that is wrong.
    """

    def __init__(self, bolt: AsyncApp, ping: float) -> None:
        """`ping` is the seconds between two pings; one and a half of it without a word is an end."""
        super().__init__("", _quiet, AsyncWebClient(logger=_quiet), auto_reconnect_enabled=False, ping_interval=ping)
        self._bolt = bolt
        self._greeted, self._dismissed = asyncio.Event(), asyncio.Event()
        self._answering: set[asyncio.Task[Any]] = set()
        self.leaving = ""
        """Why Slack wants another connection in the place of this one; nothing as long as it does not."""
        self.socket_mode_request_listeners.append(self._answer)

    async def open(self, url: str) -> None:
        """Connect, and wait until Slack says hello."""
        self.wss_uri = url
        await self.connect()  # type: ignore[no-untyped-call]  # Slack's library
        await self._greeted.wait()

    async def ended(self, look: float) -> None:
        """Wait until it is dead, which is looked at every so many seconds, or Slack wants another one."""
        while not self.leaving and await self.is_connected():
            await _pause(self._dismissed, look)

    async def dead(self, look: float) -> None:
        """Wait until it is dead."""
        while await self.is_connected():
            await _pause(asyncio.Event(), look)

    async def drained(self, seconds: float) -> None:
        """Wait until all that came was answered, but not for longer."""
        if self._answering:
            await asyncio.wait(set(self._answering), timeout=seconds)

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        match message.get("type"):
            case "hello":
                self._greeted.set()
            case "disconnect":
                self.leaving = str(message.get("reason"))
                self._dismissed.set()
            case _:
                await super().run_message_listeners(message, raw_message)

    async def close(self) -> None:
        """Close it, and leave nothing that runs."""
        self.closed = True
        tasks = [task for task in (self.message_processor, self.current_session_monitor, self.message_receiver) if task]
        for task in (*tasks, *self._answering):
            task.cancel()
        await asyncio.gather(*tasks, *self._answering, return_exceptions=True)
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(_HANDSHAKE):
                await self.disconnect()  # type: ignore[no-untyped-call]  # the same
        await self.aiohttp_client_session.close()

    async def _answer(self, _client: object, request: SocketModeRequest) -> None:
        begun = asyncio.get_running_loop().time()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  its caller makes one for each message
        self._answering.add(task)
        try:
            await send_async_response(self, request, await run_async_bolt_app(self._bolt, request), begun)
        finally:
            self._answering.discard(task)


async def _pause(end: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, or until the end has come before."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await end.wait()
