"""`/quote`: someone's words, on a subject or at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.card import Quotation, State, Style
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    parts_of,
    quote_ids,
    refusal_of,
    text_of,
)


async def _picks(ask: Ask, line: str, times: int, channel: str = "square") -> list[str]:
    cards = [card_of(await ask(line, channel=channel)) for _ in range(times)]
    return [picked for card in cards for picked in quote_ids(card)]


@pytest.mark.parametrize(("line", "of"), [("/quote", 10), ("/quote ana-moreau", 3), ("/quote van der lind", 2)])
async def test_chance_never_shows_the_same_quote_twice_in_a_row_in_a_channel(ask: Ask, line: str, of: int) -> None:
    picked = await _picks(ask, line, 150)
    assert len(picked) == 150
    assert all(one != other for one, other in pairwise(picked))
    assert len(set(picked)) == of


async def test_nor_across_two_people_in_a_channel(ask: Ask) -> None:
    picked = [(await _picks(ask, line, 1))[0] for _ in range(60) for line in ("/quote", "/quote van der lind")]
    assert all(one != other for one, other in pairwise(picked))


async def test_each_channel_has_its_own_last_quote(ask: Ask) -> None:
    first = await _picks(ask, "/quote van der lind", 1, "one")
    others = [await _picks(ask, "/quote van der lind", 1, f"other {number}") for number in range(40)]
    assert first in others
    assert (await _picks(ask, "/quote van der lind", 1, "one")) != first


async def test_whoever_has_one_quote_is_always_answered_with_it(ask: Ask) -> None:
    assert set(await _picks(ask, "/quote zoe-moreau", 5)) == {"q-zoe-moreau-2022-09-12-abstain"}


async def test_a_quote_is_whole_and_has_all_that_every_quote_is_shown_with(ask: Ask) -> None:
    card = card_of(await ask("/quote zoe-moreau"))
    (shown,) = parts_of(card, Quotation)
    assert card.title == shown.speaker == "Zoë Moreau"
    assert shown.words == "I abstain, because my sister proposed it."
    assert (str(shown.said), shown.occasion) == ("2022-09-12", "Vote of the Town Council")
    assert (shown.source.kind, shown.source.title) == ("transcript", "Minutes of the vote on lighting")
    assert shown.source.url == "https://council.example.org/minutes/2022-09-12"
    assert shown.evidence == "not checked"
    assert buttons(card) == {
        "Another": "/quote who:zoe-moreau",
        "Where they stand": "/stance who:zoe-moreau",
        "About this quote": "/source id:q-zoe-moreau-2022-09-12-abstain",
    }


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("/quote owls", ["q-lind-2021-06-10-owls"]),
        ("/quote OWLS TOWER", ["q-lind-2021-06-10-owls"]),
        ("/quote van der lind lamps", ["q-lind-2021-06-10-owls"]),
        ('/quote "every second"', ["q-moreau-2022-09-12-crossings"]),
        ("/quote crossing*", ["q-moreau-2022-09-12-crossings"]),
        ("/quote lamps -owls who:lind", []),
        ("/quote about:bread who:dsc", []),
    ],
)
async def test_words_find_the_quotes_that_have_them(ask: Ask, line: str, shown: list[str]) -> None:
    card = card_of(await ask(line))
    assert quote_ids(card) == shown
    assert card.state is (State.ANSWER if shown else State.GAP)


async def test_found_words_are_marked_in_the_whole_quote(ask: Ask) -> None:
    card = card_of(await ask("/quote van der lind owls bell"))
    assert card.title == "Ana van der Lind on “owls bell”"
    (shown,) = parts_of(card, Quotation)
    assert [span.text for span in shown.spans if span.style is Style.FOUND] == ["owls", "bell"]
    assert "".join(span.text for span in shown.spans) == shown.words


async def test_some_of_the_words_are_better_than_none_and_it_says_so(ask: Ask) -> None:
    card = card_of(await ask("/quote owls ice"))
    assert sorted(quote_ids(card)) == ["q-lind-2021-06-10-owls", "q-ruzicka-2022-04-02-ice"]
    assert "Nothing has all of these words. These have some of them." in text_of(card)


async def test_no_match_is_a_gap_that_leads_on(ask: Ask) -> None:
    card = card_of(await ask("/quote growwl"))
    assert (card.title, card.state) == ("“growwl”", State.GAP)
    assert buttons(card) == {"Search everything": "/search words:growwl"}


async def test_words_that_are_nearly_a_name_offer_its_owner(ask: Ask) -> None:
    card = card_of(await ask("/quote ruzhikka"))
    assert card.state is State.GAP
    assert buttons(card)["Tomáš Růžička"] == "/quote who:tomas-ruzicka"
    assert "Did you mean one of these people?" in text_of(card)


@pytest.mark.parametrize("words", ["***", "-owls", "…", '"" ""'])
async def test_a_search_for_nothing_is_a_gap_whose_buttons_lead_on(ask: Ask, words: str) -> None:
    card = card_of(await ask(f"/quote {words}"))
    assert card.state is State.GAP
    for line in buttons(card).values():
        assert (await ask(line)).fault is None, line


async def test_all_quotes_of_someone_are_shown_newest_first_a_page_at_a_time(
    ask_shipped: Ask, shipped_library: Library
) -> None:
    shown: list[str] = []
    line: str | None = "/quote musk page:1"
    while line:
        card = card_of(await ask_shipped(line))
        shown += quote_ids(card)
        line = buttons(card).get("More ▶")
    assert shown == [quote.id for quote in reversed(shipped_library.quotes_by("elon-musk"))]
    assert card.pages
    assert card.pages.page == card.pages.of > 1
    assert card.subtitle == f"{len(shown)} quotes · newest first"
    assert buttons(card)["◀ Back"] == f"/quote who:musk page:{card.pages.of - 1}"


async def test_matches_are_shown_a_page_at_a_time(ask_shipped: Ask) -> None:
    first = card_of(await ask_shipped("/quote open source"))
    second = card_of(await ask_shipped(buttons(first)["More ▶"]))
    assert not set(quote_ids(first)) & set(quote_ids(second))
    assert quote_ids(card_of(await ask_shipped(buttons(second)["◀ Back"]))) == quote_ids(first)


@pytest.mark.parametrize("line", ["/quote lamp page:2", "/quote lamp page:0", "/quote dsc page:2", "/quote dsc page:x"])
async def test_a_page_that_is_not_there_is_told_so(ask: Ask, line: str) -> None:
    card = refusal_of(await ask(line))
    assert card.title == "Not understood"
    assert "page" in text_of(card)


@pytest.mark.parametrize("line", ["/quote town-council", "/quote town council page:1"])
async def test_someone_without_words_is_a_gap(ask: Ask, line: str) -> None:
    card = card_of(await ask(line))
    assert card.state is State.GAP
    assert "No words of Town Council are on record." in text_of(card)
    assert buttons(card) == {"Timeline": "/timeline about:town-council"}


async def test_a_record_without_quotes_is_a_gap(sample: Dossier, library_of: Callable[..., Library]) -> None:
    bare = replace(sample, quotes=(), positions=(), events=(), briefings=(), disputed=())
    card = card_of(await asking(dispatch_over(library_of(bare)))("/quote"))
    assert card.state is State.GAP


async def test_whoever_is_unknown_by_name_is_refused_with_near_ones(ask: Ask) -> None:
    assert "Zoë Moreau" in buttons(refusal_of(await ask("/quote who:moreau")))
