"""The reader of Discord's markdown sees what would happen, so that what it does not see is nothing."""

from __future__ import annotations

import pytest

from tests.platforms.discord.markdown import JOINER, read

ADA = "123456789012345678"
ADAS = frozenset({f"@{ADA}", f"#{ADA}"})


@pytest.mark.parametrize(
    "content",
    [
        "@everyone", "a @here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</stance:1>", "<id:guide>", "<t:1>", "<t:1:R>",
        "<:a:1>", "<a:b:1>", ":smile:", "`a`", "```a```", "```\na\n```", "||a||", "__a__", "_a_", "# a", ">>> a", "* a",
        "+ a", "1. a", "12) a", "a\n1. b", "> > a", "> # a", "> - a", "> 1. a", "https://a.example", "x https://a.example.",
        "steam://run/1", "<a@b.example>", "<mailto:a@b.example>", "<+123>", "discord.gg/a", "[a](discord://b)",
        "[a](javascript:b)", "[https://a.example](https://b.example)", "**@everyone**", "\\<@1>", "a\\@everyone",
        "**a <#1>**", "-# :smile:", "## `a`",
    ],
)  # fmt: skip
def test_what_happens_is_an_effect(content: str) -> None:
    assert read(content).effects


@pytest.mark.parametrize(
    ("content", "text", "links"),
    [
        ("plain", "plain", ()),
        ("**a** *b* ~~c~~ ***d***", "a b c d", ()),
        (f"**a**{JOINER}*b*", "ab", ()),
        ("## a\n### b\n-# c\nd", "a\nb\nc\nd", ()),
        ("> a\n> \n> b\nc", "a\n\nb\nc", ()),
        ("- a\n  b\n- c", "a\n  b\nc", ()),
        ("[a](https://b.example) c", "a c", ("https://b.example",)),
        ("[**a**](https://b.example)", "a", ("https://b.example",)),
        ("<https://b.example>", "https://b.example", ("https://b.example",)),
        ("\\*a\\* \\<\\@1\\> \\\\", "*a* <@1> \\", ()),
        (f"\\@{JOINER}everyone", "@everyone", ()),
        ("- \\- a", "- a", ()),
        ("#a -#b 1.b >c", "#a -#b 1.b >c", ()),
        ("10:30, a: b, (c) [d]", "10:30, a: b, (c) [d]", ()),
        ("C\\:\\\\d", "C:\\d", ()),
    ],
)
def test_what_is_ours_is_read_as_it_is_seen(content: str, text: str, links: tuple[str, ...]) -> None:
    found = read(content)
    assert (found.text, found.links, found.effects) == (text, links, ())


def test_only_those_are_named_who_may_be() -> None:
    found = read(f"**<@{ADA}>** in <#{ADA}>", ADAS)
    assert (found.text, found.names, found.effects) == (f"{ADA} in {ADA}", (f"@{ADA}", f"#{ADA}"), ())
    for other in (f"<@&{ADA}>", f"<@!{ADA}>", f"<#{ADA}>", "<@1>", f"\\<@{ADA}>", f"<@{ADA}"):
        assert read(f"<@{ADA}> {other}", frozenset({f"@{ADA}"})).effects


def test_a_link_takes_what_the_apps_take() -> None:
    """A bracket in what stands after a link may move its end, so that its words are another address."""
    assert read("[a](https://b.example) \\](https://c.example)").links == ()
    assert read("[a](https://b.example) \\]\\(https\\://c.example)").links == ("https://b.example",)
