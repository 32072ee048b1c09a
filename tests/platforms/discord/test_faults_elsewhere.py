"""Discord in trouble with what the bot does by itself: messages to people, greetings, commands, and what follows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.platforms.discord import posting, rest, sync
from bot.tenants import Tenants
from bot.web.application import application
from tests.platforms.discord import working
from tests.platforms.discord.loopback import Discord, Kind, Message, Person
from tests.platforms.discord.saying import SAYS, there
from tests.platforms.discord.working import Work, at_work
from tests.waiting import pause, until

SOON = 10.0
OPEN, SEND, PUT, LIST = "create_dm", "create_message", "bulk_set_application_commands", "list_application_commands"
LIMITS = [Kind.LIMITED_USER, Kind.LIMITED_GLOBAL, Kind.LIMITED_SHARED]
ROUGH = [
    *[(Kind.ERROR_BEFORE, 503), (Kind.ERROR_AFTER, 503), (Kind.NOT_JSON, 200)],
    *[(kind, 0) for kind in (Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.HANG, Kind.HANG_AFTER)],
]
"""What the library does not try again by itself, with the status that it is told by."""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Let nothing wait for long."""
    monkeypatch.setattr(posting, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(rest, "PATIENCE", 0.4)
    monkeypatch.setattr(sync, "AGAIN", 0.02)
    caplog.set_level(logging.INFO)


@pytest.fixture
async def bot(discord: Discord, tenants: Tenants) -> AsyncIterator[Work]:
    async with at_work(discord, tenants, "gateway") as work:
        yield work


# -- to people ------------------------------------------------------------------------------------


async def decided(bot: Work, mia: Person, number: int = 1) -> None:
    """Let somebody's suggestion be approved, of which they are told."""
    chief = bot.discord.join("chief", manages=True)
    suggested = {"speaker": "zoe-moreau", "words": f"We tried it, {mia.user.name} said.", "said": "2024-05-01"}
    await mia.slash("suggest", suggested | {"source": "src-gazette"})
    await chief.slash("review", number=number, verdict="approve")


def told(bot: Work, person: Person) -> list[Message]:
    """Give what somebody was told directly."""
    return bot.discord.world.direct(person.user).messages


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        *((fault, SEND) for fault in [*ROUGH, *[(kind, 0) for kind in LIMITS], (Kind.ERROR_AFTER, 502)]),
        *((fault, OPEN) for fault in [(Kind.ERROR_BEFORE, 503), (Kind.HANG, 0), (Kind.LIMITED_USER, 0)]),
    ],
)
async def test_whoever_is_told_is_told_once(bot: Work, alice: Person, fault: tuple[Kind, int], operation: str) -> None:
    kind, status = fault
    bot.discord.faults.add(operation, kind, status=status, retry_after=0.125)
    await decided(bot, alice)
    await until(lambda: bool(told(bot, alice)), SOON)
    await bot.settled()
    assert len(told(bot, alice)) == 1


async def test_whoever_takes_no_messages_does_not_hold_up_others(
    bot: Work, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    alice.user.takes_dms = False
    await decided(bot, alice)
    await until(lambda: "notice_dropped" in caplog.text, SOON)
    bob = bot.discord.join("bob")
    await decided(bot, bob, 2)
    await until(lambda: bool(told(bot, bob)), SOON)
    assert [refusal.code for refusal in bot.discord.refused] == [50007], "it is not tried again and again"


# -- commands -------------------------------------------------------------------------------------


TRIED = [*ROUGH, *[(kind, 0) for kind in LIMITS], (Kind.CLOUDFLARE, 0), (Kind.ERROR_AFTER, 502)]
ASKED = [(Kind.ERROR_BEFORE, 503), (Kind.LIMITED_USER, 0)]


@pytest.mark.parametrize(
    ("fault", "operation"), [*((fault, PUT) for fault in TRIED), *((fault, LIST) for fault in ASKED)]
)
async def test_commands_are_put_in_the_end_and_nothing_waits_for_them(
    discord: Discord, tenants: Tenants, fault: tuple[Kind, int], operation: str
) -> None:
    kind, status = fault
    discord.faults.add(operation, kind, 1 if operation == PUT else 2, status=status, retry_after=0.125)
    async with at_work(discord, tenants, "gateway"):
        assert (await discord.join("alice").slash("people")).message
        assert len(discord.app.commands[""]) == len(discord.calls(PUT)[-1])


async def test_commands_that_have_to_wait_for_hours_do_not_keep_it_from_beginning(
    discord: Discord, tenants: Tenants, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(discord, tenants, "gateway"):
        pass
    discord.app.commands[""][0]["description"] = "Another one"
    discord.faults.add(PUT, Kind.LIMITED_USER, retry_after=40_000)
    async with at_work(discord, tenants, "gateway"):
        await until(lambda: "commands_not_put code=0" in caplog.text, SOON)
        assert (await alice.slash("people")).message


# -- over HTTP ------------------------------------------------------------------------------------


async def test_what_follows_waits_until_the_response_was_written(
    discord: Discord, tenants: Tenants, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(routes: list[web.RouteDef]) -> web.Application:
        """Hold each response until something that follows it has come, which must not be."""

        async def hold(_request: web.Request, _response: web.StreamResponse) -> None:
            if discord.world.interactions:
                early = asyncio.Event()
                waiting = asyncio.ensure_future(discord.world.changes.until(lambda: discord.calls("execute_webhook")))
                waiting.add_done_callback(lambda _: early.set())
                await pause(early, 0.2)
                waiting.cancel()

        app = application(routes)
        app.on_response_prepare.append(hold)
        return app

    monkeypatch.setattr(working, "application", held)
    async with at_work(discord, tenants, "http", SAYS) as work:
        outcome = await alice.slash("say", words="long")
        messages = await alice.waits_for(outcome, 4)
        await work.settled()
        assert there(alice) == messages
    assert not discord.refused
