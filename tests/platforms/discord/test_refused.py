"""What Discord does not take of an answer: counted as done, sent again, told in a sentence, or let be."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord import door
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Person
from tests.platforms.discord.loopback import Kind as Fault
from tests.platforms.discord.saying import SAYS, there
from tests.platforms.discord.working import Work, at_work

CALLBACK, FOLLOW_UP, EDIT = "create_interaction_response", "execute_webhook", "update_original_webhook_message"


@pytest.fixture
async def calls(discord: Discord, tenants: Tenants, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    """Give the bot at work over the gateway, where it answers by calls that a test lets fail."""
    monkeypatch.setattr(door, "PAUSES", (0.01, 0.01, 0.01))
    async with at_work(discord, tenants, "gateway", SAYS) as work:
        yield work


async def test_what_was_taken_before_is_taken_and_the_rest_follows(
    calls: Work, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    calls.discord.faults.add(CALLBACK, Fault.ERROR_AFTER)
    outcome = await alice.slash("say", words="long")
    messages = await alice.waits_for(outcome, 3)
    assert there(alice) == messages
    assert [refusal.code for refusal in calls.discord.refused] == [40060]
    assert "not_answered" not in caplog.text


async def test_an_interaction_that_is_gone_is_told_in_the_log_and_nothing_else(
    calls: Work, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    calls.discord.faults.add(CALLBACK, Fault.REFUSED, code=10062)
    calls.discord.post.deadline = 0.5
    outcome = await alice.slash("say", words="long")
    await calls.settled()
    assert outcome.error == "The application did not respond"
    assert "not_answered tenant=discord:" in caplog.text
    assert "late=True" in caplog.text
    assert not calls.discord.calls(FOLLOW_UP)
    assert "Said now" in (await alice.slash("say", words="now")).message.words()


async def test_an_answer_that_discord_finds_malformed_is_replaced_by_a_sentence(calls: Work, alice: Person) -> None:
    calls.discord.faults.add(CALLBACK, Fault.REFUSED, code=50035)
    outcome = await alice.slash("say", words="long")
    assert "Discord did not take the answer." in outcome.message.words()
    assert outcome.message.ephemeral
    await calls.settled()
    assert not calls.discord.calls(FOLLOW_UP)


async def test_what_follows_is_sent_again_while_discord_does_not_know_the_first(calls: Work, alice: Person) -> None:
    calls.discord.faults.add(FOLLOW_UP, Fault.REFUSED, times=2, code=10015)
    calls.discord.faults.add(EDIT, Fault.REFUSED, times=3, code=10015)
    assert len(await alice.waits_for(await alice.slash("say", words="long"), 3)) >= 3
    await alice.slash("say", words="file")
    assert (await alice.sees("Here it is")).files


async def test_what_discord_never_knows_is_let_be(calls: Work, alice: Person, caplog: pytest.LogCaptureFixture) -> None:
    calls.discord.faults.add(FOLLOW_UP, Fault.REFUSED, times=50, code=10015)
    await alice.slash("say", words="long")
    await calls.settled()
    tried = [call for call in calls.discord.world.calls if call.operation == FOLLOW_UP]
    assert len(tried) <= 2 * (len(door.PAUSES) + 1)
    assert "not_told" in caplog.text
    calls.discord.faults.clear(FOLLOW_UP)
    assert "Said now" in (await alice.slash("say", words="now")).message.words()


@pytest.mark.parametrize(
    ("code", "told"),
    [(40005, "The file is larger than Discord takes here."), (50035, "Discord did not take the answer.")],
)
async def test_a_file_that_does_not_arrive_is_told_in_its_place(
    calls: Work, alice: Person, code: int, told: str
) -> None:
    calls.discord.faults.add(EDIT, Fault.REFUSED, code=code)
    await alice.slash("say", words="file", private=True)
    message = await alice.sees(told)
    assert there(alice) == [message]
    assert message.ephemeral


async def test_what_follows_and_does_not_arrive_is_told_beside_the_first(calls: Work, alice: Person) -> None:
    calls.discord.faults.add(FOLLOW_UP, Fault.REFUSED, code=50035)
    await alice.slash("say", words="long")
    told = await alice.sees("Discord did not take the answer.")
    assert told.ephemeral
    assert len(there(alice)) == 2


async def test_what_could_not_be_shown_can_be_shown_again(calls: Work, alice: Person) -> None:
    bob = calls.discord.join("bob")
    message = (await alice.slash("say", words="hush", private=True)).message
    beside = (await alice.press(message, "Beside")).message
    calls.discord.faults.add(CALLBACK, Fault.REFUSED, code=10062)
    calls.discord.post.deadline = 0.5
    await alice.press(beside, "Show in channel")
    await calls.settled()
    await alice.press(beside, "Show in channel")
    assert len(there(bob)) == 1
