"""Text as Slack writes it: what is escaped comes back to the letter, and marks come back as what was typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.escaping import escape, unescape

NAUGHTY = Path(__file__).parents[4] / "shared" / "corpora" / "blns" / "blns.json"
LIKE_MARKS = st.lists(
    st.sampled_from(["<", ">", "&", "@", "#", "!", "|", "^", ";", "amp;", "lt;", "U1", "https://x", " "])
)


@given(st.text())
def test_every_text_comes_back_to_the_letter(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(escape(text), ids=True) == text


@given(LIKE_MARKS.map("".join))
def test_what_looks_like_marks_comes_back_to_the_letter(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(escape(escape(text))) == escape(text)


def test_naughty_strings_come_back_to_the_letter() -> None:
    if not NAUGHTY.is_file():
        pytest.skip(f"{NAUGHTY} is not here")
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        assert unescape(escape(text)) == text
        assert not set("<>") & set(escape(text))


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U1|bob>", "@bob"),
        ("<@U1>", "@U1"),
        ("<@U1|>", "@U1"),
        ("<@W1|a&amp;b>", "@a&b"),
        ("<#C1|general>", "#general"),
        ("<#C1|>", "#C1"),
        ("<!here>", "@here"),
        ("<!channel|channel>", "channel"),
        ("<!subteam^S1|@owls>", "@owls"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<https://x.org/?a=1&amp;b=2>", "https://x.org/?a=1&b=2"),
        ("<http://x.org|x.org>", "x.org"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org"),
        ("<mailto:a@x.org>", "a@x.org"),
        ("<tel:+123|+1 23>", "+1 23"),
        ("R&amp;D &lt;3 &gt;2", "R&D <3 >2"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;lt;", "&amp;lt;"),
        ("&lt;@U1|bob&gt;", "<@U1|bob>"),
        ("&quot;&#39;&nbsp;", "&quot;&#39;&nbsp;"),
    ],
)
def test_marks_come_back_as_what_was_typed(sent: str, typed: str) -> None:
    assert unescape(sent) == typed


@pytest.mark.parametrize(
    "text", ["R&D", "a < b > c", "<script>", "<std::string>", "<!doctype html>", "<b>bold</b>", "<@>", "<#1>", "<", "&"]
)
def test_text_that_was_not_escaped_is_taken_as_it_is(text: str) -> None:
    assert unescape(text) == text


def test_users_and_channels_are_given_by_their_ids_where_ids_are_meant() -> None:
    assert unescape("<@U1|bob> in <#C1|general> &amp; <@W2>", ids=True) == "U1 in C1 & W2"


@pytest.mark.parametrize("piece", ["<", "<a", "<a://b|", "<@U1|", "<!here^", "&amp", "<mailto:"])
def test_long_texts_of_unfinished_marks_are_read_once(piece: str) -> None:
    text = piece * 50_000
    assert unescape(text) == text
