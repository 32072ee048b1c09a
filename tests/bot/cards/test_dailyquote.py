"""The quote of the day: balanced, never twice before all were shown, never one that is not to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Quotation
from bot.cards.balance import sides
from bot.cards.issue import Before
from bot.cards.scheduled import Wanted, compose
from briefings.editing import Asked, retract
from briefings.library import Library
from briefings.model import Disputed, Dossier, Position, Quote
from briefings.stances import Side
from tests.bot.asking import TODAY, buttons, quote_ids, text_of
from tests.bot.channel import Channel
from tests.briefings.records import HOME, OWLS, Tenant

SOURCE = "src-gazette"


def _next(library: Library, shown: Sequence[str], about: str = "") -> str | None:
    card = compose(Wanted("quote", about), library, Before(shown=tuple(shown)), TODAY, HOME)
    if card is None:
        return None
    (quote,) = [part.id for part in card.parts if isinstance(part, Quotation)]
    return quote


def _run(library: Library, days: int, about: str = "") -> list[str]:
    shown: list[str] = []
    for _ in range(days):
        quote = _next(library, shown, about)
        assert quote
        shown.append(quote)
    return shown


def _debate(sample: Dossier, said: Sequence[tuple[int, int]]) -> Dossier:
    """Make a debate of quotes, each by one of the people and on one side: −1, 0 or 1."""
    people = [person.id for person in sample.people]
    one, held = sample.quotes[0], sample.positions[0]
    quotes = tuple(
        replace(one, id=f"q-{n:03}", speaker=people[who], words=f"Lamp {n}.") for n, (who, _) in enumerate(said)
    )
    positions = tuple(
        Position(f"pos-{n:03}", quotes[n].speaker, held.question, held.date, score, "Read so", (quotes[n].id,))  # type: ignore[arg-type]  # one of the scores
        for n, (_, score) in enumerate(said)
        if score
    )
    return replace(sample, quotes=quotes, positions=positions, events=(), briefings=(), disputed=())


def test_it_shows_the_quote_whole_with_its_day(channel: Channel) -> None:
    card = channel.tell("quote")
    assert card.title == "The lighting of the town square: quote of the day, 24 Nov 2026"
    assert quote_ids(card) == [record for record in channel.shown if record.startswith("q-")]
    assert list(buttons(card)) == ["Where they stand", "About this quote", "Timeline"]


@given(
    said=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1)), min_size=1, max_size=12), rounds=st.integers(1, 3)
)
def test_none_is_repeated_before_all_were_shown(sample: Dossier, said: list[tuple[int, int]], rounds: int) -> None:
    library = Library([_debate(sample, said)])
    shown = _run(library, len(said) * rounds)
    for start in range(0, len(shown), len(said)):
        assert len(set(shown[start : start + len(said)])) == len(said)
    assert len(said) == 1 or all(one != other for one, other in pairwise(shown))


@given(
    first=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1)), min_size=1, max_size=6),
    more=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1)), min_size=1, max_size=4),
    days=st.integers(0, 15),
)
def test_what_is_added_meanwhile_comes_before_anything_is_repeated(
    sample: Dossier, first: list[tuple[int, int]], more: list[tuple[int, int]], days: int
) -> None:
    shown = _run(Library([_debate(sample, first)]), days)
    larger = Library([_debate(sample, [*first, *more])])
    added = {f"q-{n:03}" for n in range(len(first), len(first) + len(more))}
    later: list[str] = []
    for _ in range(len(first) + len(more)):
        quote = _next(larger, [*shown, *later])
        assert quote
        later.append(quote)
    assert added <= set(later)


def test_the_sides_take_turns_for_as_long_as_both_have_something(sample: Dossier) -> None:
    said = [(n % 4, score) for n in range(6) for score in (1, 1, -1)]
    library = Library([_debate(sample, said)])
    at = sides(library)
    first = [at[one] for one in _run(library, 12)]
    assert first == [Side.FOR, Side.AGAINST] * 6


def test_within_a_side_everyone_is_shown_as_often(sample: Dossier) -> None:
    said = [(who, score) for who in range(4) for score in (1, -1) for _ in range(5)]
    library = Library([_debate(sample, said)])
    shown = _run(library, 16)
    speakers = Counter(library.the(Quote, one).speaker for one in shown)
    assert set(speakers.values()) == {4}


def test_a_long_run_over_the_shipped_record_is_balanced(shipped_library: Library) -> None:
    every = len(shipped_library.all(Quote))
    shown = _run(shipped_library, every + 60)
    at = sides(shipped_library)
    for run in (shown[:60], shown[every:]):
        tally = Counter(at.get(one, Side.NEITHER) for one in run)
        assert abs(tally[Side.FOR] - tally[Side.AGAINST]) <= 1
    assert len(set(shown[:every])) == every


def test_about_someone_their_words_alone_are_shown(sample_library: Library) -> None:
    mine = {quote.id for quote in sample_library.quotes_by("ana-moreau")}
    assert set(_run(sample_library, 2 * len(mine), "ana-moreau")) == mine


def test_about_a_question_the_words_on_it_alone_are_shown(sample_library: Library) -> None:
    assert set(_run(sample_library, 4, "colour")) == {"q-circle-2022-05-warm", "q-ruzicka-2022-04-02-bread"}


def test_there_is_none_for_whoever_said_nothing(sample_library: Library) -> None:
    assert _next(sample_library, (), "town-council") is None


def test_a_retracted_quote_is_never_shown(tenant: Tenant, channel: Channel) -> None:
    tenant.make(retract(tenant.edition, OWLS, Asked(TODAY, "misattributed")))
    shown = _run(tenant.library, 30)
    assert OWLS not in shown
    assert all("owls left" not in text_of(channel.tell("quote")) for _ in range(12))


def test_a_disputed_wording_is_never_shown(sample: Dossier, library_of: Callable[..., Library]) -> None:
    owls = next(quote for quote in sample.quotes if quote.id == OWLS)
    entry = Disputed(
        "dis-owls", owls.speaker, owls.words.upper(), "https://rumours.example.org/", "reworded", "No letter"
    )
    library = library_of(replace(sample, disputed=(*sample.disputed, entry)))
    assert OWLS not in _run(library, 2 * len(sample.quotes))


def test_a_quote_whose_source_is_retracted_is_never_shown(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, SOURCE, Asked(TODAY, "a forgery")))
    shown = _run(tenant.library, 20)
    assert {tenant.library.the(Quote, one).source for one in shown} & {SOURCE} == set()


@pytest.mark.parametrize("about", ["", "all-night", "ana-moreau"])
def test_the_same_delivery_picks_the_same(shipped_library: Library, sample_library: Library, about: str) -> None:
    assert _next(sample_library, (), about) == _next(sample_library, (), about)
    assert _next(shipped_library, ()) == _next(shipped_library, ())
