"""Answers in Slack: given in private in the same request, shown in the channel when somebody wants that."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Channel, Kind, Message, Person
from tests.platforms.slack.running import Running, refused_with, shown_in

ASKED = ("/stance", "ana moreau")
TITLE = "Ana Moreau on the lighting of the town square"


async def test_a_command_is_answered_in_private_in_the_same_request(either: Running) -> None:
    mia = either.slack.join("mia")
    outcome = await mia.slash(*ASKED)
    assert (outcome.error, outcome.message.way) == ("", "answer")
    assert outcome.message.ephemeral
    assert TITLE in outcome.message.words()
    assert "Show in channel" in outcome.message.buttons()


async def test_help_says_how_commands_are_typed_here(mia: Person) -> None:
    for text in ("help", "help search"):
        words = (await mia.slash("/record", text)).message.words()
        assert "In Slack, begin with /record: /record search open source." in words
        assert "/compare and /check work by themselves, too." in words


async def test_a_command_that_is_gone_leads_to_what_there_is(bot: Running, mia: Person) -> None:
    bot.slack.app.commands = {"/standpoint": True}
    refusal = (await mia.slash("/standpoint", "ana moreau")).message
    assert "does not have this command any more" in refusal.words()
    await mia.press(refusal, "What can be asked")
    await mia.sees("Ask what someone said and when")


async def test_what_is_shown_in_the_channel_names_who_asked_and_can_be_corrected(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    answer = (await mia.slash(*ASKED)).message
    await mia.press(answer, "Show in channel")
    shown = await noah.sees(TITLE)
    assert (shown.way, shown.ephemeral) == ("chat.postMessage", False)
    assert f"Asked by <@{mia.id}>" in shown.words()
    assert "Show in channel" not in shown.buttons()
    assert (shown.options["unfurl_links"], shown.options["unfurl_media"]) == (False, False)
    client = AsyncWebClient(bot.slack.bot_token, base_url=bot.slack.api_url)
    await client.chat_update(channel=shown.channel, ts=shown.ts, text="Corrected", blocks=[])
    assert shown.edits


async def test_a_channel_that_the_app_was_not_invited_to_is_shown_it_all_the_same(bot: Running, mia: Person) -> None:
    bot.slack.world.add_channel(bot.slack.workspace, "quiet", mia.user)
    mia.go("quiet")
    await mia.press((await mia.slash(*ASKED)).message, "Show in channel")
    assert not (await shown_in(mia.channel, TITLE, bot)).ephemeral


async def test_a_private_channel_says_how_to_invite_the_app_and_then_shows_it(bot: Running, mia: Person) -> None:
    bot.slack.world.add_channel(bot.slack.workspace, "secret", mia.user, is_private=True)
    mia.go("secret")
    await mia.press((await mia.slash(*ASKED)).message, "Show in channel")
    refusal = await mia.sees("/invite @On Record")
    assert refusal.ephemeral
    assert refusal.buttons() == ["Try again", "Show it to me alone"]
    mia.invite()
    await mia.press(refusal, "Try again")
    assert not (await shown_in(mia.channel, TITLE, bot)).ephemeral
    assert refused_with(bot) == ["channel_not_found"]


async def test_what_cannot_be_shown_is_shown_to_whoever_asked_alone(bot: Running, mia: Person) -> None:
    bot.slack.world.add_channel(bot.slack.workspace, "secret", mia.user, is_private=True)
    mia.go("secret")
    refusal = (await mia.slash("/stance", "ana moreau share:yes")).message
    assert refusal.buttons() == ["Try again", "Show it to me alone"]
    await mia.press(refusal, "Show it to me alone")
    answer = await mia.sees(TITLE)
    assert answer.ephemeral
    mia.invite()
    await mia.press(answer, "Show in channel")
    assert not (await shown_in(mia.channel, TITLE, bot)).ephemeral
    assert refused_with(bot) == ["channel_not_found"]


async def test_in_a_public_tenant_it_is_tried_again_to_show_it(bot: Running, mia: Person, cleo: Person) -> None:
    await cleo.slash("/record", "settings answers:public")
    bot.slack.world.add_channel(bot.slack.workspace, "secret", mia.user, is_private=True)
    mia.go("secret")
    refusal = (await mia.slash(*ASKED)).message
    mia.invite()
    await mia.press(refusal, "Try again")
    assert f"Asked by <@{mia.id}>" in (await shown_in(mia.channel, TITLE, bot)).words()
    assert refused_with(bot) == ["channel_not_found"]


async def test_among_people_there_is_no_button_that_would_not_work(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    talk = Channel("D0TALK", "", [bot.slack.workspace.id], {mia.id, noah.id}, is_im=True)
    bot.slack.workspace.channels[talk.id] = mia.channel = talk
    answer = (await mia.slash(*ASKED)).message
    assert TITLE in answer.words()
    assert "Show in channel" not in answer.buttons()
    refusal = (await mia.slash("/stance", "ana moreau share:yes")).message
    assert "talk among themselves" in refusal.words()
    assert refusal.buttons() == ["Show it to me alone"]
    await mia.press(refusal, "Show it to me alone")
    await bot.slack.world.changes.until(lambda: len([one for one in mia.messages(talk) if TITLE in one.words()]) == 2)
    assert all(message.ephemeral for message in talk.messages)
    assert refused_with(bot) == ["channel_not_found"]


async def test_with_the_app_itself_an_answer_is_not_shown_once_more(mia: Person) -> None:
    mia.go_to_dm()
    answer = (await mia.slash(*ASKED)).message
    assert TITLE in answer.words()
    assert "Show in channel" not in answer.buttons()
    mia.go("general")
    assert "Show in channel" in (await mia.slash(*ASKED)).message.buttons()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("is_archived", "This channel is archived"),
        ("restricted_action", "does not let the app write in this channel"),
        ("restricted_action_read_only_channel", "Only some people may write"),
        ("restricted_action_thread_only_channel", "only threads"),
        ("missing_scope", "Ask whoever installed it to install it again"),
        ("msg_too_long", "Slack did not take it"),
    ],
)
async def test_whoever_asked_is_told_why_a_channel_takes_nothing(
    bot: Running, mia: Person, code: str, says: str
) -> None:
    answer = (await mia.slash(*ASKED)).message
    bot.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    await mia.press(answer, "Show in channel")
    refusal = await mia.sees(says)
    assert refusal.ephemeral
    assert refusal.buttons() == ["Try again", "Show it to me alone"]
    await mia.press(refusal, "Try again")
    assert f"Asked by <@{mia.id}>" in (await shown_in(mia.channel, TITLE, bot)).words()


async def test_a_button_in_a_thread_is_answered_in_the_thread(bot: Running, mia: Person) -> None:
    root = await mia.say("What does she say?")
    await mia.mention("stance ana moreau", thread=root.ts)
    shown = await shown_in(mia.channel, TITLE, bot)
    assert shown.thread == root.ts
    await mia.press(shown, "Timeline")
    answer = await mia.sees("5 entries")
    assert (answer.thread, answer.ephemeral) == (root.ts, True)
    await mia.press(answer, "Show in channel")
    again = await shown_in(mia.channel, "5 entries", bot)
    assert again.thread == root.ts


async def test_a_button_on_the_message_that_a_thread_begins_with_is_answered_in_the_channel(
    bot: Running, mia: Person
) -> None:
    await mia.press((await mia.slash(*ASKED)).message, "Show in channel")
    shown = await shown_in(mia.channel, TITLE, bot)
    await mia.say("Interesting", thread=shown.ts)
    shown.thread = shown.ts  # As Slack has it once there are answers.
    await mia.press(shown, "Timeline")
    assert (await mia.sees("5 entries")).thread == ""


async def test_what_is_shown_twice_by_a_quick_hand_is_shown_once(bot: Running, mia: Person) -> None:
    answer = (await mia.slash(*ASKED)).message
    await mia.press(answer, "Show in channel")
    await mia.press(answer, "Show in channel")
    assert (await mia.sees("You have shown this here before")).ephemeral
    await shown_in(mia.channel, TITLE, bot)
    assert len(public(mia.channel)) == 1


async def test_what_somebody_else_has_shown_can_be_shown_elsewhere_and_by_others(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    bot.slack.world.add_channel(bot.slack.workspace, "other", mia.user)
    for place in ("general", "other"):
        mia.go(place)
        await mia.press((await mia.slash(*ASKED)).message, "Show in channel")
        await shown_in(mia.channel, TITLE, bot)
    await noah.press((await noah.slash(*ASKED)).message, "Show in channel")
    await shown_in(noah.channel, f"Asked by <@{noah.id}>", bot)
    assert len(public(noah.channel)) == 2


def public(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.bot and not message.ephemeral]
