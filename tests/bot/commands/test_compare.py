"""`/compare`: two people or organisations side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import State
from briefings.library import Library
from briefings.model import Dossier, Score
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    facts,
    form_of,
    headings,
    quote_ids,
    refusal_of,
    text_of,
)

ALL_NIGHT = "Should the square be lit all night?"
COLOUR = "What colour should the lamps have?"


async def test_each_question_is_shown_side_by_side_with_the_dates_of_the_evidence(ask: Ask) -> None:
    card = card_of(await ask("/compare tom the baker dsc"))
    assert card.title == "Tomáš Růžička and Dark Sky Circle"
    assert headings(card) == [(ALL_NIGHT, "differ"), (COLOUR, "partly differ")]
    assert "They agree on 0 questions and differ on 1, of 2." in text_of(card)
    text = text_of(card)
    assert "Tomáš Růžička: for · Wanted light for those who work before dawn. Newest evidence 2 Apr 2022." in text
    assert "Dark Sky Circle: strongly for · Petitioned for warm light. Newest evidence May 2022." in text
    assert "Positions are our reading" in text


@pytest.mark.parametrize(
    ("one", "two", "word"),
    [
        (2, 1, "agree"),
        (-1, -2, "agree"),
        (0, 0, "agree"),
        ("mixed", "mixed", "agree"),
        (1, -1, "differ"),
        (-2, 2, "differ"),
        (0, 1, "partly differ"),
        (-2, 0, "partly differ"),
        ("mixed", 2, "partly differ"),
        ("mixed", 0, "partly differ"),
        (None, 2, "cannot be compared"),
        (None, None, "cannot be compared"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
async def test_agreement_and_difference_are_told_in_words(  # noqa: PLR0913  a pair, its word, and what makes it
    sample: Dossier,
    library_of: Callable[..., Library],
    one: Score | None,
    two: Score | None,
    word: str,
    *,
    turned: bool,
) -> None:
    scores = {"tomas-ruzicka": one, "dark-sky-circle": two}
    positions = tuple(
        replace(position, score=score)
        for position in sample.positions
        if position.question == "colour" and (score := scores.get(position.who)) is not None
    )
    ask = asking(dispatch_over(library_of(replace(sample, positions=positions, gaps=()))))
    names = ["ruzicka", "dsc"][:: -1 if turned else 1]
    card = card_of(await ask(f"/compare {' '.join(names)} colour"))
    assert headings(card)[0] == (COLOUR, word)
    assert (card.state is State.GAP) == (word == "cannot be compared")


async def test_agreements_and_differences_are_counted(ask_shipped: Ask) -> None:
    card = card_of(await ask_shipped("/compare altman musk"))
    verdicts = [aside for _, aside in headings(card)]
    agree, differ = verdicts.count("agree"), verdicts.count("differ")
    noun = "question" if agree == 1 else "questions"
    assert f"They agree on {agree} {noun} and differ on {differ}, of {len(verdicts)}." in text_of(card)


async def test_gaps_are_said_as_gaps_and_told_apart(ask: Ask) -> None:
    card = card_of(await ask("/compare zoe-moreau town-council"))
    assert card.state is State.GAP
    assert [aside for _, aside in headings(card)] == ["cannot be compared", "cannot be compared"]
    text = text_of(card)
    assert "Zoë Moreau: no position found\nTown Council: not researched" in text
    assert "Zoë Moreau: not researched\nTown Council: no position found" in text


async def test_one_question_shows_the_proposition_and_the_words_of_both(ask: Ask) -> None:
    card = card_of(await ask("/compare ana-moreau van der lind all-night"))
    assert "Proposition: The lamps on the square should stay lit until morning." in text_of(card)
    assert quote_ids(card) == ["q-moreau-2022-09-12-crossings", "q-lind-2022-06-01-sleep"]
    assert set(facts(card)) == {"Ana Moreau", "Ana van der Lind"}
    assert buttons(card) == {
        "All questions": '/compare one:ana-moreau two:"van der lind"',
        "Ana Moreau": "/stance who:ana-moreau",
        "Ana van der Lind": "/stance who:ana-van-der-lind",
    }


async def test_the_questions_are_a_button_away(ask: Ask) -> None:
    card = card_of(await ask("/compare dsc ruzicka"))
    assert buttons(card)["Colour"] == "/compare one:dsc two:ruzicka question:colour"
    assert headings(card_of(await ask(buttons(card)["Colour"]))) == [(COLOUR, "partly differ")]


async def test_no_one_is_compared_with_themselves(ask: Ask) -> None:
    card = refusal_of(await ask("/compare ana-moreau mayor moreau"))
    assert "Ana Moreau cannot be compared with themselves. Name someone else." in text_of(card)
    assert form_of(await ask(buttons(card)["Choose someone else"])).fields[0].value == "ana-moreau"


@pytest.mark.parametrize("line", ["/compare", "/compare dsc", "/compare two:dsc question:colour"])
async def test_whoever_is_missing_is_asked_for(ask: Ask, line: str) -> None:
    assert [field.name for field in form_of(await ask(line)).fields] == ["one", "two", "question"]


@pytest.mark.parametrize("line", ["/compare dsc moreau", "/compare moreau dsc", "/compare one:moreau two:dsc"])
async def test_a_shared_name_is_asked_back_with_the_other_kept(ask: Ask, line: str) -> None:
    lines = buttons(refusal_of(await ask(line)))
    assert list(lines) == ["Ana Moreau", "Zoë Moreau"]
    for onward in lines.values():
        assert "Dark Sky Circle" in card_of(await ask(onward)).title


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("/compare xylophone dsc", "xylophone"),
        ("/compare dsc xylophone", "xylophone"),
        ("/compare xylophone quartz", "xylophone quartz"),
    ],
)
async def test_an_unknown_name_is_told(ask: Ask, line: str, unknown: str) -> None:
    assert f"No one called “{unknown}” is on record." in text_of(refusal_of(await ask(line)))
