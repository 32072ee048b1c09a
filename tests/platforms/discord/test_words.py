"""Whatever people write is only words on Discord, alone and between other words, marks and links of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Named, Span, Style, spans
from bot.platforms.discord.words import escape, heading, inline, is_open, item, length, opened, quote, small
from tests.contracts.cards import SPANS, TEXTS, URLS
from tests.contracts.looking import naughty_strings
from tests.contracts.nasty import NASTY, NASTY_PROSE
from tests.platforms.discord.markdown import JOINER, read
from tests.platforms.discord.seen import OWN_NAMES

ADA = "123456789012345678"
ADAS = frozenset({f"@{ADA}", f"#{ADA}"})

LIVE = st.lists(
    st.sampled_from([
        "*", "**", "_", "__", "~~", "||", "`", "```", "> ", ">>> ", "# ", "## ", "-# ", "- ", "* ", "+ ", "1. ", "1) ",
        "[", "](", "]", "(", ")", "<", ">", "@", "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</a:1>",
        "<id:guide>", "<t:1>", "<t:1:R>", "<:a:1>", "<a:b:1>", ":smile:", ":", "https://a.example/", "http://", "://",
        "<https://a.example>", "<mailto:a@b.example>", "<+1>", "discord.gg/a", "discord.com/invite/a", "\\", "\\\\",
        "/", "a", "1", ".", " ", "\n", "\n\n", "\t", "\r", "\u2028", JOINER, "é", "¯\\_(ツ)_/¯",
    ])
).map("".join)  # fmt: skip
"""What markup, mentions and addresses are made of."""
CALLS = ["@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</stance:1>", "<id:guide>", "<t:1>", "<t:1:R>"]
MARKUP = [
    "*a*", "**a**", "_a_", "__a__", "~~a~~", "||a||", "`a`", "```a```", "```\na\n```", "[a](https://b.example)", "> a",
    ">>> a", "# a", "## a", "### a", "-# a", "- a", "* a", "+ a", "1. a", "23. a", "<:a:1>", "<a:b:1>", ":smile:",
    "https://a.example", "<https://a.example>", "discord.gg/a", "  - a", "a\n- b", "a\n> b", "a\n\n# b", "\\*a*", "\\",
    "steam://run/1", "<a@b.example>", "¯\\_(ツ)_/¯", "***a***", "__*a*__", "[a]: b", "[a][b]", "![a](https://b.example)",
]  # fmt: skip


def shown(written: str) -> str:
    """Give what is seen, and hold that nothing else happens."""
    found = read(written)
    assert found.effects == ()
    return found.text


def unjoined(text: str) -> str:
    return text.replace(JOINER, "")


# -- what people write ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*CALLS, *MARKUP, NASTY, NASTY_PROSE])
def test_what_would_be_more_is_only_words(text: str) -> None:
    for around in ("{}", "a {} b", "{0}{0}", "a\n{}\nb"):
        said = around.format(text)
        found = read(escape(said))
        assert (found.text, found.links, found.effects) == (said, (), ())


@given(LIVE | TEXTS)
def test_any_text_reads_as_it_was_written(text: str) -> None:
    found = read(escape(text))
    assert (unjoined(found.text), found.links, found.effects) == (unjoined(text), (), ())


@given(st.lists(LIVE, max_size=4))
def test_texts_make_nothing_together(texts: list[str]) -> None:
    """What is escaped piece by piece stands together as it is."""
    found = read("".join(map(escape, texts)))
    kept = unjoined("".join(texts)).casefold()
    if "@everyone" not in kept and "@here" not in kept:
        assert (unjoined(found.text), found.links, found.effects) == (unjoined("".join(texts)), (), ())


def test_naughty_strings_are_only_words() -> None:
    for text in naughty_strings():
        assert shown(escape(text)) == text


@pytest.mark.parametrize("text", ["@everyone", "@here", "@EveryOne", "\\@everyone"])
def test_servers_that_look_for_everyone_do_not_find_them(text: str) -> None:
    assert "@everyone" not in escape(text).casefold()
    assert "@here" not in escape(text).casefold()


@pytest.mark.parametrize("text", ["plain words", "a-b c.d", "10 % of it, and (so) on!", "e.g. $5; “so”", "a: b"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escape(text) == text


def test_characters_are_counted_as_clients_count_them() -> None:
    assert [length(text) for text in ("abc", "äé", "🙂", "\ud800")] == [3, 2, 2, 1]


# -- marks and links of ours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (spans(Span("a", Style.STRONG)), "**a**"),
        (spans(Span(" a ", Style.STRONG), "b"), " **a** b"),
        (spans(Span("a\nb", Style.STRONG)), "**a**\n**b**"),
        (spans(Span("a", Style.STRONG), Span("b", Style.FOUND)), "**ab**"),
        (spans(Span("a", Style.STRONG), Span("b", Style.QUIET)), f"**a**{JOINER}*b*"),
        (spans(Span("a", Style.STRUCK), Span("b", Style.MISSING)), "~~a~~**b**"),
        (spans(Span("a~", Style.STRUCK)), f"~~a\\~{JOINER}~~"),
        (spans(Span("  ", Style.STRONG), "a"), "  a"),
        (spans(Span("a", line="/help")), "a"),
        (spans(Span("a", url="https://b.example/c")), "[a](https://b.example/c)"),
        (spans("x", Span(" a ", Style.STRONG, url="https://b.example")), "x [**a**](https://b.example) "),
        (spans(Span("a\nb", url="https://b.example")), "[a b](https://b.example)"),
        (spans(Span("https://b.example/c_d*e", url="https://b.example/c_d*e")), "<https://b.example/c_d*e>"),
        (spans(Span("[1]", url="https://b.example")), "\\[[1](https://b.example)\\]"),
        (spans(Span("http://longer.example", url="https://b.example")), "http\\://[longer.example](https://b.example)"),
        (spans(Span("[]", url="https://b.example"), " x"), "\\[\\] x ([link](https://b.example))"),
        (spans(Span("a", url="https://b.example/(c)<d>[e]\\f")), "[a](https://b.example/%28c%29%3Cd%3E%5Be%5D%5Cf)"),
        (spans(Span("a", url="javascript:alert(1)")), "a (javascript\\:alert(1))"),
    ],
)  # fmt: skip
def test_spans_are_written_as_discord_marks_them(parts: tuple[Span, ...], written: str) -> None:
    assert inline(parts) == written
    assert read(written).effects == ()


@given(st.lists(SPANS | st.builds(Span, LIVE, st.sampled_from(Style)).map(lambda span: (span,)), max_size=3))
def test_any_spans_read_as_they_were_written(runs: list[tuple[Span, ...]]) -> None:
    whole = tuple(span for run in runs for span in run if span.text)
    for write in (inline, quote, small, item):
        found = read(write(whole), OWN_NAMES)
        assert found.effects == ()
        seen = "".join(unjoined(found.text).split())
        said = "".join(unjoined("".join(span.text for span in whole)).split())
        assert said in seen
        assert seen.replace(said, "", 1).replace("(link)", "") == ""


@given(LIVE, LIVE, URLS)
def test_a_link_leads_to_its_own_address_whatever_stands_around_it(before: str, label: str, url: str) -> None:
    parts = spans(before, Span(label, url=url), before)
    links = set(read(inline(parts)).links)
    assert links <= {read(inline((Span("x", url=url),))).links[0]}
    assert bool(links) == bool(label)


@pytest.mark.parametrize("mark", [*CALLS, *MARKUP])
def test_headings_quotations_and_small_print_hold_only_words(mark: str) -> None:
    assert shown(heading(mark)) == " ".join(mark.split())
    assert shown(quote(spans(mark))) == mark
    assert "".join(shown(small(spans(mark))).split()) == "".join(mark.split())
    assert "".join(shown(item(spans(mark))).split()) == "".join(mark.split())


def test_every_line_of_a_quotation_is_one_and_small_print_has_no_empty_lines() -> None:
    assert quote(spans("a\n\nb")) == "> a\n> \n> b"
    assert small(spans("a\n\n  b")) == "-# a\n-# b"
    assert item(spans("a\nb")) == "- a\n  b"


# -- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ((Span(ADA, names=Named.USER),), f"<@{ADA}>"),
        ((Span(ADA, Style.STRONG, names=Named.USER), Span(" added it")), f"**<@{ADA}>** added it"),
        ((Span("a", Style.STRONG), Span(ADA, Style.STRONG, names=Named.USER)), f"**a**{JOINER}**<@{ADA}>**"),
        ((Span("a", Style.STRUCK), Span(ADA, Style.STRUCK, names=Named.USER)), f"~~a~~{JOINER}~~<@{ADA}>~~"),
        ((Span(ADA, names=Named.CHANNEL), Span(ADA, names=Named.CHANNEL)), f"<#{ADA}><#{ADA}>"),
    ],
)
def test_an_id_is_shown_as_the_name_that_it_has(parts: tuple[Span, ...], written: str) -> None:
    assert inline(parts) == written
    assert read(written, ADAS).effects == ()


@pytest.mark.parametrize("names", Named)
@pytest.mark.parametrize("text", [*CALLS, "1", "U012AB", "&" + ADA, "!" + ADA, ADA + "\n", ADA * 2, "١" * 18, NASTY])
def test_what_is_no_id_is_only_words(text: str, names: Named) -> None:
    assert shown(inline((Span(text, names=names),))) == text


@given(LIVE, LIVE)
def test_words_around_a_name_name_no_one_else(before: str, after: str) -> None:
    parts = spans(f"<@{ADA}>{before}", Span(ADA, names=Named.USER), f"{after}<#{ADA}> {ADA}")
    found = read(inline(parts), ADAS)
    assert (found.names, found.effects) == ((f"@{ADA}",), ())


# -- addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://a.example:8080/b?c#d", "HTTPS://A.example", "https://ä.example/é"]
)
def test_an_address_of_the_web_can_be_opened(url: str) -> None:
    assert is_open(url)
    assert opened((Span("a", url=url),)) == (Span("a", url=url),)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "ftp://a.example", "mailto:a@b.example", "//a.example", "https://", "https:///a", "",
        "https://a.example@b.example", "https://a.example\\b", "discord://a", "https://a b.example",
        "https://" + "x" * 1_500, "https://[::1]/",
    ],
)  # fmt: skip
def test_any_other_address_is_written_out(url: str) -> None:
    assert not is_open(url)
    found = read(inline((Span("a", url=url),)))
    assert found.links == ()
    assert found.text == (f"a ({url})" if url else "a")
