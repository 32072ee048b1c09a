"""Whether some words stand on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefings.checking import NEAREST, check
from briefings.library import Library
from briefings.model import Dossier
from briefings.words import Likeness

NOBODY = "q-moreau-2021-05-04-nobody"


@pytest.mark.parametrize(
    ("words", "likeness", "quote"),
    [
        ("I abstain, because my sister proposed it.", Likeness.EXACT, "q-zoe-moreau-2022-09-12-abstain"),
        ("i ABSTAIN – because my sister proposed it", Likeness.EXACT, "q-zoe-moreau-2022-09-12-abstain"),
        ("nobody should have to cross this square in the dark", Likeness.CLIPPED, NOBODY),
        ("Nobody should … cross this square … until the sun is up", Likeness.CLIPPED, NOBODY),
        ("that's why the lamps stay on", Likeness.CLIPPED, NOBODY),
        (
            "We can halve the light after midnight, but I will never switch it off",
            Likeness.DIFFERS,
            "q-moreau-2022-03-halve",
        ),
        ("Let the town square sleep tonight", Likeness.DIFFERS, "q-lind-2022-06-01-sleep"),
    ],
)
def test_words_are_found_on_record(sample_library: Library, words: str, likeness: Likeness, quote: str) -> None:
    finding = check(sample_library, words)
    assert (finding.likeness, [found.id for found in finding.quotes]) == (likeness, [quote])
    assert finding.disputed is None


@pytest.mark.parametrize(
    ("who", "quotes"),
    [
        (None, {"q-one", "q-two"}),
        ("zoe-moreau", {"q-one", "q-two"}),
        ("tomas-ruzicka", {"q-one", "q-two"}),
    ],
)
def test_everyone_who_said_these_very_words_is_named(
    sample: Dossier, library_of: Callable[..., Library], who: str | None, quotes: set[str]
) -> None:
    library = library_of(_twice(sample, "Moths love the big lamp", "Moths love the big lamp!"))
    finding = check(library, "moths love the big lamp", who)
    assert finding.likeness is Likeness.EXACT
    assert {quote.id for quote in finding.quotes} == quotes
    if who:
        assert finding.quotes[0].speaker == who


@pytest.mark.parametrize(("who", "quote"), [("zoe-moreau", "q-one"), ("tomas-ruzicka", "q-two")])
def test_the_asked_speakers_version_is_preferred(
    sample: Dossier, library_of: Callable[..., Library], who: str, quote: str
) -> None:
    library = library_of(_twice(sample, "Moths love the big lamp over there", "Why, moths love the big lamp at night"))
    finding = check(library, "moths love the big lamp", who)
    assert (finding.likeness, [found.id for found in finding.quotes]) == (Likeness.CLIPPED, [quote])


def test_the_nearer_version_counts_more_than_the_asked_speaker(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    library = library_of(_twice(sample, "Moths love the big lamp", "Moths love the big and bright lamp"))
    finding = check(library, "moths love the big lamp", "tomas-ruzicka")
    assert (finding.likeness, [found.id for found in finding.quotes]) == (Likeness.EXACT, ["q-one"])


def test_words_of_someone_else_are_not_hidden(sample_library: Library) -> None:
    finding = check(sample_library, "I abstain, because my sister proposed it.", "ana-moreau")
    assert (finding.likeness, finding.quotes[0].speaker) == (Likeness.EXACT, "zoe-moreau")


def test_the_asked_speakers_quote_is_found_among_many_of_others(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    model = sample.quotes[0]
    crowd = tuple(replace(model, id=f"q-crowd-{number}", words=f"Moths love {number} lamps") for number in range(60))
    lone = replace(model, id="q-lone", speaker="zoe-moreau", words=f"{'And so on. ' * 30} Moths love what they see.")
    library = library_of(replace(sample, quotes=(*sample.quotes, *crowd, lone)))
    finding = check(library, "moths love", "zoe-moreau")
    assert (finding.likeness, [quote.id for quote in finding.quotes]) == (Likeness.CLIPPED, ["q-lone"])


@pytest.mark.parametrize(
    "words", ["As long as I am mayor this square will never, ever be dark", "this square will never ever be dark"]
)
def test_a_disputed_wording_shows_what_was_really_said(sample_library: Library, words: str) -> None:
    finding = check(sample_library, words)
    assert finding.disputed is not None
    assert (finding.disputed.id, [quote.id for quote in finding.quotes]) == ("dis-moreau-never-dark", [NOBODY])


def test_a_disputed_wording_without_a_counterpart_shows_the_nearest_quote(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    library = library_of(
        edited("dis-moreau-never-dark", see=None, words="The owls left the bell tower and nobody cared")
    )
    finding = check(library, "The owls left the bell tower and nobody cared")
    assert finding.disputed is not None
    assert [quote.id for quote in finding.quotes] == ["q-lind-2021-06-10-owls"]


def test_a_disputed_wording_may_have_nothing_near_it(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    library = library_of(edited("dis-moreau-never-dark", see=None, words="Quicksilver xylophones"))
    finding = check(library, "quicksilver xylophones!")
    assert (finding.likeness, finding.quotes) == (Likeness.UNLIKE, ())
    assert finding.disputed is not None


@pytest.mark.parametrize(
    ("who", "disputed"), [(None, "dis-first"), ("tomas-ruzicka", "dis-second"), ("zoe-moreau", "dis-first")]
)
def test_of_two_disputes_the_asked_persons_is_shown(
    sample: Dossier, library_of: Callable[..., Library], who: str | None, disputed: str
) -> None:
    (entry,) = sample.disputed
    first = replace(entry, id="dis-first")
    second = replace(entry, id="dis-second", who="tomas-ruzicka")
    finding = check(library_of(replace(sample, disputed=(first, second))), entry.words, who)
    assert finding.disputed is not None
    assert finding.disputed.id == disputed


@pytest.mark.parametrize("words", ["cross this square in the dark", "in the dark", "lamps", "the"])
def test_a_true_part_of_a_quote_is_not_disputed_for_a_few_words_it_shares_with_a_false_one(
    edited: Callable[..., Dossier], library_of: Callable[..., Library], words: str
) -> None:
    false = "Only a fool would cross this square in the dark for the sake of the lamps, I say"
    finding = check(library_of(edited("dis-moreau-never-dark", words=false)), words)
    assert (finding.likeness, finding.disputed) == (Likeness.CLIPPED, None)


@pytest.mark.parametrize(
    ("words", "disputed"),
    [("never ever be dark", "disputed"), ("never ever be", "unknown"), ("I, as mayor", "unknown")],
)
def test_a_disputed_wording_is_known_by_four_of_its_words(sample_library: Library, words: str, disputed: str) -> None:
    assert (check(sample_library, words).disputed is not None) == (disputed == "disputed")


def test_unlike_words_show_the_nearest_quotes_only(sample_library: Library) -> None:
    finding = check(sample_library, "The bell of the brewery rings for the bakers of the realm")
    assert (finding.likeness, finding.disputed) == (Likeness.UNLIKE, None)
    assert len(finding.quotes) == NEAREST


@pytest.mark.parametrize("words", ["", "…", "xylophone"])
def test_words_that_share_nothing_with_the_record_show_nothing(sample_library: Library, words: str) -> None:
    finding = check(sample_library, words)
    assert (finding.likeness, finding.quotes, finding.disputed) == (Likeness.UNLIKE, (), None)


@pytest.mark.parametrize("words", ["Don’t!", "You’re …", "안녕하세요", "がくせい", "Straße", "Большой"])
def test_a_quote_is_found_by_its_own_words_in_any_script(
    edited: Callable[..., Dossier], library_of: Callable[..., Library], words: str
) -> None:
    finding = check(library_of(edited("q-zoe-moreau-2022-09-12-abstain", words=words)), words)
    assert (finding.likeness, len(finding.quotes)) == (Likeness.EXACT, 1)


def test_every_shipped_sample_quote_is_exactly_itself(sample: Dossier, sample_library: Library) -> None:
    for quote in sample.quotes:
        finding = check(sample_library, quote.words, quote.speaker)
        assert (finding.likeness, finding.quotes) == (Likeness.EXACT, (quote,))


@example(words="a \ud800b", who=None)
@given(
    words=st.text(st.characters(exclude_categories=()))
    | st.lists(st.sampled_from(["lamps", "the", "…"])).map(" ".join),
    who=st.sampled_from([None, "ana-moreau", "nobody"]),
)
def test_no_words_make_a_check_fail(sample_library: Library, words: str, who: str | None) -> None:
    finding = check(sample_library, words, who)
    assert len(finding.quotes) <= len(sample_library.timeline())


def _twice(sample: Dossier, by_zoe: str, by_tomas: str) -> Dossier:
    model = sample.quotes[0]
    one = replace(model, id="q-one", speaker="zoe-moreau", words=by_zoe)
    two = replace(model, id="q-two", speaker="tomas-ruzicka", words=by_tomas)
    return replace(sample, quotes=(*sample.quotes, one, two))
