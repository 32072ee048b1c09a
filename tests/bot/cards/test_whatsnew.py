"""What is new since a channel was last told: said, happened, corrected, retracted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Card, Facts, State, Style, Text
from bot.cards.issue import MOST, Before
from bot.cards.scheduled import Wanted, compose
from briefings.editing import Asked, add, correct, erased, reinstate, retract
from briefings.library import Library
from briefings.model import Dossier, Event, Position, Quote
from briefings.undoing import undo
from tests.bot.asking import buttons, headings, parts_of, plain, row_ids, text_of
from tests.bot.channel import Channel
from tests.briefings.records import ANYWAY, ASKED, HOME, NEW, OWLS, OWLS_WORDS, PETITION, TODAY, Tenant, said

LATE = dt.datetime(2022, 5, 15, 9, tzinfo=dt.UTC)
OWL_LETTER = said("Nobody asked the owls.", said="2026-11-20", questions=["all-night"])
MISATTRIBUTED = Asked(TODAY, "misattributed; his lawyers wrote it")


def _card(card: Card | None) -> Card:
    assert card
    return card


def _add(tenant: Tenant, kind: str, **fields: object) -> str:
    return tenant.make(add(tenant.edition, kind, HOME, fields, ANYWAY)).draft.record


def test_what_was_added_since_is_told_with_who_said_it_when_and_where(tenant: Tenant, channel: Channel) -> None:
    quote = _add(tenant, "quote", **OWL_LETTER)
    card = _card(channel.look("new"))
    assert card.title == "The lighting of the town square: what is new since 16 Nov 2026"
    assert headings(card) == [("Said (1)", "")]
    assert row_ids(card) == [quote]
    assert "“Nobody asked the owls.”  Ana van der Lind · The Gazette · press" in text_of(card)
    assert "Nothing new on: colour." in text_of(card)
    assert buttons(card) == {
        "Everything since 16 Nov 2026": "/new since:2026-11-16 about:town-square-lighting",
        "Timeline": f"/timeline about:{HOME}",
    }


def test_an_event_stands_under_what_happened(tenant: Tenant, channel: Channel) -> None:
    _, fields = NEW["event"]
    event = _add(tenant, "event", **{**fields, "date": "2026-11-19"})
    card = _card(channel.look("new"))
    assert headings(card) == [("Happened (1)", "")]
    assert row_ids(card) == [event]


def test_what_is_older_but_on_record_since_is_told_as_such(tenant: Tenant, channel: Channel) -> None:
    _add(tenant, "quote", **OWL_LETTER)
    _add(tenant, "quote", **said("Count the owls first.", said="2022-08"))
    assert headings(_card(channel.look("new"))) == [("Said (2)", "1 from before, put on record since")]


def test_what_was_told_is_not_told_again(tenant: Tenant, channel: Channel) -> None:
    _add(tenant, "quote", **OWL_LETTER)
    channel.tell("new")
    assert channel.look("new") is None


def test_nothing_new_is_nothing_or_said_when_that_is_wanted(channel: Channel) -> None:
    assert channel.look("new") is None
    card = _card(channel.look("new", only_new=False))
    assert card.state is State.GAP
    assert "Nothing new is on record since 16 Nov 2026. The newest evidence is of 12 Sep 2022." in text_of(card)
    assert buttons(card)


def test_without_what_was_known_the_dates_decide(sample_library: Library) -> None:
    before = Before(sample_library, LATE)
    card = _card(compose(Wanted("new"), sample_library, before, TODAY, HOME))
    # The petition of May 2022 may be of a day before, and was on record.
    assert row_ids(card) == [
        "q-zoe-moreau-2022-09-12-abstain",
        "q-moreau-2022-09-12-crossings",
        "q-lind-2022-06-01-sleep",
        "ev-2022-09-12-vote",
    ]


@pytest.mark.parametrize(("today", "told"), [("2022-09-19", 3), ("2022-09-20", 0)])
def test_the_first_one_looks_a_week_back(sample_library: Library, today: str, told: int) -> None:
    card = compose(Wanted("new"), sample_library, Before(), dt.date.fromisoformat(today), HOME)
    assert len(row_ids(card) if card else []) == told


def test_the_first_one_says_that_nothing_is_new_only_when_that_is_wanted(sample_library: Library) -> None:
    assert compose(Wanted("new"), sample_library, Before(), TODAY, HOME) is None
    card = _card(compose(Wanted("new", only_new=False), sample_library, Before(), TODAY, HOME))
    assert "since 17 Nov 2026" in text_of(card)


@pytest.mark.parametrize(
    ("about", "title"),
    [
        ("", "The lighting of the town square"),
        ("all-night", "The lighting of the town square, all night"),
        ("ana-van-der-lind", "Ana van der Lind on the lighting of the town square"),
    ],
)
def test_what_is_new_is_told_of_what_the_channel_wants(
    tenant: Tenant, channel: Channel, about: str, title: str
) -> None:
    quote = _add(tenant, "quote", **OWL_LETTER)
    _add(tenant, "quote", speaker="zoe-moreau", words="Let us vote.", said="2026-11-21", source="src-gazette")
    card = _card(channel.look("new", about))
    assert card.title == f"{title}: what is new since 16 Nov 2026"
    assert quote in row_ids(card)
    assert len(row_ids(card)) == (1 if about else 2)
    assert channel.look("new", "colour") is None


def test_a_correction_shows_what_was_wrong_and_what_is_right(tenant: Tenant, channel: Channel) -> None:
    right = "The owls left the bell tower in the spring when you doubled the lamps."
    tenant.make(correct(tenant.edition, OWLS, {"words": right, "said": "2021-06-11"}, ANYWAY))
    card = _card(channel.look("new"))
    assert headings(card) == [("Corrected (1)", "")]
    (changes,) = parts_of(card, Facts)
    struck = {span.text for row in changes.rows for span in row.spans if span.style is Style.STRUCK}
    marked = {span.text for row in changes.rows for span in row.spans if span.style is Style.MISSING}
    assert {"winter"} <= struck
    assert {"spring"} <= marked
    assert [row.label for row in changes.rows] == ["Words", "Said on"]
    assert OWLS in card.records
    assert "van der Lind, 11 Jun 2021" in text_of(card)


def test_a_correction_names_people_and_sources_instead_of_ids(tenant: Tenant, channel: Channel) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"speaker": "zoe-moreau", "source": "src-minutes-2021"}, ANYWAY))
    text = text_of(_card(channel.look("new")))
    assert "Ana van der Lind" in text
    assert "Zoë Moreau" in text
    assert "Minutes of the hearing on lighting" in text
    assert "src-" not in text


@pytest.mark.parametrize(
    ("record", "fields", "label"),
    [
        ("src-gazette", {"title": "Lamps, owls and rolls"}, "Source: Lamps, owls and rolls"),
        (PETITION, {"title": "A petition asks for dim light"}, "A petition asks for dim light, May 2022"),
        ("pos-tomas-ruzicka-all-night-2022-04-02", {"score": 2}, "Růžička on all night, 2 Apr 2022"),
    ],
)
def test_corrections_of_every_kind_are_told(
    tenant: Tenant, channel: Channel, record: str, fields: dict[str, object], label: str
) -> None:
    tenant.make(correct(tenant.edition, record, fields, ANYWAY))
    card = _card(channel.look("new"))
    assert headings(card) == [("Corrected (1)", "")]
    assert label in text_of(card)


def test_what_only_curators_see_is_no_correction(tenant: Tenant, channel: Channel) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"tags": ["owls"], "evidence": OWLS_WORDS}, ANYWAY))
    assert channel.look("new") is None


def test_retracted_words_are_never_shown_and_the_reason_is(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, MISATTRIBUTED))
    card = _card(channel.look("new"))
    told = "A quote of Ana van der Lind of 10 Jun 2021 was retracted: misattributed; his lawyers wrote it."
    assert plain(parts_of(card, Text)[0].spans) == told
    assert "owls left" not in text_of(card)
    assert OWLS not in card.records


def test_a_reason_that_repeats_retracted_words_is_not_shown(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, Asked(TODAY, f"she never said {OWLS_WORDS.lower()}")))
    text = text_of(_card(channel.look("new")))
    assert "A quote of Ana van der Lind of 10 Jun 2021 was retracted." in text
    assert "owls left" not in text


def test_even_when_the_library_of_before_still_has_the_words(tenant: Tenant, channel: Channel) -> None:
    known = tenant.library
    tenant.make(retract(tenant.edition, OWLS, MISATTRIBUTED))
    for withdrawn in (channel.before.withdrawn, ()):
        before = replace(channel.before, library=known, withdrawn=withdrawn)
        card = _card(compose(Wanted("new"), tenant.library, before, TODAY, HOME))
        assert "owls left" not in text_of(card)
        assert "A quote of Ana van der Lind of 10 Jun 2021 was " in text_of(card)


def test_what_was_retracted_for_another_subject_is_not_told(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, MISATTRIBUTED))
    assert channel.look("new", "colour") is None
    assert channel.look("new", "tomas-ruzicka") is None
    for about in ("all-night", "ana-van-der-lind"):
        assert "was retracted" in text_of(_card(channel.look("new", about)))


def test_what_was_retracted_before_the_last_time_is_not_told_again(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, MISATTRIBUTED))
    channel.tell("new")
    assert channel.look("new") is None


def test_what_was_erased_leaves_the_reason_alone(tenant: Tenant, channel: Channel) -> None:
    tenant.make(erased(tenant.edition, OWLS, "a court said so"))
    text = text_of(_card(channel.look("new")))
    assert "A quote was erased: a court said so." in text
    assert "owls left" not in text


def test_what_was_reinstated_is_as_if_it_had_stayed(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, MISATTRIBUTED))
    tenant.make(reinstate(tenant.edition, OWLS, ASKED))
    assert channel.look("new") is None


def test_what_fell_with_something_retracted_is_told_once(tenant: Tenant, channel: Channel) -> None:
    known = tenant.library
    tenant.make(retract(tenant.edition, "src-leaflet", Asked(TODAY, "a forgery")))
    told = "A source was retracted, and what rests on it alone is not shown: a forgery."
    assert told in text_of(_card(channel.look("new")))
    text = text_of(_card(compose(Wanted("new"), tenant.library, replace(channel.before, library=known), TODAY, HOME)))
    assert told in text
    assert text.count("A quote of Dark Sky Circle of 2021 was taken out of the record.") == 1


def test_what_was_added_and_taken_back_since_is_not_told(tenant: Tenant, channel: Channel) -> None:
    added = tenant.make(add(tenant.edition, "quote", HOME, OWL_LETTER, ANYWAY))
    tenant.make(undo(tenant.edition, added, None, ASKED))
    assert channel.look("new") is None


def test_a_large_import_is_bounded_and_leads_to_the_rest(
    sample: Dossier, sample_library: Library, library_of: Callable[..., Library]
) -> None:
    one, event = sample.quotes[0], sample.events[0]
    quotes = tuple(replace(one, id=f"q-more-{n:04}", words=f"Lamp {n}.") for n in range(400))
    events = tuple(replace(event, id=f"ev-more-{n:04}") for n in range(40))
    large = library_of(replace(sample, quotes=(*sample.quotes, *quotes), events=(*sample.events, *events)))
    before = Before(sample_library, dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC))
    card = _card(compose(Wanted("new"), large, before, TODAY, HOME))
    assert len(row_ids(card)) == 2 * MOST
    assert headings(card)[0] == ("Said (400)", "400 from before, put on record since")
    text = text_of(card)
    assert "and 385 more" in text
    assert "and 25 more" in text
    assert buttons(card)["Everything since 16 Nov 2026"] == "/new since:2026-11-16 about:town-square-lighting"
    assert buttons(card)["Timeline"] == f"/timeline about:{HOME} from:2020"


def test_many_corrections_and_retractions_are_bounded(sample: Dossier, library_of: Callable[..., Library]) -> None:
    one = sample.quotes[0]
    quotes = tuple(replace(one, id=f"q-more-{n:04}", words=f"Lamp {n}.") for n in range(60))
    mended = tuple(replace(quote, words=f"{quote.words}.") for quote in quotes[:20])
    was = library_of(replace(sample, quotes=(*sample.quotes, *quotes)))
    now = library_of(replace(sample, quotes=(*sample.quotes, *mended)))
    before = Before(was, dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC))
    card = _card(compose(Wanted("new"), now, before, TODAY, HOME))
    assert headings(card) == [("Corrected (60)", "")]
    assert len(parts_of(card, Facts)) == MOST
    assert "and 45 more" in text_of(card)


def test_a_delivery_that_is_made_again_says_the_same(tenant: Tenant, channel: Channel) -> None:
    _add(tenant, "quote", **OWL_LETTER)
    tenant.make(retract(tenant.edition, PETITION, MISATTRIBUTED))
    assert channel.look("new") == channel.look("new")


def test_the_shipped_record_is_told_without_an_upgrade_in_between(shipped_library: Library) -> None:
    at = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    card = _card(compose(Wanted("new"), shipped_library, Before(shipped_library, at), TODAY, ""))
    assert card.title == "Open-source AI: what is new since 1 Mar 2026"
    assert all(isinstance(shipped_library.get(one), Quote | Event | Position) for one in row_ids(card))
