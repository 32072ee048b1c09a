"""Files that someone attached on Discord."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

from bot.command import Upload
from bot.forms import LARGEST_FILE
from bot.platforms.discord.raw import Attached
from bot.platforms.discord.refusals import NotSaid

_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
PATIENCE = aiohttp.ClientTimeout(total=10)
_NO_FILE = "Discord did not give the file. Try again in a minute."


class Files:
    """Fetches attachments from where Discord keeps them, and from nowhere else."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        # A proxy or a test has its own attachments.
        self._hosts = _HOSTS | {_host(api_url)} - {""}

    async def fetch(self, attached: Attached) -> Upload:
        """Give a file, as far as one byte more than is read; raise `NotSaid` when it does not come."""
        if _host(attached.url) not in self._hosts:
            raise NotSaid(_NO_FILE)
        data = bytearray()
        try:
            async with self._session.get(attached.url, timeout=PATIENCE, allow_redirects=False) as response:
                if response.status != 200:  # noqa: PLR2004  all else is no file
                    raise NotSaid(_NO_FILE, response.status)
                async for chunk in response.content.iter_any():
                    data += chunk
                    if len(data) > LARGEST_FILE:
                        break
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise NotSaid(_NO_FILE) from None
        return Upload(attached.name, bytes(data[: LARGEST_FILE + 1]))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
