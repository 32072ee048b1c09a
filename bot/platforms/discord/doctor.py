"""Whether Discord is set up so that it can work: what was found, and how to mend what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.commands import COMMANDS
from bot.findings import Finding, of_clock
from bot.platforms.discord.commands import tree
from bot.platforms.discord.http import PATH
from bot.platforms.discord.permissions import invitation, missing
from bot.platforms.discord.probe import Heard, Probe
from bot.platforms.discord.sync import digest
from bot.settings import Settings
from bot.web.asking import Silence, printable, shown

GUIDE = "docs/discord.md"
_PAGE = "At discord.com/developers/applications, your application,"
_SECONDS = 8
_MOST_SERVERS = 200
_MOST_TOLD = 5
_PRIVILEGED: Mapping[str, int] = {
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
"""The flags of an application that may use each of the intents that Discord grants by itself to nobody."""
_FOR_SERVERS, _FOR_USERS = "0", "1"


async def check(settings: Settings, *, seconds: float = _SECONDS, from_outside: bool = False) -> list[Finding]:
    """Check everything that can be told from here, waiting so long for Discord; no finding holds a secret.

    With `from_outside` it is looked too whether the address that Discord sends interactions to is this bot's.
    """
    token = settings.discord_token
    if token is None:
        how = f"Set DISCORD_TOKEN; {GUIDE} shows step by step where it comes from."
        return [Finding(ok=False, what="Discord is not set up.", how=how, stops=True)]
    async with aiohttp.ClientSession() as session:
        probe = Probe(session, settings.discord_api_url, token.get_secret_value(), seconds)
        found = [_way(settings)]
        heard = await probe.get("/applications/@me", dict)
        found += _reached(settings, heard)
        if isinstance(heard, Silence):
            return found
        if heard.status != HTTPStatus.OK:
            return [*found, _refused(heard)]
        found += _application(settings, heard.said)
        found += [one async for one in _further(settings, probe, heard.said, from_outside=from_outside)]
    return found


async def _further(
    settings: Settings, probe: Probe, application: Mapping[str, Any], *, from_outside: bool
) -> AsyncIterator[Finding]:
    known = printable(application.get("id"))
    servers = await probe.get(f"/users/@me/guilds?limit={_MOST_SERVERS}", list)
    if isinstance(servers, Heard) and servers.status == HTTPStatus.OK:
        for finding in _servers(servers.said, known):
            yield finding
    commands = await probe.get(f"/applications/{known}/commands", list)
    if isinstance(commands, Heard) and commands.status == HTTPStatus.OK:
        yield _commands(commands.said)
    address = application.get("interactions_endpoint_url")
    if from_outside and settings.discord == "http" and isinstance(address, str):
        yield _answers(address, await probe.knock(address))


def _way(settings: Settings) -> Finding:
    if settings.discord == "http":
        what = f"Interactions over HTTP. Discord has to reach {PATH} on port {settings.port}, through a proxy with TLS."
    else:
        what = "The gateway: the bot calls Discord, and nothing has to reach it."
    return Finding(ok=True, what=what)


def _reached(settings: Settings, heard: Heard | Silence) -> Iterator[Finding]:
    url = shown(settings.discord_api_url)
    if isinstance(heard, Silence):
        yield Finding(ok=False, what=f"{url} cannot be used: {heard.why}.", how=heard.how)
        return
    yield Finding(ok=True, what=f"Discord answers at {url}.")
    if heard.skew is not None:
        yield of_clock("Discord", heard.skew, signs=settings.discord == "http")


def _refused(heard: Heard) -> Finding:
    if heard.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Finding(ok=False, what="Discord was asked too often.", how="Try again in a minute.")
    how = f"{_PAGE} Bot, Reset Token, and copy the new one at once: it is shown only then."
    return Finding(ok=False, what="Discord refuses DISCORD_TOKEN: it does not take it.", how=how, stops=True)


def _application(settings: Settings, said: Mapping[str, Any]) -> Iterator[Finding]:
    known = printable(said.get("id"))
    yield Finding(ok=True, what=f"DISCORD_TOKEN is {printable(said.get('name'))}’s ({known}).")
    yield from _endpoint(settings, said)
    on = [name for name, bits in _PRIVILEGED.items() if _number(said.get("flags")) & bits]
    unused = f" {' and '.join(on)} could be switched off, under Bot." if on else ""
    yield Finding(ok=True, what=f"No privileged intent is needed.{unused}")
    if said.get("bot_require_code_grant"):
        how = f"{_PAGE} Bot, switch Requires OAuth2 Code Grant off."
        yield Finding(ok=False, what="Nobody can let the bot in: its invitation asks for a code.", how=how)
    if said.get("bot_public") is False:
        yield Finding(ok=True, what="Only its owner can let it in: Public Bot is off, under Bot.")
    kinds = said.get("integration_types_config")
    if isinstance(kinds, Mapping) and _FOR_USERS not in kinds:
        yield Finding(ok=True, what="Nobody can add it to their own account: User Install is off, under Installation.")
    yield Finding(ok=True, what=f"Let it into a server at {invitation(known)}")


def _endpoint(settings: Settings, said: Mapping[str, Any]) -> Iterator[Finding]:
    """Check that interactions come by the way that is set up."""
    address, key = said.get("interactions_endpoint_url"), str(said.get("verify_key") or "")
    general = f"{_PAGE} General Information,"
    if settings.discord == "gateway":
        if address:
            what = "The application has an Interactions Endpoint URL, so that nothing comes by the gateway."
            how = f"{general} empty it; or set DISCORD_PUBLIC_KEY to answer over HTTP."
            yield Finding(ok=False, what=what, how=how, stops=True)
        return
    if key and key.casefold() != (settings.discord_public_key or "").casefold():
        what, how = "DISCORD_PUBLIC_KEY is another application’s.", f"{general} copy the Public Key anew."
        yield Finding(ok=False, what=what, how=how, stops=True)
    elif key:
        yield Finding(ok=True, what="DISCORD_PUBLIC_KEY is the application’s.")
    if not address:
        what = "The application has no Interactions Endpoint URL, so that everything comes by the gateway, unanswered."
        how = f"{general} set it to https://…{PATH}, while serve runs; or take DISCORD_PUBLIC_KEY out."
        yield Finding(ok=False, what=what, how=how)
    elif not str(address).endswith(PATH):
        how = f"{general} Interactions Endpoint URL has to end in {PATH}."
        yield Finding(ok=False, what="The application’s Interactions Endpoint URL is not this bot’s.", how=how)


def _servers(said: Sequence[Any], application: str) -> Iterator[Finding]:
    servers = [one for one in said if isinstance(one, Mapping)]
    count = len(servers)
    many = f"{count} or more servers" if count == _MOST_SERVERS else "one server" if count == 1 else f"{count} servers"
    yield Finding(ok=True, what=f"It is in {many}." if servers else "It is in no server yet.")
    mend = f"There: Server Settings, Roles, that of the bot; or let it in anew at {invitation(application)}"
    lacking = [(one, lacks) for one in servers if (lacks := missing(_number(one.get("permissions"))))]
    for one, lacks in lacking[:_MOST_TOLD]:
        what = f"In {printable(one.get('name'))} ({printable(one.get('id'))}) it lacks: {', '.join(lacks)}."
        yield Finding(ok=False, what=what, how=mend)
    if lacking[_MOST_TOLD:]:
        what = f"It lacks permissions in {len(lacking) - _MOST_TOLD} more servers."
        yield Finding(ok=False, what=what, how="Mend the others first, then look again.")


def _commands(said: Sequence[Any]) -> Finding:
    wanted = tree(COMMANDS)
    if digest(said) == digest(wanted):
        return Finding(ok=True, what=f"All {len(wanted)} commands are on Discord.")
    return Finding(ok=True, what="The commands on Discord are others than this version’s; serve puts these there.")


def _answers(address: str, status: int | Silence) -> Finding:
    """Say whether this bot answers at the address that Discord sends to; it refuses what is not signed."""
    url = printable(shown(address))
    if isinstance(status, Silence):
        return Finding(ok=False, what=f"{url} cannot be reached from here: {status.why}.", how=_PROXY)
    if status == HTTPStatus.UNAUTHORIZED:
        return Finding(ok=True, what=f"{url} answers as it should.")
    return Finding(ok=False, what=f"{url} answers with HTTP {status}, which is not this bot.", how=_PROXY)


_PROXY = f"Start serve, and let the proxy pass {PATH} on to it; {GUIDE} shows how."


def _number(value: object) -> int:
    """Read a set of bits, which Discord writes as a number or as the text of one."""
    try:
        return int(str(value))
    except ValueError:
        return 0
