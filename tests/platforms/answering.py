"""What may stand at a platform’s address and answers otherwise than the platform does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from tests.web.served import served


@asynccontextmanager
async def answering(
    body: bytes | str = "{}",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    kind: str = "application/json",
) -> AsyncIterator[str]:
    """Answer everything with this; give the address of the API."""
    sent = body.encode() if isinstance(body, str) else body

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=sent, status=status, headers=headers, content_type=kind)

    application = web.Application()
    application.router.add_route("*", "/api/{path:.*}", answer)
    async with served(application) as url:
        yield f"{url}/api/"


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    """Close every connection as soon as something is asked."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.transport.abort()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"


@contextmanager
def silent() -> Iterator[str]:
    """Take connections and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"


def nobody() -> str:
    """Give an address of this machine where no one listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/api/"
