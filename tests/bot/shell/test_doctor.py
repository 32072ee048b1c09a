"""`onrecord doctor slack`: a line for each thing that was looked at, and 1 when one is to be mended."""

from __future__ import annotations

import sys

import pytest

from tests.bot.shell.conftest import Run
from tests.platforms.answering import nobody

BOT_TOKEN = "xoxb-" + "owls-at-night"
APP_TOKEN = "xapp-" + "owls-at-dawn"


def test_nothing_set_says_what_to_set_and_names_the_guide(run: Run) -> None:
    told = run("doctor", "slack")
    assert (told.exit_code, told.stderr) == (1, "")
    where = "docs/slack.md shows step by step where they come from."
    assert told.stdout == (
        f"mend  Slack is not set up. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN; {where}\n"
        "1 to mend; docs/slack.md helps.\n"
    )


def test_each_thing_has_its_line(run: Run) -> None:
    url = nobody()
    told = run("doctor", "slack", SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN, SLACK_API_URL=url)
    assert told.exit_code == 1
    first, second, third, last = told.stdout.splitlines()
    assert first == "ok    Socket Mode, for one workspace."
    assert second.startswith("ok    Commands: /stance, ")
    assert third.startswith(f"mend  {url} cannot be used: connection refused. Let this machine reach it: ")
    assert last == "1 to mend; docs/slack.md helps."
    assert BOT_TOKEN not in told.output
    assert APP_TOKEN not in told.output


def test_settings_that_cannot_be_read_are_told(run: Run) -> None:
    told = run("doctor", "slack", SLACK_BOT_TOKEN=BOT_TOKEN, PORT="x")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "PORT: 'x' cannot be used" in told.stderr


def test_what_is_set_in_part_is_told(run: Run) -> None:
    told = run("doctor", "slack", SLACK_BOT_TOKEN=BOT_TOKEN)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("Slack is set up in part; set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET too")


def test_a_library_that_is_missing_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.platforms.slack.doctor", raising=False)
    monkeypatch.delitem(sys.modules, "bot.platforms.slack.probe", raising=False)
    monkeypatch.setitem(sys.modules, "slack_sdk.errors", None)
    told = run("doctor", "slack")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "The library for it is not installed: pip install 'onrecord[slack]'.\n"
