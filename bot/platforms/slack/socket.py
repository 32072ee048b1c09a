"""Slack over Socket Mode: a connection that is watched, and another one in its place when it ends."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot.platforms.slack.access import Access, Refused, Unreached
from bot.platforms.slack.connection import Connection

log = logging.getLogger(__name__)

_OWN_FAULTS = frozenset({"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"})
"""What Slack refuses with that passes by itself."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long things may take, in seconds; a connection that is dead has another in its place within a minute."""

    ping: float = 5.0
    look: float = 1.0
    """Between two looks whether a connection lives."""
    opening: float = 10.0
    leaving: float = 10.0
    """How long an old connection is kept beside the new one; Slack closes it after so long."""
    closing: float = 1.0
    """For what is still being answered when all ends."""
    pause: float = 1.0
    """Before the second try; each further one waits twice as long."""
    longest_pause: float = 30.0
    short: float = 30.0
    """A connection that lived for less has not shown that the trouble is over."""


class Socket:
    """The connections to Slack, one after the other."""

    def __init__(self, bolt: AsyncApp, access: Access, app_token: str, times: Times | None = None) -> None:
        self._bolt = bolt
        self._access = access
        self._token = app_token
        self._times = times or Times()
        self._pause = self._times.pause
        self._trouble = ""
        """What was said last of why there is no connection, so that it is said once."""

    async def keep(self) -> None:
        """Be connected until cancelled, or until Slack refuses the token; what fails otherwise is tried again."""
        clock = asyncio.get_running_loop().time
        async with asyncio.TaskGroup() as tasks:
            while connection := await self._opened():
                begun, over = clock(), asyncio.Event()
                tasks.create_task(self._live(connection, over))
                await over.wait()
                if clock() - begun >= self._times.short:
                    self._pause = self._times.pause
                elif not connection.leaving:
                    await self._rest()

    async def _live(self, connection: Connection, over: asyncio.Event) -> None:
        """Let a connection live to its end, and tell when there has to be another one."""
        try:
            await connection.ended(self._times.look)
            if connection.leaving:
                # The next one is opened beside it, so that nothing has to wait and nothing goes unanswered.
                log.info("socket_leaving why=%s", connection.leaving)
                over.set()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._times.leaving):
                        await connection.dead(self._times.look)
            else:
                log.error("socket_dead")
        finally:
            await connection.drained(self._times.closing if await connection.is_connected() else 0)
            await connection.close()
            over.set()

    async def _opened(self) -> Connection | None:
        """Open a connection, however long it takes; `None` when Slack refuses the token."""
        while True:
            try:
                connection = await self._open()
            except Refused as error:
                self._say(error.code)
                await self._rest(error.wait)
                if error.code not in _OWN_FAULTS:
                    return None
            except (Unreached, aiohttp.ClientError, TimeoutError, OSError) as error:
                self._say(str(error) or type(error).__name__)
                await self._rest()
            else:
                self._trouble = ""
                log.info("socket_connected")
                return connection

    async def _open(self) -> Connection:
        url = await self._access.socket(self._token)
        connection = Connection(self._bolt, self._times.ping)
        try:
            async with asyncio.timeout(self._times.opening):
                await connection.open(url)
        except BaseException:
            await connection.close()
            raise
        return connection

    def _say(self, why: str) -> None:
        if why != self._trouble:
            log.error("socket_not_connected why=%s", why)
        self._trouble = why

    async def _rest(self, least: float = 0.0) -> None:
        await asyncio.sleep(max(self._pause, least))
        self._pause = min(2 * self._pause, self._times.longest_pause)
