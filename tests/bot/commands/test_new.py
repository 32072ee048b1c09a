"""`/new`: what was said or happened lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bot.card import Note, Pages, State
from briefings.library import Library
from tests.bot.asking import Ask, asking, buttons, card_of, dispatch_over, parts_of, plain, refusal_of, row_ids, text_of


async def test_without_a_date_it_looks_back_a_month(sample_library: Library) -> None:
    ask = asking(dispatch_over(sample_library, today=lambda: dt.date(2022, 6, 20)))
    card = card_of(await ask("/new"))
    assert card.title == "New since 21 May 2022"
    # Of May 2022 only the month is known, so that it may have been after the 21st.
    assert row_ids(card)[-3:] == ["q-lind-2022-06-01-sleep", "q-circle-2022-05-warm", "ev-2022-05-petition"]


@pytest.mark.parametrize(
    ("since", "title", "entries"),
    [
        ("2022-06", "June 2022", 4),
        ("since:2022", "2022", 9),
        ("may 2022", "May 2022", 6),
        ("4 years ago", "24 Nov 2022", 0),
        ("1 june 2022", "1 Jun 2022", 4),
    ],
)
async def test_it_shows_everything_since_a_date_newest_first(ask: Ask, since: str, title: str, entries: int) -> None:
    card = card_of(await ask(f"/new {since}"))
    assert card.title == f"New since {title}"
    assert len(row_ids(card)) == entries
    if entries:
        assert card.subtitle == f"{entries} entries"
        assert row_ids(card)[0] == "q-zoe-moreau-2022-09-12-abstain"


@pytest.mark.parametrize(
    ("since", "quiet"), [("2022-06", "Nothing new on: colour."), ("2022-05", None), ("2022-04-03", None)]
)
async def test_questions_on_which_nothing_is_new_are_named(ask: Ask, since: str, quiet: str | None) -> None:
    assert [plain(part.spans) for part in parts_of(card_of(await ask(f"/new {since}")), Note)] == (
        [quiet] if quiet else []
    )


async def test_nothing_new_is_a_gap_that_names_the_newest_entry(ask: Ask) -> None:
    card = card_of(await ask("/new"))
    assert (card.title, card.state) == ("New since 25 Oct 2026", State.GAP)
    assert "Nothing on record was said or happened since 25 Oct 2026. The newest entry is of 12 Sep 2022." in (
        text_of(card)
    )
    assert row_ids(card_of(await ask(buttons(card)["The newest on record"])))[0] == "q-zoe-moreau-2022-09-12-abstain"


async def test_an_empty_record_has_nothing_new(library_of: Callable[..., Library]) -> None:
    card = card_of(await asking(dispatch_over(library_of()))("/new"))
    assert card.state is State.GAP
    assert "newest entry" not in text_of(card)


async def test_pages_are_turned_and_keep_the_date(ask: Ask) -> None:
    first = card_of(await ask("/new 2021"))
    assert (len(row_ids(first)), first.pages) == (10, Pages(1, 2))
    assert buttons(first)["Earlier ▶"] == "/new since:2021 page:2"
    second = card_of(await ask(buttons(first)["Earlier ▶"]))
    assert buttons(second)["◀ Later"] == "/new since:2021 page:1"
    assert not set(row_ids(first)) & set(row_ids(second))
    assert "There are 2 pages; page 3 is not one of them." in text_of(refusal_of(await ask("/new 2021 page:3")))


@pytest.mark.parametrize("line", ["/new since:sometime", "/new since:2022-02-30", "/new since:2022-00"])
async def test_what_is_no_date_is_told_how_dates_are_written(ask: Ask, line: str) -> None:
    assert 'since:2023, since:2023-05, since:"may 2023" or since:"last month"' in text_of(refusal_of(await ask(line)))


async def test_words_that_are_no_date_have_no_place(ask: Ask) -> None:
    assert "“sometime” has no place in /new. It is asked as /new [since] [about:…]." in text_of(
        refusal_of(await ask("/new sometime"))
    )


@pytest.mark.parametrize(
    ("about", "title", "entries", "onward"),
    [
        ("zoe-moreau", "Zoë Moreau", 2, "/stance who:zoe-moreau"),
        ("colour", "What colour", 2, "/briefing about:colour"),
    ],
)
async def test_it_can_be_about_something(ask: Ask, about: str, title: str, entries: int, onward: str) -> None:
    card = card_of(await ask(f"/new 2022-05 about:{about}"))
    assert card.title.startswith(title)
    assert card.title.endswith(": new since May 2022")
    assert len(row_ids(card)) == entries
    assert set(row_ids(card)) < set(row_ids(card_of(await ask("/new 2022-05"))))
    assert onward in buttons(card).values()


async def test_questions_of_the_debate_that_it_is_about_are_named_alone(ask: Ask) -> None:
    card = card_of(await ask("/new 2022-06 about:town-square-lighting"))
    assert [plain(part.spans) for part in parts_of(card, Note)] == ["Nothing new on: colour."]
    assert not parts_of(card_of(await ask("/new 2022-06 about:ana-moreau")), Note)


async def test_nothing_new_about_something_names_the_newest_entry_of_it(ask: Ask) -> None:
    card = card_of(await ask("/new about:tom-the-baker"))
    assert card.state is State.GAP
    assert "The newest entry is of" in text_of(card)
    assert row_ids(card_of(await ask(buttons(card)["The newest on record"])))
