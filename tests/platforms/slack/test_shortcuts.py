"""What can be done with a message from its menu: check its words against the record, and suggest them for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.slack.loopback import Kind, Person
from tests.platforms.slack.running import Running, refused_with, shown_in

OWLS = "The owls left the bell tower in the winter when you doubled the lamps."
ON_RECORD = "Ana van der Lind, 10 Jun 2021"


async def test_words_that_are_on_record_are_found_there(either: Running) -> None:
    mia = either.slack.join("mia")
    message = await mia.say(OWLS)
    outcome = await mia.shortcut(message, "check")
    assert outcome.error == ""
    answer = await mia.sees(ON_RECORD)
    assert answer.ephemeral
    assert "Show in channel" in answer.buttons()


async def test_a_message_of_someone_else_in_a_channel_without_the_app_is_checked_too(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    where = bot.slack.world.add_channel(bot.slack.workspace, "secret", mia.user, noah.user, is_private=True)
    noah.channel = mia.channel = where
    message = await noah.say(OWLS)
    await mia.shortcut(message, "check")
    assert (await mia.sees(ON_RECORD)).seen_by == mia.id


async def test_what_was_found_can_be_shown_in_the_thread_of_the_message(bot: Running, mia: Person) -> None:
    root = await mia.say("Who said this?")
    message = await mia.say(OWLS, thread=root.ts)
    await mia.shortcut(message, "check")
    answer = await mia.sees(ON_RECORD)
    assert answer.thread == root.ts
    await mia.press(answer, "Show in channel")
    assert (await shown_in(mia.channel, ON_RECORD, bot)).thread == root.ts


@pytest.mark.parametrize("words", ["", "   ", "\n"])
async def test_a_message_without_words_says_so(mia: Person, words: str) -> None:
    message = await mia.say(words)
    for shortcut in ("check", "put_on_record"):
        await mia.shortcut(message, shortcut)
        assert "There are no words in that message." in (await mia.sees("no words", newest=True)).words()
    assert mia.views == []


async def test_a_message_of_nothing_but_signs_says_so(mia: Person) -> None:
    await mia.shortcut(await mia.say("?!"), "check")
    await mia.sees("There are no words in that")


async def test_of_a_long_message_it_is_said_how_much_is_checked(mia: Person) -> None:
    message = await mia.say(f"{OWLS} " * 60)
    await mia.shortcut(message, "check")
    assert "Only its first 1,9" in (await mia.sees("That message is long")).words()
    await mia.sees("words", newest=True)


async def test_one_endless_word_is_checked_as_far_as_can_be(mia: Person) -> None:
    message = await mia.say("x" * 3_000)
    await mia.shortcut(message, "check")
    assert "Only its first 2,000 characters" in (await mia.sees("That message is long")).words()


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ([{"type": "text", "text": "R&D is <3 & *bold*"}], "R&D is <3 & *bold*"),
        ([{"type": "text", "text": "The "}, {"type": "text", "text": "owls", "style": {"bold": True}}], "The owls"),
        ([{"type": "link", "url": "https://a.example/b", "text": "there"}], "there"),
        ([{"type": "link", "url": "https://a.example/b?x=1&y=2"}], "https://a.example/b?x=1&y=2"),
        ([{"type": "broadcast", "range": "here"}, {"type": "text", "text": " look"}], "@here look"),
        ([{"type": "emoji", "name": "owl", "unicode": "1f989"}, {"type": "text", "text": " owls"}], "🦉 owls"),
        ([{"type": "emoji", "name": "party_owl"}, {"type": "text", "text": " owls"}], ":party_owl: owls"),
        ([{"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan 1970"}], "1 Jan 1970"),
        ([{"type": "color", "value": "#F405B3"}, {"type": "text", "text": "owls"}], "owls"),
    ],
    ids=str,
)
async def test_words_are_taken_as_they_were_said(mia: Person, elements: list[dict[str, Any]], words: str) -> None:
    message = await mia.say("What Slack makes of it for phones")
    message.blocks = [rich({"type": "rich_text_section", "elements": elements})]
    await mia.shortcut(message, "put_on_record")
    assert (await prefilled(mia))["words"] == words


async def test_lines_lists_and_quotations_stay_apart(mia: Person) -> None:
    message = await mia.say("x")
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "lamps"}]}
    quoted = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "owls"}]}
    message.blocks = [rich(quoted, {"type": "rich_text_list", "style": "bullet", "elements": [item, item]})]
    await mia.shortcut(message, "put_on_record")
    assert (await prefilled(mia))["words"] == "owls\nlamps\nlamps"


async def test_people_and_channels_are_named_as_they_were_seen(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    general = bot.slack.workspace.named("general")
    message = await mia.say("x")
    message.text = f"<@{noah.id}> said so in <#{general.id}|general>, <@U0NOBODY> heard it"
    message.blocks = [
        rich(
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "user", "user_id": noah.id},
                    {"type": "text", "text": " said so in "},
                    {"type": "channel", "channel_id": general.id},
                    {"type": "text", "text": ", "},
                    {"type": "user", "user_id": "U0NOBODY"},
                    {"type": "text", "text": " heard it"},
                ],
            }
        )
    ]
    await mia.shortcut(message, "put_on_record")
    assert (await prefilled(mia))["words"] == "@noah said so in #general, @U0NOBODY heard it"
    assert refused_with(bot) == ["user_not_found"]


async def test_a_message_without_rich_text_is_taken_as_its_text_says(mia: Person) -> None:
    message = await mia.say("x")
    message.text, message.blocks = "An &lt;owl&gt; at <https://a.example|this address>", []
    await mia.shortcut(message, "put_on_record")
    assert (await prefilled(mia))["words"] == "An <owl> at this address"


async def test_put_on_record_has_all_but_the_speaker(mia: Person, cleo: Person) -> None:
    await cleo.slash("/record", "settings zone:Pacific/Kiritimati")
    message = await mia.say("Lamps will be lamps, said the baker.")
    message.ts = "1795478400.000100"  # 24 Nov 2026, 00:00 UTC; there it is the afternoon.
    await mia.shortcut(message, "put_on_record")
    given = await prefilled(mia)
    assert given["words"] == "Lamps will be lamps, said the baker."
    assert given["said"] == "2026-11-24"
    assert given["source"].endswith(f"/archives/{mia.channel.id}/p1795478400000100")
    assert given["title"] == "Message in Slack"
    assert "speaker" not in given
    outcome = await mia.submit(mia.views[-1], {"speaker": "tomas-ruzicka", "kind": "primary"})
    assert "is waiting for a curator" in outcome.message.words()


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", "2026-11-25"), ("America/Los_Angeles", "2026-11-24")])
async def test_the_day_is_that_of_the_tenant(mia: Person, cleo: Person, zone: str, day: str) -> None:
    await cleo.slash("/record", f"settings zone:{zone}")
    message = await mia.say("Lamps will be lamps, said the baker.")
    message.ts = "1795561200.000100"  # 24 Nov 2026, 23:00 UTC.
    await mia.shortcut(message, "put_on_record")
    assert (await prefilled(mia))["said"] == day


@pytest.mark.parametrize("kind", [Kind.HANG, Kind.REFUSED, Kind.ERROR_BEFORE])
async def test_without_a_link_the_form_opens_all_the_same(bot: Running, mia: Person, kind: Kind) -> None:
    message = await mia.say("Lamps will be lamps, said the baker.")
    bot.slack.faults.add("chat.getPermalink", kind, code="missing_scope")
    await mia.shortcut(message, "put_on_record")
    given = await prefilled(mia)
    assert given["words"] == "Lamps will be lamps, said the baker."
    assert "source" not in given
    bot.slack.trouble.let_go()


async def test_a_form_that_cannot_open_in_time_is_opened_by_a_button_with_everything_in_it(
    bot: Running, mia: Person
) -> None:
    message = await mia.say("A lamp is a lamp. " * 200)
    bot.slack.faults.add("views.open", Kind.REFUSED, code="expired_trigger_id")
    await mia.shortcut(message, "put_on_record")
    await mia.press(await mia.sees("could not be opened in time"), "Open the form")
    given = await prefilled(mia)
    assert given["words"].startswith("A lamp is a lamp. A lamp")
    assert given["source"]


async def test_a_message_that_was_deleted_meanwhile_is_taken_without_its_link(bot: Running, mia: Person) -> None:
    message = await mia.say("Lamps will be lamps, said the baker.")
    bot.slack.faults.add("chat.getPermalink", Kind.REFUSED, code="message_not_found")
    await mia.shortcut(message, "put_on_record")
    assert "source" not in await prefilled(mia)


async def test_of_a_message_in_pieces_the_form_has_all(mia: Person) -> None:
    words = "Every lamp was counted twice. " * 120
    await mia.shortcut(await mia.say(words), "put_on_record")
    form = await mia.sees_view("Suggest a quote")
    pieces = [one["element"]["initial_value"] for name, one in form.inputs().items() if name.startswith("words")]
    assert "".join(pieces) == words.strip()


async def prefilled(person: Person) -> dict[str, str]:
    """Give what stands in the form that opened."""
    form = await person.sees_view("Suggest a quote")
    stands = {name: one["element"].get("initial_value") for name, one in form.inputs().items()}
    return {name: value for name, value in stands.items() if value}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "block_id": "b", "elements": list(elements)}
