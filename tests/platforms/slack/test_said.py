"""Talking with the bot: mentions in channels, messages under its own name, and what it does not listen to."""

from __future__ import annotations

import pytest

from tests.platforms.slack.loopback import Channel, Kind, Message, Person
from tests.platforms.slack.loopback.events import tell, written
from tests.platforms.slack.loopback.payloads import message_event
from tests.platforms.slack.running import Running, refused_with, shown_in

QUESTION = "what does Ana Moreau say about the lamps?"
ANSWER = "Nobody should have to cross this square in the dark."


async def test_a_question_in_a_channel_is_answered_in_its_thread_for_everyone(either: Running) -> None:
    mia = either.slack.join("mia")
    await mia.mention(QUESTION)
    answer = await shown_in(mia.channel, ANSWER, either)
    assert answer.thread == asked(mia).ts
    assert answer.way == "chat.postMessage"
    assert answer.options["unfurl_links"] is False


async def test_a_question_in_a_thread_is_answered_in_that_thread(bot: Running, mia: Person) -> None:
    root = await mia.say("Let us talk about lamps")
    await mia.mention(QUESTION, thread=root.ts)
    assert (await shown_in(mia.channel, ANSWER, bot)).thread == root.ts


@pytest.mark.parametrize("text", ["{} what does Ana Moreau say?", "Ana Moreau {}", "{}: Ana Moreau, {} please"])
async def test_the_app_may_be_mentioned_anywhere(bot: Running, mia: Person, text: str) -> None:
    message = await mia.say("x")
    message.text = text.format(*[f"<@{bot.slack.install.bot_user}>"] * 2)
    await heard(bot, mia, message)
    await shown_in(mia.channel, "Ana Moreau", bot)
    assert bot.slack.install.bot_user not in "".join(one.words() for one in public(mia.channel))


async def test_others_who_are_mentioned_are_named_and_not_called(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    message = await mia.say("x")
    message.text = f"<@{bot.slack.install.bot_user}> did <@{noah.id}> quarrel with <!here>?"
    await heard(bot, mia, message)
    answer = await shown_in(mia.channel, "@noah", bot)
    assert not [one for one in answer.mentions() if one != mia.id]


async def test_a_mention_without_words_says_what_can_be_asked(bot: Running, mia: Person) -> None:
    message = await mia.say("x")
    message.text = f"<@{bot.slack.install.bot_user}>"
    await heard(bot, mia, message)
    await shown_in(mia.channel, "What can be asked", bot)


async def test_what_is_not_on_record_is_said_to_be_missing_with_what_can_be_asked(bot: Running, mia: Person) -> None:
    await mia.mention("how high do zebras jump?")
    answer = await shown_in(mia.channel, "Nothing", bot)
    assert answer.buttons()


async def test_a_command_in_words_is_answered_as_a_command(bot: Running, mia: Person) -> None:
    await mia.mention("stance zoe moreau")
    assert "Zoë Moreau on" in (await shown_in(mia.channel, "Zoë Moreau on", bot)).words()


async def test_a_mistake_is_told_to_whoever_made_it_alone(bot: Running, mia: Person) -> None:
    await mia.mention("stance moreau")
    answer = await mia.sees("Which one?")
    assert (answer.seen_by, answer.thread) == (mia.id, asked(mia).ts)
    await mia.press(answer, "Zoë Moreau")
    assert (await mia.sees("Zoë Moreau on")).thread == asked(mia).ts
    assert public(mia.channel) == []
    assert not bot.slack.refused


async def test_curators_commands_stay_private_in_a_channel(mia: Person, cleo: Person) -> None:
    await cleo.mention("review")
    assert (await cleo.sees("Nothing to review")).seen_by == cleo.id
    assert public(mia.channel) == []


async def test_a_form_is_opened_by_a_button_that_only_the_asker_sees(mia: Person) -> None:
    await mia.mention("suggest a quote, please")
    offer = await mia.sees("a form opens only when something is pressed")
    assert offer.seen_by == mia.id
    await mia.press(offer, "Open the form")
    await mia.sees_view("Suggest a quote")


async def test_where_answers_are_private_a_mention_is_answered_to_the_asker_who_can_show_it(
    bot: Running, mia: Person, cleo: Person
) -> None:
    await cleo.slash("/record", "settings answers:private")
    await mia.mention(QUESTION)
    answer = await mia.sees(ANSWER)
    assert answer.seen_by == mia.id
    await mia.press(answer, "Show in channel")
    assert (await shown_in(mia.channel, ANSWER, bot)).thread == answer.thread


async def test_curators_are_named_by_mentioning_them(bot: Running, cleo: Person) -> None:
    noah = bot.slack.join("noah")
    await cleo.dm("x")
    message = [one for one in cleo.messages() if one.way == "person"][-1]
    message.text = f"curators add <@{noah.id}>"
    bot.slack.clock.advance(1)
    message.ts = bot.slack.world.ids.ts()
    await heard(bot, cleo, message)
    await cleo.sees("curator", newest=True)
    assert "Nothing to review" in (await noah.slash("/record", "review")).message.words()


async def test_a_direct_message_is_answered_there(either: Running) -> None:
    mia = either.slack.join("mia")
    await mia.dm(QUESTION)
    answer = await mia.sees(ANSWER)
    assert (answer.channel, answer.thread, answer.ephemeral) == (mia.channel.id, "", False)
    assert "Show in channel" not in answer.buttons()


async def test_private_answers_are_at_home_in_direct_messages(bot: Running, mia: Person, cleo: Person) -> None:
    await cleo.dm("export all json")
    await cleo.sees("Export")
    file = await bot.slack.world.changes.until(lambda: next((m for m in cleo.messages() if m.files), None))
    assert (file.files[0].name, file.channel) == ("record.json", cleo.channel.id)
    assert not [message for message in mia.messages() if message.files]


async def test_a_button_in_a_direct_message_is_answered_there(mia: Person) -> None:
    await mia.dm("timeline")
    shown = await mia.sees("Page 1 of 2")
    await mia.press(shown, "Earlier ▶")
    assert (await mia.sees("Page 2 of 2")).channel == mia.channel.id


async def test_what_the_bot_and_other_bots_say_is_not_answered(bot: Running, mia: Person) -> None:
    await mia.dm("timeline")
    await mia.sees("Page 1 of 2")
    await bot.slack.herald.settled()
    message = written(mia._scene, mia.channel, "stance ana moreau")  # noqa: SLF001  nobody writes just this by hand
    message.bot = "B0OTHER"
    await heard(bot, mia, message)
    await only_answers(bot, mia, 2)


async def test_edits_and_deletions_are_not_answered(bot: Running, mia: Person) -> None:
    await mia.dm("timeline")
    await mia.sees("Page 1 of 2")
    message = next(one for one in mia.messages() if one.way == "person")
    await mia.edit(message, "stance ana moreau")
    await mia.delete(message)
    await only_answers(bot, mia, 2)


async def test_an_edited_mention_is_not_answered_once_more(bot: Running, mia: Person) -> None:
    await mia.mention(QUESTION)
    await shown_in(mia.channel, ANSWER, bot)
    message = asked(mia)
    await mia.edit(message, "x")
    message.text = f"<@{bot.slack.install.bot_user}> timeline"
    bot.slack.clock.advance(20 * 60)
    await heard(bot, mia, message)
    await mia.mention("stance zoe moreau")
    await shown_in(mia.channel, "Zoë Moreau on", bot)
    assert len(public(mia.channel)) == 2


async def test_a_file_that_goes_along_with_a_command_is_taken_in(bot: Running, mia: Person, cleo: Person) -> None:
    fields = 'id = "q-dm"\nspeaker = "ana-moreau"\nwords = "It came along."\nsaid = "2022"\nsource = "src-gazette"'
    rows = f"[[quote]]\n{fields}".encode()
    cleo.go_to_dm()
    await cleo.say("import", files=[("q.toml", rows)])
    await cleo.sees("Imported")
    assert "It came along." in (await mia.slash("/record", "source q-dm")).message.words()
    await cleo.say("timeline", files=[("cat.png", b"x")])
    await cleo.sees("It came along.", newest=True)
    assert not bot.slack.refused


async def test_an_event_that_comes_again_is_answered_once(bot: Running, mia: Person) -> None:
    await mia.mention(QUESTION)
    await shown_in(mia.channel, ANSWER, bot)
    sent = next(one for one in reversed(bot.slack.post.delivered) if one.parcel.kind == "event")
    bot.slack.clock.advance(60)
    await bot.slack.retry(sent)
    sent.parcel.payload["event_id"] = "EvOTHER"
    bot.slack.clock.advance(60)
    await bot.slack.retry(sent, 2)
    await mia.mention("stance zoe moreau")
    await shown_in(mia.channel, "Zoë Moreau on", bot)
    assert len(public(mia.channel)) == 2


@pytest.mark.parametrize("code", ["restricted_action", "is_archived", "not_in_channel"])
async def test_where_the_app_may_not_answer_it_says_so_directly(bot: Running, mia: Person, code: str) -> None:
    bot.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    await mia.mention("stance ana moreau")
    told = await mia.sees("Show it to me alone")
    assert bot.slack.workspace.channels[told.channel].is_im
    await mia.press(told, "Show it to me alone")
    assert (await mia.sees("Ana Moreau on")).channel == told.channel
    assert public(bot.slack.workspace.named("general")) == []


async def test_a_thread_whose_beginning_was_deleted_meanwhile_is_told_of(bot: Running, mia: Person) -> None:
    bot.slack.faults.add("chat.postMessage", Kind.REFUSED, code="thread_not_found")
    await mia.mention("stance ana moreau")
    await mia.sees("The message that this thread began with is gone")


async def test_a_private_answer_for_someone_who_left_meanwhile_comes_directly(bot: Running, mia: Person) -> None:
    bot.slack.faults.add("chat.postEphemeral", Kind.REFUSED, code="user_not_in_channel")
    await mia.mention("suggestions")
    told = await mia.sees("suggest")
    assert bot.slack.workspace.channels[told.channel].is_im
    assert refused_with(bot) == []


def asked(person: Person) -> Message:
    """Give the last message that somebody wrote in their channel."""
    return [one for one in person.messages(person.channel) if one.way == "person"][-1]


def public(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.bot and not message.ephemeral]


async def heard(bot: Running, person: Person, message: Message) -> None:
    """Let the app hear of a message as it is now, as one that mentions it, or that was said to it directly."""
    scene = person._scene  # noqa: SLF001  nobody writes just this by hand
    kind = "message" if person.channel.is_im else "app_mention"
    await tell(scene, message_event(person.channel, message, kind), person.channel)
    assert bot.slack.post.delivered[-1].answer.ok


async def only_answers(bot: Running, person: Person, many: int) -> None:
    """Hold that there are so many answers, the last of them to a question that is asked now."""
    await person.dm("stance zoe moreau")
    await person.sees("Zoë Moreau on")
    await bot.slack.herald.settled()
    said = [one for one in person.messages(person.channel) if one.bot and one.user == bot.slack.install.bot_user]
    assert len(said) == many
