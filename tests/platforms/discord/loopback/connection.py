"""One connection to the gateway: frames in turn, heartbeats, and the ways in which it ends."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from tests.platforms.discord.loopback.session import Session
from tests.platforms.discord.loopback.stream import Stream

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    9,
    10,
    11,
)
_END = object()


class Connection:
    """One open connection; a `silent` one looks open and says nothing any more."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, stream: Stream, number: int) -> None:
        self._ws, self._request, self._stream = ws, request, stream
        self._frames: asyncio.Queue[Any] = asyncio.Queue()
        self.number = number
        self.compress = request.query.get("compress", "")
        self.session: Session | None = None
        self.silent = False
        self.beat = asyncio.Event()
        self.closing = False
        """Whether it is closed from this end."""
        self.heartbeats = 0
        self.received: list[dict[str, Any]] = []

    def send(self, op: int, data: Any, event: str | None = None, number: int | None = None) -> None:  # noqa: ANN401  JSON
        """Send one frame, in turn."""
        if not self.silent:
            self._frames.put_nowait({"op": op, "d": data, "s": number, "t": event})

    async def write(self) -> None:
        """Write frames as they come, until the connection is closed."""
        while True:
            told = await self._frames.get()
            if told is _END or self._ws.closed:
                return
            if isinstance(told, int):
                await self._ws.close(code=told)
                return
            frame = self._stream.frame(told)
            try:
                await (self._ws.send_str(frame) if isinstance(frame, str) else self._ws.send_bytes(frame))
            except ConnectionError:
                return

    async def watch(self, seconds: float) -> bool:
        """Wait until no heartbeat came for so long; heartbeats go by the machine's clock, as they do in the library."""
        while not self._ws.closed:
            self.beat.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self.beat.wait()
            except TimeoutError:
                return True
        return False

    def end(self) -> None:
        """Let the writing come to its end."""
        self._frames.put_nowait(_END)

    def reconnect(self) -> None:
        """Ask the app to come again and to resume (op 7)."""
        self.send(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the app that its session does not hold (op 9); whether it may resume it all the same."""
        if self.session is not None and not resumable:
            self.session.ended = True
        self.send(INVALID, resumable)

    def ask_heartbeat(self) -> None:
        """Ask for a heartbeat at once (op 1)."""
        self.send(HEARTBEAT, None)

    def close(self, code: int) -> None:
        """Close it with one of Discord's codes, after what was sent before."""
        self.closing = True
        self._frames.put_nowait(code)

    def drop(self) -> None:
        """Cut it off without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()
