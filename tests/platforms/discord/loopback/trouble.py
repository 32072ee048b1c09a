"""Makes faults happen: what a call asks for is done or not, and its answer is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.platforms.discord.loopback.faults import Fault, Kind
from tests.platforms.discord.loopback.refusals import Json, Refused

VIA = {"Via": "1.1 google"}
"""What tells that an answer comes from Discord itself, and not from what stands before it."""
_SCOPES = {Kind.LIMITED_USER: "user", Kind.LIMITED_SHARED: "shared", Kind.LIMITED_GLOBAL: "global"}


def answered(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with JSON, whose type has no charset."""
    # discord.py reads JSON only where the type is exactly this.
    content = json.dumps(body).encode()
    return web.Response(
        body=content, status=status, content_type="application/json", headers={**VIA, **(headers or {})}
    )


def limited(scope: str, retry_after: float, headers: dict[str, str]) -> web.Response:
    """Answer that it was too much, in one of Discord's three scopes."""
    told = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
    more = {"Retry-After": f"{retry_after:.0f}", "X-RateLimit-Scope": scope}
    if scope == "global":
        return answered(told, 429, more | {"X-RateLimit-Global": "true"})
    return answered(told, 429, headers | more)


def banned() -> web.Response:
    """Answer as the network before Discord does when it lets nobody through any more."""
    return web.Response(status=429, text="error code: 1015", headers={"Retry-After": "3600", "Server": "cloudflare"})


class Trouble:
    """Answers badly; a call that hangs does so until it is let go or the server stops."""

    def __init__(self) -> None:
        self._free = asyncio.Event()

    def let_go(self) -> None:
        """Let everything that hangs end."""
        self._free.set()
        self._free = asyncio.Event()

    async def make(
        self, request: web.Request, fault: Fault, do: Callable[[], Any], headers: dict[str, str]
    ) -> web.StreamResponse:
        """Answer as the fault says."""
        if fault.kind.happens:
            do()
        if fault.kind in _SCOPES:
            return limited(_SCOPES[fault.kind], fault.retry_after, headers)
        match fault.kind:
            case Kind.CLOUDFLARE:
                return banned()
            case Kind.ERROR_BEFORE | Kind.ERROR_AFTER:
                return web.Response(status=fault.status, text=f"{fault.status}: upstream connect error")
            case Kind.HANG | Kind.HANG_AFTER:
                await self._free.wait()
            case Kind.NOT_JSON:
                return web.Response(body=b"{not JSON", content_type="application/json", headers=VIA)
            case Kind.REFUSED:
                refused = Refused(fault.code)
                return answered(refused.body(), refused.status, headers)
            case _:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
