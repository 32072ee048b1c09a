"""Answers to interactions: sent by their tokens, on a way of their own, so that nothing else that waits holds them up.

The library lets every call wait for a limit that Discord sets for all of them, though answers to interactions are
exempt, and sends again what may have arrived.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.card import File
from bot.platforms.discord.interactions import Where
from bot.platforms.discord.multipart import fields
from bot.platforms.discord.refusals import busy, refused, unsent, unsure
from bot.platforms.discord.writing import written

log = logging.getLogger(__name__)

CALLBACK = "/interactions/{id}/{token}/callback"
FOLLOW_UP = "/webhooks/{application}/{token}"
ORIGINAL = f"{FOLLOW_UP}/messages/@original"
PATIENCE = 30.0
"""Seconds that one request may take, its files included."""
WAIT = 150.0
"""Seconds that may be waited at most when Discord wants to be left alone."""
BANNED = 60.0
"""Seconds at most until it is tried again where what stands before Discord lets nothing through: each try counts."""
_TRIES = 5
_LONGEST_WINDOW = 10.0
_AGENT = "DiscordBot (onrecord, 1)"
_NO_CONTENT, _TOO_OFTEN, _WRONG, _FAULT = 204, 429, 400, 500


@dataclass(frozen=True, slots=True)
class _Wait:
    """For how many seconds nothing may be sent; with `whole` nothing at all, else not that."""

    seconds: float
    whole: bool


class Answering:
    """The way to Discord for answers; raises `NotSaid` for whatever Discord does not take or does not answer."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """`url` is that of Discord's API."""
        self._session = session
        self._url = url
        self._closed_until = 0.0

    async def send(  # noqa: PLR0913  all that is said of one request
        self,
        method: str,
        path: str,
        where: Where,
        body: Mapping[str, Any] | bytes | None = None,
        files: Sequence[File] = (),
        *,
        patience: float | None = None,
        within: float = WAIT,
    ) -> None:
        """Send something once, unless Discord says that it took none of it and when to come again.

        One try takes `patience` seconds at most, else `PATIENCE`; it is not waited past `within` seconds from now.
        """
        loop = asyncio.get_running_loop()
        latest = loop.time() + within
        url = self._url + path.format(id=where.id, application=where.application, token=where.token)
        for _ in range(_TRIES):
            await _wait_until(self._closed_until, latest)
            form = _form(body, files) if files and isinstance(body, Mapping) else body
            wait = await self._try(method, url, form, patience or PATIENCE)
            if wait is None:
                return
            again = loop.time() + wait.seconds
            self._closed_until = max(self._closed_until, again if wait.whole else 0.0)
            await _wait_until(again, latest)
        raise busy()

    async def _try(
        self, method: str, url: str, body: Mapping[str, Any] | bytes | aiohttp.FormData | None, patience: float
    ) -> _Wait | None:
        """Send something once; give for how long nothing may be sent, `None` when it was taken."""
        data = written(body) if isinstance(body, Mapping) else body
        headers = {"User-Agent": _AGENT}
        if isinstance(data, bytes):
            headers["Content-Type"] = "application/json"
        timeout = aiohttp.ClientTimeout(total=patience)
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=timeout) as answer:
                status, told, said = answer.status, answer.headers, await answer.read()
        except aiohttp.ClientConnectorError as error:
            raise unsent(error) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise unsure(type(error).__name__) from None
        if status == _TOO_OFTEN:
            return _wait(told, said)
        if status >= _FAULT:
            raise unsure(str(status))
        parsed = {} if status == _NO_CONTENT else _parsed(said)
        if status >= _WRONG:
            raise refused(status, parsed.get("code"))
        if told.get("X-RateLimit-Remaining") == "0":
            # What is sent before this is over is refused, and counts among what Discord bans an address for.
            await asyncio.sleep(min(float(told.get("X-RateLimit-Reset-After", 0)), _LONGEST_WINDOW))
        return None


async def _wait_until(moment: float, latest: float) -> None:
    loop = asyncio.get_running_loop()
    if moment > loop.time():
        if moment >= latest:
            raise busy()
        await asyncio.sleep(moment - loop.time())


def _wait(told: Mapping[str, str], said: bytes) -> _Wait:
    """Read how long Discord wants to be left alone; without its own words, what stands before it wants that."""
    try:
        parsed = json.loads(said)
        # The header has whole seconds, which may be too few.
        return _Wait(float(parsed["retry_after"]), whole=bool(parsed.get("global")))
    except (LookupError, TypeError, ValueError):
        log.error("banned server=%s", told.get("Server", "-"))  # noqa: TRY400  it says all
        return _Wait(BANNED, whole=True)


def _parsed(said: bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(said)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):  # Whatever this comes from, it is not Discord.
        raise unsure("not JSON")
    return parsed


def _form(body: Mapping[str, Any], files: Sequence[File]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # Discord does not read the names of fields otherwise.
    for field in fields(body, files):
        form.add_field(**field)
    return form
