"""The loopback Slack, seen by a person: the same by both ways in, through the real slack_bolt."""

from __future__ import annotations

import pytest

from tests.platforms.slack.loopback import Impossible, Person, Slack


async def test_a_command_is_answered_to_whoever_typed_it(bare: Slack, alice: Person) -> None:
    bob = bare.join("bob")
    outcome = await alice.slash("/hello", "world")
    assert outcome.error == ""
    assert outcome.message.words().startswith("Hello world")
    assert outcome.message.ephemeral
    assert outcome.message.buttons() == ["Again", "Gone"]
    assert not bob.messages()
    assert not bare.refused


async def test_a_button_puts_its_answer_in_the_place_of_the_message(bare: Slack, alice: Person) -> None:
    message = (await alice.slash("/hello", "world")).message
    outcome = await alice.press(message, "Again")
    assert outcome.message is message
    assert message.words() == "Hello again"
    assert message.ephemeral
    assert not bare.refused


async def test_a_button_takes_its_message_away(bare: Slack, alice: Person) -> None:
    message = (await alice.slash("/hello", "world")).message
    await alice.press(message, "Gone")
    assert not alice.messages()
    assert not bare.refused


async def test_a_form_opens_asks_for_options_shows_errors_and_is_sent(bare: Slack, alice: Person) -> None:
    form = (await alice.slash("/form")).form
    assert form.title == "A form"
    outcome = await alice.suggest(form, "who", "a")
    assert [option["value"] for option in outcome.options] == ["ada", "alan", "grace"]
    await alice.submit(form, {"who": "alan"})
    assert form.errors == {"words": "Say something"}
    assert alice.views == [form]
    outcome = await alice.submit(form, {"words": "Can machines think?"})
    assert form.closed
    assert outcome.message.words() == "alan: Can machines think?"
    assert not bare.refused


async def test_a_field_that_must_be_filled_in_keeps_a_form_from_being_sent(bare: Slack, alice: Person) -> None:
    form = (await alice.slash("/form")).form
    with pytest.raises(Impossible):
        await alice.submit(form, {"words": "Nobody said it"})
    assert not bare.refused


async def test_a_mention_is_answered_in_its_thread(bare: Slack, alice: Person) -> None:
    outcome = await alice.mention("what now")
    assert "what now" in outcome.message.words()
    assert outcome.message.thread
    assert not bare.refused
