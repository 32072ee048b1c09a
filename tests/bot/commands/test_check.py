"""`/check`: whether someone really said it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Heading, Quotation, State, Style
from bot.cards.check import difference_spans
from briefings.library import Library
from briefings.model import Dossier, Quote
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    form_of,
    parts_of,
    quote_ids,
    refusal_of,
    text_of,
)

OWLS = "The owls left the bell tower in the winter when you doubled the lamps."


@pytest.mark.parametrize(
    "words",
    [
        OWLS,
        OWLS.upper(),
        f"“{OWLS}”",
        f'"{OWLS}"',
        "the owls left the bell tower, in the winter when you doubled the lamps",
        "The owls left\nthe bell tower   in the winter when you doubled the lamps!",
    ],
)
async def test_the_very_words_are_on_record_whatever_the_typography(ask: Ask, words: str) -> None:
    card = card_of(await ask(f"/check {words}"))
    assert (card.title, card.state) == ("On record", State.ANSWER)
    assert "These very words are on record." in text_of(card)
    assert quote_ids(card) == ["q-lind-2021-06-10-owls"]
    assert buttons(card) == {
        "About this quote": "/source id:q-lind-2021-06-10-owls",
        "Where they stand": "/stance who:ana-van-der-lind",
    }


async def test_every_shipped_quote_is_found_by_its_own_words(ask_shipped: Ask, shipped_library: Library) -> None:
    for quote in list(shipped_library.all(Quote))[::3]:
        card = card_of(await ask_shipped(f"/check {quote.words}"))
        assert card.title == "On record", quote.id
        assert quote.id in quote_ids(card)


async def test_the_words_of_someone_else_are_told_whose_they_are(ask: Ask) -> None:
    card = card_of(await ask(f"/check {OWLS} who:dsc"))
    assert card.title == "Not by Dark Sky Circle"
    assert "but Ana van der Lind said them, not Dark Sky Circle." in text_of(card)
    card = card_of(await ask(f"/check {OWLS} who:van-der-lind"))
    assert card.title == "On record"


async def test_words_that_several_said_are_shown_with_each(sample: Dossier, library_of: Callable[..., Library]) -> None:
    (owls,) = [quote for quote in sample.quotes if quote.words == OWLS]
    twice = replace(owls, id="q-again", speaker="tomas-ruzicka")
    ask = asking(dispatch_over(library_of(replace(sample, quotes=(*sample.quotes, twice)))))
    assert set(quote_ids(card_of(await ask(f"/check {OWLS}")))) == {owls.id, "q-again"}
    card = card_of(await ask(f"/check {OWLS} who:ruzicka"))
    assert (card.title, quote_ids(card)[0]) == ("On record", "q-again")
    text = text_of(card_of(await ask(f"/check {OWLS} who:dsc")))
    assert "Ana van der Lind and Tomáš Růžička said them" in text or "Tomáš Růžička and Ana van der Lind" in text


@pytest.mark.parametrize(
    "words",
    [
        "The owls left the bell tower",
        "the bell tower in the winter",
        "The owls left … when you doubled the lamps",
        "The owls left [...] the lamps.",
    ],
)
async def test_clipped_words_are_shown_with_the_fuller_ones(ask: Ask, words: str) -> None:
    card = card_of(await ask(f"/check {words}"))
    assert card.title == "On record, in part"
    (quote,) = parts_of(card, Quotation)
    assert quote.words == OWLS


async def test_clipped_words_of_someone_else_are_told_whose_they_are(ask: Ask) -> None:
    card = card_of(await ask("/check The owls left the bell tower who:dsc"))
    assert "They are Ana van der Lind’s, not Dark Sky Circle’s." in text_of(card)
    assert "They are" not in text_of(card_of(await ask("/check The owls left the bell tower who:van-der-lind")))


async def test_other_words_are_shown_with_the_difference_marked(ask: Ask) -> None:
    asked = "The bats left the bell tower in the winter when you doubled the bright lamps"
    card = card_of(await ask(f"/check {asked}"))
    assert (card.title, card.state) == ("Differs from the record", State.DISPUTED)
    (quote,) = parts_of(card, Quotation)
    assert quote.words == OWLS
    struck = [span.text for span in quote.spans if span.style is Style.STRUCK]
    missing = [span.text for span in quote.spans if span.style is Style.MISSING]
    assert (struck, missing) == (["bats", "bright"], ["owls"])
    kept = "".join(span.text for span in quote.spans if span.style is not Style.STRUCK)
    assert kept.split() == OWLS.split()
    assert "The ~~bats~~ **owls** left" in text_of(card)
    assert "~~struck~~: not in the record. **bold**: left out of what you asked." in text_of(card)
    assert "Ana van der Lind’s, not" in text_of(card_of(await ask(f"/check {asked} who:dsc")))


def test_the_space_between_two_stretches_belongs_to_neither() -> None:
    spans = difference_spans("a x c", "a b c")
    assert [(span.text, span.style) for span in spans] == [
        ("a", Style.PLAIN),
        (" ", Style.PLAIN),
        ("x", Style.STRUCK),
        (" ", Style.PLAIN),
        ("b", Style.MISSING),
        (" ", Style.PLAIN),
        ("c", Style.PLAIN),
    ]


@pytest.mark.parametrize(
    "words", ["As long as I am mayor this square will never, ever be dark", "this square will never, ever be dark"]
)
async def test_disputed_words_are_told_why_with_what_is_on_record_instead(ask: Ask, words: str) -> None:
    card = card_of(await ask(f"/check {words}"))
    assert (card.title, card.state, card.subtitle) == ("Not on record, and disputed", State.DISPUTED, "unsupported")
    text = text_of(card)
    assert "These words are attributed to Ana Moreau. The minutes of the hearing do not have this sentence." in text
    assert "“As long as I am mayor this square will never, ever be dark”" in text
    assert [heading.text for heading in parts_of(card, Heading)] == ["On record"]
    assert quote_ids(card) == ["q-moreau-2021-05-04-nobody"]
    assert "dis-moreau-never-dark" in card.records


async def test_disputed_words_without_a_true_wording_show_the_nearest_or_nothing(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    (entry,) = sample.disputed
    unsupported = replace(sample, disputed=(replace(entry, see=None),))
    card = card_of(await asking(dispatch_over(library_of(unsupported)))(f"/check {entry.words}"))
    assert [heading.text for heading in parts_of(card, Heading)] == ["Nearest on record"]
    bare = replace(unsupported, quotes=(), events=(), positions=(), briefings=())
    card = card_of(await asking(dispatch_over(library_of(bare)))(f"/check {entry.words}"))
    assert card.title == "Not on record, and disputed"
    assert (parts_of(card, Heading), card.buttons) == ([], ())


async def test_every_shipped_disputed_wording_is_recognised(ask_shipped: Ask, shipped_library: Library) -> None:
    for entry in shipped_library.disputed():
        card = card_of(await ask_shipped(f"/check {entry.words}"))
        assert (card.title, card.state) == ("Not on record, and disputed", State.DISPUTED), entry.id
        assert entry.id in card.records


async def test_words_like_nothing_are_not_called_never_said(ask: Ask) -> None:
    card = card_of(await ask("/check Streetlights are older than this town"))
    assert (card.title, card.state) == ("Not on record", State.GAP)
    assert "That does not mean they were never said." in text_of(card)
    assert [heading.text for heading in parts_of(card, Heading)] == ["Nearest on record"]
    assert 1 <= len(quote_ids(card)) <= 2
    assert buttons(card) == {"Search for the words": '/search words:"Streetlights are older than this town"'}


async def test_words_without_anything_near_are_answered_too(ask: Ask) -> None:
    card = card_of(await ask("/check zyzzyva"))
    assert (card.title, card.state) == ("Not on record", State.GAP)
    assert not parts_of(card, Heading)
    assert not quote_ids(card)


@pytest.mark.parametrize("words", ["-zyzzyva", "- - zyzzyva -", "x" * 2_000, "zyzzyva " * 240, '“zyzzyva” \\ "'])
async def test_the_way_on_from_words_like_nothing_leads_to_an_answer(ask: Ask, words: str) -> None:
    for line in buttons(card_of(await ask(f"/check {words}"))).values():
        assert (await ask(line)).fault is None, line


@pytest.mark.parametrize("words", ["…", '"“”"', "!?", "___", "👩‍👩‍👧"])
async def test_what_holds_no_word_is_told_so(ask: Ask, words: str) -> None:
    assert "There are no words in that." in text_of(refusal_of(await ask(f"/check {words}")))


async def test_words_are_asked_for_and_names_are_checked(ask: Ask) -> None:
    assert [field.name for field in form_of(await ask("/check")).fields] == ["words", "who"]
    lines = buttons(refusal_of(await ask("/check The owls left who:moreau")))
    assert lines["Zoë Moreau"] == '/check words:"The owls left" who:zoe-moreau'
