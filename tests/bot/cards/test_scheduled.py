"""The other things a channel is told: a briefing, this day, movements, a digest."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.card import Card, State, Style, Text
from bot.cards.briefing import briefing_card
from bot.cards.issue import Before
from bot.cards.scheduled import KINDS, Wanted, compose
from bot.errors import Unknown
from briefings.editing import Asked, add, retract
from briefings.library import Library
from tests.bot.asking import TODAY, buttons, facts, headings, parts_of, plain, quote_ids, row_ids, text_of
from tests.bot.channel import Channel
from tests.briefings.records import ANYWAY, HOME, NOBODY, Tenant, said

VOTED = dt.date(2026, 9, 12)
FIRST = Before()
SINCE_2022 = Before(None, dt.datetime(2022, 1, 15, 9, tzinfo=dt.UTC))


def _told(library: Library, kind: str, about: str = "", before: Before = FIRST, today: dt.date = TODAY) -> Card:
    card = compose(Wanted(kind, about), library, before, today, HOME)
    assert card
    return card


def test_a_briefing_is_the_one_that_members_read(sample_library: Library) -> None:
    written = sample_library.briefing(HOME)
    assert written
    assert _told(sample_library, "briefing") == briefing_card(sample_library, written)
    assert compose(Wanted("briefing", "colour"), sample_library, Before(), TODAY, HOME) is None


def test_on_this_day_has_what_is_known_to_the_day(sample_library: Library) -> None:
    card = _told(sample_library, "day", today=VOTED)
    assert card.title == "The lighting of the town square: on this day, 12 Sep 2026"
    assert row_ids(card) == [
        "ev-2022-09-12-vote",
        "q-moreau-2022-09-12-crossings",
        "q-zoe-moreau-2022-09-12-abstain",
    ]
    assert list(buttons(card)) == ["Timeline"]


@pytest.mark.parametrize("day", ["2026-09-13", "2026-05-01", "2026-01-01", "2022-09-12"])
def test_a_month_a_year_or_this_very_year_is_no_former_day(sample_library: Library, day: str) -> None:
    assert compose(Wanted("day"), sample_library, Before(), dt.date.fromisoformat(day), HOME) is None


def test_on_this_day_of_someone_has_theirs_alone(sample_library: Library) -> None:
    assert row_ids(_told(sample_library, "day", "zoe-moreau", today=VOTED)) == [
        "ev-2022-09-12-vote",
        "q-zoe-moreau-2022-09-12-abstain",
    ]


def test_movements_say_how_each_position_follows_the_one_before(sample_library: Library) -> None:
    card = _told(sample_library, "movements", before=SINCE_2022)
    assert card.title == "The lighting of the town square: movements since 15 Jan 2022"
    text = text_of(card)
    told = (
        "Ana Moreau: Clarified 12 Sep 2022: mixed. Said which lamps rest and which stay bright.",
        "Ana Moreau: Changed March 2022: strongly for → mixed. From every lamp until morning to half the light",
        "Ana van der Lind: Restated 1 Jun 2022: strongly against. Asked again for darkness.",
        "Tomáš Růžička: First on record 2 Apr 2022: for. Wanted light for those who work before dawn.",
        "Proposition: The lamps on the square should stay lit until morning.",
        "Positions are our reading of their words, not their own statement.",
    )
    assert [one for one in told if one not in text] == []
    assert "pos-ana-moreau-all-night-2022-03" in card.records


def test_the_newest_movement_of_a_question_is_told_first(sample_library: Library) -> None:
    (question,) = parts_of(_told(sample_library, "movements", "all-night"), Text)
    assert [(span.text, span.style) for span in question.spans] == [
        ("Should the square be lit all night?", Style.STRONG)
    ]
    assert list(facts(_told(sample_library, "movements", "all-night"))) == ["Ana Moreau", "Ana van der Lind"]


def test_the_first_movements_are_the_latest_that_there_were(sample_library: Library) -> None:
    card = _told(sample_library, "movements", "ana-moreau")
    assert card.title == "Ana Moreau on the lighting of the town square: latest movements, 24 Nov 2026"
    assert "First on record" not in text_of(card)
    assert "Where they stand" in buttons(card)
    assert compose(Wanted("movements", "tomas-ruzicka"), sample_library, Before(), TODAY, HOME) is None


def test_a_position_added_since_is_a_movement_whatever_its_date(tenant: Tenant, channel: Channel) -> None:
    assert channel.look("movements") is None
    fields = {
        "who": "ana-moreau",
        "question": "colour",
        "date": "2021",
        "score": 1,
        "reading": "Liked it warm",
        "quotes": [NOBODY],
    }
    tenant.make(add(tenant.edition, "position", HOME, fields, ANYWAY))
    assert facts(channel.tell("movements")) == {"Ana Moreau": "First on record 2021: for. Liked it warm."}
    assert channel.look("movements") is None


def test_that_no_one_moved_is_said_when_that_is_wanted(channel: Channel) -> None:
    card = channel.look("movements", only_new=False)
    assert card
    assert card.state is State.GAP
    assert "No position moved on record since 16 Nov 2026. The newest position is of 12 Sep 2022." in text_of(card)


def test_a_digest_has_a_heading_for_each_thing_it_has(tenant: Tenant, channel: Channel) -> None:
    quote = said("Nobody asked the owls.", said="2026-09-11", questions=["all-night"])
    tenant.make(add(tenant.edition, "quote", HOME, quote, ANYWAY))
    card = channel.look("digest", today=VOTED)
    assert card
    assert card.title == "The lighting of the town square: digest, 12 Sep 2026"
    assert [heading for heading, _ in headings(card)] == [
        "What is new since 16 Nov 2026",
        "Said (1)",
        "On this day, 12 Sep 2026",
        "Quote of the day, 12 Sep 2026",
    ]
    assert len(quote_ids(card)) == 1
    assert len(buttons(card)) == len(card.buttons)


def test_a_digest_with_nothing_in_it_is_none(sample_library: Library) -> None:
    assert compose(Wanted("digest", "town-council"), sample_library, Before(), TODAY, HOME) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("about", ["", "open-source-ai", "release-weights", "elon-musk", "openai"])
def test_every_kind_is_the_same_again_and_leads_onward(shipped_library: Library, kind: str, about: str) -> None:
    before = Before(shipped_library, dt.datetime(2025, 8, 1, 9, tzinfo=dt.UTC), ("q-none",))
    first, again = (
        compose(Wanted(kind, about, only_new=False), shipped_library, before, TODAY, "open-source-ai") for _ in range(2)
    )
    assert first == again
    if first:
        assert first.buttons
        assert "!" not in plain(tuple(span for part in parts_of(first, Text) for span in part.spans))


def test_what_is_not_on_record_any_more_is_said(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, "zoe-moreau", Asked(TODAY, "she asked for it")))
    with pytest.raises(Unknown, match="zoe-moreau"):
        channel.look("new", "zoe-moreau")


def test_where_the_chosen_debate_is_gone_the_first_one_is_told(sample_library: Library) -> None:
    card = compose(Wanted("quote"), sample_library, FIRST, TODAY, "the-harbour-debate")
    assert card
    assert card.title.startswith("The lighting of the town square: ")
