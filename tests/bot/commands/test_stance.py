"""`/stance`: where someone stands, when it changed, and what is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Quotation, State, Text
from bot.cards.parts import SCALE
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import Change, Dossier, Position, Score
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    headings,
    parts_of,
    plain,
    quote_ids,
    refusal_of,
    row_ids,
    text_of,
)

ALL_NIGHT = "Should the square be lit all night?"
COLOUR = "What colour should the lamps have?"


async def test_each_question_has_its_scale_in_words_and_the_date_of_its_newest_evidence(ask: Ask) -> None:
    card = card_of(await ask("/stance tom the baker"))
    assert card.title == "Tomáš Růžička on the lighting of the town square"
    assert card.subtitle == "Baker on the square"
    assert headings(card) == [
        (ALL_NIGHT, "for · newest evidence 2 Apr 2022"),
        (COLOUR, "neither for nor against · newest evidence 2 Apr 2022"),
    ]
    assert quote_ids(card) == ["q-ruzicka-2022-04-02-ice", "q-ruzicka-2022-04-02-bread"]
    assert "Positions are our reading" in text_of(card)


@pytest.mark.parametrize(("score", "words"), SCALE.items())
async def test_every_score_is_said_in_words(
    sample: Dossier, library_of: Callable[..., Library], score: Score, words: str
) -> None:
    (position,) = [p for p in sample.positions if p.id == "pos-tomas-ruzicka-colour-2022-04-02"]
    library = library_of(replace(sample, positions=(replace(position, score=score),)))
    card = card_of(await asking(dispatch_over(library))("/stance ruzicka"))
    assert headings(card)[0] == (COLOUR, f"{words} · newest evidence 2 Apr 2022")


async def test_a_change_is_shown_from_and_to_each_with_its_quote(ask: Ask) -> None:
    card = card_of(await ask("/stance ana-moreau"))
    (moved,) = [part for part in parts_of(card, Text) if plain(part.spans).startswith("Changed: ")]
    assert plain(moved.spans) == "Changed: strongly for (4 May 2021) → mixed (March 2022)"
    lines = [span.line for span in moved.spans if span.line]
    assert lines == ["/source id:q-moreau-2021-05-04-nobody", "/source id:q-moreau-2022-03-halve"]
    for line in lines:
        assert quote_ids(card_of(await ask(line))) == [line.removeprefix("/source id:")]


async def test_what_was_only_restated_or_clarified_is_not_called_a_change(ask: Ask) -> None:
    assert "Changed" not in text_of(card_of(await ask("/stance lind")))
    card = card_of(await ask("/stance ana-moreau all-night"))
    assert [aside for _, aside in headings(card)] == ["12 Sep 2022 · clarified", "March 2022 · changed", "4 May 2021"]


@pytest.mark.parametrize("kind", ["restated", "clarified"])
async def test_a_score_that_moved_counts_as_changed_unless_a_curator_says_otherwise(
    sample: Dossier, library_of: Callable[..., Library], kind: str
) -> None:
    first, second = (p for p in sample.positions if p.who == "ana-van-der-lind")
    second = replace(second, score=-1, change=None)
    library = library_of(replace(sample, positions=(first, second)))
    text = text_of(card_of(await asking(dispatch_over(library))("/stance lind")))
    assert "Changed: strongly against (10 Jun 2021) → against (1 Jun 2022)" in text
    said = Change(since=first.id, kind=kind, summary="x")  # type: ignore[arg-type]  # one of two of its values
    library = library_of(replace(sample, positions=(first, replace(second, change=said))))
    assert "Changed:" not in text_of(card_of(await asking(dispatch_over(library))("/stance lind")))


async def test_one_question_shows_every_step_newest_first_with_all_that_it_rests_on(ask: Ask) -> None:
    card = card_of(await ask("/stance ana-moreau all-night"))
    assert card.title == f"Ana Moreau: {ALL_NIGHT}"
    assert card.subtitle == "mixed · newest evidence 12 Sep 2022"
    assert [text for text, _ in headings(card)] == ["Mixed", "Mixed", "Strongly for"]
    assert quote_ids(card) == [
        "q-moreau-2022-09-12-crossings",
        "q-moreau-2022-03-halve",
        "q-moreau-2021-05-04-nobody",
    ]
    assert row_ids(card) == ["ev-2022-09-12-vote", "ev-2021-05-04-hearing"]
    text = text_of(card)
    assert "Proposition: The lamps on the square should stay lit until morning." in text
    assert "Changed: From every lamp until morning to half the light after midnight." in text
    assert set(card.records) >= {"ana-moreau", "all-night", "pos-ana-moreau-all-night-2022-03"}


@pytest.mark.parametrize(
    ("line", "asides"),
    [
        ("/stance zoe-moreau", ["no position found", "not researched"]),
        ("/stance town-council", ["not researched", "no position found"]),
        ("/stance dsc as_of:2020", ["no position found", "no position found"]),
    ],
)
async def test_gaps_are_said_as_gaps_and_told_apart(ask: Ask, line: str, asides: list[str]) -> None:
    card = card_of(await ask(line))
    assert card.state is State.GAP
    assert [aside for _, aside in headings(card)] == asides
    assert not parts_of(card, Quotation)


async def test_what_is_known_stands_before_the_gaps(sample: Dossier, library_of: Callable[..., Library]) -> None:
    library = library_of(replace(sample, questions=sample.questions[::-1]))
    card = card_of(await asking(dispatch_over(library))("/stance ana-moreau"))
    assert [question for question, _ in headings(card)] == [ALL_NIGHT, COLOUR]
    assert card.state is State.ANSWER


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/stance zoe-moreau all-night", "No position of Zoë Moreau on this was found. That is a gap in the record"),
        ("/stance dsc colour as_of:2022-04", "No position of Dark Sky Circle on this was found by April 2022."),
        ("/stance zoe-moreau colour", "What Zoë Moreau thinks of this has not been researched."),
    ],
)
async def test_a_gap_on_one_question_is_said_in_a_sentence(ask: Ask, line: str, says: str) -> None:
    card = card_of(await ask(line))
    assert card.state is State.GAP
    assert says in text_of(card)


@pytest.mark.parametrize(
    ("as_of", "stands"),
    [
        ("2020", None),
        ("2021-05-03", None),
        ("2021-05-04", "strongly for"),
        ("2021", "strongly for"),
        ("2022-02", "strongly for"),
        ("2022-03-30", "strongly for"),
        ("2022-03", "mixed"),
        ('"may 2022"', "mixed"),
        ('"last month"', "mixed"),
    ],
)
async def test_as_of_judges_by_what_was_certainly_said_by_then(ask: Ask, as_of: str, stands: str | None) -> None:
    card = card_of(await ask(f"/stance ana-moreau all-night as_of:{as_of}"))
    newest_first = [text for text, _ in headings(card)]
    assert newest_first[:1] == ([stands.capitalize()] if stands else [])
    assert " · as of " in card.subtitle


async def test_as_of_stays_with_the_ways_to_the_other_questions(ask: Ask) -> None:
    overview = card_of(await ask("/stance ana-moreau as_of:2021"))
    assert overview.subtitle.endswith(" · as of 2021")
    (evidence,) = [s.line for part in parts_of(overview, Text) for s in part.spans if s.text == "Evidence"]
    assert evidence == "/stance who:ana-moreau question:all-night as_of:2021"
    detail = card_of(await ask(evidence))
    assert buttons(detail)["All questions"] == "/stance who:ana-moreau as_of:2021"


async def test_a_position_that_rests_on_events_alone_shows_them(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    held = Position(
        id="pos-council", who="town-council", question="all-night", date=PartialDate(2022), score=-1,
        reading="Voted for half the light", events=("ev-2022-09-12-vote",),
    )  # fmt: skip
    ask = asking(dispatch_over(library_of(replace(sample, positions=(held,)))))
    card = card_of(await ask("/stance town council"))
    assert headings(card)[0] == (ALL_NIGHT, "against · newest evidence 12 Sep 2022")
    assert row_ids(card) == ["ev-2022-09-12-vote"]


async def test_the_ways_onward_fit_what_is_on_record(ask: Ask) -> None:
    labels = {who: list(buttons(card_of(await ask(f"/stance {who}")))) for who in ("dsc", "zoe-moreau", "town-council")}
    assert labels == {
        "dsc": ["Timeline", "All 2 quotes", "Compare with…"],
        "zoe-moreau": ["Timeline", "Their quote", "Compare with…"],
        "town-council": ["Timeline", "Compare with…"],
    }


async def test_a_shared_name_is_asked_back(ask: Ask) -> None:
    card = refusal_of(await ask("/stance moreau question:colour"))
    assert (card.title, card.state) == ("Which one?", State.GAP)
    assert buttons(card) == {
        "Ana Moreau": "/stance who:ana-moreau question:colour",
        "Zoë Moreau": "/stance who:zoe-moreau question:colour",
    }


async def test_of_very_many_that_may_be_meant_a_few_are_offered_and_all_are_counted(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    crowd = tuple(replace(sample.people[2], id=f"p-{n}", name=f"P{n} Moreau") for n in range(6))
    ask = asking(dispatch_over(library_of(replace(sample, people=(*sample.people, *crowd)))))
    card = refusal_of(await ask("/stance moreau"))
    assert len(card.buttons) == 5
    assert "These are 5 of 8." in text_of(card)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Ana Moreau", "ana-moreau"),
        ("van der Lind", "ana-van-der-lind"),
        ("Mayor Moreau", "ana-moreau"),
        ("Dark Sky Circle", "dark-sky-circle"),
        ("ruzicka", "tomas-ruzicka"),
        ("ruzicak", "tomas-ruzicka"),
        ("zoe", "zoe-moreau"),
    ],
)
async def test_a_name_is_found_however_it_is_written(ask: Ask, name: str, meant: str) -> None:
    assert meant in card_of(await ask(f"/stance {name}")).records


async def test_an_unknown_name_is_answered_with_near_ones(ask: Ask) -> None:
    card = refusal_of(await ask('/stance who:"tomas ruzh"'))
    assert (card.title, card.state) == ("Not on record", State.GAP)
    assert "No one called “tomas ruzh” is on record. Did you mean one of these?" in text_of(card)
    assert buttons(card)["Tomáš Růžička"] == "/stance who:tomas-ruzicka"


@pytest.mark.parametrize(
    ("name", "meant"), [("sam altmenn", "Sam Altman"), ("mark zuckbrg", "Mark Zuckerberg"), ("elon msukk", "Elon Musk")]
)
async def test_a_first_name_does_not_hide_that_the_last_name_is_unknown(
    ask_shipped: Ask, name: str, meant: str
) -> None:
    card = refusal_of(await ask_shipped(f"/stance {name}"))
    assert meant in buttons(card), text_of(card)
    assert card_of(await ask_shipped(buttons(card)[meant]))


async def test_a_name_like_nothing_is_answered_with_everyone(ask: Ask) -> None:
    card = refusal_of(await ask("/stance xylophone"))
    assert buttons(card) == {"Everyone on record": "/people"}


async def test_an_unknown_question_leads_to_the_questions(ask: Ask) -> None:
    card = refusal_of(await ask("/stance dsc question:xylophone"))
    assert "No question called “xylophone” is on record." in text_of(card)
    assert buttons(card) == {"Questions and debates": "/debates"}


@pytest.mark.parametrize("date", ["someday", "2023-13", "31/12/2023", '"2 moons ago"'])
async def test_what_is_no_date_is_told_how_dates_are_written(ask: Ask, date: str) -> None:
    card = refusal_of(await ask(f"/stance dsc as_of:{date}"))
    assert f"“{date.strip(chr(34))}” is no date here. Write as_of:2023, as_of:2023-05" in text_of(card)
