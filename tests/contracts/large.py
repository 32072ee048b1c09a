"""Cards that reach the limits of every platform, which the cards that all of them are tested with do not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from bot.card import (
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Named,
    Note,
    Part,
    Picture,
    Quotation,
    Row,
    SourceLink,
    Span,
    State,
    Style,
    Text,
    Timeline,
)
from tests.contracts.cards import DATES, IDS, SPANS, TEXTS, URLS


def _repeated(text: str, times: int) -> str:
    return text * times


LONG = st.builds(_repeated, TEXTS, st.sampled_from([1, 40, 400]))
"""Up to 24,000 characters, with and without spaces in them."""
LINES = TEXTS.map("/search {}".format) | st.builds(_repeated, st.sampled_from(["/x", "/é", '/"']), st.just(1_500))
_STYLES = st.sampled_from(Style)
_ADDRESSES = st.none() | URLS | st.builds(_repeated, URLS, st.just(150)) | st.just("ftp://example.org/")
_SPAN = (
    st.builds(Span, LONG, _STYLES, url=_ADDRESSES)
    | st.builds(Span, LONG, _STYLES, line=LINES)
    | st.builds(Span, LONG | IDS, _STYLES, names=st.sampled_from(Named))
)


def _many(spans: tuple[Span, ...], times: int) -> tuple[Span, ...]:
    return spans * times


_MANY = st.builds(_many, SPANS, st.sampled_from([1, 100]))
RUNS = st.lists(_SPAN, min_size=1, max_size=3).map(tuple) | _MANY
_IN_ROWS = st.builds(Span, LONG, _STYLES).map(lambda span: (span,)) | _MANY
_QUOTATION = st.builds(
    Quotation,
    id=st.sampled_from(["q-one", "q-two"]),
    words=LONG,
    speaker=LONG,
    said=DATES,
    occasion=st.just("") | LONG,
    source=st.builds(SourceLink, URLS, LONG, st.just("press")),
    note=st.just("") | LONG,
)


def _rows(row: Row, times: int) -> Timeline:
    return Timeline(tuple(replace(row, id=f"ev-{place}") for place in range(times)))


def _facts(fact: Fact, times: int) -> Facts:
    return Facts((fact,) * times)


def _choices(buttons: list[Button], times: int) -> Choices:
    return Choices(tuple(buttons) * times)


def _linked(times: int) -> Text:
    """Give a paragraph with more lines to press than a menu holds."""
    return Text(tuple(Span(f"word {place} ", line=f"/source id:q-{place}") for place in range(times)))


_PART: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, LONG, st.just("") | LONG),
    st.builds(Text, RUNS),
    st.builds(_linked, st.sampled_from([2, 30, 250])),
    _QUOTATION,
    st.builds(_facts, st.builds(Fact, LONG, RUNS), st.sampled_from([1, 20])),
    st.builds(_rows, st.builds(Row, st.just("ev"), DATES, SPANS, aside=st.just(()) | SPANS), st.sampled_from([1, 300])),
    st.builds(_rows, st.builds(Row, st.just("ev"), DATES, _IN_ROWS, aside=st.just(()) | _IN_ROWS), st.just(2)),
    st.builds(Picture, st.just(b""), LONG),
    st.builds(File, LONG, st.just("text/csv"), st.just(b"")),
    st.builds(Note, RUNS),
    st.builds(
        _choices,
        st.lists(st.builds(Button, LONG, LINES, st.booleans()), min_size=1, max_size=4),
        st.sampled_from([1, 10]),
    ),
)


def _parts(parts: list[Part], times: int) -> tuple[Part, ...]:
    return tuple(parts) * times


LARGE = st.builds(
    Card,
    title=LONG,
    parts=st.builds(_parts, st.lists(_PART, max_size=3), st.sampled_from([1, 3]))
    | st.builds(_parts, st.lists(st.builds(Note, SPANS), min_size=1, max_size=2), st.sampled_from([1, 60])),
    subtitle=st.just("") | LONG,
    state=st.sampled_from(State),
)
