"""One request to Discord, made once: what it gave, or what became of it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeVar

import aiohttp
import discord
from discord.http import Route

from bot.card import File
from bot.platforms.discord.multipart import fields
from bot.platforms.discord.rest import Rest
from bot.posting import Later, NotPosted, Unclear

log = logging.getLogger(__name__)
Kind = TypeVar("Kind")

PATIENCE = 10.0
"""Seconds that one request may take, its files and the library's wait for a free place in a channel included."""
LOGIN = 5.0
"""Seconds that a process which has just begun may need to log in."""
_AGAIN, _BANNED = 10.0, 60.0
"""Seconds until Discord is tried again when it cannot be reached, and when it does not say when it may be."""
_UNREACHED = "Discord cannot be reached just now."
_LOST = "Discord did not say whether it took the message."
_BUSY = "Discord takes no more from the bot for a moment."
_TOO_OFTEN, _FAULT = 429, 500
_FAILURES = (
    *(aiohttp.ClientError, discord.DiscordException, OSError, RuntimeError),
    *(AttributeError, LookupError, TypeError, ValueError),
)
"""What the library raises; the last where what answers is not Discord, since it takes whatever comes for that."""


class Denied(Exception):
    """Discord refused a request; `code` is its own number for why, 0 where it has none."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code


class _Request:
    """What is seen of a request from outside of the library."""

    def __init__(self) -> None:
        self.went = False


def watching() -> aiohttp.TraceConfig:
    """Give what a client has to be made with for `Asking`.

    The library makes a request again by itself, and sleeps when it is to be left alone, for as long as it takes and
    without a word; nobody could say afterwards what may have been done. So such answers end it here.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_sent)
    trace.on_request_end.append(_answered)
    return trace


async def _sent(
    _session: aiohttp.ClientSession, context: SimpleNamespace, _: aiohttp.TraceRequestHeadersSentParams
) -> None:
    if isinstance(context.trace_request_ctx, _Request):
        context.trace_request_ctx.went = True


async def _answered(
    _session: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
) -> None:
    answer = ended.response
    if not isinstance(context.trace_request_ctx, _Request) or answer.status not in (_TOO_OFTEN, *range(_FAULT, 600)):
        return
    said = await answer.read()  # Else the connection could not be used again.
    raise _busy(answer.headers, said) if answer.status == _TOO_OFTEN else Unclear(_LOST)


def _busy(told: Mapping[str, str], said: bytes) -> Later:
    try:
        parsed = json.loads(said)
        return Later(_BUSY, float(parsed["retry_after"]), whole=bool(parsed.get("global")))
    except (AttributeError, LookupError, TypeError, ValueError):
        log.error("banned server=%s", told.get("Server", "-"))  # noqa: TRY400  it says all
        after = told.get("Retry-After", "")
        return Later(_BUSY, float(after) if after.isdigit() else _BANNED, whole=True)


class Asking:
    """Makes requests, each once. Raises `Denied`, `Later` when nothing was done, `Unclear` when that is not certain."""

    def __init__(self, rest: Rest) -> None:
        """`rest` goes by a client that was made with `watching()`."""
        self._rest = rest

    async def read(self, kind: type[Kind], path: str, query: Mapping[str, str] | None = None, **parts: str) -> Kind:
        """Read something of a kind of JSON; `parts` fill the places in the path."""
        try:
            return _of(kind, await self._ask("GET", path, parts, {"params": dict(query or {})}))
        except Unclear:
            # Reading does nothing that could have been done.
            raise Later(_UNREACHED, _AGAIN) from None

    async def post(self, path: str, body: Mapping[str, Any], files: Sequence[File] = (), **parts: str) -> str:
        """Post something, with files that its components point to, and give its id."""
        more = {"form": list(fields(body, files))} if files else {"json": body}
        return str(_of(dict, await self._ask("POST", path, parts, more)).get("id"))

    async def _ask(self, method: str, path: str, parts: Mapping[str, str], more: Mapping[str, Any]) -> Any:  # noqa: ANN401  JSON
        http, request = await self._rest.soon(LOGIN), _Request()
        if http is None:
            raise Later(_UNREACHED, _AGAIN)
        try:
            async with asyncio.timeout(PATIENCE):
                return await http.request(Route(method, path, **parts), trace_request_ctx=request, **more)
        except NotPosted:
            raise
        except discord.HTTPException as error:
            raise Denied(error.status, error.code) from None
        except discord.RateLimited as error:
            raise Later(_BUSY, error.retry_after) from None
        except _FAILURES as error:
            log.warning("not_posted why=%s went=%s", type(error).__name__, request.went)
            raise (Unclear(_LOST) if request.went else Later(_UNREACHED, _AGAIN)) from None


def _of(kind: type[Kind], said: object) -> Kind:
    if not isinstance(said, kind):  # Whatever this comes from, it is not Discord.
        raise Unclear(_LOST)
    return said
