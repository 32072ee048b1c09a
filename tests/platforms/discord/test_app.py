"""What people do on Discord and what comes of it: commands, buttons, forms and messages, in servers and outside."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.command import Upload
from bot.platforms.discord.app import LONGEST_CHECKED, created_at
from bot.reading import LONGEST_LINE
from bot.roles import Role
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Message, Person
from tests.platforms.discord.loopback.message import Content
from tests.platforms.discord.opinion import opinions
from tests.platforms.discord.working import Work, at_work

QUOTE = {"speaker": "zoe-moreau", "words": "Turn them off.", "said": "2022"}


@pytest.fixture
async def work(discord: Discord, tenants: Tenants) -> AsyncIterator[Work]:
    """Give the bot at work; Discord has had nothing to refuse."""
    async with at_work(discord, tenants, "http") as work:
        yield work
        await work.settled()
    assert not discord.refused
    assert not opinions(discord)


@pytest.fixture
def mia(work: Work) -> Person:
    """Give a member."""
    return work.discord.join("mia")


@pytest.fixture
def cleo(work: Work) -> Person:
    """Give someone who manages the server."""
    return work.discord.join("cleo", manages=True)


def own(person: Person) -> list[Message]:
    """Give the bot's messages that a person sees where they are."""
    return [message for message in person.messages(person.channel) if message.author.is_bot]


# -- who asks, and where --------------------------------------------------------------------------


async def test_a_server_is_a_tenant_and_whoever_manages_it_an_admin(work: Work, mia: Person, cleo: Person) -> None:
    for person in (mia, cleo, work.discord.join("ada", administers=True)):
        await person.slash("stance", who="zoe-moreau")
    assert {asker.tenant for asker in work.bot.askers} == {f"discord:{work.discord.guild.id}"}
    assert [asker.role for asker in work.bot.askers] == [Role.EVERYONE, Role.ADMIN, Role.ADMIN]
    assert [asker.user for asker in work.bot.askers][:2] == [mia.id, cleo.id]
    assert {asker.channel for asker in work.bot.askers} == {mia.channel.id}


async def test_outside_of_servers_the_shipped_record_answers(work: Work, mia: Person) -> None:
    mia.go_to_dm()
    assert (await mia.slash("stance", who="zoe-moreau")).message
    assert work.bot.askers[-1].tenant == "discord:@me"
    assert "suggest" not in mia.offered()


async def test_in_a_server_that_has_not_let_it_in_someone_who_brought_it_along_asks_the_shipped_record(
    work: Work,
) -> None:
    elsewhere = work.discord.add_guild("Elsewhere", installed=False)
    zoe = work.discord.join("zoe", guild=elsewhere, administers=True)
    zoe.add_app()
    assert (await zoe.slash("stance", who="zoe-moreau")).message
    assert work.bot.askers[-1].tenant == "discord:@me"
    assert work.bot.askers[-1].role is Role.EVERYONE


async def test_what_only_a_server_has_is_told_outside_of_one(work: Work, cleo: Person) -> None:
    # Discord offers it in servers alone; but a button may be pressed where someone brought the bot along.
    card = (await cleo.slash("settings")).message
    cleo.add_app()
    work.discord.guild.with_commands = False
    outcome = await cleo.press(card, "Curators")
    assert "That is possible in a server that has the bot." in outcome.message.words()
    assert work.asked == ["/settings"]


async def test_a_member_may_not_change_anything_and_can_suggest_instead(mia: Person) -> None:
    message = (await mia.slash("record add quote")).message
    assert message.ephemeral
    assert "Only curators" in message.words()
    assert (await mia.press(message, "Suggest it instead")).form.title.startswith("Suggest")


# -- commands -------------------------------------------------------------------------------------


async def test_what_is_filled_in_becomes_a_line(work: Work, mia: Person) -> None:
    await mia.slash("timeline", about="zoe-moreau", from_="last year", private=True)
    assert work.asked == ['/timeline about:zoe-moreau from:"last year" private:yes']


async def test_more_words_than_a_line_has_are_taken_too(work: Work, cleo: Person) -> None:
    words = "lamp " * 799
    given = {**QUOTE, "words": words, "occasion": "A long evening in the town hall", "source": "src-gazette"}
    assert len(words) < LONGEST_LINE < len(words) + sum(map(len, given.values())) + 100
    outcome = await cleo.slash("record add quote", given)
    assert work.asked == ["form of record add quote"]
    assert "On record as " in outcome.messages[0].words()


async def test_more_words_than_a_line_has_with_a_mistake_can_be_mended(cleo: Person) -> None:
    given = {"speaker": "nobody at all", "words": "lamp " * 799, "said": "2022", "source": "src-gazette"}
    message = (await cleo.slash("record add quote", given)).message
    assert "nobody at all" in message.words()
    assert message.buttons()[0] == "Add them as a person"
    form = (await cleo.press(message, "Back to the form")).form
    assert form.fields()["speaker"]["value"] == "nobody at all"


async def test_names_are_suggested_with_what_they_are(mia: Person) -> None:
    outcome = await mia.complete("stance", "who", "tomsa")
    (choice,) = outcome.choices
    assert choice == {"name": "Tomáš Růžička · Baker on the square", "value": "tomas-ruzicka"}


async def test_files_come_with_what_asked_for_them(work: Work, cleo: Person) -> None:
    taken: list[Upload] = []
    answer = work.bot.answer

    async def noting(line: str, asker: object, files: dict[str, Upload] | None = None) -> object:
        taken.extend((files or {}).values())
        return await answer(line, asker, files or {})  # type: ignore[arg-type]  # handed on as they came

    work.bot.answer = noting  # type: ignore[method-assign,assignment]  # to look at what is handed on
    await cleo.slash("import", file=("rows.csv", b"kind,id\n"), dry="yes")
    assert taken == [Upload("rows.csv", b"kind,id\n")]


# -- forms ----------------------------------------------------------------------------------------


async def test_a_long_form_goes_on_in_steps_and_is_sent_with_the_last(work: Work, cleo: Person) -> None:
    form = (await cleo.slash("record add quote", speaker="zoe-moreau")).form
    assert form.title == "Add a quote · 1 of 2"
    kept = (await cleo.submit(form, {"words": "Turn them off.", "said": "2022", "source": "src-gazette"})).message
    assert kept.ephemeral
    assert "Step 1 of 2 is kept." in kept.words()
    assert not [asked for asked in work.asked if asked.startswith("form of")]
    second = (await cleo.press(kept, "Go on")).form
    assert second.title == "Add a quote · 2 of 2"
    outcome = await cleo.submit(second)
    assert outcome.message is kept
    assert "On record as " in kept.words()
    assert own(cleo) == [kept]


async def test_a_mistake_is_told_and_the_form_opens_again_as_it_was(cleo: Person) -> None:
    form = (await cleo.slash("record add source")).form
    wrong = (await cleo.submit(form, {"url": "the town hall", "title": "Minutes"})).message
    assert wrong.ephemeral
    assert "the town hall" in wrong.words()
    again = (await cleo.press(wrong, "Mend it")).form
    assert again.fields()["title"]["value"] == "Minutes"
    outcome = await cleo.submit(again, {"url": "https://example.org/minutes"})
    assert outcome.message is wrong
    assert "On record" in outcome.message.words()


async def test_a_form_that_leads_to_another_begins_that_one_with_its_first_step(work: Work, cleo: Person) -> None:
    form = (await cleo.slash("record correct")).form
    kept = (await cleo.submit(form, {"id": "q-ruzicka-2022-04-02-ice", "reason": "It was one"})).message
    assert "That is kept. Nothing is sent before the form that comes next." in kept.words()
    first = (await cleo.press(kept, "Go on")).form
    assert first.title.endswith("1 of 3")
    second = (await cleo.press((await cleo.submit(first, {"occasion": "a talk"})).message, "Go on")).form
    third = (await cleo.press((await cleo.submit(second)).message, "Go on")).form
    assert third.fields()["reason"]["value"] == "It was one"
    assert "Occasion" in (await cleo.submit(third)).message.words()
    assert [asked for asked in work.asked if asked.startswith("form of")] == ["form of record correct"] * 2


async def test_a_form_from_a_card_leaves_the_card_where_it_is(cleo: Person) -> None:
    card = (await cleo.slash("settings")).message
    words = card.words()
    form = (await cleo.press(card, "Change")).form
    await cleo.submit(form)
    assert card.words() == words
    assert len(own(cleo)) == 2


async def test_a_form_whose_beginning_is_not_kept_any_more_is_told(work: Work, cleo: Person) -> None:
    form = (await cleo.slash("record add quote", speaker="zoe-moreau", words="Turn them off. " * 9)).form
    form.source["custom_id"] = "#" + "0" * 24
    outcome = await cleo.submit(form, {"said": "2022"})
    assert "What that form carried is not kept any more." in outcome.message.words()
    assert not [asked for asked in work.asked if asked.startswith("form of")]


# -- buttons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("custom_id", ["=#" + "0" * 24, "nothing of ours", "menu:1"])
async def test_a_button_of_which_nothing_is_known_is_told(mia: Person, custom_id: str) -> None:
    message = (await mia.slash("stance", who="zoe-moreau")).message
    control = next(each for each in message.controls() if each["type"] == 2)
    control["custom_id"] = custom_id
    outcome = await mia.press(message, custom_id)
    assert "What that button asked is not kept any more." in outcome.message.words()
    assert "What can be asked" in outcome.message.buttons()


async def test_a_menu_leads_to_what_words_of_an_answer_ask(work: Work, mia: Person) -> None:
    message = (await mia.slash("timeline", about="zoe-moreau")).message
    menu = next(each for each in message.controls() if each["type"] == 3)
    outcome = await mia.choose(message, menu["custom_id"], menu["options"][0]["value"])
    assert outcome.message.ephemeral
    assert work.asked[-1] == menu["options"][0]["value"][1:]


async def test_a_button_works_after_a_restart(discord: Discord, tenants: Tenants) -> None:
    async with at_work(discord, tenants, "http"):
        message = (await discord.join("mia").slash("stance", who="zoe-moreau")).message
    async with at_work(discord, tenants, "http") as work:
        assert (await discord.person("mia").press(message, "Timeline")).message.ephemeral
        assert work.asked == ["/timeline about:zoe-moreau"]


# -- messages -------------------------------------------------------------------------------------


async def test_a_message_is_checked_against_the_record_for_oneself(work: Work, mia: Person) -> None:
    outcome = await mia.menu(work.discord.join("bob").say("Owls do not vote."), "Check against the record")
    assert outcome.message.ephemeral
    assert work.asked == ['/check words:"Owls do not vote."']


async def test_of_a_long_message_the_beginning_is_checked_and_that_is_said(work: Work, mia: Person) -> None:
    said = mia.say("lamp " * 390)
    said.content = Content("lamp " * 700)
    outcome = await mia.menu(said, "Check against the record")
    first, *rest = await mia.waits_for(outcome, 2)
    assert "characters are checked" in first.words()
    assert rest
    assert len(work.asked[0]) < LONGEST_CHECKED + 20


async def test_what_a_message_forwards_or_shows_is_checked_too(work: Work, mia: Person) -> None:
    said = mia.say("")
    said.content = Content("", embeds=({"type": "rich", "description": "Owls do not vote."},))
    await mia.menu(said, "Check against the record")
    assert work.asked == ['/check words:"Owls do not vote."']


async def test_a_message_without_words_is_told(mia: Person) -> None:
    for command in ("Check against the record", "Put on record"):
        message = (await mia.menu(mia.say(""), command)).message
        assert "There are no words in that message." in message.words()


async def test_a_message_is_put_on_record_with_its_words_its_day_and_where_it_stands(work: Work, mia: Person) -> None:
    said = work.discord.join("bob").say("Every lamp is a choice.")
    form = (await mia.menu(said, "Put on record")).form
    values = {name: field.get("value") for name, field in form.fields().items()}
    assert values["words"] == "Every lamp is a choice."
    assert values["said"] == created_at(said.id).date().isoformat()
    assert values["source"] == f"https://discord.com/channels/{work.discord.guild.id}/{mia.channel.id}/{said.id}"


async def test_whoever_suggested_something_is_told_what_became_of_it(work: Work, mia: Person, cleo: Person) -> None:
    await mia.slash("suggest", QUOTE | {"source": "src-gazette"})
    outcome = await cleo.slash("review", number=1, verdict="approve")
    assert outcome.error == ""
    told = await mia.sees("approved on")
    assert told.channel == work.discord.world.direct(mia.user).id
    assert told.buttons() == []
