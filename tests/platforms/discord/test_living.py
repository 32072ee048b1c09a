"""How people on Discord live with the bot, by either way in: commands, suggestions, buttons, forms, messages' menus."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.discord.loopback import Discord, Message, Person
from tests.platforms.discord.working import Way, Work, at_work


@pytest.fixture
async def tenants(sample_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    async with kept(sample_library, sqlite_url) as tenants:
        yield tenants


@pytest.fixture(params=["gateway", "http"])
async def work(discord: Discord, tenants: Tenants, request: pytest.FixtureRequest) -> AsyncIterator[Work]:
    way: Way = request.param
    async with at_work(discord, tenants, way) as work:
        yield work
        assert not discord.refused


@pytest.fixture
def chief(work: Work) -> Person:
    """Give someone who may manage the server, and is an admin therefore."""
    return work.discord.join("chief", manages=True)


@pytest.fixture
def mia(work: Work) -> Person:
    return work.discord.join("mia")


def pressable(message: Message) -> list[str]:
    return [str(control.get("label") or control.get("placeholder")) for control in message.controls()]


async def test_an_answer_is_for_everyone_unless_it_is_wanted_alone(mia: Person) -> None:
    shown = (await mia.slash("stance", who="ruzicka")).message
    assert not shown.ephemeral
    assert "Tomáš Růžička" in shown.words()
    assert (await mia.slash("stance", who="ruzicka", private=True)).message.ephemeral


async def test_what_cannot_be_read_is_said_to_whoever_asked_alone_with_what_may_be_meant(mia: Person) -> None:
    refusal = (await mia.slash("stance", who="ruzichka")).message
    if "No one called" not in refusal.words():  # A name may be mistyped a little.
        refusal = (await mia.slash("stance", who="rusicko")).message
    assert refusal.ephemeral
    answer = (await mia.press(refusal, "Tomáš Růžička")).message
    assert "Tomáš Růžička" in answer.words()


async def test_names_are_offered_while_they_are_typed(mia: Person) -> None:
    offered = (await mia.complete("stance", "who", "ruz")).offered
    assert offered[0].startswith("Tomáš Růžička")


async def test_pages_turn_in_place_for_whoever_asked_and_alone_for_others(work: Work, mia: Person) -> None:
    message = (await mia.slash("timeline")).message
    turned = (await mia.press(message, "Earlier ▶")).message
    assert turned.id == message.id
    assert "Page 2" in turned.words()
    other = (await work.discord.join("noa").press(turned, "◀ Later")).message
    assert (other.id != message.id, other.ephemeral) == (True, True)


async def test_a_form_of_two_steps_puts_a_quote_on_record_and_says_what_is_to_be_mended(chief: Person) -> None:
    first = (await chief.slash("record add quote")).form
    words = "We tried it here, and it worked."
    step = (await chief.submit(first, {"speaker": "Zoë Moreau", "words": words, "said": "2024-05-01"})).message
    assert step.ephemeral
    second = (await chief.press(step, "Go on")).form
    wrong = (await chief.submit(second, {"tags": "lamps"})).message
    assert "Where it stands" in wrong.words()
    assert words not in wrong.words()
    mended = (await chief.press(wrong, "Mend it")).form
    source = {"source": "https://gazette.example/lamps", "occasion": "On the square"}
    step = (await chief.submit(mended, source)).messages[-1]
    last = (await chief.press(step, "Go on")).form
    done = (await chief.submit(last, {"title": "Lamps"})).messages[-1]
    assert "q-moreau-2024-05-01-we-tried" in done.words()
    found = (await chief.slash("search", words="tried")).message
    assert "it here, and it worked." in found.words()


async def test_a_message_is_checked_against_the_record_and_suggested_for_it(mia: Person, chief: Person) -> None:
    message = chief.say("It never rained on the square.")
    checked = (await mia.menu(message, "Check against the record")).message
    assert checked.ephemeral
    form = (await mia.menu(message, "Put on record")).form
    assert form.fields()["words"]["value"] == "It never rained on the square."
    step = (await mia.submit(form, {"speaker": "Zoë Moreau"})).message
    thanks = (await mia.submit((await mia.press(step, "Go on")).form)).messages[-1]
    assert "waiting for a curator" in thanks.words()
    queue = (await chief.slash("review")).message
    assert "It never rained on the square." in queue.words()


async def test_only_those_who_may_are_curators(mia: Person) -> None:
    assert "review" not in mia.offered() or "Only" in (await mia.slash("review")).message.words()


async def test_in_a_direct_message_the_record_is_read_and_nothing_is_changed(mia: Person) -> None:
    mia.go_to_dm()
    assert "Tomáš Růžička" in (await mia.slash("stance", who="ruzicka")).message.words()
    assert "suggest" not in mia.offered()


async def test_buttons_work_after_a_restart(discord: Discord, tenants: Tenants) -> None:
    mia = discord.join("mia")
    async with at_work(discord, tenants, "gateway"):
        message = (await mia.slash("stance", who="ruzicka")).message
    async with at_work(discord, tenants, "gateway"):
        answer = await mia.press(message, "Timeline")
        assert answer.messages
    assert not discord.refused
