"""What is told of Discord's settings: of right ones nothing is to mend, and each wrong one is named with what to do."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.findings import Finding
from bot.platforms.discord.commands import tree
from bot.platforms.discord.doctor import check
from bot.platforms.discord.http import PATH
from bot.platforms.discord.permissions import ALL, PERMISSIONS, invitation
from bot.settings import Settings, read_settings
from bot.tenants import Tenants
from tests.platforms.answering import answering, hanging_up, nobody, silent
from tests.platforms.discord.loopback import Discord
from tests.platforms.discord.loopback.permissions import USUAL, Permission
from tests.platforms.discord.working import at_work, settings_for

ROOT = Path(__file__).parents[3]
TOKEN = "owls.at" + ".night"
KEY = "ab" * 32
OTHER_KEY = "cd" * 32
APPLICATION: Mapping[str, Any] = {
    "id": "42",
    "name": "On Record",
    "verify_key": KEY,
    "flags": 1 << 23,
    "bot_public": True,
    "bot_require_code_grant": False,
    "interactions_endpoint_url": None,
    "integration_types_config": {"0": {}, "1": {}},
}
ENDPOINT = f"https://bot.example.org{PATH}"
GATEWAY = {"discord_token": TOKEN}
HTTP = {"discord_token": TOKEN, "discord_public_key": KEY}
pytestmark = pytest.mark.usefixtures("unset")


def gateway(url: str) -> Settings:
    return read_settings(discord_api_url=url, **GATEWAY)


def http(url: str) -> Settings:
    return read_settings(discord_api_url=url, **HTTP)


def application(**changed: object) -> str:
    return json.dumps({**APPLICATION, **changed})


def to_mend(findings: Sequence[Finding]) -> list[str]:
    return [finding.what for finding in findings if not finding.ok]


def fine(findings: Sequence[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.ok]


# -- what is right --------------------------------------------------------------------------------


async def test_nothing_set_says_what_to_set_and_where_it_is_shown() -> None:
    (finding,) = await check(read_settings())
    assert (finding.ok, finding.stops, finding.what) == (False, True, "Discord is not set up.")
    assert finding.how == "Set DISCORD_TOKEN; docs/discord.md shows step by step where it comes from."


async def test_a_gateway_that_is_right_has_nothing_to_mend(discord: Discord) -> None:
    findings = await check(settings_for(discord, "gateway"))
    assert to_mend(findings) == []
    assert fine(findings) == [
        "The gateway: the bot calls Discord, and nothing has to reach it.",
        f"Discord answers at {discord.api_url}.",
        "The clock agrees with Discord’s.",
        f"DISCORD_TOKEN is {discord.app.name}’s ({discord.app.id}).",
        "No privileged intent is needed.",
        f"Let it into a server at {invitation(discord.app.id)}",
        "It is in one server.",
        "The commands on Discord are others than this version’s; serve puts these there.",
    ]
    assert discord.refused == []


async def test_http_that_is_right_has_nothing_to_mend(discord: Discord, tenants: Tenants) -> None:
    async with at_work(discord, tenants, "http") as work:
        findings = await check(settings_for(discord, "http"), from_outside=True)
    assert to_mend(findings) == []
    said = fine(findings)
    assert said[0] == f"Interactions over HTTP. Discord has to reach {PATH} on port 8080, through a proxy with TLS."
    assert "DISCORD_PUBLIC_KEY is the application’s." in said
    assert said[-2:] == [f"All {len(tree(COMMANDS))} commands are on Discord.", f"{work.url} answers as it should."]
    assert not work.asked
    assert discord.refused == []


async def test_the_command_ends_well_when_nothing_is_to_mend(discord: Discord) -> None:
    given = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from bot.cli import main; main()", "doctor", "discord"),
        env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert (process.returncode, complained.decode()) == (0, "")
    lines = said.decode().splitlines()
    assert [line[:6] for line in lines[:-1]] == ["ok    "] * 8
    assert lines[-1] == "Nothing to mend."


async def test_the_invitation_asks_for_what_is_needed_and_no_more() -> None:
    assert invitation("42") == (
        "https://discord.com/oauth2/authorize"
        f"?client_id=42&scope=bot+applications.commands&permissions={sum(bit for bit, _ in PERMISSIONS.values())}"
    )
    needed = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
    assert int(needed | Permission.ATTACH_FILES | Permission.READ_MESSAGE_HISTORY) == ALL


# -- what Discord says of the token and the application -------------------------------------------


async def test_a_token_that_discord_does_not_take_is_told(discord: Discord) -> None:
    findings = await check(read_settings(discord_api_url=discord.api_url, **GATEWAY))
    (finding,) = (finding for finding in findings if not finding.ok)
    assert finding.what == "Discord refuses DISCORD_TOKEN: it does not take it."
    assert finding.how.endswith("Bot, Reset Token, and copy the new one at once: it is shown only then.")
    assert finding.stops


async def test_too_many_calls_are_told() -> None:
    body = json.dumps({"message": "You are being rate limited.", "retry_after": 1.0, "global": False})
    async with answering(body, 429) as url:
        findings = await check(gateway(url))
    assert to_mend(findings) == ["Discord was asked too often."]
    assert not any(finding.stops for finding in findings)


@pytest.mark.parametrize(
    ("changed", "settings", "what", "stops"),
    [
        ({"verify_key": OTHER_KEY, "interactions_endpoint_url": ENDPOINT}, http, "DISCORD_PUBLIC_KEY is another", True),
        ({}, http, "The application has no Interactions Endpoint URL, so", False),
        (
            {"interactions_endpoint_url": "https://bot.example.org/other"},
            http,
            "The application’s Interactions Endpoint URL is not this bot’s.",
            False,
        ),
        ({"interactions_endpoint_url": ENDPOINT}, gateway, "The application has an Interactions Endpoint URL", True),
        ({"bot_require_code_grant": True}, gateway, "Nobody can let the bot in: its invitation asks", False),
    ],
)
async def test_an_application_that_is_set_otherwise_is_told(
    changed: Mapping[str, object], settings: Callable[[str], Settings], what: str, *, stops: bool
) -> None:
    async with answering(application(**changed)) as url:
        findings = await check(settings(url))
    (finding,) = (finding for finding in findings if not finding.ok)
    assert finding.what.startswith(what)
    assert finding.how.startswith("At discord.com/developers/applications, your application, ")
    assert finding.stops is stops


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"flags": 1 << 19 | 1 << 14}, "Server Members and Message Content could be switched off, under Bot."),
        ({"bot_public": False}, "Only its owner can let it in: Public Bot is off"),
        ({"integration_types_config": {"0": {}}}, "Nobody can add it to their own account: User Install is off"),
    ],
)
async def test_what_may_be_meant_is_said_and_is_not_wrong(changed: Mapping[str, object], what: str) -> None:
    async with answering(application(**changed)) as url:
        findings = await check(gateway(url))
    assert to_mend(findings) == []
    assert any(what in said for said in fine(findings))


async def test_names_from_discord_cannot_act_on_a_terminal() -> None:
    async with answering(application(name="\x1b[2J\nOwls\u202e" + "x" * 99, id="\x07")) as url:
        findings = await check(gateway(url))
    assert all(finding.what.isprintable() for finding in findings)


@pytest.mark.parametrize(
    "body", ["{}", '{"flags": "many", "verify_key": 5, "name": [], "interactions_endpoint_url": ""}']
)
async def test_an_application_that_says_little_is_no_fault(body: str) -> None:
    async with answering(body) as url:
        assert await check(gateway(url))
        assert await check(http(url))


# -- servers and commands -------------------------------------------------------------------------


def strict(discord: Discord, name: str, permissions: Permission) -> None:
    """Found a server that allows the bot so much and everyone else nothing."""
    guild = discord.add_guild(name, permissions=permissions)
    guild.roles[guild.id].permissions = Permission(0)


async def test_a_server_that_allows_less_is_named_with_what_is_missing(discord: Discord) -> None:
    strict(discord, "Owls", USUAL & ~Permission.ATTACH_FILES & ~Permission.SEND_MESSAGES)
    strict(discord, "Bats", Permission.ADMINISTRATOR)
    findings = await check(settings_for(discord, "gateway"))
    (finding,) = (finding for finding in findings if not finding.ok)
    assert finding.what.startswith("In Owls (")
    assert finding.what.endswith(") it lacks: Send Messages, Attach Files.")
    assert invitation(discord.app.id) in finding.how
    assert not finding.stops
    assert "It is in 3 servers." in fine(findings)


async def test_of_many_such_servers_some_are_named_and_the_others_counted(discord: Discord) -> None:
    for number in range(7):
        strict(discord, f"Owls {number}", Permission(0))
    findings = await check(settings_for(discord, "gateway"))
    assert len(to_mend(findings)) == 6
    assert to_mend(findings)[-1] == "It lacks permissions in 2 more servers."


async def test_no_server_is_said(discord: Discord) -> None:
    discord.world.uninstall(discord.guild)
    assert "It is in no server yet." in fine(await check(settings_for(discord, "gateway")))


async def test_an_address_where_no_one_listens_is_told_from_outside_alone(discord: Discord) -> None:
    discord.app.interactions_url = nobody().removesuffix("/api/") + PATH
    assert to_mend(await check(settings_for(discord, "http"))) == []
    (what,) = to_mend(await check(settings_for(discord, "http"), from_outside=True))
    assert what == f"{discord.app.interactions_url} cannot be reached from here: connection refused."


async def test_an_address_where_something_else_answers_is_told(discord: Discord) -> None:
    async with answering() as url:
        discord.app.interactions_url = f"{url}{PATH[1:]}"
        (what,) = to_mend(await check(settings_for(discord, "http"), from_outside=True))
    assert what.endswith(f"{PATH} answers with HTTP 200, which is not this bot.")


# -- the way to Discord ---------------------------------------------------------------------------


async def test_discord_that_never_answers_is_not_waited_for() -> None:
    begun = time.monotonic()
    with silent() as url:
        findings = await check(gateway(url), seconds=0.5)
    assert to_mend(findings) == [f"{url.rstrip('/')} cannot be used: it did not answer within 0.5 seconds."]
    assert time.monotonic() - begun < 5


async def test_an_address_of_the_api_where_no_one_listens_is_told() -> None:
    url = nobody()
    findings = await check(gateway(url))
    assert to_mend(findings) == [f"{url.rstrip('/')} cannot be used: connection refused."]
    assert "DISCORD_API_URL" in findings[-1].how
    assert not findings[-1].stops


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://nonesuch.invalid/api", "there is no such name"),
        ("http://127.0.0.1:99999/api", "it is no address"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told(url: str, why: str) -> None:
    assert to_mend(await check(gateway(url))) == [f"{url} cannot be used: {why}."]


async def test_a_connection_that_is_hung_up_is_told() -> None:
    async with hanging_up() as url:
        (what,) = to_mend(await check(gateway(url)))
    assert "cannot be used: the connection broke (" in what


async def test_a_server_without_the_right_certificate_is_told() -> None:
    async with answering() as url:
        (what,) = to_mend(await check(gateway(url.replace("http", "https"))))
    assert what.endswith("cannot be used: its certificate is not trusted here.")


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_fault_of_discords_is_told_and_may_get_well(status: int, kind: str) -> None:
    async with answering('{"message": "Owls"}', status, kind=kind) as url:
        findings = await check(gateway(url))
    (finding,) = (finding for finding in findings if not finding.ok)
    assert finding.what == f"{url.rstrip('/')} cannot be used: it has a fault of its own (HTTP {status})."
    assert finding.how == "Try again later; discordstatus.com tells of outages."
    assert not finding.stops


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>Welcome to the hotel</html>", "text/html"),
        ("Welcome", "text/plain"),
        ("[1]", "application/json"),
        ("null", "application/json"),
        (b"\xff\xfe{", "application/json"),
        ("", "application/json"),
    ],
)
async def test_what_is_not_discord_is_told(body: bytes | str, kind: str, status: int) -> None:
    async with answering(body, status, kind=kind) as url:
        findings = await check(gateway(url))
    assert to_mend(findings) == [f"{url.rstrip('/')} cannot be used: what answers there is not Discord’s API."]


# -- the clock and secrets ------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "told"), [(3_700, "ahead of"), (-90, "behind")])
async def test_a_clock_that_is_off_by_more_than_a_minute_is_told(ahead: int, told: str) -> None:
    date = format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ahead), usegmt=True)
    async with answering(application(), headers={"Date": date}) as url:
        over_gateway = await check(gateway(url))
        over_http = await check(http(url))
    (what,) = to_mend(over_gateway)
    assert f" {told} Discord’s (hours:minutes:seconds)." in what
    assert "refused as too old or too new" in "".join(finding.how for finding in over_http)
    assert "refused as too old or too new" not in "".join(finding.how for finding in over_gateway)


@pytest.mark.parametrize("status", [200, 401, 500])
async def test_no_finding_holds_a_secret(status: int) -> None:
    async with answering(json.dumps({"message": f"{TOKEN} is wrong", "name": "x"}), status) as url:
        findings = await check(http(url.replace("http://", "http://user:password@")))
    said = " ".join(f"{finding.what} {finding.how}" for finding in findings)
    assert TOKEN not in said
    assert "password" not in said
