"""Calls to Discord's API without the library, which would try again for long: what it says, or that it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.web.asking import Asked, Silence, skew

_DISCORD = Asked("Discord", "DISCORD_API_URL", "discordstatus.com")
_AGENT = "DiscordBot (onrecord, 1)"
_SAID = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer of Discord; `status` is 200, 401 or 429."""

    status: int
    said: Any
    skew: float | None
    """By how many seconds our clock is ahead of Discord's."""


class Probe:
    """Asks with a bot's token; each question waits so many seconds at most."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, seconds: float) -> None:
        self._session = session
        self._url = url
        self._seconds = seconds
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": _AGENT}

    async def get(self, path: str, kind: type[dict[str, Any] | list[Any]]) -> Heard | Silence:
        """Ask for what stands at a path, which is of some kind of JSON."""
        patience = aiohttp.ClientTimeout(total=self._seconds)
        address = f"{self._url}{path}"
        try:
            async with self._session.get(
                address, headers=self._headers, timeout=patience, allow_redirects=False
            ) as answer:
                status, date = answer.status, answer.headers.get("Date", "")
                said = await answer.json()
        except aiohttp.ContentTypeError:
            return _DISCORD.faulty(status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _DISCORD.stranger()
        except (ValueError, OSError, TimeoutError, aiohttp.ClientError) as error:
            return _DISCORD.unheard(error, self._seconds)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _DISCORD.faulty(status)
        if status in _SAID and isinstance(said, dict) and "message" in said:
            return Heard(status, said, skew(date))
        return (
            Heard(status, said, skew(date))
            if status == HTTPStatus.OK and isinstance(said, kind)
            else _DISCORD.stranger()
        )

    async def knock(self, address: str) -> int | Silence:
        """Send to an address what is not signed, and give the status that it is answered with."""
        patience = aiohttp.ClientTimeout(total=self._seconds)
        try:
            async with self._session.post(address, json={"type": 1}, timeout=patience, allow_redirects=False) as answer:
                return answer.status
        except (ValueError, OSError, TimeoutError, aiohttp.ClientError) as error:
            return _DISCORD.unheard(error, self._seconds)
