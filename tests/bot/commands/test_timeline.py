"""`/timeline`: what was said and what happened, in order, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.card import Card, Pages, State, Timeline
from bot.cards.timeline import PAGE_SIZE
from briefings.library import Library
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    parts_of,
    plain,
    refusal_of,
    row_ids,
    text_of,
)


async def _all_pages(ask: Ask, line: str, turn: str) -> list[Card]:
    pages = [card_of(await ask(line))]
    while onward := buttons(pages[-1]).get(turn):
        pages.append(card_of(await ask(onward)))
    return pages


@pytest.mark.parametrize(("order", "turn"), [("newest", "Earlier ▶"), ("oldest", "Later ▶")])
async def test_turning_every_page_shows_every_entry_once_and_in_order(
    ask_shipped: Ask, shipped_library: Library, order: str, turn: str
) -> None:
    pages = await _all_pages(ask_shipped, f"/timeline order:{order}", turn)
    shown = [row for page in pages for row in row_ids(page)]
    wanted = [entry.id for entry in shipped_library.timeline()]
    assert shown == (wanted if order == "oldest" else wanted[::-1])
    assert [page.pages for page in pages] == [Pages(number, len(pages)) for number in range(1, len(pages) + 1)]
    assert all(len(row_ids(page)) == PAGE_SIZE for page in pages[:-1])


async def test_pages_lead_back_and_the_order_can_be_turned_round(ask: Ask) -> None:
    first = card_of(await ask("/timeline"))
    assert first.subtitle == "14 entries · newest first"
    second = card_of(await ask(buttons(first)["Earlier ▶"]))
    assert row_ids(card_of(await ask(buttons(second)["◀ Later"]))) == row_ids(first)
    turned = card_of(await ask(buttons(second)["Oldest first"]))
    assert turned.pages == Pages(1, 2)
    assert row_ids(turned) == [*reversed(row_ids(second)), *reversed(row_ids(first))][:PAGE_SIZE]
    assert row_ids(card_of(await ask(buttons(turned)["Newest first"]))) == row_ids(first)
    assert all(button.turns for button in first.buttons)


async def test_a_page_button_keeps_what_was_asked(ask_shipped: Ask) -> None:
    card = card_of(await ask_shipped("/timeline openai from:2023 oldest"))
    assert buttons(card)["Later ▶"] == "/timeline about:openai from:2023 order:oldest page:2"
    assert all("from:2023" in line for line in buttons(card).values() if line.startswith("/timeline"))


async def test_a_row_has_its_date_words_speaker_occasion_and_source(ask: Ask) -> None:
    card = card_of(await ask("/timeline ana-moreau to:2021"))
    ((quote, event),) = (part.rows for part in parts_of(card, Timeline))
    assert (quote.id, quote.quoted, event.quoted) == ("q-moreau-2021-05-04-nobody", True, False)
    assert plain(quote.spans) == "“Nobody should have to cross this square in the dark.”"
    assert plain(quote.aside) == "Ana Moreau · Hearing of the Town Council · Town Council · transcript"
    assert quote.spans[0].line == "/source id:q-moreau-2021-05-04-nobody"
    assert [span.url for span in quote.aside if span.url] == ["https://council.example.org/minutes/2021-05-04"]
    assert plain(event.spans) == "The council hears the town"
    assert plain(event.aside) == "Town Council · transcript"


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("lind", ["ev-2022-05-petition", "q-lind-2021-06-10-owls", "q-lind-2022-06-01-sleep"]),
        ("dsc", ["ev-2022-05-petition", "q-circle-2021-looking-up", "q-circle-2022-05-warm"]),
        ("colour", ["ev-2022-05-petition", "q-circle-2022-05-warm", "q-ruzicka-2022-04-02-bread"]),
        (
            "town council",
            [
                "ev-2020-lamps-doubled",
                "ev-2021-05-04-hearing",
                "ev-2022-09-12-vote",
                "q-moreau-2021-05-04-nobody",
                "q-moreau-2022-09-12-crossings",
                "q-zoe-moreau-2022-09-12-abstain",
            ],
        ),
    ],
)
async def test_it_is_narrowed_to_a_person_organisation_or_question(ask: Ask, about: str, shown: list[str]) -> None:
    assert sorted(row_ids(card_of(await ask(f"/timeline {about}")))) == shown


async def test_a_dossier_narrows_to_all_that_stands_in_it(ask: Ask) -> None:
    card = card_of(await ask("/timeline the lighting of the town square"))
    assert (card.title, card.subtitle) == ("The town square lighting debate", "14 entries · newest first")
    assert card.records[-1] == "town-square-lighting"


@pytest.mark.parametrize(
    ("time", "title", "entries"),
    [
        ("from:2022-06", ", from June 2022", 4),
        ("to:2021", ", until 2021", 5),
        ("from:2022-04 to:2022-05", ", April 2022 to May 2022", 4),
        ("from:2022-05 to:2022-05", ", May 2022", 2),
        ('from:"may 2022" to:2022-5', ", May 2022", 2),
        ("from:2020-07-01 to:2020-07-31", ", 1 Jul 2020 to 31 Jul 2020", 1),
        ("from:2021-12-31 to:2022-03-01", ", 31 Dec 2021 to 1 Mar 2022", 2),
        ("2022-06 2022", ", June 2022 to 2022", 4),
    ],
)
async def test_both_ends_of_a_time_are_included_and_coarse_dates_that_may_fall_into_it(
    ask: Ask, time: str, title: str, entries: int
) -> None:
    card = card_of(await ask(f"/timeline {time}"))
    assert card.title == f"Everything on record{title}"
    assert len(row_ids(card)) == entries


async def test_a_time_without_entries_is_a_gap_that_says_how_far_the_record_runs(ask: Ask) -> None:
    card = card_of(await ask("/timeline lind from:2023 page:4"))
    assert card.state is State.GAP
    assert "Nothing on record falls into this time. The record runs from 10 Jun 2021 to 1 Jun 2022." in text_of(card)
    assert buttons(card) == {"All of it": "/timeline about:lind"}


async def test_a_record_without_entries_is_a_gap_without_a_way_on(library_of: Callable[..., Library]) -> None:
    card = card_of(await asking(dispatch_over(library_of()))("/timeline"))
    assert (card.state, card.buttons) == (State.GAP, ())
    assert "Nothing on record has a date here." in text_of(card)


async def test_a_name_that_may_mean_a_debate_or_an_organisation_is_asked_back(ask: Ask) -> None:
    assert buttons(refusal_of(await ask("/timeline about:town from:2022"))) == {
        "The town square lighting debate": "/timeline about:town-square-lighting from:2022",
        "Town Council": "/timeline about:town-council from:2022",
    }


async def test_a_time_that_runs_backwards_offers_to_turn_it_round(ask: Ask) -> None:
    card = refusal_of(await ask("/timeline dsc from:2022-05 to:2021 page:2"))
    assert "“from 2022-05 to 2021” runs backwards. Try from:2021 to:2022-05." in text_of(card)
    assert buttons(card) == {"2021 to 2022-05": "/timeline about:dsc from:2021 to:2022-05"}


async def test_dates_that_overlap_do_not_run_backwards(ask: Ask) -> None:
    assert row_ids(card_of(await ask("/timeline from:2022-09 to:2022")))


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("3", "There are 2 pages; page 3 is not one of them."),
        ("0", "There are 2 pages; page 0 is not one of them."),
        ("999999999", "There are 2 pages; page 999999999 is not one of them."),
        ("-1", "“-1” is no number. Write page:1."),
        ("1.5", "“1.5” is no number."),
        ("²", "“²” is no number."),
        ("9" * 30, "is no number."),
    ],
)
async def test_a_page_that_is_not_there_is_told_so(ask: Ask, page: str, says: str) -> None:
    assert says in text_of(refusal_of(await ask(f"/timeline page:{page}")))


async def test_the_only_page_is_called_so(ask: Ask) -> None:
    card = refusal_of(await ask("/timeline dsc page:2"))
    assert "There is only one page; page 2 is not one of them." in text_of(card)
    assert buttons(card) == {"First page": "/timeline about:dsc"}


async def test_an_order_is_one_of_two_in_any_case(ask: Ask) -> None:
    assert row_ids(card_of(await ask("/timeline order:OLDEST")))[0] == "ev-2020-lamps-doubled"
    card = refusal_of(await ask("/timeline dsc order:sideways"))
    assert "“sideways” is not one of the choices. Write order:newest or oldest." in text_of(card)
    assert buttons(card) == {
        "newest": "/timeline about:dsc order:newest",
        "oldest": "/timeline about:dsc order:oldest",
    }


async def test_dates_never_step_back_within_a_page(ask_shipped: Ask) -> None:
    card = card_of(await ask_shipped("/timeline musk oldest"))
    dates = [row.date for part in parts_of(card, Timeline) for row in part.rows]
    assert all(before <= after for before, after in pairwise(dates))
