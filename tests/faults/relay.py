"""A network between the bot and a platform, which can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Hands on what comes to an address of its own; when it is cut, every connection breaks and none is taken."""

    def __init__(self, port: int) -> None:
        """`port` is where it hands on to, on this machine."""
        self._to = port
        self._port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    def instead_of(self, url: str) -> str:
        """Give an address by which the same is reached through here."""
        return url.replace(urlsplit(url).netloc, f"127.0.0.1:{self._port}", 1)

    async def open(self) -> None:
        """Take connections, at the same address as before."""
        self._server = await asyncio.start_server(self._hand_on, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break every connection, and take no more."""
        if self._server:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            self._writers |= {writer, back}
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
            self._writers -= {writer, back}
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(65_536):
            writer.write(said)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def relay(url: str) -> AsyncIterator[Relay]:
    """Give a network to what an address on this machine names."""
    port = urlsplit(url).port
    assert port
    network = Relay(port)
    await network.open()
    try:
        yield network
    finally:
        network.cut()
