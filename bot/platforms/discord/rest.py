"""Calls to Discord: through the library, which keeps to its rate limits, and what its refusals mean."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.card import File

log = logging.getLogger(__name__)

ACKNOWLEDGED, UNKNOWN_INTERACTION, WRONG_FORM = 40060, 10062, 50035
GONE = frozenset({UNKNOWN_INTERACTION, 50027})
"""What says that an interaction can be answered no more: it is not known, or its token has ended."""
_SENTENCES = {
    50001: "The bot cannot see this channel. Ask one of your admins to let it in.",
    50013: "The bot may not write in this channel. Ask one of your admins to allow it.",
    10003: "This channel is gone.",
    10008: "The message is gone.",
    40005: "The file is larger than Discord takes here. Ask for less at once.",
}
"""What a person is told, by Discord's code for why."""
_FAILURES = (
    *(aiohttp.ClientError, discord.DiscordException, OSError, RuntimeError, TimeoutError),
    *(AttributeError, LookupError, TypeError, ValueError),
)
"""What the library raises; the last where what answers is not Discord, since it takes whatever comes for that."""
_UNSAID = "Discord did not take the answer. Try again in a minute."


class NotSaid(Exception):
    """Discord did not take something; `text` says why and what to do, `code` is its own number for why, or 0."""

    def __init__(self, text: str, code: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


class Rest:
    """The way to Discord, while a client is logged in. Raises `NotSaid` for whatever Discord does not take."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None

    def use(self, http: HTTPClient) -> None:
        """Go through this client's connection from now on."""
        self._http = http

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
            raise NotSaid(_UNSAID)
        route = Route(method, path, **parts)
        async with saying():
            if files and isinstance(body, Mapping):
                attached = [discord.File(BytesIO(file.data), file.name) for file in files]
                form = _form(body, files, attached)
                return await self._http.request(route, files=attached, form=form)
            return await self._http.request(route, json=body) if body is not None else await self._http.request(route)


@asynccontextmanager
async def saying() -> AsyncIterator[None]:
    """Turn whatever the library raises into `NotSaid`."""
    try:
        yield
    except discord.HTTPException as error:
        log.warning("not_taken status=%s code=%s", error.status, error.code)
        raise NotSaid(_SENTENCES.get(error.code, _UNSAID), error.code) from None
    except _FAILURES as error:
        log.warning("not_taken why=%s", type(error).__name__)
        raise NotSaid(_UNSAID) from None


def _form(body: Mapping[str, Any], files: Sequence[File], attached: Sequence[discord.File]) -> list[dict[str, Any]]:
    """Give a body of several parts; the library begins each file anew when it sends it again."""
    attachments = [{"id": place, "filename": file.name} for place, file in enumerate(files)]
    payload = json.dumps({**body, "attachments": attachments}, ensure_ascii=False)
    return [
        {"name": "payload_json", "value": payload, "content_type": "application/json"},
        *(
            {
                "name": f"files[{place}]",
                "value": one.fp,
                "filename": file.name,
                "content_type": file.media_type,
            }
            for place, (file, one) in enumerate(zip(files, attached, strict=True))
        ),
    ]
