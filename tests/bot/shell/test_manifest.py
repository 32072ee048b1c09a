"""`onrecord manifest slack`: the manifest to paste, and what is told of arguments that do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.shell.conftest import Run

URL = "https://bot.example.org"
SHIPPED = Path(__file__).parents[3] / "config" / "slack-manifest.json"


def test_socket_mode_is_what_is_written_unless_another_way_is_asked_for(run: Run) -> None:
    plain = run("manifest", "slack")
    assert (plain.exit_code, plain.stderr) == (0, "")
    assert plain.stdout == run("manifest", "slack", "--socket").stdout == SHIPPED.read_text("utf-8")
    assert json.loads(plain.stdout)["settings"]["socket_mode_enabled"] is True


def test_an_address_means_http_and_a_slash_at_its_end_is_none_of_it(run: Run) -> None:
    written = run("manifest", "slack", "--http", "--url", URL)
    assert written.exit_code == 0
    assert written.stdout == run("manifest", "slack", "--url", f"{URL}/").stdout
    assert f'"{URL}/slack/events"' in written.stdout
    assert "redirect_urls" not in written.stdout


def test_the_bot_may_be_behind_a_path(run: Run) -> None:
    assert f'"{URL}/bots/record/slack/events"' in run("manifest", "slack", "--url", f"{URL}/bots/record/").stdout


def test_installs_have_a_page_to_come_back_to(run: Run) -> None:
    written = json.loads(run("manifest", "slack", "--installs", "--url", URL).stdout)
    assert written["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]


def test_a_prefix_that_is_set_renames_the_commands(run: Run) -> None:
    written = json.loads(run("manifest", "slack", ONRECORD_SLACK_PREFIX="or-").stdout)
    assert written["features"]["slash_commands"][0]["command"] == "/or-stance"


def test_a_loopback_address_needs_no_tls(run: Run) -> None:
    assert run("manifest", "slack", "--url", "http://127.0.0.1:8080").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--http",),
            "Slack has to know where the bot is: onrecord manifest slack --http --url https://bot.example.org",
        ),
        (
            ("--installs",),
            "Slack has to know where the bot is: onrecord manifest slack --installs --url https://bot.example.org",
        ),
        (
            ("--socket", "--url", URL),
            "With Socket Mode the bot calls Slack, so there is no --url. Leave it out, or write --http.",
        ),
        (("--url", "bot.example.org"), "'bot.example.org' is no address. Write one such as https://bot.example.org."),
        (("--url", ""), "'' is no address. Write one such as https://bot.example.org."),
        (("--url", "https://"), "'https://' is no address. Write one such as https://bot.example.org."),
        (("--url", "https://[x"), "'https://[x' is no address. Write one such as https://bot.example.org."),
        (("--url", "https://x:99999"), "'https://x:99999' is no address. Write one such as https://bot.example.org."),
        (("--url", "https://x y"), "'https://x y' is no address. Write one such as https://bot.example.org."),
        (("--url", "ftp://x"), "'ftp://x' is no address. Write one such as https://bot.example.org."),
        (
            ("--url", f"{URL}?a=1"),
            f"'{URL}?a=1' has more than an address. Write it without user, ? and #, such as https://bot.example.org.",
        ),
        (
            ("--url", "https://me@x.org"),
            "'https://me@x.org' has more than an address. Write it without user, ? and #, such as https://bot.example.org.",
        ),
        (
            ("--url", "http://x.org:8080"),
            "Slack sends to https alone. Put TLS in front of the bot and write https://x.org.",
        ),
        (
            ("--url", f"{URL}/{'x' * 3_000}"),
            "An address of 3,024 characters is too long for Slack; at most 2,479.",
        ),
    ],
)
def test_what_does_not_fit_is_told(run: Run, arguments: tuple[str, ...], told: str) -> None:
    refused = run("manifest", "slack", *arguments)
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", f"{told}\n")


def test_a_wrong_setting_is_told(run: Run) -> None:
    refused = run("manifest", "slack", ONRECORD_SLACK_PREFIX="Or ")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("ONRECORD_SLACK_PREFIX: 'Or ' cannot be used: ")


def test_there_is_no_other_platform_yet(run: Run) -> None:
    assert run("manifest", "teams").exit_code == 2
