"""A person in the loopback Discord, with the real discord.py at the other end, by both ways in."""

from __future__ import annotations

import pytest

from tests.platforms.discord.loopback import Discord, Impossible, Person


async def test_a_command_is_answered_with_components(bare: Discord, alice: Person) -> None:
    outcome = await alice.slash("hello", who="world")
    assert not outcome.error
    assert outcome.message.words() == "Hello world"
    assert outcome.message.buttons() == ["Again"]
    assert not outcome.message.ephemeral
    assert bare.join("bob").messages() == [outcome.message]
    assert not bare.refused


async def test_what_is_pressed_and_chosen_changes_the_message(bare: Discord, alice: Person) -> None:
    message = (await alice.slash("hello", who="world")).message
    assert (await alice.press(message, "Again")).message is message
    assert message.words() == "You took again"
    await alice.choose(message, "Who", "Grace")
    assert message.words() == "You took grace"
    assert not bare.refused


async def test_an_option_is_completed(bare: Discord, alice: Person) -> None:
    assert (await alice.complete("hello", "who", "a")).offered == ["Ada", "Alan", "Grace"]
    assert (await alice.complete("hello", "who", "al")).offered == ["Alan"]
    assert not bare.refused


async def test_an_answer_that_is_put_off_comes(bare: Discord, alice: Person) -> None:
    outcome = await alice.slash("slow")
    assert outcome.messages[0].words() == "At last"
    assert (await alice.sees("And more")).ephemeral
    assert bare.join("bob").messages() == []
    assert not bare.refused


async def test_a_form_is_filled_in(bare: Discord, alice: Person) -> None:
    form = (await alice.slash("form")).form
    assert form.labels() == {"who": "Who", "words": "Words"}
    with pytest.raises(Impossible, match="required"):
        await alice.submit(form, {"who": "Ada"})
    outcome = await alice.submit(form, {"words": "weave it"})
    assert outcome.message.words() == "ada: weave it"
    assert outcome.modal is None
    assert not bare.refused


async def test_a_command_is_chosen_on_a_message(bare: Discord, alice: Person) -> None:
    said = bare.join("bob").say("Weave it")
    assert (await alice.menu(said, "Repeat")).message.words() == "It says: Weave it"
    assert not bare.refused


async def test_what_is_not_offered_cannot_be_typed(bare: Discord, alice: Person) -> None:
    with pytest.raises(Impossible, match="not offered"):
        await alice.slash("goodbye")
    with pytest.raises(Impossible, match="not sent without"):
        await alice.slash("hello")
    with pytest.raises(Impossible, match="no option"):
        await alice.slash("hello", who="world", how="loudly")
    assert not bare.refused
