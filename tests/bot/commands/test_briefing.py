"""`/briefing`: the curated account, what carries it, and what happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Heading, State, Text, Timeline
from bot.cards.briefing import EACH_SIDE, MOST_SINCE
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import Briefing, Dossier, Point, Position, Quote, Score
from briefings.rules import briefing_evidence
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
    quote_ids,
    refusal_of,
    row_ids,
    text_of,
)


def _written(sample: Dossier, **changes: object) -> Dossier:
    (briefing,) = sample.briefings
    return replace(sample, briefings=(replace(briefing, **changes),))  # type: ignore[arg-type]  # fields of a briefing


@pytest.mark.parametrize(
    "line", ["/briefing", "/briefing town-square-lighting", "/briefing The town square lighting debate"]
)
async def test_a_briefing_has_its_date_and_every_claim_names_its_evidence(ask: Ask, line: str) -> None:
    card = card_of(await ask(line))
    assert card.title == "The town square lighting debate, 2020 to 2022"
    assert card.subtitle == "Briefing · written 15 Jan 2023"
    claims = parts_of(card, Text)[:5]
    assert plain(claims[0].spans).startswith("In 2020 the Town Council doubled the lamps")
    assert plain(claims[0].spans).endswith("[event, 2020] [event, 12 Sep 2022]")
    assert [span.line for span in claims[1].spans if span.line] == [
        "/source id:q-moreau-2021-05-04-nobody",
        "/source id:ev-2021-05-04-hearing",
        "/source id:pos-ana-moreau-all-night-2022-03",
    ]


async def test_every_evidence_mark_of_every_shipped_briefing_leads_to_its_record(
    ask_shipped: Ask, shipped_library: Library
) -> None:
    for briefing in shipped_library.all(Briefing):
        card = card_of(await ask_shipped(f"/briefing {briefing.about}"))
        marks = [span.line for part in parts_of(card, Text) for span in part.spans if span.line]
        assert set(marks) == {f"/source id:{record}" for record in briefing_evidence(briefing)}
        assert set(card.records) >= {briefing.id, *briefing_evidence(briefing)}


async def test_it_tells_who_stands_where_on_every_question(ask: Ask) -> None:
    card = card_of(await ask("/briefing"))
    assert facts(card) == {
        "Should the square be lit all night?": "1 for, 2 against, 1 mixed or neither",
        "What colour should the lamps have?": "1 for, 1 mixed or neither",
    }


async def test_on_one_question_it_names_who_stands_where(sample: Dossier, library_of: Callable[..., Library]) -> None:
    ask = asking(dispatch_over(library_of(_written(sample, about="all-night"))))
    assert facts(card_of(await ask("/briefing all night"))) == {
        "Proposition": "The lamps on the square should stay lit until morning.",
        "For": "Růžička",
        "Mixed": "Moreau",
        "Against": "Dark Sky Circle",
        "Strongly against": "van der Lind",
    }


async def test_a_question_without_positions_says_so(sample: Dossier, library_of: Callable[..., Library]) -> None:
    ask = asking(dispatch_over(library_of(replace(sample, positions=()))))
    assert set(facts(card_of(await ask("/briefing"))).values()) == {"no positions yet"}


async def test_quotes_are_balanced_between_the_sides(ask: Ask) -> None:
    assert quote_ids(card_of(await ask("/briefing"))) == [
        "q-moreau-2021-05-04-nobody",
        "q-lind-2021-06-10-owls",
        "q-ruzicka-2022-04-02-ice",
        "q-lind-2022-06-01-sleep",
    ]


async def test_every_shipped_briefing_has_as_many_quotes_for_as_against_its_own_question(
    ask_shipped: Ask, shipped_library: Library
) -> None:
    for briefing in shipped_library.all(Briefing):
        held = [p for p in shipped_library.all(Position) if isinstance(p.score, int) and p.score]
        if briefing.about != shipped_library.dossier_of(briefing.id).about.id:
            held = [p for p in held if p.question == briefing.about]
        card = card_of(await ask_shipped(f"/briefing {briefing.about}"))
        shown = quote_ids(card)
        sides = [{p.score > 0 for p in held if quote in p.quotes and isinstance(p.score, int)} for quote in shown]
        assert all(len(side) == 1 for side in sides), (briefing.about, dict(zip(shown, sides, strict=True)))
        assert sides.count({True}) == sides.count({False}) <= EACH_SIDE, briefing.about


async def test_a_quote_counts_on_the_side_it_takes_on_the_question_of_the_briefing(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    def held(question: str, quote: Quote, score: Score) -> Position:
        return Position(
            id=f"pos-{question}-{quote.id[2:]}", who=quote.speaker, question=question, date=quote.said,
            score=score, reading="x", quotes=(quote.id,),
        )  # fmt: skip

    night, ice = (q for q in sample.quotes if q.id in {"q-moreau-2021-05-04-nobody", "q-ruzicka-2022-04-02-ice"})
    (written,) = sample.briefings
    both = Point(text="x", evidence=(night.id, ice.id))
    dossier = replace(
        sample,
        positions=(
            held("all-night", night, 2),
            held("all-night", ice, -2),
            held("colour", night, -2),
            held("colour", ice, 2),
        ),
        briefings=tuple(
            replace(written, id=f"br-{about}", about=about, summary=both, points=())
            for about in ("all-night", "colour")
        ),
    )
    ask = asking(dispatch_over(library_of(dossier)))
    # The first of each pair is the one that is for.
    assert quote_ids(card_of(await ask("/briefing all-night"))) == [night.id, ice.id]
    assert quote_ids(card_of(await ask("/briefing colour"))) == [ice.id, night.id]


async def test_where_one_side_has_no_quote_none_is_shown(sample: Dossier, library_of: Callable[..., Library]) -> None:
    only = Point(text="x", evidence=("q-lind-2021-06-10-owls", "q-lind-2022-06-01-sleep"))
    ask = asking(dispatch_over(library_of(_written(sample, summary=only, points=()))))
    card = card_of(await ask("/briefing"))
    assert not quote_ids(card)
    assert "In their words" not in [heading.text for heading in parts_of(card, Heading)]


@pytest.mark.parametrize(
    ("about", "written", "since"),
    [
        ("town-square-lighting", "2022-09-12", []),
        ("town-square-lighting", "2022-09", []),
        ("town-square-lighting", "2022-06-01", [
            "q-zoe-moreau-2022-09-12-abstain", "q-moreau-2022-09-12-crossings", "ev-2022-09-12-vote"]),
        ("all-night", "2022-04-02", [
            "q-moreau-2022-09-12-crossings", "ev-2022-09-12-vote", "q-lind-2022-06-01-sleep"]),
        ("colour", "2022-04-30", ["q-circle-2022-05-warm", "ev-2022-05-petition"]),
        ("colour", "2022-05-02", []),
    ],
)  # fmt: skip
async def test_below_it_stands_what_has_certainly_happened_since_it_was_written(
    sample: Dossier, library_of: Callable[..., Library], about: str, written: str, since: list[str]
) -> None:
    dossier = _written(sample, about=about, written=PartialDate.parse(written))
    card = card_of(await asking(dispatch_over(library_of(dossier)))(f"/briefing {about}"))
    assert row_ids(card) == since
    aside = f"{len(since)} entries" if since else ""
    assert headings(card)[-1] == ("Since it was written", aside)
    if not since:
        assert f"Nothing new on record since {PartialDate.parse(written).spoken()}." in text_of(card)


async def test_of_much_that_happened_since_the_newest_is_shown_and_all_is_counted(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    ask = asking(dispatch_over(library_of(_written(sample, written=PartialDate(2020, 12, 31)))))
    card = card_of(await ask("/briefing"))
    assert headings(card)[-1] == ("Since it was written", "13 entries")
    assert len(row_ids(card)) == MOST_SINCE
    assert parts_of(card, Timeline)[0].rows[0].date == PartialDate(2022, 9, 12)


async def test_the_newest_of_several_briefings_is_shown(sample: Dossier, library_of: Callable[..., Library]) -> None:
    (old,) = sample.briefings
    new = replace(old, id="br-new", title="Newer", written=PartialDate(2023, 2))
    ask = asking(dispatch_over(library_of(replace(sample, briefings=(new, old)))))
    assert card_of(await ask("/briefing")).title == "Newer"


async def test_what_no_one_wrote_about_is_a_gap_that_offers_what_there_is(ask: Ask) -> None:
    card = card_of(await ask("/briefing colour"))
    assert (card.title, card.state) == ("What colour should the lamps have?", State.GAP)
    assert "No briefing has been written on this yet." in text_of(card)
    assert buttons(card) == {
        "Timeline of it": "/timeline about:colour",
        "The town square lighting debate, 2020 to 2022": "/briefing about:town-square-lighting",
    }


async def test_the_briefings_of_a_debate_lead_to_each_other(ask_shipped: Ask) -> None:
    card = card_of(await ask_shipped("/briefing safety"))
    assert buttons(card)["The whole debate"] == "/briefing about:open-source-ai"
    assert buttons(card)["Weights"] == "/briefing about:release-weights"
    assert "Safety" not in buttons(card)


async def test_an_unknown_subject_is_refused_with_near_ones(ask: Ask) -> None:
    assert buttons(refusal_of(await ask("/briefing colouring")))["What colour should the lamps have?"] == (
        "/briefing about:colour"
    )


async def test_a_person_is_no_subject_of_a_briefing(ask: Ask) -> None:
    refusal_of(await ask("/briefing ana-moreau"))


async def test_without_any_debate_there_is_a_gap(library_of: Callable[..., Library]) -> None:
    card = card_of(await asking(dispatch_over(library_of()))("/briefing"))
    assert card.state is State.GAP
    assert "No debate is on record yet." in text_of(card)
