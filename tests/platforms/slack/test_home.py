"""The App Home: the latest briefing, what waits for curators, and dialogs that open from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefings.library import Library
from briefings.load import load
from briefings.model import Point
from tests.bot.asking import SAMPLE
from tests.platforms.slack.loopback import Kind, Person, View
from tests.platforms.slack.running import Running, running, slack_for

BRIEFING = "The latest briefing: The town square lighting debate, 2020 to 2022"
SUGGESTION = (
    'suggest speaker:ana-moreau words:"We counted every lamp twice." said:2022-05-01 '
    'source:https://council.example.org/lamps title:"Lamps counted" kind:primary'
)


async def opened(bot: Running, person: Person, words: str = BRIEFING) -> View:
    """Open the Home and wait until it shows some words."""
    outcome = await person.open_home()
    assert outcome.error == ""
    return await bot.slack.world.changes.until(
        lambda: person.home if person.home and words in person.home.words() else None
    )


async def test_the_home_has_the_latest_briefing_and_how_to_ask(either: Running) -> None:
    home = await opened(either, either.slack.join("mia"))
    assert "Ask in any channel with a slash command: /stance and a name, or /record search" in home.words()
    assert home.buttons()[:3] == ["What can be asked", "Suggest a quote", "What is new"]
    assert "To review" not in home.words()
    assert len(home.blocks) <= 100


async def test_what_waits_is_shown_to_curators_alone_and_anew_whenever_they_come(
    bot: Running, mia: Person, cleo: Person
) -> None:
    assert "Nothing to review" in (await opened(bot, cleo)).words()
    await mia.slash("/record", SUGGESTION)
    home = await opened(bot, cleo, "We counted every lamp twice.")
    assert "To review: To review" not in home.words()
    assert "We counted" not in (await opened(bot, mia)).words()
    await cleo.press(home, "Look at 1")
    dialog = await cleo.sees_view()
    await cleo.press(dialog, "Approve")
    await bot.slack.world.changes.until(lambda: "On record" in dialog.words())
    await opened(bot, cleo, "Nothing to review")


async def test_what_the_channels_get_is_shown_to_those_who_may_change_it(
    bot: Running, mia: Person, cleo: Person
) -> None:
    assert "No channel here gets anything" in (await opened(bot, cleo)).words()
    await cleo.slash("/record", 'subscribe what:quote every:"mon 09:00" zone:UTC')
    home = await opened(bot, cleo, "every Monday at 09:00, UTC")
    assert "New subscription" in home.buttons()
    assert "Subscriptions" not in (await opened(bot, mia)).words()


async def test_a_button_opens_a_dialog_and_pages_turn_in_it(bot: Running, mia: Person) -> None:
    home = await opened(bot, mia)
    await mia.press(home, "Timeline")
    dialog = await mia.sees_view()
    assert "Page 1 of 2" in dialog.words()
    assert "Show in channel" not in dialog.buttons()
    await mia.press(dialog, "Earlier ▶")
    await bot.slack.world.changes.until(lambda: "Page 2 of 2" in dialog.words())
    await mia.press(dialog, "◀ Later")
    await bot.slack.world.changes.until(lambda: "Page 1 of 2" in dialog.words())
    assert mia.views == [dialog]
    assert mia.messages() == []


async def test_a_menu_of_the_home_opens_a_dialog(mia: Person, bot: Running) -> None:
    home = await opened(bot, mia)
    _, menu = next(found for found in home.elements() if found[1]["type"] == "static_select")
    option = (menu.get("option_groups") or [menu])[0]["options"][0]
    await mia.choose(home, menu["action_id"], option["value"])
    await mia.sees_view("On Record")


async def test_a_form_from_the_home_is_answered_in_a_dialog(bot: Running, mia: Person) -> None:
    await mia.press(await opened(bot, mia), "Suggest a quote")
    form = await mia.sees_view("Suggest a quote")
    fields = {"speaker": "ana-moreau", "words": "We counted every lamp twice.", "said": "2022-05-01"}
    await mia.submit(form, fields)
    assert "source" in form.errors
    await mia.submit(form, {"source": "https://council.example.org/lamps", "title": "Lamps", "kind": "primary"})
    assert "is waiting for a curator" in mia.views[-1].words()
    await mia.close(mia.views[-1])
    assert (mia.views, mia.messages()) == ([], [])


async def test_dialogs_lie_on_each_other_and_never_more_than_three(bot: Running, mia: Person) -> None:
    home = await opened(bot, mia)
    _, menu = next(found for found in home.elements() if found[1]["type"] == "static_select")
    options = [option for group in menu["option_groups"] for option in group["options"]]
    await mia.choose(home, menu["action_id"], next(one for one in options if "Moreau, 4 May" in one["text"]["text"]))
    dialog = await mia.sees_view("On Record")
    await mia.press(dialog, "Where they stand")
    await bot.slack.world.changes.until(lambda: "Ana Moreau on" in dialog.words())
    for depth in (2, 3, 3, 3):
        await mia.press(mia.views[-1], "Compare with…")
        form = await mia.sees_view("/compare")
        assert len(mia.views) == depth
        await mia.submit(form, {"two": "moreau"})
        assert "Which one?" in mia.views[-1].words()
        assert len(mia.views) == 3
        await mia.press(mia.views[-1], "Zoë Moreau")
        await bot.slack.world.changes.until(lambda: "Ana Moreau and Zoë Moreau" in mia.views[-1].words())
        await mia.press(mia.views[-1], "Ana Moreau")
        await bot.slack.world.changes.until(lambda: "Ana Moreau on" in mia.views[-1].words())
    await mia.close(mia.views[-1])
    assert mia.views == []


async def test_a_home_that_slack_does_not_take_says_nothing_and_comes_the_next_time(bot: Running, mia: Person) -> None:
    bot.slack.faults.add("views.publish", Kind.ERROR_BEFORE)
    await mia.open_home()
    await opened(bot, mia)
    assert mia.messages() == []


async def test_other_tabs_show_nothing_anew(bot: Running, mia: Person) -> None:
    await mia.open_home("messages")
    await opened(bot, mia)
    assert len(bot.slack.calls("views.publish")) == 1


async def test_a_long_briefing_stays_within_a_hundred_blocks_and_leads_to_the_rest(sqlite_url: str) -> None:
    (sample,) = load([SAMPLE])
    briefing = sample.briefings[0]
    points = tuple(
        Point(text=f"Point {number}: {'the lamps were counted ' * 40}again.", evidence=("q-moreau-2021-05-04-nobody",))
        for number in range(150)
    )
    long = replace(sample, briefings=(replace(briefing, points=points),))
    async with slack_for("http") as slack, running(slack, sqlite_url, Library([long])) as bot:
        mia = slack.join("mia")
        home = await opened(bot, mia)
        assert "Point 0" in home.words()
        assert 50 < len(home.blocks) <= 100
        assert "That is not all. Press “Latest briefing” above to read the rest." in home.words()
        await mia.press(home, "Latest briefing")
        dialog = await mia.sees_view()
        if "That is not all" in dialog.words():
            await mia.sees("Point 149")
        assert not slack.refused


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.ERROR_BEFORE])
async def test_a_dialog_that_cannot_be_opened_is_answered_directly(bot: Running, mia: Person, kind: Kind) -> None:
    home = await opened(bot, mia)
    bot.slack.faults.add("views.open", kind, code="expired_trigger_id")
    await mia.press(home, "Timeline")
    told = await mia.sees("Page 1 of 2" if kind is Kind.REFUSED else "did not say whether it arrived")
    assert bot.slack.workspace.channels[told.channel].is_im


async def test_a_dialog_that_was_closed_meanwhile_is_answered_directly(bot: Running, mia: Person) -> None:
    home = await opened(bot, mia)
    await mia.press(home, "Timeline")
    dialog = await mia.sees_view()
    bot.slack.faults.add("views.update", Kind.REFUSED, code="not_found")
    await mia.press(dialog, "Earlier ▶")
    assert bot.slack.workspace.channels[(await mia.sees("Page 2 of 2")).channel].is_im
