"""Whether Discord is set up so that it can work: what was found, and how to mend what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.findings import Finding
from bot.platforms.discord.http import PATH
from bot.settings import Settings

GUIDE = "docs/discord.md"
_PAGE = "At discord.com/developers/applications, your application,"
_PATIENCE = aiohttp.ClientTimeout(total=8)
_MOST_SKEW = 60
"""So many seconds our clock may differ from Discord's; a request older or newer than 300 is refused."""
PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 15) | (1 << 38)
"""What the bot asks a server for: to see channels, to write in them and in threads, to attach files."""
_SCOPES = "bot+applications.commands"
Answer = tuple[int, Any]


def invitation(application: str) -> str:
    """Give the address at which someone lets the bot into a server."""
    query = f"client_id={application}&scope={_SCOPES}&permissions={PERMISSIONS}"
    return f"https://discord.com/oauth2/authorize?{query}"


async def check(settings: Settings) -> list[Finding]:
    """Check everything that can be told from here, waiting some seconds for Discord; no finding holds a secret."""
    token = settings.discord_token
    if token is None:
        how = f"Set DISCORD_TOKEN; {GUIDE} shows step by step where it comes from."
        return [Finding(ok=False, what="Discord is not set up.", how=how, stops=True)]
    url = settings.discord_api_url
    headers = {"Authorization": f"Bot {token.get_secret_value()}", "User-Agent": "DiscordBot (onrecord, 1)"}
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session,
            session.get(f"{url}/applications/@me", allow_redirects=False) as response,
        ):
            status, date = response.status, response.headers.get("Date", "")
            body = await response.json() if response.content_type == "application/json" else None
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        how = "Look at the network, a proxy, and DISCORD_API_URL."
        return [_way(settings), Finding(ok=False, what=f"{url} cannot be reached: {type(error).__name__}.", how=how)]
    return [_way(settings), *_told(settings, status, body), *_clock(date)]


def _way(settings: Settings) -> Finding:
    if settings.discord == "http":
        what = f"Interactions over HTTP. Discord has to reach {PATH} on port {settings.port} by https."
    else:
        what = "The gateway: nothing has to be reached from outside."
    return Finding(ok=True, what=what)


def _told(settings: Settings, status: int, body: object) -> Iterator[Finding]:
    if status == 401:  # noqa: PLR2004  unauthorised
        how = f"{_PAGE} Bot, Reset Token, gives a new one."
        yield Finding(ok=False, what="DISCORD_TOKEN is refused.", how=how, stops=True)
        return
    if status != 200 or not isinstance(body, dict):  # noqa: PLR2004  all else is no answer
        what = f"{settings.discord_api_url} answered {status}, and not what Discord answers."
        yield Finding(ok=False, what=what, how="Try again in a minute; look at DISCORD_API_URL.")
        return
    application = str(body.get("id", ""))
    yield Finding(ok=True, what=f"Discord answers: application {body.get('name', '?')} ({application}).")
    yield from _endpoint(settings, body)
    yield Finding(ok=True, what=f"Let the bot into a server at {invitation(application)}")


def _endpoint(settings: Settings, body: Mapping[str, Any]) -> Iterator[Finding]:
    address, key = body.get("interactions_endpoint_url"), str(body.get("verify_key", ""))
    if settings.discord == "gateway":
        if address:
            how = f"{_PAGE} General Information: empty Interactions Endpoint URL, or set DISCORD_PUBLIC_KEY."
            what = "The application sends interactions to an address, so that none comes by the gateway."
            yield Finding(ok=False, what=what, how=how, stops=True)
        return
    if key and key.casefold() != (settings.discord_public_key or "").casefold():
        how = f"{_PAGE} General Information, Public Key."
        yield Finding(ok=False, what="DISCORD_PUBLIC_KEY is another application’s.", how=how, stops=True)
    if not address:
        how = f"{_PAGE} General Information: set Interactions Endpoint URL to https://<your address>{PATH}."
        yield Finding(ok=False, what="The application has no address for interactions.", how=how)
    elif not str(address).endswith(PATH):
        how = f"{_PAGE} General Information: it has to end in {PATH}."
        yield Finding(ok=False, what="The application’s address for interactions is not this bot’s.", how=how)


def _clock(date: str) -> Iterator[Finding]:
    try:
        skew = abs((dt.datetime.now(dt.UTC) - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError):
        return
    if skew > _MOST_SKEW:
        how = "Set the clock of this machine, best by NTP."
        yield Finding(ok=False, what=f"The clock differs from Discord’s by {skew:.0f} seconds.", how=how)
