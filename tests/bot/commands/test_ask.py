"""`/ask`: a question in one's own words is answered with quotes, never with words of ours for theirs."""

from __future__ import annotations

import pytest

from bot.card import State
from tests.bot.asking import Ask, buttons, card_of, quote_ids, text_of


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did anyone say about owls?", "q-lind-2021-06-10-owls"),
        ("who talked of OWLS", "q-lind-2021-06-10-owls"),
        ("What does Růžička say about the lamp?", "q-ruzicka-2022-04-02-bread"),
        ("What does ruzicka’s bread have to do with it?", "q-ruzicka-2022-04-02-bread"),
    ],
)
async def test_the_quote_that_has_the_words_of_a_question_comes_first(ask: Ask, question: str, first: str) -> None:
    card = card_of(await ask(f"/ask {question}"))
    assert card.title == question
    assert quote_ids(card)[0] == first
    assert "their own words" in text_of(card)


async def test_whoever_is_named_is_the_only_one_who_is_quoted(ask: Ask) -> None:
    card = card_of(await ask("/ask What does Tomáš Růžička think?"))
    assert quote_ids(card)
    assert all(quote.startswith("q-ruzicka") for quote in quote_ids(card))
    assert "/stance who:tomas-ruzicka" in buttons(card).values()
    assert card.also == ("tomas-ruzicka",)


async def test_two_who_are_named_can_be_compared(ask: Ask) -> None:
    card = card_of(await ask("/ask Do Růžička and Zoë Moreau agree?"))
    assert buttons(card)["Compare them"] == "/compare one:tomas-ruzicka two:zoe-moreau"


@pytest.mark.parametrize("question", ["what is it", "?!", "xyzzy plugh", "🦉", "the"])
async def test_what_the_record_has_nothing_on_is_said_with_what_can_be_asked(ask: Ask, question: str) -> None:
    card = card_of(await ask(f"/ask {question}"))
    assert card.state is State.GAP
    assert not quote_ids(card)
    assert "Nothing on record" in text_of(card)
    assert "/help" in buttons(card).values()


async def test_someone_who_never_spoke_of_it_is_said_to_have_not(ask: Ask) -> None:
    card = card_of(await ask("/ask What does Zoë Moreau say of xyzzy?"))
    assert card.state is State.GAP
    assert "No quote by Zoë Moreau on record is about this." in text_of(card)
