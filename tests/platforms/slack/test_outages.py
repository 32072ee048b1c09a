"""Slack in trouble: nothing is posted twice, whoever asked is told what helps, and nothing is stuck afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.card import Card, File, Text, spans
from bot.command import Call, Command
from bot.platforms.slack import platform, wire
from briefings.library import Library
from tests.platforms.slack.loopback import Channel, Kind, Message, Person
from tests.platforms.slack.running import Running, running, shown_in, slack_for

TITLE = "Ana Moreau on the lighting of the town square"
ROUGH = [Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.NOT_JSON, Kind.HANG]
"""What leaves it open whether anything was done."""
EXPORT = "export all json"


async def _parts(_call: Call) -> Card:
    """Give a card for which two messages are needed, with a file."""
    return Card("In parts", (*(Text(spans("A lamp. " * 300)) for _ in range(8)), File("lamps.csv", "text/csv", b"1")))


PARTS = Command("parts", "Much, with a file", _parts)


@pytest.fixture(autouse=True)
async def bot(
    sample_library: Library, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Running]:
    """Give the whole bot, with little patience for what hangs; it must still answer at the end."""
    if hangs(request):
        monkeypatch.setattr(platform, "PATIENCE", 0.8)
        monkeypatch.setattr(wire, "PATIENCE", 0.8)
    async with slack_for("http") as slack, running(slack, sqlite_url, sample_library, more=[PARTS]) as bot:
        yield bot
        slack.trouble.let_go()
        zoe = slack.join("zoe")
        await zoe.press((await zoe.slash("/stance", "ana moreau")).message, "Timeline")
        assert (await zoe.sees("5 entries")).ephemeral
        assert not slack.refused


@pytest.mark.parametrize("kind", ROUGH)
async def test_what_may_have_been_posted_is_not_posted_again_by_itself(bot: Running, mia: Person, kind: Kind) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("chat.postMessage", kind)
    await mia.press(answer, "Show in channel")
    told = await mia.sees("did not say whether it arrived")
    assert told.ephemeral
    assert told.buttons() == ["Try again", "Show it to me alone"]
    assert len(public(mia.channel)) == kind.happens
    await mia.press(told, "Try again")
    await bot.slack.world.changes.until(lambda: len(public(mia.channel)) == 1 + kind.happens)


async def test_a_short_wait_that_slack_wants_is_waited(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("chat.postMessage", Kind.RATE_LIMITED, retry_after=1)
    await mia.press(answer, "Show in channel")
    await shown_in(mia.channel, TITLE, bot)
    assert len(public(mia.channel)) == 1


async def test_a_long_wait_that_slack_wants_is_told_at_once(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("chat.postMessage", Kind.RATE_LIMITED, retry_after=90)
    await mia.press(answer, "Show in channel")
    told = await mia.sees("Slack takes no more messages from the app for a while")
    assert told.buttons() == ["Try again", "Show it to me alone"]
    assert public(mia.channel) == []


async def test_many_answers_in_one_channel_come_one_after_the_other(bot: Running) -> None:
    bot.slack.rates.posting = True
    people = [bot.slack.join(name) for name in ("mia", "noah")]
    for person in people:
        answers = (await person.slash("/stance", "ana moreau")).messages
        await person.press(next(one for one in answers if one.ephemeral), "Show in channel")
    await bot.slack.world.changes.until(lambda: len(public(people[0].channel)) == 2)
    assert {refusal.code for refusal in bot.slack.refused} <= {"ratelimited"}
    bot.slack.refused.clear()
    bot.slack.rates.posting = False


@pytest.mark.parametrize("kind", [*ROUGH, Kind.RATE_LIMITED])
async def test_a_form_that_may_have_opened_is_offered_once_more(bot: Running, mia: Person, kind: Kind) -> None:
    bot.slack.faults.add("views.open", kind, times=3, retry_after=90)
    told = (await mia.slash("/record", "suggest")).message
    assert told.ephemeral
    assert told.buttons() == ["Open the form"]
    bot.slack.faults.clear("views.open")
    await mia.press(told, "Open the form")
    await mia.sees_view("Suggest a quote")


@pytest.mark.parametrize("kind", [kind for kind in ROUGH if kind is not Kind.NOT_JSON])
async def test_an_answer_that_may_have_arrived_is_offered_once_more(bot: Running, mia: Person, kind: Kind) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("response_url", kind)
    await mia.press(answer, "Timeline")
    told = await mia.sees("did not say whether it arrived")
    assert bot.slack.workspace.channels[told.channel].is_im
    assert len([one for one in mia.messages() if "5 entries" in one.words()]) == kind.happens
    await mia.press(told, "Ask again")
    await mia.sees("5 entries", newest=True)


async def test_an_answer_that_certainly_did_not_arrive_comes_directly(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("response_url", Kind.RATE_LIMITED)
    await mia.press(answer, "Timeline")
    told = await mia.sees("5 entries")
    assert bot.slack.workspace.channels[told.channel].is_im
    assert len([one for one in mia.messages() if "5 entries" in one.words()]) == 1


@pytest.mark.parametrize("kind", ROUGH)
async def test_who_somebody_is_may_be_unknown_for_a_while(bot: Running, cleo: Person, kind: Kind) -> None:
    bot.slack.faults.add("users.info", kind, times=3)
    outcome = await cleo.slash("/record", "review")
    assert "Only curators can do that here" in outcome.message.words()
    bot.slack.faults.clear("users.info")
    assert "Nothing to review" in (await cleo.slash("/record", "review")).message.words()


@pytest.mark.parametrize(
    "method", ["conversations.open", "files.getUploadURLExternal", "upload", "files.completeUploadExternal"]
)
@pytest.mark.parametrize("kind", [*ROUGH, Kind.RATE_LIMITED])
async def test_a_file_that_slack_does_not_take_is_told_of_beside_the_answer(
    bot: Running, cleo: Person, method: str, kind: Kind
) -> None:
    bot.slack.faults.add(method, kind, times=3, retry_after=90)
    outcome = await cleo.slash("/record", EXPORT)
    (answer,) = (one for one in outcome.messages if one.ephemeral)
    assert "as they stand" in answer.words()
    assert "Slack did not" in answer.words()
    assert len([one for one in cleo.messages() if one.files]) <= kind.happens
    bot.slack.refused.clear()  # What was done twice over there is refused once.
    bot.slack.faults.clear(method)
    await cleo.slash("/record", EXPORT)
    assert [one for one in cleo.messages() if one.files]


@pytest.mark.parametrize("kind", [kind for kind in ROUGH if kind is not Kind.NOT_JSON])
async def test_a_suggestion_is_taken_once_however_its_answer_fares(bot: Running, mia: Person, kind: Kind) -> None:
    form = (await mia.slash("/record", "suggest")).form
    bot.slack.faults.add("response_url", kind)
    fields = {"speaker": "ana-moreau", "words": "We counted every lamp twice.", "said": "2022-05-01"}
    source = {"source": "https://council.example.org/lamps", "title": "Lamps", "kind": "primary"}
    await mia.submit(form, {**fields, **source})
    told = await mia.sees("did not say whether it arrived")
    assert told.buttons() == []
    bot.slack.trouble.let_go()
    own = (await mia.slash("/record", "suggestions")).message.words()
    assert own.count("We counted every lamp twice.") == 1


async def test_when_nothing_can_be_said_the_next_thing_can(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    for method in ("response_url", "conversations.open"):
        bot.slack.faults.add(method, Kind.ERROR_BEFORE, times=2)
    await mia.press(answer, "Timeline")
    await bot.slack.world.changes.until(lambda: len(bot.slack.calls("conversations.open")) == 1)
    for method in ("response_url", "conversations.open"):
        bot.slack.faults.clear(method)
    await mia.press(answer, "Timeline")
    await mia.sees("5 entries")


@pytest.mark.parametrize(("method", "says"), [("chat.postMessage", "beginning is shown"), ("upload", "not its file")])
async def test_of_an_answer_in_parts_it_is_said_how_much_is_shown(
    bot: Running, mia: Person, method: str, says: str
) -> None:
    bot.slack.faults.add(method, Kind.ERROR_BEFORE, after=1 if method == "chat.postMessage" else 0)
    told = (await mia.slash("/record", "parts share:yes")).messages[-1]
    assert told.ephemeral
    assert says in told.words()
    assert told.buttons() == []
    assert len(public(mia.channel)) == (1 if method == "chat.postMessage" else 2)


def hangs(request: pytest.FixtureRequest) -> bool:
    case = getattr(request.node, "callspec", None)
    return case is not None and Kind.HANG in case.params.values()


def public(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.bot and not message.ephemeral]
