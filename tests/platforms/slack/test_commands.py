"""Slash commands: which there are, and the line that each use of one stands for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.command import Command
from bot.commands import COMMANDS
from bot.families import split_line
from bot.platforms.slack.commands import REGISTERED, SlashCommands, registered
from bot.platforms.slack.escaping import escape

NAUGHTY = Path(__file__).parents[4] / "shared" / "corpora" / "blns" / "blns.json"
RESERVED = """
active agenda apps archive arrow away block call cancel canvas collapse commands debug deactivate disable dm dnd expand
feed feedback files gif giphy help huddle invite invite_people join keys kick kill leave list me msg mute network open
part pref prefs pro profile prompt react remind remove rename rewrite rickroll search send shortcuts shrug star status
summarize thread todo topic unarchive unblock unmute who workflow zoom
"""
"""Names that Slack keeps for itself or refuses, as its help pages and people's reports have them. Too long a list
does no harm; one of these in a manifest makes Slack refuse all of it."""
LONGEST_PREFIX = "x" * 20


def slash(prefix: str = "") -> SlashCommands:
    return SlashCommands(COMMANDS, prefix)


def test_no_reserved_name_is_registered() -> None:
    assert not set(RESERVED.split()) & set(REGISTERED)


def test_no_prefix_makes_a_name_a_reserved_one() -> None:
    assert not [name for name in RESERVED.split() if name.endswith(REGISTERED)]


def test_names_are_ones_that_slack_takes_with_the_longest_prefix_too() -> None:
    for name in registered(LONGEST_PREFIX):
        assert len(name) <= 32
        assert name == name.lower()


def test_what_is_registered_is_a_command_or_stands_before_one() -> None:
    names = {command.name for command in COMMANDS}
    assert set(REGISTERED) - names == {"record"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_reached_through_record(command: Command) -> None:
    line = slash().line("/record", f"{command.name.removeprefix('record ')} and words")
    assert line is not None
    assert split_line(line, COMMANDS) == (command, "and words")


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("/stance", "musk", "/stance musk"),
        ("/stance", "", "/stance"),
        ("/Stance", "musk", "/stance musk"),
        ("/record", "search x", "/record search x"),
        ("/record", "/search x", "/record /search x"),
        ("/record", "", "/record"),
        ("/check", "R&amp;D is &lt;3", "/check R&D is <3"),
        ("/check", "two\nlines", "/check two\nlines"),
        ("/check", "who=<@U1|bob> <https://x.org|x.org>", "/check who=@bob x.org"),
        ("/record", "curators add <@U1|bob> admin", "/record curators add U1 admin"),
        ("/record", "/audit who:<@U1>", "/record /audit who:U1"),
        ("/record", "nothing <@U1|bob>", "/record nothing @bob"),
    ],
)
def test_a_use_becomes_a_line(command: str, text: str, line: str) -> None:
    assert slash().line(command, text) == line


def test_a_prefix_renames_all_of_them() -> None:
    renamed = slash("or-")
    assert [renamed.line(f"/or-{name}", "x") for name in REGISTERED] == [f"/{name} x" for name in REGISTERED]
    assert [renamed.line(f"/{name}", "x") for name in REGISTERED] == [None] * len(REGISTERED)


def test_with_a_prefix_it_is_said_how_they_are_called() -> None:
    assert (slash("or-").stance, slash("or-").every) == ("/or-stance", "/or-record")
    assert "begin with /or-record" in slash("or-").hint


@pytest.mark.parametrize("command", ["/search", "/", "", "stance", "/stances", "/or-stance"])
def test_a_command_of_another_app_is_none_of_ours(command: str) -> None:
    assert slash().line(command, "musk") is None


def test_naughty_strings_come_through_every_command_to_the_letter() -> None:
    if not NAUGHTY.is_file():
        pytest.skip(f"{NAUGHTY} is not here")
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        for command, begin in registered("").items():
            assert slash().line(command, escape(text)) == f"{begin} {text}".rstrip()
