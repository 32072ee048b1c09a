"""Discord in trouble while something is answered: the answer or a sentence arrives, once, and all goes on after it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord import answering, door
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Kind, Message, Person
from tests.platforms.discord.loopback.interaction import DEFER
from tests.platforms.discord.saying import SAYS, there
from tests.platforms.discord.working import Work, at_work

CALLBACK, FOLLOW_UP, EDIT = "create_interaction_response", "execute_webhook", "update_original_webhook_message"
LIMITS = [Kind.LIMITED_USER, Kind.LIMITED_GLOBAL, Kind.LIMITED_SHARED]
BEFORE = [(Kind.ERROR_BEFORE, 500), (Kind.ERROR_BEFORE, 503), (Kind.NOT_JSON, 200)]
AFTER = [(Kind.ERROR_AFTER, 502)]
BROKEN = [(kind, 0) for kind in (Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.HANG, Kind.HANG_AFTER)]
ROUGH = [*BEFORE, *AFTER, *BROKEN]
"""What leaves it open whether anything was done, with the status that it is told by."""
PAGES = 4
"""So many messages has what is long."""
UNSURE = "Discord did not say whether it arrived."
REFUSALS = [(50001, "The bot cannot see this channel."), (50013, "may not write"), (10003, "gone"), (10008, "gone")]


@pytest.fixture(autouse=True)
async def bot(discord: Discord, tenants: Tenants, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    """Give the bot at work over the gateway, with little patience; it must still answer at the end."""
    monkeypatch.setattr(door, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(door, "PATIENT", (0.01, 0.01, 0.01))
    monkeypatch.setattr(door, "_ONE_TRY", 0.3)
    monkeypatch.setattr(answering, "PATIENCE", 0.3)
    monkeypatch.setattr(answering, "BANNED", 0.2)
    async with at_work(discord, tenants, "gateway", SAYS) as work:
        yield work
        discord.trouble.let_go()
        await work.settled()
        after = discord.join("after")
        assert "Said now" in (await after.slash("say", words="now")).message.words()


def pages(person: Person) -> list[Message]:
    """Give what the person sees of a long answer."""
    return [message for message in there(person) if "word word" in message.words()]


# -- the first answer -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LIMITS)
async def test_a_short_wait_before_the_first_answer_is_waited(bot: Work, alice: Person, kind: Kind) -> None:
    bot.discord.faults.add(CALLBACK, kind, retry_after=0.125)
    outcome = await alice.slash("say", words="now")
    assert "Said now" in outcome.message.words()
    assert outcome.seconds >= 0.125
    assert len(bot.discord.calls(CALLBACK)) == 2
    assert there(alice) == [outcome.message]


@pytest.mark.parametrize("kind", [*LIMITS, Kind.CLOUDFLARE])
async def test_nothing_is_sent_after_a_wait_that_is_too_long(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(door, "DUE", 0.15)
    bot.discord.post.deadline = 0.3
    bot.discord.faults.add(CALLBACK, kind, retry_after=0.2)
    outcome = await alice.slash("say", words="long")
    await bot.settled()
    assert outcome.error == "The application did not respond"
    assert len(bot.discord.calls(CALLBACK)) == 1
    assert not bot.discord.calls(FOLLOW_UP)
    monkeypatch.setattr(door, "DUE", 2.8)
    bot.discord.post.deadline = 3.0


async def test_little_is_sent_while_nothing_is_let_through(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "BANNED", 1.0)
    bot.discord.post.deadline = 0.05
    bot.discord.faults.add(CALLBACK, Kind.CLOUDFLARE)
    for _ in range(4):
        await alice.slash("say", words="now")
    assert len(bot.discord.calls(CALLBACK)) == bot.discord.invalid == 1
    bot.discord.post.deadline = 10.0
    monkeypatch.setattr(door, "DUE", 10.0)


@pytest.mark.parametrize(("kind", "status"), ROUGH)
async def test_a_first_answer_that_may_have_arrived_is_sent_again_and_shown_once(
    bot: Work, alice: Person, kind: Kind, status: int
) -> None:
    bot.discord.faults.add(CALLBACK, kind, status=status)
    outcome = await alice.slash("say", words="long")
    messages = await alice.waits_for(outcome, PAGES)
    await bot.settled()
    assert there(alice) == messages
    assert [refusal.code for refusal in bot.discord.refused] == ([40060] if kind.happens else [])


@pytest.mark.parametrize(("kind", "status"), [(Kind.ERROR_BEFORE, 503), (Kind.ERROR_AFTER, 500), (Kind.HANG, 0)])
async def test_what_changes_something_changes_it_once(bot: Work, kind: Kind, status: int) -> None:
    mia = bot.discord.join("mia", manages=True)
    bot.discord.faults.add(CALLBACK, kind, status=status)
    added = await mia.slash("record add person", name="Ola Lind", summary="Keeps bees")
    assert "Ola Lind" in added.message.words()
    assert len([asked for asked in bot.asked if "Ola Lind" in asked]) == 1
    assert (await mia.slash("people")).message.words().count("Ola Lind") == 1


async def test_discord_is_away_until_it_is_too_late(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door, "DUE", 0.4)
    bot.discord.post.deadline = 0.5
    bot.discord.faults.add(CALLBACK, Kind.ERROR_BEFORE, 100, status=503)
    outcome = await alice.slash("say", words="now")
    await bot.settled()
    bot.discord.faults.clear(CALLBACK)
    assert outcome.error == "The application did not respond"
    assert "not_answered tenant=discord:" in caplog.text
    assert 2 <= len(bot.discord.calls(CALLBACK)) <= 5


@pytest.mark.parametrize(("code", "told"), REFUSALS)
async def test_a_first_answer_that_is_refused_is_replaced_by_a_sentence(
    bot: Work, alice: Person, code: int, told: str
) -> None:
    bot.discord.faults.add(CALLBACK, Kind.REFUSED, code=code)
    outcome = await alice.slash("say", words="long")
    assert told in outcome.message.words()
    assert outcome.message.ephemeral
    await bot.settled()
    assert there(alice) == [outcome.message]


@pytest.mark.parametrize("code", [10062, 40060])
async def test_what_is_gone_or_done_is_let_be(bot: Work, alice: Person, code: int) -> None:
    bot.discord.post.deadline = 0.3
    bot.discord.faults.add(CALLBACK, Kind.REFUSED, code=code)
    outcome = await alice.slash("say", words="now")
    await bot.settled()
    assert outcome.error == "The application did not respond"
    assert len(bot.discord.calls(CALLBACK)) == 1
    assert there(alice) == []


@pytest.mark.parametrize(
    ("kind", "status"), [(Kind.ERROR_BEFORE, 503), *AFTER, (Kind.DROP_BEFORE, 0), (Kind.LIMITED_USER, 0)]
)
async def test_suggestions_and_forms_come_all_the_same(bot: Work, alice: Person, kind: Kind, status: int) -> None:
    bot.discord.faults.add(CALLBACK, kind, status=status, retry_after=0.05)
    assert (await alice.complete("stance", "who", "ruz")).offered[0].startswith("Tomáš Růžička")
    bot.discord.faults.add(CALLBACK, kind, status=status, retry_after=0.05)
    assert (await alice.slash("say", words="form")).form


async def test_a_limit_for_all_calls_does_not_hold_up_answers(bot: Work, alice: Person) -> None:
    bot.discord.faults.add("create_dm", Kind.LIMITED_GLOBAL, retry_after=30)
    bot.discord.world.owner.takes_dms = False
    bot.discord.add_guild("Owls")
    await bot.discord.world.changes.until(lambda: bot.discord.calls("create_dm"))
    outcome = await alice.slash("say", words="long")
    assert len(await alice.waits_for(outcome, PAGES)) == PAGES


# -- what follows it ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LIMITS)
async def test_a_wait_before_what_follows_is_waited(bot: Work, alice: Person, kind: Kind) -> None:
    bot.discord.faults.add(FOLLOW_UP, kind, 2, retry_after=0.125)
    outcome = await alice.slash("say", words="long")
    messages = await alice.waits_for(outcome, PAGES)
    await bot.settled()
    assert there(alice) == messages


@pytest.mark.parametrize(("kind", "status"), ROUGH)
async def test_what_follows_and_may_have_arrived_is_told_of_and_not_sent_again(
    bot: Work, alice: Person, kind: Kind, status: int
) -> None:
    bot.discord.faults.add(FOLLOW_UP, kind, status=status)
    await alice.slash("say", words="long")
    told = await alice.sees(UNSURE)
    await bot.settled()
    assert told.ephemeral
    assert len(pages(alice)) == PAGES - 1 + kind.happens
    assert len(there(alice)) == len(pages(alice)) + 1


async def test_what_follows_waits_while_nothing_is_let_through(bot: Work, alice: Person) -> None:
    bot.discord.faults.add(FOLLOW_UP, Kind.CLOUDFLARE, 2)
    outcome = await alice.slash("say", words="long")
    messages = await alice.waits_for(outcome, PAGES)
    await bot.settled()
    assert there(alice) == messages


@pytest.mark.parametrize(("code", "told"), REFUSALS)
async def test_what_follows_and_is_refused_is_told_of_beside(bot: Work, alice: Person, code: int, told: str) -> None:
    bot.discord.faults.add(FOLLOW_UP, Kind.REFUSED, code=code)
    await alice.slash("say", words="long")
    assert (await alice.sees(told)).ephemeral
    assert len(pages(alice)) == 1


@pytest.mark.parametrize(("kind", "status"), [*ROUGH, *[(kind, 0) for kind in LIMITS]])
async def test_what_was_put_off_comes_once(bot: Work, alice: Person, kind: Kind, status: int) -> None:
    bot.discord.faults.add(EDIT, kind, 2, status=status, retry_after=0.05)
    outcome = await alice.slash("say", words="file")
    message = await alice.sees("Here it is")
    await bot.settled()
    assert outcome.interaction.first == DEFER
    assert there(alice) == [message]
    assert [file.filename for file in message.files] == ["rows.csv"]


async def test_what_was_put_off_comes_anew_where_its_place_is_gone(bot: Work, alice: Person) -> None:
    bot.discord.faults.add(EDIT, Kind.REFUSED, code=10008)
    await alice.slash("say", words="file")
    message = await alice.sees("Here it is")
    await bot.settled()
    assert there(alice) == [message]


async def test_a_page_of_a_message_that_is_gone_is_told(bot: Work, alice: Person) -> None:
    message = (await alice.slash("say", words="open")).message
    bot.discord.faults.add(CALLBACK, Kind.REFUSED, code=10008)
    told = (await alice.press(message, "Turn")).messages[-1]
    assert "The message is gone." in told.words()
    assert told.ephemeral
