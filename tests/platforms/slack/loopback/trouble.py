"""Makes faults happen: what a call asks for is done or not, and its answer is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from tests.platforms.slack.loopback.faults import Fault, Kind
from tests.platforms.slack.loopback.refusals import Refused

Body = Callable[[], Mapping[str, Any]]


class Trouble:
    """Answers badly; a call that hangs does so until it is let go or the server stops."""

    def __init__(self) -> None:
        self._free = asyncio.Event()

    def let_go(self) -> None:
        """Let everything that hangs end."""
        self._free.set()
        self._free = asyncio.Event()

    async def make(self, request: web.Request, fault: Fault, body: Body) -> web.StreamResponse:
        """Answer as the fault says."""
        if fault.kind.happens:
            body()
        match fault.kind:
            case Kind.RATE_LIMITED:
                return web.json_response(
                    {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(fault.retry_after)}
                )
            case Kind.ERROR_BEFORE | Kind.ERROR_AFTER:
                return web.Response(status=500, text="Internal Server Error")
            case Kind.HANG | Kind.HANG_AFTER:
                await self._free.wait()
            case Kind.NOT_JSON:
                return web.Response(text="{not JSON", content_type="application/json")
            case Kind.REFUSED:
                return web.json_response(Refused(fault.code).body())
            case Kind.DROP_BEFORE | Kind.DROP_AFTER:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
