"""How a card's quotes are spread over the sides, as a preview shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.card import Card
from bot.cards.balance import balance, balance_parts, sides
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import Dossier, Position, Score
from briefings.stances import Side
from tests.bot.asking import facts, text_of
from tests.briefings.records import NOBODY, OWLS

ICE = "q-ruzicka-2022-04-02-ice"
BREAD = "q-ruzicka-2022-04-02-bread"
VOTE = "ev-2022-09-12-vote"


def _preview(library: Library, *records: str) -> Card:
    return Card("Preview", balance_parts(balance(library, records)))


def test_quotes_and_words_are_counted_by_side(sample_library: Library) -> None:
    weighed = balance(sample_library, [NOBODY, OWLS, ICE, BREAD])
    assert weighed.quotes == {Side.FOR: 2, Side.AGAINST: 1, Side.NEITHER: 1}
    assert weighed.words == {Side.FOR: 39, Side.AGAINST: 14, Side.NEITHER: 13}


def test_the_newest_evidence_of_everyone_named_is_told(sample_library: Library) -> None:
    weighed = balance(sample_library, [OWLS, VOTE, "town-council", "no-such-record"])
    assert weighed.newest == (
        ("Ana van der Lind", PartialDate(2022, 6, 1)),
        ("Ana Moreau", PartialDate(2022, 9, 12)),
        ("Zoë Moreau", PartialDate(2022, 9, 12)),
        ("Town Council", PartialDate(2022, 9, 12)),
    )


def test_a_preview_shows_it_and_says_when_one_side_outweighs_the_other(sample_library: Library) -> None:
    card = _preview(sample_library, NOBODY, OWLS, ICE)
    assert facts(card) == {
        "For": "2 quotes, 39 words",
        "Against": "1 quote, 14 words",
        "Mixed or neither": "0 quotes, 0 words",
        "Ana Moreau": "newest evidence 12 Sep 2022",
        "Ana van der Lind": "newest evidence 1 Jun 2022",
        "Tomáš Růžička": "newest evidence 2 Apr 2022",
    }
    assert "The words for (39) are more than twice those against (14). Sides are our reading." in text_of(card)


@pytest.mark.parametrize("records", [(NOBODY, OWLS), (NOBODY,), (VOTE,)])
def test_nothing_is_warned_of_when_there_is_nothing_to_weigh(sample_library: Library, records: tuple[str, ...]) -> None:
    assert "twice" not in text_of(_preview(sample_library, *records))


def test_a_card_without_quotes_says_so(sample_library: Library) -> None:
    assert "No quote is in it." in text_of(_preview(sample_library, VOTE))


@pytest.mark.parametrize(
    ("scores", "side"),
    [
        ((1, 2), Side.FOR),
        ((-1,), Side.AGAINST),
        ((1, "mixed"), Side.FOR),
        ((1, -2), Side.NEITHER),
        ((0,), Side.NEITHER),
    ],
)
def test_a_quote_is_on_the_side_of_the_positions_that_rest_on_it(
    sample: Dossier, library_of: Callable[..., Library], scores: tuple[Score, ...], side: Side
) -> None:
    one = sample.positions[0]
    positions = tuple(
        Position(f"pos-{n}", one.who, ("all-night", "colour")[n], one.date, score, "Read so", (NOBODY,))
        for n, score in enumerate(scores)
    )
    library = library_of(replace(sample, positions=positions, briefings=()))
    assert sides(library)[NOBODY] is side
    assert NOBODY not in sides(library, {"no-such-question"})


def test_only_the_question_at_hand_counts(sample_library: Library) -> None:
    assert balance(sample_library, ["colour", OWLS]).quotes[Side.AGAINST] == 0
    assert balance(sample_library, ["all-night", OWLS]).quotes[Side.AGAINST] == 1
