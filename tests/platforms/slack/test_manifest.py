"""The manifest: what Slack takes, what it names, and what is told of arguments that do not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.commands import COMMANDS
from bot.platforms.slack.commands import registered
from bot.platforms.slack.limits import (
    APP_DESCRIPTION,
    APP_LONG_DESCRIPTION,
    APP_NAME,
    COMMAND,
    COMMAND_ADDRESS,
    COMMAND_DESCRIPTION,
    COMMANDS_IN_APP,
    EVENT,
    REDIRECT_ADDRESS,
    REQUEST_ADDRESS,
    SHORTCUT_DESCRIPTION,
    SHORTCUT_NAME,
    SHORTCUTS,
    USAGE_HINT,
)
from bot.platforms.slack.manifest import manifest
from bot.platforms.slack.scopes import ESSENTIAL, EVENTS, SCOPES
from bot.shell.manifest import LONGEST_URL

SCHEMA = Path(__file__).parents[4] / "shared" / "conformance" / "slack-manifest.schema.json"
LONGEST_PREFIX = "x" * 20
URL = "https://bot.example.org"
EVERY = {
    "socket": manifest(COMMANDS),
    "socket, longest prefix": manifest(COMMANDS, LONGEST_PREFIX),
    "http": manifest(COMMANDS, "", URL),
    "installs": manifest(COMMANDS, "or-", URL, installs=True),
    "longest": manifest(COMMANDS, LONGEST_PREFIX, f"{URL}/".ljust(LONGEST_URL, "x"), installs=True),
}
every = pytest.mark.parametrize("made", EVERY.values(), ids=EVERY)


@every
def test_it_is_as_slacks_own_schema_wants_it(made: dict[str, Any]) -> None:
    if not SCHEMA.is_file():
        pytest.skip(f"{SCHEMA} is not here")
    validator = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(made)] == []


@every
def test_it_keeps_every_limit_of_slack(made: dict[str, Any]) -> None:
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= APP_NAME
    assert len(shown["description"]) <= APP_DESCRIPTION
    assert len(shown["long_description"]) in APP_LONG_DESCRIPTION
    assert 0 < len(features["slash_commands"]) <= COMMANDS_IN_APP
    for slash in features["slash_commands"]:
        assert 1 < len(slash["command"]) <= COMMAND
        assert 0 < len(slash["description"]) <= COMMAND_DESCRIPTION
        assert 0 < len(slash["usage_hint"]) <= USAGE_HINT
        assert len(slash.get("url", "")) <= COMMAND_ADDRESS
    assert 0 < len(features["shortcuts"]) <= SHORTCUTS
    for shortcut in features["shortcuts"]:
        assert 0 < len(shortcut["name"]) <= SHORTCUT_NAME
        assert 0 < len(shortcut["description"]) <= SHORTCUT_DESCRIPTION
    assert all(len(event) <= EVENT for event in made["settings"]["event_subscriptions"]["bot_events"])
    assert all(len(address) <= REDIRECT_ADDRESS for address in made["oauth_config"].get("redirect_urls", ()))
    assert all(len(address) <= REQUEST_ADDRESS for address in addresses(made))


@every
def test_names_are_given_once(made: dict[str, Any]) -> None:
    features = made["features"]
    for names in (
        [slash["command"] for slash in features["slash_commands"]],
        [shortcut["callback_id"] for shortcut in features["shortcuts"]],
        made["oauth_config"]["scopes"]["bot"],
        made["settings"]["event_subscriptions"]["bot_events"],
    ):
        assert len(names) == len(set(names))


def addresses(made: object) -> Iterator[str]:
    """Give every address in it."""
    if isinstance(made, str):
        if made.startswith("http"):
            yield made
    elif isinstance(made, dict):
        for value in made.values():
            yield from addresses(value)
    elif isinstance(made, list):
        for value in made:
            yield from addresses(value)


def test_over_socket_mode_it_has_no_address() -> None:
    made = manifest(COMMANDS)
    assert list(addresses(made)) == []
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}


def test_over_http_it_has_the_addresses_that_the_web_server_answers() -> None:
    made = manifest(COMMANDS, "", URL)
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert settings["interactivity"]["request_url"] == f"{URL}/slack/interactive"
    assert settings["interactivity"]["message_menu_options_url"] == f"{URL}/slack/interactive"
    assert {slash["url"] for slash in made["features"]["slash_commands"]} == {f"{URL}/slack/commands"}
    assert "redirect_urls" not in made["oauth_config"]


def test_only_tokens_that_are_kept_in_the_database_are_renewed() -> None:
    renewed = {name: made["settings"]["token_rotation_enabled"] for name, made in EVERY.items()}
    assert {name for name, on in renewed.items() if on} == {"installs", "longest"}
    assert EVERY["installs"]["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]


def test_commands_are_those_that_are_read_and_their_text_comes_escaped() -> None:
    made = manifest(COMMANDS, "or-")
    slashes = made["features"]["slash_commands"]
    assert [slash["command"] for slash in slashes] == list(registered("or-"))
    assert all(slash["should_escape"] for slash in slashes)
    assert "/or-stance" in made["display_information"]["long_description"]


def test_a_command_says_what_it_takes_and_record_what_else_there_is() -> None:
    hints = {slash["command"]: slash["usage_hint"] for slash in manifest(COMMANDS)["features"]["slash_commands"]}
    assert hints["/stance"].startswith("<who> [question]")
    assert {"search", "new", "suggest", "help", "…"} <= set(hints["/record"].split(" | "))
    assert not {"stance", "record", "settings"} & set(hints["/record"].split(" | "))


def test_shortcuts_stand_in_the_menu_of_messages() -> None:
    shortcuts = manifest(COMMANDS)["features"]["shortcuts"]
    assert {one["callback_id"]: one["name"] for one in shortcuts} == {
        "check": "Check against the record",
        "put_on_record": "Put on record",
    }
    assert {one["type"] for one in shortcuts} == {"message"}


def test_what_is_asked_for_is_what_the_scopes_explain() -> None:
    made = manifest(COMMANDS)
    assert made["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert set(SCOPES) >= ESSENTIAL
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_every_event_has_the_scope_that_slack_wants_for_it() -> None:
    wanted = {"app_mention": "app_mentions:read", "message.im": "im:history"}
    assert {wanted[event] for event in EVENTS if event in wanted} <= set(SCOPES)
