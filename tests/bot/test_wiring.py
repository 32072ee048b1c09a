"""The composition root: settings to a running bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.card import Card
from bot.command import Asker
from bot.commands import COMMANDS
from bot.settings import Settings
from bot.wiring import Bot, opened, served
from briefings.load import SHIPPED, load
from tests.bot.asking import SAMPLE, card_of, quote_ids


@pytest.fixture
async def bot(unset: Path) -> AsyncIterator[Bot]:
    async with opened(Settings(content=(SAMPLE,), data=unset / "data")) as bot:
        yield bot


async def test_a_bot_answers_from_the_shipped_record_and_from_further_folders(bot: Bot) -> None:
    assert bot.dispatch.commands == COMMANDS
    library = await bot.dispatch.library("slack:T1")
    assert library is await bot.dispatch.library("playground:local")
    assert tuple(shelf.dossier() for shelf in library.dossiers) == load([SHIPPED, SAMPLE])
    card: Card = card_of(await bot.dispatch.answer("/quote zoe-moreau", Asker("slack:T1", "u", "c")))
    assert quote_ids(card) == ["q-zoe-moreau-2022-09-12-abstain"]


async def test_today_is_the_day_in_utc(bot: Bot) -> None:
    before = dt.datetime.now(dt.UTC).date()
    today = (await bot.dispatch.surroundings(Asker("slack:T1", "u", "c"))).today
    assert before <= today <= dt.datetime.now(dt.UTC).date()


async def test_the_web_application_can_tell_that_it_is_well(bot: Bot) -> None:
    async with served(bot) as application:
        paths = {route.resource.canonical for route in application.router.routes() if route.resource}
    assert {"/healthz", "/playground/ask"} <= paths


@pytest.mark.parametrize("playground", [False, True])
async def test_the_playground_is_on_beside_another_platform_when_it_is_asked_for(bot: Bot, *, playground: bool) -> None:
    # No one listens there, which Slack is told about later.
    slack = {
        "slack_bot_token": "xoxb-" + "test",
        "slack_signing_secret": "s",
        "slack_api_url": "http://127.0.0.1:9/api/",
    }
    settings = bot.settings.model_copy(update={name: SecretStr(value) for name, value in slack.items()})
    settings = settings.model_copy(update={"slack_api_url": slack["slack_api_url"]})
    async with served(replace(bot, settings=settings), playground=playground) as application:
        paths = {route.resource.canonical for route in application.router.routes() if route.resource}
    assert {"/healthz", "/slack/events", "/slack/commands", "/slack/interactive"} <= paths
    assert ("/playground/ask" in paths) is playground
    others = replace(bot, settings=settings.model_copy(update={"host": "192.0.2.1"}))
    assert bool(others.refusal(playground=playground)) is playground


@pytest.mark.parametrize(
    ("host", "password", "refused"),
    [("127.0.0.1", None, False), ("192.0.2.1", SecretStr("lamp"), False), ("192.0.2.1", None, True)],
)
async def test_it_is_refused_to_others_without_a_password(
    bot: Bot, host: str, password: SecretStr | None, *, refused: bool
) -> None:
    settings = Settings(host=host, playground_password=password)
    assert bool(replace(bot, settings=settings).refusal()) is refused
