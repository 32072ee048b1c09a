"""Every interaction is answered in time, by either way in; what is late, long or wrong arrives all the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.command import Asker, Command
from bot.platforms.discord import door
from bot.suggest import Surroundings
from bot.tenants import Tenants
from tests.platforms.answering import nobody
from tests.platforms.counted import Counted
from tests.platforms.discord.loopback import Discord, Person
from tests.platforms.discord.loopback.interaction import DEFER, DEFER_UPDATE, MODAL, SAY, UPDATE
from tests.platforms.discord.opinion import opinions
from tests.platforms.discord.saying import SAYS, WORDS, Slow, there
from tests.platforms.discord.working import Way, Work, at_work

CALLBACK, FOLLOW_UP = "create_interaction_response", "execute_webhook"
SOON = 0.05


@pytest.fixture(params=["http", "gateway"])
def way(request: pytest.FixtureRequest) -> Way:
    given: Way = request.param
    return given


@pytest.fixture
async def work(discord: Discord, tenants: Tenants, way: Way) -> AsyncIterator[Work]:
    """Give the bot at work, with a command that is slow and one that is not; Discord has had nothing to refuse."""
    slow = Command("linger", "Say something late", Slow(discord).run, (WORDS,), lasting=False)
    async with at_work(discord, tenants, way, slow, SAYS) as work:
        yield work
        await work.settled()
    assert not discord.refused
    assert not opinions(discord)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let answers be put off soon."""
    monkeypatch.setattr(door, "IN_TIME", SOON)


late = pytest.mark.usefixtures("hurried")
on_discord = pytest.mark.usefixtures("work")


# -- in time --------------------------------------------------------------------------------------


async def test_an_answer_in_time_is_the_first_and_there_is_no_other(work: Work, alice: Person, way: Way) -> None:
    outcome = await alice.slash("say", words="now")
    assert outcome.interaction.first == SAY
    assert "Said now" in outcome.message.words()
    assert not outcome.message.ephemeral
    assert len(work.discord.calls(CALLBACK)) == (way == "gateway")
    assert not work.discord.calls(FOLLOW_UP)


async def test_what_is_private_is_seen_by_nobody_else(work: Work, alice: Person) -> None:
    outcome = await alice.slash("say", words="hush", private=True)
    assert outcome.message.ephemeral
    assert there(work.discord.join("bob")) == []


async def test_what_is_kept_ready_is_given_to_those_it_is_for(work: Work, alice: Person) -> None:
    bob = work.discord.join("bob")
    asked = [await who.slash("debates", private=private) for private in (False, True) for who in (alice, bob, alice)]
    assert [outcome.message.ephemeral for outcome in asked] == [False] * 3 + [True] * 3
    assert len({outcome.message.words() for outcome in asked[:3]}) == 1
    assert len({outcome.message.words() for outcome in asked[3:]}) == 1
    assert len(there(bob)) == 4


@on_discord
async def test_a_long_answer_is_several_messages_in_their_order(alice: Person) -> None:
    outcome = await alice.slash("say", words="long")
    first, *more = await alice.waits_for(outcome, 4)
    assert [f"goes on, {place} of" in message.words() for place, message in enumerate(more, 2)] == [True] * len(more)
    assert there(alice) == [first, *more]
    assert sum(message.words().count("word") for message in there(alice)) == 8 * 300


@on_discord
async def test_a_long_private_answer_is_private_to_its_end(alice: Person) -> None:
    outcome = await alice.slash("say", words="long", private=True)
    assert all(message.ephemeral for message in await alice.waits_for(outcome, 3))


@on_discord
@pytest.mark.parametrize("private", [True, False])
async def test_a_file_comes_with_its_answer(alice: Person, *, private: bool) -> None:
    outcome = await alice.slash("say", words="file", private=private)
    message = await alice.sees("Here it is")
    assert outcome.interaction.first == DEFER
    assert [file.filename for file in message.files] == ["rows.csv"]
    assert message.ephemeral is private


@on_discord
async def test_a_form_opens(alice: Person) -> None:
    outcome = await alice.slash("say", words="form")
    assert outcome.interaction.first == MODAL
    sent = await alice.submit(outcome.form, {"words": "sent"})
    assert "Said sent" in sent.message.words()


# -- late -----------------------------------------------------------------------------------------


@on_discord
@late
@pytest.mark.parametrize("private", [True, False])
async def test_a_late_answer_takes_the_place_that_was_kept_for_it(alice: Person, *, private: bool) -> None:
    outcome = await alice.slash("linger", words="late", private=private)
    assert outcome.interaction.first == DEFER
    message = await alice.sees("Said late")
    assert there(alice) == [message]
    assert message.ephemeral is private


@late
async def test_what_is_for_one_alone_after_all_is_seen_by_nobody_else(work: Work, alice: Person) -> None:
    bob = work.discord.join("bob")
    await alice.slash("linger", words="wrong")
    message = await alice.sees("That is not right.")
    assert message.ephemeral
    assert there(alice) == [message]
    assert there(bob) == []


@on_discord
@late
async def test_a_late_answer_can_be_long_and_have_files(alice: Person) -> None:
    outcome = await alice.slash("linger", words="long")
    assert len(await alice.waits_for(outcome, 3)) >= 3
    await alice.slash("linger", words="file")
    assert (await alice.sees("Here it is")).files


@on_discord
@late
async def test_a_form_that_comes_too_late_can_be_opened(alice: Person) -> None:
    await alice.slash("linger", words="form of mine")
    message = await alice.sees("The form could not be opened in time.")
    form = (await alice.press(message, "Open the form")).form
    assert form.fields()["words"]["value"] == "form of mine"


@late
async def test_what_is_shown_to_everyone_late_is_seen_by_everyone(work: Work, alice: Person) -> None:
    bob = work.discord.join("bob")
    await alice.slash("linger", words="quiet", private=True)
    alone = await alice.sees("Said quiet")
    for button in ("Beside", "Far"):  # The line of the second is kept elsewhere, so that nobody knows it at first.
        await alice.press(alone, button)
        shared = await alice.sees(f"Said {button.lower()}")
        assert shared.ephemeral
        await alice.press(shared, "Show in channel")
        message = await bob.sees(f"Said {button.lower()}")
        assert not message.ephemeral
    assert len(there(bob)) == 2


@on_discord
@late
@pytest.mark.parametrize("private", [True, False])
async def test_a_late_page_takes_the_place_of_the_one_before(alice: Person, *, private: bool) -> None:
    await alice.slash("linger", words="first", private=private)
    message = await alice.sees("Said first")
    outcome = await alice.press(message, "Turn")
    assert outcome.interaction.first == DEFER_UPDATE
    assert await alice.sees("Said turned") is message
    assert message.ephemeral is private
    await alice.press(message, "Wrong")
    assert (await alice.sees("That is not right.")).ephemeral
    assert "Said turned" in message.words()
    assert len(there(alice)) == 2


@late
async def test_suggestions_are_never_late(discord: Discord, tenants: Tenants, alice: Person, way: Way) -> None:
    class Stuck(Counted):
        async def surroundings(self, asker: Asker) -> Surroundings:
            await asyncio.Event().wait()
            return await super().surroundings(asker)

    async with at_work(discord, tenants, way, kind=Stuck):
        outcome = await alice.complete("stance", "who", "mus")
        assert (outcome.error, outcome.offered) == ("", [])
        assert outcome.seconds < 1


# -- who turns what -------------------------------------------------------------------------------


async def test_whoever_asked_turns_a_public_message_and_others_see_theirs_alone(work: Work, alice: Person) -> None:
    bob = work.discord.join("bob")
    message = (await alice.slash("say", words="open")).message
    turned = await bob.press(message, "Turn")
    assert turned.interaction.first == SAY
    assert turned.message.ephemeral
    assert "Said open" in message.words()
    assert (await alice.press(message, "Turn")).interaction.first == UPDATE
    assert "Said turned" in message.words()
    assert "Show in channel" not in message.buttons()


@on_discord
async def test_what_went_wrong_does_not_take_the_place_of_a_page(alice: Person) -> None:
    message = (await alice.slash("say", words="open", private=True)).message
    outcome = await alice.press(message, "Wrong")
    assert outcome.message is not message
    assert outcome.message.ephemeral
    assert "Said open" in message.words()


async def test_what_is_shown_is_shown_once(work: Work, alice: Person) -> None:
    bob = work.discord.join("bob")
    message = (await alice.slash("say", words="hush", private=True)).message
    beside = (await alice.press(message, "Beside")).message
    await alice.press(beside, "Show in channel")
    again = await alice.press(beside, "Show in channel")
    assert "You have shown this here before" in again.message.words()
    assert len(there(bob)) == 1


async def test_what_comes_twice_is_answered_once(work: Work, alice: Person, way: Way) -> None:
    outcome = await alice.slash("say", words="now")
    await alice.redo(outcome)
    if way == "http":
        await work.discord.world.changes.until(lambda: work.discord.refused)
        assert [refusal.message for refusal in work.discord.refused] == ["answered with status 409"]
    await work.settled()
    assert work.asked == ["/say words:now"]
    assert len(there(alice)) == 1
    work.discord.refused.clear()


# -- what goes wrong on our side ------------------------------------------------------------------


class Failing(Counted):
    """A bot with a fault where nobody expects it."""

    async def answer(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401  it never gives anything
        raise LookupError("a fault")

    async def surroundings(self, asker: Asker) -> Surroundings:
        raise LookupError(asker.user)


async def test_a_fault_of_ours_becomes_a_sentence(
    discord: Discord, tenants: Tenants, alice: Person, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(discord, tenants, way, kind=Failing):
        outcome = await alice.slash("stance", who="zoe-moreau")
        assert "Something went wrong on our side. Try again in a minute." in outcome.message.words()
        assert outcome.message.ephemeral
        assert (await alice.complete("stance", "who", "zo")).offered == []
    failed = [record for record in caplog.records if record.exc_info]
    assert len(failed) == 2
    assert all(record.levelno == logging.ERROR for record in failed)


async def test_a_file_that_cannot_be_fetched_is_told(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = work.discord.join("mia", manages=True)
    monkeypatch.setattr(work.discord.world, "base", nobody().removesuffix("/api/"))
    outcome = await mia.slash("import", file=("rows.csv", b"kind,id"), dry="yes")
    assert "Discord did not give the file. Try again in a minute." in outcome.message.words()
    assert outcome.message.ephemeral
    assert not work.asked
