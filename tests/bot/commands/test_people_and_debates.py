"""`/people` and `/debates`: who and what is on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Facts, Heading, Pages, Span, State, Style, Text
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    facts,
    headings,
    parts_of,
    plain,
    refusal_of,
    text_of,
)


async def test_people_come_before_organisations_each_with_what_is_on_record_of_them(ask: Ask) -> None:
    card = card_of(await ask("/people"))
    assert (card.title, card.subtitle) == ("Who is on record", "4 people, 2 organisations")
    assert [plain(part.spans) if isinstance(part, Text) else part.text for part in card.parts
            if isinstance(part, Text | Heading)] == [
        "People",
        "Ana Moreau · Mayor since 2019; sister of Zoë Moreau · 3 quotes",
        "Ana van der Lind · Counts owls and stars for the Dark Sky Circle · 2 quotes",
        "Zoë Moreau · Member of the town council for the opposition · 1 quote",
        "Tomáš Růžička · Baker on the square · 2 quotes",
        "Organisations",
        "Town Council · Elected council of the town; owns the lamps",
        "Dark Sky Circle · Local society for darker nights · 2 quotes",
    ]  # fmt: skip
    first = parts_of(card, Text)[0].spans[0]
    assert first == Span("Ana Moreau", Style.STRONG, line="/stance who:ana-moreau")


async def test_everyone_is_shown_once_over_all_pages(ask_shipped: Ask, shipped_library: Library) -> None:
    card = card_of(await ask_shipped("/people"))
    seen = [*card.records]
    pages = 1
    while onward := buttons(card).get("More ▶"):
        card = card_of(await ask_shipped(onward))
        seen += card.records
        pages += 1
    (dossier,) = shipped_library.dossiers
    assert seen == [*(person.id for person in dossier.people), *(body.id for body in dossier.organisations)]
    assert card.pages == Pages(pages, pages)
    assert headings(card)[0][0] == "Organisations"
    assert "More ▶" not in buttons(card)
    refused = refusal_of(await ask_shipped(f"/people page:{pages + 1}"))
    assert f"There are {pages} pages; page {pages + 1} is not one of them." in text_of(refused)


async def test_one_debate_shows_its_own_people(sample: Dossier, library_of: Callable[..., Library]) -> None:
    other = replace(
        sample,
        about=replace(sample.about, id="other", title="Another debate", topic="another topic"),
        people=tuple(replace(person, id=f"{person.id}-2") for person in sample.people[:1]),
        organisations=(), questions=(), sources=(), quotes=(), events=(), positions=(), gaps=(), briefings=(),
        disputed=(),
    )  # fmt: skip
    ask = asking(dispatch_over(library_of(sample, other)))
    assert card_of(await ask("/people")).subtitle == "5 people, 2 organisations"
    card = card_of(await ask("/people another debate"))
    assert (card.subtitle, card.records) == ("1 person, 0 organisations", ("ana-moreau-2",))
    both = card_of(await ask("/debates"))
    assert [text for text, _ in headings(both)] == ["The town square lighting debate", "Another debate"]
    assert "Briefing" in buttons(both)


async def test_an_unknown_debate_is_told(ask: Ask) -> None:
    card = refusal_of(await ask("/people dossier:xylophone"))
    assert "No debate called “xylophone” is on record." in text_of(card)
    assert buttons(card) == {"Questions and debates": "/debates"}


async def test_a_debate_shows_how_much_is_on_record_and_its_questions(ask: Ask) -> None:
    card = card_of(await ask("/debates"))
    assert headings(card) == [("The town square lighting debate", "as of 15 Jan 2023")]
    assert facts(card) == {
        "On record": "4 people, 2 organisations, 10 quotes, 4 events, 9 positions",
        "All night": "Should the square be lit all night?",
        "Colour": "What colour should the lamps have?",
    }
    assert buttons(card) == {
        "Briefing": "/briefing about:town-square-lighting",
        "Timeline": "/timeline about:town-square-lighting",
        "People": "/people dossier:town-square-lighting",
    }
    assert card.records == ("town-square-lighting",)


async def test_a_question_leads_to_its_briefing_or_else_to_its_timeline(ask: Ask, ask_shipped: Ask) -> None:
    async def lines(ask: Ask) -> list[str]:
        (shown,) = parts_of(card_of(await ask("/debates")), Facts)
        return [span.line for fact in shown.rows for span in fact.spans if span.line]

    assert await lines(ask) == ["/timeline about:all-night", "/timeline about:colour"]
    assert "/briefing about:safety" in await lines(ask_shipped)


async def test_without_any_debate_there_is_a_gap(library_of: Callable[..., Library]) -> None:
    card = card_of(await asking(dispatch_over(library_of()))("/debates"))
    assert (card.state, card.buttons) == (State.GAP, ())


@pytest.mark.parametrize("line", ["/debates all", "/people ana-moreau"])
async def test_what_has_no_place_is_refused(ask: Ask, line: str) -> None:
    refusal_of(await ask(line))
