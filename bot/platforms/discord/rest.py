"""Calls to Discord: through the library, which keeps to its rate limits, and what its refusals mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.card import File
from bot.platforms.discord.multipart import fields
from bot.platforms.discord.refusals import NotSaid, busy, refused, unsent, unsure

_FAILURES = (
    *(aiohttp.ClientError, discord.DiscordException, OSError, TimeoutError),
    *(AttributeError, LookupError, TypeError, ValueError),
)
"""What the library raises; the last where what answers is not Discord, since it takes whatever comes for that."""
PATIENCE = 30.0
"""Seconds that one request may take, its files included; the library would wait for minutes."""
WAIT = 60.0
"""Seconds that may be waited at most when Discord wants to be left alone."""
_FAULT, _TOO_OFTEN = 500, 429


class Rest:
    """The way to Discord, while a client is logged in. Raises `NotSaid` for whatever Discord does not take."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None
        self._used = asyncio.Event()

    def use(self, http: HTTPClient) -> None:
        """Go through this client's connection from now on."""
        self._http = http
        self._used.set()

    async def soon(self, seconds: float) -> HTTPClient | None:
        """Give the connection, and wait at most so long for the first: a process works before it has one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._used.wait(), seconds)
        return self._http

    @property
    def http(self) -> HTTPClient | None:
        """The connection, if there is one."""
        return self._http

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | Sequence[Any] | None = None,
        files: Sequence[File] = (),
        **parts: str,
    ) -> Any:  # noqa: ANN401  Discord's answer
        """Call a route; `parts` fill the places in its path."""
        if self._http is None:
            raise unsent()
        route = Route(method, path, **parts)
        more: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=PATIENCE)}
        if files and isinstance(body, Mapping):
            more["form"] = list(fields(body, files))
        elif body is not None:
            more["json"] = body
        async with saying():
            return await self._http.request(route, **more)


@asynccontextmanager
async def saying() -> AsyncIterator[None]:
    """Turn whatever the library raises into `NotSaid`."""
    try:
        yield
    except discord.HTTPException as error:
        raise _of(error) from None
    except discord.RateLimited:
        raise busy() from None
    except aiohttp.ClientConnectorError as error:
        raise unsent(error) from None
    except RuntimeError as error:  # The session is closed, since the client begins anew.
        raise unsent(error) from None
    except _FAILURES as error:
        raise unsure(type(error).__name__) from None


def _of(error: discord.HTTPException) -> NotSaid:
    if error.status >= _FAULT:
        return unsure(str(error.status))
    return busy() if error.status == _TOO_OFTEN and not error.code else refused(error.status, error.code)
