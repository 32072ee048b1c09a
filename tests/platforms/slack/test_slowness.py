"""Slack waits for three seconds: whatever is slow, it gets an answer by then, and the person the rest of it later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.card import Button, Card, Text, spans
from bot.command import Call, Command, Kind, Param
from bot.errors import Unknown, Unreadable
from briefings.library import Library
from tests.platforms.slack.loopback import Kind as Fault
from tests.platforms.slack.loopback import Person
from tests.platforms.slack.running import Running, refused_with, running, shown_in, slack_for

WAITING = "This takes a moment longer than usual"


@dataclass(slots=True)
class Slow:
    """A command of a test's own that answers when it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, call: Call) -> Card:
        words = call.needed("words")
        await self.go.wait()
        if words == "wrong":
            raise Unreadable("These words are wrong.", field="words")
        if words == "which":
            raise Unknown("Which of them?", buttons=(Button("This one", "/slow words:this"),), field="words")
        if words == "broken":
            raise RuntimeError
        return Card("Slowly", (Text(spans(f"At last: {words}")),))

    def command(self) -> Command:
        params = (
            Param("words", "Words", Kind.TEXT, required=True),
            Param("note", "A note", Kind.TEXT),
            Param("who", "Who", Kind.HOLDER),
        )
        return Command("slow", "Take a while", self.run, params, lasting=False)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def bot(sample_library: Library, sqlite_url: str, slow: Slow) -> AsyncIterator[Running]:
    """Give the whole bot, with the slow command."""
    async with slack_for("http") as slack:
        async with running(slack, sqlite_url, sample_library, more=[slow.command()]) as bot:
            yield bot
            slow.go.set()
        assert not slack.refused


async def test_a_slow_command_says_that_it_takes_a_moment_and_then_answers(mia: Person, slow: Slow) -> None:
    outcome = await mia.slash("/record", "slow words:here")
    assert outcome.error == ""
    assert WAITING in outcome.message.words()
    slow.go.set()
    answer = await mia.sees("At last: here")
    assert (answer.way, answer.ephemeral) == ("response_url", True)


async def test_a_slow_answer_for_everyone_is_shown_to_everyone(bot: Running, mia: Person, slow: Slow) -> None:
    outcome = await mia.slash("/record", "slow words:here share:yes")
    assert outcome.message.ephemeral
    slow.go.set()
    assert (await shown_in(mia.channel, "At last: here", bot)).way == "chat.postMessage"


@pytest.mark.parametrize(("words", "says"), [("wrong", "These words are wrong"), ("broken", "wrong on our side")])
async def test_a_slow_command_that_fails_says_so(mia: Person, slow: Slow, words: str, says: str) -> None:
    assert (await mia.slash("/record", f"slow words:{words}")).error == ""
    slow.go.set()
    assert (await mia.sees(says)).ephemeral


async def test_a_slow_answer_after_half_an_hour_comes_directly(bot: Running, mia: Person, slow: Slow) -> None:
    await mia.slash("/record", "slow words:here")
    bot.slack.clock.advance(31 * 60)
    slow.go.set()
    assert bot.slack.workspace.channels[(await mia.sees("At last: here")).channel].is_im
    assert set(refused_with(bot)) == {"expired_url"}


async def test_a_slow_form_says_that_it_takes_a_moment_and_is_answered_where_it_was_opened(
    mia: Person, slow: Slow
) -> None:
    form = (await mia.slash("/record", "slow")).form
    outcome = await mia.submit(form, {"words": "here"})
    assert outcome.error == ""
    assert WAITING in outcome.form.words()
    slow.go.set()
    assert (await mia.sees("At last: here")).ephemeral
    await mia.sees_view("On Record")


async def test_a_slow_form_with_a_mistake_comes_back_with_everything_in_it(
    bot: Running, mia: Person, slow: Slow
) -> None:
    form = (await mia.slash("/record", "slow")).form
    await mia.submit(form, {"words": "wrong", "note": "typed with care", "who": "ana-moreau"})
    slow.go.set()
    await bot.slack.world.changes.until(lambda: "These words are wrong." in form.words())
    again = {name: one["element"] for name, one in form.inputs().items()}
    assert again["note"]["initial_value"] == "typed with care"
    assert again["who"]["initial_option"]["value"] == "ana-moreau"
    await mia.submit(form, {"words": "right"})
    await mia.sees("At last: right")


async def test_a_slow_form_that_is_refused_comes_back_beneath_the_refusal(
    bot: Running, mia: Person, slow: Slow
) -> None:
    form = (await mia.slash("/record", "slow")).form
    await mia.submit(form, {"words": "which", "note": "typed with care"})
    slow.go.set()
    await bot.slack.world.changes.until(lambda: "Which of them?" in form.words())
    assert form.inputs()["note"]["element"]["initial_value"] == "typed with care"
    await mia.press(form, "This one")
    await bot.slack.world.changes.until(lambda: "At last: this" in form.words())


async def test_a_slow_form_that_was_closed_is_answered_all_the_same(bot: Running, mia: Person, slow: Slow) -> None:
    outcome = await mia.submit((await mia.slash("/record", "slow")).form, {"words": "here"})
    await mia.close(outcome.form)
    slow.go.set()
    assert (await mia.sees("At last: here")).ephemeral
    await bot.slack.world.changes.until(lambda: bot.slack.refused)
    assert refused_with(bot) == ["not_found"]


async def test_a_slow_form_with_a_mistake_that_was_closed_says_that_nothing_was_taken(
    bot: Running, mia: Person, slow: Slow
) -> None:
    outcome = await mia.submit((await mia.slash("/record", "slow")).form, {"words": "wrong"})
    await mia.close(outcome.form)
    slow.go.set()
    told = await mia.sees("nothing was taken from it")
    assert "These words are wrong." in told.words()
    assert bot.slack.workspace.channels[told.channel].is_im
    await mia.press(told, "Open the form")
    await mia.sees_view("/slow")
    assert refused_with(bot) == ["not_found"]


async def test_a_slow_form_from_a_button_is_answered_when_it_is_done(bot: Running, mia: Person, slow: Slow) -> None:
    bot.slack.faults.add("views.open", Fault.REFUSED, code="expired_trigger_id")
    late = (await mia.slash("/record", "slow")).message
    await mia.press(late, "Open the form")
    form = await mia.sees_view("/slow")
    await mia.submit(form, {"words": "here"})
    slow.go.set()
    assert (await mia.sees("At last: here")).ephemeral


@pytest.mark.parametrize("method", ["users.info", "views.open", "chat.postMessage"])
async def test_whatever_of_slack_hangs_the_request_is_answered_in_time(bot: Running, mia: Person, method: str) -> None:
    bot.slack.faults.add(method, Fault.HANG)
    lines = {"views.open": "suggest", "chat.postMessage": "stance ana moreau share:yes"}
    outcome = await mia.slash("/record", lines.get(method, "stance ana moreau"))
    assert outcome.error == ""
    assert outcome.answer.seconds < 2.6
    assert outcome.message.ephemeral
    bot.slack.trouble.let_go()


async def test_suggestions_never_keep_slack_waiting(bot: Running, mia: Person) -> None:
    form = (await mia.slash("/record", "suggest")).form
    bot.slack.clock.advance(11 * 60)  # So that it is asked anew who she is.
    bot.slack.faults.add("users.info", Fault.HANG)
    outcome = await mia.suggest(form, "speaker", "ana")
    assert outcome.error == ""
    assert outcome.options[0]["value"] == "ana-moreau"
    bot.slack.trouble.let_go()
