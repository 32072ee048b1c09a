"""Buttons and menus in Slack: what takes the place of a message, what is added, and what is gone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.families import split_line
from briefings.library import Library
from tests.platforms.slack.loopback import Message, Person
from tests.platforms.slack.running import Running, running, shown_in, slack_for

FIRST, SECOND = "Page 1 of 2", "Page 2 of 2"


async def test_pages_turn_in_their_place(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/timeline")).message
    assert FIRST in answer.words()
    await mia.press(answer, "Earlier ▶")
    await edited(bot, answer, SECOND)
    await mia.press(answer, "◀ Later")
    await edited(bot, answer, FIRST)
    assert len(mia.messages(mia.channel)) == 1


async def test_what_is_no_page_is_added(mia: Person) -> None:
    answer = (await mia.slash("/timeline", "ana moreau")).message
    await mia.press(answer, "Where they stand")
    assert (await mia.sees("Ana Moreau on the lighting")).ephemeral
    assert not answer.edits


async def test_an_option_of_a_menu_is_answered_as_a_button_is(mia: Person) -> None:
    answer = (await mia.slash("/timeline", "ana moreau")).message
    _, menu = next(found for found in answer.elements() if found[1]["type"] == "static_select")
    groups = menu.get("option_groups") or [menu]
    await mia.choose(answer, menu["action_id"], groups[0]["options"][0]["value"])
    assert (await mia.sees("From midnight on every second lamp will rest", newest=True)).ephemeral


@pytest.mark.parametrize("answers", ["private", "public"])
async def test_everyone_who_presses_a_button_on_a_public_message_gets_an_answer_of_their_own(
    bot: Running, mia: Person, cleo: Person, answers: str
) -> None:
    await cleo.slash("/record", f"settings answers:{answers}")
    await mia.slash("/timeline", "share:yes")
    shown = await shown_in(mia.channel, FIRST, bot)
    noah = bot.slack.join("noah")
    for person in (noah, mia):
        await person.press(shown, "Earlier ▶")
        assert (await person.sees(SECOND)).seen_by == person.id
    assert not shown.edits
    own = await noah.sees(SECOND)
    await noah.press(own, "◀ Later")
    await edited(bot, own, FIRST)
    assert sum(not message.ephemeral for message in mia.channel.messages) == 1


async def test_a_form_from_a_public_message_is_answered_to_whoever_filled_it_in(
    bot: Running, mia: Person, cleo: Person
) -> None:
    await cleo.slash("/record", "settings answers:public")
    await mia.slash("/stance", "ana moreau")
    shown = await shown_in(mia.channel, "Ana Moreau on", bot)
    noah = bot.slack.join("noah")
    await noah.press(shown, "Compare with…")
    form = await noah.sees_view("/compare")
    await noah.submit(form, {"two": "zoe-moreau"})
    assert (await noah.sees("Zoë Moreau", newest=True)).seen_by == noah.id


async def test_buttons_work_after_a_restart(sample_library: Library, sqlite_url: str) -> None:
    async with slack_for("http") as slack:
        mia = slack.join("mia")
        async with running(slack, sqlite_url, sample_library):
            answer = (await mia.slash("/timeline")).message
            long = (await mia.slash("/record", f"search {LONG}")).message
        async with running(slack, sqlite_url, sample_library) as bot:
            await mia.press(answer, "Earlier ▶")
            await edited(bot, answer, SECOND)
            await mia.press(long, "Show in channel")
            await shown_in(mia.channel, "Asked by", bot)
        assert not slack.refused


LONG = " ".join(["lamp", "“every second”", "<&>", "x" * 150])


async def test_a_button_whose_line_is_not_kept_any_more_says_so(mia: Person) -> None:
    answer = (await mia.slash("/record", f"search {LONG}")).message
    assert element(answer, "Show in channel")["value"].startswith("=#")
    element(answer, "Show in channel")["value"] = "=#" + "0" * 24
    await mia.press(answer, "Show in channel")
    gone = await mia.sees("not kept any more")
    assert gone.ephemeral
    assert gone.buttons() == ["What can be asked"]


async def test_a_button_of_a_command_that_is_gone_says_what_there_is(mia: Person) -> None:
    answer = (await mia.slash("/timeline")).message
    element(answer, "Earlier ▶")["value"] = "=/timelines page:2"
    await mia.press(answer, "Earlier ▶")
    assert "/timeline" in (await mia.sees("There is no command")).buttons()


@pytest.mark.parametrize("value", ["", "/help", "?/help", "=", "~"])
async def test_a_button_that_is_none_of_ours_does_nothing_but_say_so(mia: Person, value: str) -> None:
    answer = (await mia.slash("/timeline")).message
    element(answer, "Earlier ▶")["value"] = value
    await mia.press(answer, "Earlier ▶")
    assert len((await mia.sees("What can be asked", newest=True)).buttons()) > 0


async def test_a_page_that_is_turned_twice_by_a_quick_hand_stands_once(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/timeline")).message
    await mia.press(answer, "Earlier ▶")
    await mia.press(answer, "Earlier ▶") if "Earlier ▶" in answer.buttons() else None
    await edited(bot, answer, SECOND)
    assert len(mia.messages(mia.channel)) == 1


async def test_a_suggestion_that_is_approved_twice_by_a_quick_hand_is_on_record_once(mia: Person, cleo: Person) -> None:
    await mia.slash("/record", SUGGESTION)
    review = (await cleo.slash("/record", "review 1")).message
    first, second = await cleo.press(review, "Approve"), await cleo.press(review, "Approve")
    assert (first.error, second.error) == ("", "")
    await cleo.sees("On record")
    await cleo.sees("was approved already")


SUGGESTION = (
    'suggest speaker:ana-moreau words:"We counted every lamp twice." said:2022-05-01 '
    'source:https://council.example.org/lamps title:"Lamps counted" kind:primary'
)


def test_what_is_pressed_here_is_still_a_command() -> None:
    assert split_line(f"/{SUGGESTION}", COMMANDS)[0].name == "suggest"


def element(message: Message, label: str) -> dict[str, Any]:
    return next(one for _, one in message.elements() if one.get("text", {}).get("text") == label)


async def edited(bot: Running, message: Message, words: str) -> None:
    """Wait until something stands in the place of a message."""
    await bot.slack.world.changes.until(lambda: words in message.words())
