"""Putting the commands on Discord: once, in one request, only when they are others, in one server too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from discord.http import Route

from bot.commands import COMMANDS
from bot.platforms.discord.commands import tree
from bot.platforms.discord.sync import digest
from bot.shell.sync import run
from tests.platforms.answering import answering, nobody
from tests.platforms.discord.loopback import Discord, Kind
from tests.web.served import served

TREE = tree(COMMANDS)
PUT = "bulk_set_application_commands"
PUT_IN_SERVER = "bulk_set_guild_application_commands"
ENTRY = {"id": "7", "type": 4, "name": "launch", "description": "", "handler": 2}


Sync = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def sync(unset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sync:
    """Give `onrecord sync discord`, which gives its exit status, and what it says and complains of."""

    async def give(api_url: str, token: str, guild: str = "", *, remove: bool = False) -> tuple[int, str, str]:
        assert unset
        monkeypatch.setenv("DISCORD_API_URL", api_url)
        monkeypatch.setenv("DISCORD_TOKEN", token)
        monkeypatch.setattr(Route, "BASE", Route.BASE)
        code = await asyncio.to_thread(run, guild, remove=remove)
        said = capsys.readouterr()
        return code, said.out, said.err

    return give


async def test_the_commands_are_put_once_in_one_request(discord: Discord, sync: Sync) -> None:
    for said in ("The commands are on Discord.\n", "The commands stood so already.\n"):
        assert await sync(discord.api_url, discord.token) == (0, said, "")
    assert discord.calls(PUT) == [TREE]
    assert {command["name"] for command in discord.app.commands[""]} == {command["name"] for command in TREE}
    assert not discord.refused


async def test_commands_that_were_changed_there_are_put_anew(discord: Discord, sync: Sync) -> None:
    await sync(discord.api_url, discord.token)
    discord.app.commands[""][0]["description"] = "Another one"
    assert (await sync(discord.api_url, discord.token))[1] == "The commands are on Discord.\n"
    assert len(discord.calls(PUT)) == 2


async def test_one_server_has_its_own_which_can_be_taken_out(discord: Discord, sync: Sync) -> None:
    for remove, said in (
        (False, "The commands are on Discord.\n"),
        (False, "The commands stood so already.\n"),
        (True, "No commands are left in that server but those that are everywhere.\n"),
        (True, "There were no commands in that server alone.\n"),
    ):
        assert await sync(discord.api_url, discord.token, discord.guild.id, remove=remove) == (0, said, "")
    put, taken_out = discord.calls(PUT_IN_SERVER)
    assert len(put) == len(TREE)
    assert not any({"contexts", "integration_types"} & set(command) for command in put)
    assert taken_out == []
    assert discord.calls(PUT) == []
    assert not discord.refused


@pytest.mark.parametrize(
    ("guild", "remove", "complaint"),
    [
        ("acme", False, "“acme” is no server’s id. In Discord, with developer mode on, choose Copy Server ID.\n"),
        ("٣", False, "“٣” is no server’s id."),
        ("", True, "Name the server with --guild: those that are everywhere are not taken out.\n"),
        ("123", False, "could not be put on Discord: the server 123 is not known, or has not let it in."),
    ],
)
async def test_what_cannot_be_done_is_told(
    discord: Discord, sync: Sync, guild: str, complaint: str, *, remove: bool
) -> None:
    code, said, complained = await sync(discord.api_url, discord.token, guild, remove=remove)
    assert (code, said) == (1, "")
    assert complaint in complained


async def test_a_token_that_is_not_taken_is_told(discord: Discord, sync: Sync) -> None:
    complaint = "Discord refuses DISCORD_TOKEN. onrecord doctor discord tells more.\n"
    assert await sync(discord.api_url, "owls.at" + ".night") == (1, "", complaint)
    assert "Set DISCORD_TOKEN" in (await sync(discord.api_url, ""))[2]


async def test_discord_that_refuses_or_is_silent_is_told(discord: Discord, sync: Sync) -> None:
    discord.faults.add(PUT, Kind.REFUSED, code=50035)
    code, _, complained = await sync(discord.api_url, discord.token)
    assert (code, "it refused them (50035)" in complained) == (1, True)
    async with answering('"Welcome to the hotel"') as hotel:
        for url in (nobody(), hotel):
            code, _, complained = await sync(url.rstrip("/"), discord.token)
            assert (code, "it did not answer as it should" in complained) == (1, True)


@asynccontextmanager
async def with_an_activity(put: list[Any]) -> AsyncIterator[str]:
    """Run as much of a Discord as is needed, whose application has an activity."""

    async def told(request: web.Request) -> web.Response:
        said: object = [ENTRY]
        if request.method == "PUT":
            put.append(await request.json())
        elif request.path in answers:
            said = answers[request.path]
        # The library reads as JSON only what says that and nothing more.
        return web.Response(body=json.dumps(said).encode(), content_type="application/json")

    me: dict[str, object] = {"id": "1", "username": "onrecord", "discriminator": "0", "avatar": None, "bot": True}
    application: dict[str, object] = {
        "id": "42",
        "name": "On Record",
        "icon": None,
        "description": "",
        "bot_public": True,
        "team": None,
    }
    application |= {"bot_require_code_grant": False, "verify_key": "", "owner": me, "flags": 0}
    answers = {"/users/@me": me, "/oauth2/applications/@me": application, "/applications/@me": application}
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", told)
    async with served(app) as url:
        yield url


async def test_the_command_that_opens_an_activity_is_kept(sync: Sync) -> None:
    put: list[Any] = []
    async with with_an_activity(put) as url:
        assert await sync(url, "a.b" + ".c") == (0, "The commands are on Discord.\n", "")
    assert put == [[*TREE, ENTRY]]


# -- what is the same -----------------------------------------------------------------------------


def registered(command: dict[str, Any]) -> dict[str, Any]:
    """Give a command with what Discord adds and leaves out."""
    made = {name: value for name, value in command.items() if value not in (False, None)}
    made |= {"id": "1", "application_id": "2", "version": "3", "nsfw": False, "dm_permission": True}
    made.setdefault("description", "")
    if "default_member_permissions" in command:
        made["default_member_permissions"] = str(command["default_member_permissions"])
    if "contexts" in command:
        made["contexts"] = command["contexts"][::-1]
    if "options" in command:
        made["options"] = [plain_option(option) for option in command["options"]]
    return made


def plain_option(option: dict[str, Any]) -> dict[str, Any]:
    """Give an option as Discord gives it back: what is not so is left out."""
    made = {name: value for name, value in option.items() if value not in (False, [])}
    if "options" in made:
        made["options"] = [plain_option(inner) for inner in made["options"]]
    return made


def test_what_discord_makes_of_the_tree_is_the_same() -> None:
    assert digest([registered(command) for command in reversed(TREE)]) == digest(TREE)
    assert digest([*TREE, ENTRY]) == digest(TREE)


def changes(command: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a command with each of its parts changed by itself."""
    found: list[dict[str, Any]] = [{**command, "name": "x"}, {**command, "description": "x"}]
    for name, value in (("contexts", [1]), ("integration_types", [1]), ("default_member_permissions", 8)):
        found.append({**command, name: value})
    options = command.get("options", ())
    for place, option in enumerate(options):
        others = [
            {**option, "type": 9},
            {**option, "description": "x"},
            {**option, "required": not option.get("required")},
        ]
        others.append({**option, "autocomplete": not option.get("autocomplete")})
        others.append({**option, "choices": [{"name": "x", "value": "x"}]})
        others.append({**option, "max_length": 3, "min_value": 7})
        found += [{**command, "options": [*options[:place], other, *options[place + 1 :]]} for other in others]
        found.append({**command, "options": [*options[:place], *options[place + 1 :]]})
    if len(options) > 1:
        found.append({**command, "options": options[::-1]})
    return found


def test_every_change_to_the_tree_is_another() -> None:
    same = digest(TREE)
    for place, command in enumerate(TREE):
        for other in changes(command):
            assert digest([*TREE[:place], other, *TREE[place + 1 :]]) != same, other["name"]
    assert digest(TREE[1:]) != same
