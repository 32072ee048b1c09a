"""A process of its own in which discord.py connects with one kind of compression, hears of its servers, and ends.

`python -m tests.platforms.discord.child zlib-stream API GATEWAY TOKEN`
"""

from __future__ import annotations

import asyncio
import sys


async def main(api: str, gateway: str, token: str) -> None:
    import discord  # noqa: PLC0415  it looks for zstandard as it is imported
    import yarl  # noqa: PLC0415
    from discord.gateway import DiscordWebSocket  # noqa: PLC0415
    from discord.http import Route  # noqa: PLC0415

    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    async with client:
        await client.login(token)
        connecting = asyncio.ensure_future(client.connect())
        await client.wait_until_ready()
        names = [channel.name for channel in client.guilds[0].text_channels]
        await client.close()
        await connecting
    if names != ["general", "ö" * 90]:
        sys.exit(f"heard of {names}")


if __name__ == "__main__":
    compress, *where = sys.argv[1:]
    if compress == "zlib-stream":
        sys.modules["zstandard"] = None  # type: ignore[assignment]  # it cannot be imported then
    asyncio.run(main(*where))
