"""`/search`: words in quotes, events and people together."""

from __future__ import annotations

import pytest

from bot.card import Pages, Quotation, Span, State, Style, Text, Timeline
from bot.cards.quote import PAGE_SIZE
from tests.bot.asking import (
    Ask,
    buttons,
    card_of,
    form_of,
    parts_of,
    plain,
    quote_ids,
    refusal_of,
    row_ids,
    text_of,
)


async def test_quotes_events_and_people_are_found_together(ask: Ask) -> None:
    card = card_of(await ask("/search council"))
    assert card.title == "Search: council"
    assert row_ids(card)
    assert "Town Council" in [plain(part.spans).split(" · ")[0] for part in parts_of(card, Text)]
    assert "Zoë Moreau" in [plain(part.spans).split(" · ")[0] for part in parts_of(card, Text)] or card.pages
    bread = card_of(await ask("/search baker"))
    (person,) = parts_of(bread, Text)
    assert plain(person.spans) == "Tomáš Růžička · Baker on the square · 2 quotes"
    assert person.spans[0] == Span("Tomáš Růžička", Style.STRONG, line="/stance who:tomas-ruzicka")


@pytest.mark.parametrize(
    ("line", "quotes", "events"),
    [
        ("/search owls", {"q-lind-2021-06-10-owls"}, set()),
        ("/search OWLS bell", {"q-lind-2021-06-10-owls"}, set()),
        ('/search "every second"', {"q-moreau-2022-09-12-crossings"}, {"ev-2022-09-12-vote"}),
        ("/search “every second”", {"q-moreau-2022-09-12-crossings"}, {"ev-2022-09-12-vote"}),
        ('/search "every second" -crossings', set(), {"ev-2022-09-12-vote"}),
        ('/search "second every"', set(), set()),
        ("/search petit*", {"q-circle-2022-05-warm"}, {"ev-2022-05-petition"}),
        ("/search petit", set(), set()),
        ("/search words:owls who:ana-van-der-lind", {"q-lind-2021-06-10-owls"}, set()),
        ("/search owls who:dsc", set(), set()),
        ("/search lamp who:ruzicka", {"q-ruzicka-2022-04-02-bread"}, set()),
        ("/search lamps to:2021", {"q-circle-2021-looking-up", "q-lind-2021-06-10-owls", "q-moreau-2021-05-04-nobody"},
         {"ev-2020-lamps-doubled", "ev-2021-05-04-hearing"}),
        ("/search lamps from:2021 to:2021 who:van-der-lind", {"q-lind-2021-06-10-owls"}, set()),
        ("/search růžička bread", {"q-ruzicka-2022-04-02-bread"}, set()),
        ("/search ruzicka bread", {"q-ruzicka-2022-04-02-bread"}, set()),
    ],
)  # fmt: skip
async def test_words_phrases_prefixes_and_without_and_every_filter(
    ask: Ask, line: str, quotes: set[str], events: set[str]
) -> None:
    card = card_of(await ask(line))
    shown = set(quote_ids(card)), set(row_ids(card))
    assert shown == (quotes, events)
    assert card.state is (State.ANSWER if quotes or events else State.GAP)


async def test_found_words_are_marked_and_quotes_stay_whole(ask: Ask) -> None:
    card = card_of(await ask('/search "every second"'))
    (quote,), (event,) = parts_of(card, Quotation), parts_of(card, Timeline)
    assert plain(quote.spans) == quote.words
    assert [span.text for span in quote.spans if span.style is Style.FOUND] == ["every second"]
    assert plain(event.rows[0].spans) == "The council votes for half the light"
    found = card_of(await ask("/search votes half"))
    (row,) = [row for part in parts_of(found, Timeline) for row in part.rows]
    assert [span.text for span in row.spans if span.style is Style.FOUND] == ["votes", "half"]
    assert {span.line for span in row.spans} == {"/source id:ev-2022-09-12-vote"}


async def test_a_found_name_is_marked_and_leads_to_its_owner(ask: Ask) -> None:
    (person,) = parts_of(card_of(await ask("/search zoe -abstain -votes -sister")), Text)
    assert [(span.text, span.style) for span in person.spans if span.line] == [
        ("Zoë", Style.FOUND),
        (" Moreau", Style.STRONG),
    ]
    assert {span.line for span in person.spans if span.line} == {"/stance who:zoe-moreau"}


async def test_the_nearest_comes_first(ask: Ask) -> None:
    assert quote_ids(card_of(await ask("/search lamp is a lamp")))[0] == "q-ruzicka-2022-04-02-bread"


async def test_some_of_the_words_are_better_than_none_and_it_says_so(ask: Ask) -> None:
    card = card_of(await ask("/search owls petition"))
    assert "Nothing has all of these words. These have some of them." in text_of(card)
    assert "q-lind-2021-06-10-owls" in quote_ids(card)
    assert "Nothing has all" not in text_of(card_of(await ask("/search owls bell")))


async def test_every_page_shows_other_records_and_all_are_counted(ask_shipped: Ask) -> None:
    card = card_of(await ask_shipped("/search open source"))
    found: list[str] = []
    while True:
        found += [*quote_ids(card), *row_ids(card)]
        found += [span.line for part in parts_of(card, Text) for span in part.spans[:1] if span.line]
        onward = buttons(card).get("More ▶")
        if onward is None:
            break
        card = card_of(await ask_shipped(onward))
    assert len(found) == len(set(found))
    assert card.subtitle == f"{len(found):,} found"
    assert card.pages == Pages(-(-len(found) // PAGE_SIZE), -(-len(found) // PAGE_SIZE))


@pytest.mark.parametrize("page", ["5", "0", "999999999"])
async def test_a_page_that_is_not_there_is_told_so(ask: Ask, page: str) -> None:
    card = refusal_of(await ask(f"/search lamp page:{page}"))
    assert f"There is only one page; page {page} is not one of them." in text_of(card)
    assert buttons(card) == {"First page": "/search words:lamp"}


async def test_nothing_found_is_a_gap_that_leads_on(ask: Ask) -> None:
    card = card_of(await ask("/search zyzzyva"))
    assert card.state is State.GAP
    assert "Nothing on record has these words." in text_of(card)
    assert buttons(card) == {"Is it a quote? Check it": "/check words:zyzzyva", "Who is on record": "/people"}


@pytest.mark.parametrize("words", ["***", "-owls", "…", '""', '"', "- -", "*", "(", "'"])
async def test_a_search_for_nothing_is_told_what_can_be_written(ask: Ask, words: str) -> None:
    text = text_of(refusal_of(await ask(f"/search {words}")))
    assert 'Write words, "a phrase", begin* or -without.' in text


@pytest.mark.parametrize(
    "words",
    [
        "NEAR(owls tower)",
        "owls AND",
        "OR owls",
        "NOT owls",
        "words:owls AND",
        "owls^2",
        "{words about} : owls",
        "(owls",
        "owls)",
        '"owls',
        "owls*tower",
        "*owls",
        "owls + tower",
        "'; DROP TABLE documents; --",
        "owls -",
        "-(owls)",
        "%owls_",
        "o" * 200,
        '"' * 101,
        "a " * 99,
    ],
)
async def test_search_syntax_of_any_kind_is_answered_with_a_clear_card(ask: Ask, words: str) -> None:
    answer = await ask(f"/search {words}")
    assert answer.fault != "ours"
    assert text_of(answer.body)


async def test_words_are_asked_for_and_dates_and_names_are_checked(ask: Ask) -> None:
    assert [field.name for field in form_of(await ask("/search")).fields] == ["words", "who", "from", "to"]
    assert "runs backwards" in text_of(refusal_of(await ask("/search lamp from:2023 to:2021")))
    assert "is no date here" in text_of(refusal_of(await ask("/search lamp from:then")))
    assert "Ana Moreau" in buttons(refusal_of(await ask("/search lamp who:moreau")))
