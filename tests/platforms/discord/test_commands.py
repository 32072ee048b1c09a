"""The tree of commands: as Discord takes it, whole, and what is written into its options comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import PRIVATE, Kind, write_line
from bot.commands import COMMANDS
from bot.errors import Unreadable
from bot.platforms.discord.commands import CHECK_MESSAGE, PUT_ON_RECORD, tree
from bot.platforms.discord.options import read_filled, read_typed
from bot.platforms.discord.raw import Attached, Malformed, reading
from bot.reading import read_line, seen
from bot.roles import Role
from briefings.library import Library
from tests.bot.asking import TODAY
from tests.contracts.looking import naughty_strings
from tests.platforms.discord.loopback.trees import check_tree
from tests.platforms.discord.opinion import OPENAPI, against
from tests.platforms.discord.typing_commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    INTEGER,
    SOMEONE,
    SOMETHING,
    STRING,
    USER,
    Leaf,
    leaves,
    some,
)

ROOT = Path(__file__).parents[3]
TREE = tree(COMMANDS)
LEAVES = list(leaves(TREE))
BY_NAME = {command.name: command for command in COMMANDS}
every_leaf = pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.name)


# -- the tree -------------------------------------------------------------------------------------


def test_every_command_can_be_reached_and_no_other() -> None:
    assert sorted(leaf.name for leaf in LEAVES) == sorted(BY_NAME)


def test_the_tree_is_within_every_limit() -> None:
    assert check_tree(TREE) == []


def test_the_tree_is_as_discord_describes_it() -> None:
    if not OPENAPI.is_file():
        pytest.skip(f"{OPENAPI} is not here")
    assert list(against("bulk_set_application_commands", TREE)) == []


def test_what_is_kept_as_a_file_is_what_is_put() -> None:
    kept = (ROOT / "config" / "discord-commands.json").read_text(encoding="utf-8")
    assert json.loads(kept) == TREE


# -- each command ---------------------------------------------------------------------------------


@every_leaf
def test_a_command_has_all_its_parameters_in_their_order(leaf: Leaf) -> None:
    command = BY_NAME[leaf.name]
    named = [option["name"] for option in leaf.options]
    asked = [param.name for param in command.listed]
    assert sorted(named) == sorted([*asked, *([] if command.private else [PRIVATE.name])])
    required = {option["name"] for option in leaf.options if option["required"]}
    assert [name for name in named if name not in required][: len(asked)] == [
        *(name for name in asked if name not in required),
        *([] if command.private else [PRIVATE.name]),
    ][: len(asked)]


@every_leaf
def test_what_only_reads_wants_what_it_needs_and_what_changes_something_opens_its_form(leaf: Leaf) -> None:
    command = BY_NAME[leaf.name]
    needed = {param.name for param in command.listed if param.required}
    assert {option["name"] for option in leaf.options if option["required"]} == (set() if command.private else needed)


@every_leaf
def test_names_records_and_dates_are_completed_and_choices_offered(leaf: Leaf) -> None:
    options = {option["name"]: option for option in leaf.options}
    for param in BY_NAME[leaf.name].listed:
        option = options[param.name]
        match param.kind:
            case Kind.CHOICE:
                assert [choice["value"] for choice in option["choices"]] == list(param.choices)
            case Kind.HOLDER | Kind.QUESTION | Kind.DOSSIER | Kind.SUBJECT | Kind.ABOUT | Kind.RECORD | Kind.DATE:
                assert option["autocomplete"]
            case Kind.USER:
                assert option["type"] == USER
            case Kind.CHANNEL:
                assert option["type"] == CHANNEL
            case Kind.FILE:
                assert option["type"] == ATTACHMENT
            case Kind.NUMBER:
                assert option["type"] == INTEGER
            case _:
                assert option["type"] == STRING
                assert option.get("autocomplete", False) is bool(
                    param.offers or param.several or param.kind is Kind.COMMAND
                )


@pytest.mark.parametrize("root", [one for one in TREE if one["type"] == 1], ids=lambda root: root["name"])
def test_reading_is_for_everywhere_and_a_servers_own_for_servers(root: Mapping[str, Any]) -> None:
    family = [command for command in COMMANDS if command.name.split()[0] == root["name"]]
    reading = all(command.role is Role.EVERYONE and not command.private for command in family)
    assert root["contexts"] == ([0, 1, 2] if reading else [0])
    assert root["integration_types"] == ([0, 1] if reading else [0])
    admins = all(command.role is Role.ADMIN for command in family)
    assert root.get("default_member_permissions") == (32 if admins else None)


def test_messages_can_be_checked_anywhere_and_put_on_record_in_servers() -> None:
    places = {one["name"]: one["contexts"] for one in TREE if one["type"] == 3}
    assert places == {CHECK_MESSAGE: [0, 1, 2], PUT_ON_RECORD: [0]}


def test_a_command_that_is_also_the_beginning_of_others_is_refused() -> None:
    stance = BY_NAME["stance"]
    with pytest.raises(ValueError, match="stance"):
        tree([stance, replace(stance, name="stance again")])


def test_a_long_description_is_cut() -> None:
    (made,) = (one for one in tree([replace(BY_NAME["stance"], summary="x " * 80)]) if one["type"] == 1)
    assert len(made["description"]) <= 100
    assert made["description"].endswith("…")


# -- what comes back ------------------------------------------------------------------------------


def written(option: Mapping[str, Any], value: object) -> str:
    return ("yes" if value else "no") if option["type"] == BOOLEAN else str(value)


@every_leaf
def test_what_is_filled_in_comes_back_as_arguments(leaf: Leaf) -> None:
    values = {option["name"]: some(option) for option in leaf.options}
    filled = read_filled(leaf.sent(values))
    assert filled.name == leaf.name
    plain = [option for option in leaf.options if option["type"] != ATTACHMENT]
    assert filled.given == {option["name"]: written(option, values[option["name"]]) for option in plain}
    file = Attached("rows.csv", "https://cdn.discordapp.com/x/rows.csv")
    assert filled.files == {option["name"]: file for option in leaf.options if option["type"] == ATTACHMENT}


@every_leaf
def test_nothing_filled_in_is_no_argument(leaf: Leaf) -> None:
    assert read_filled(leaf.sent({})) == read_filled({**leaf.sent({}), "resolved": {}})
    assert read_filled(leaf.sent({})).given == {}


@every_leaf
def test_what_is_being_typed_comes_back_with_its_option(leaf: Leaf) -> None:
    for option in leaf.options:
        if option.get("autocomplete"):
            assert read_typed(leaf.sent({option["name"]: "mus"}, option["name"])) == (leaf.name, option["name"], "mus")


def test_no_is_no() -> None:
    (stance,) = (leaf for leaf in LEAVES if leaf.name == "stance")
    assert read_filled(stance.sent({"who": "musk", "private": False})).given == {"who": "musk", "private": "no"}


def test_someone_and_a_file_are_told_apart() -> None:
    (add,) = (leaf for leaf in LEAVES if leaf.name == "curators add")
    assert read_filled(add.sent({"user": SOMEONE, "role": "admin"})).given == {"user": SOMEONE, "role": "admin"}
    (take,) = (leaf for leaf in LEAVES if leaf.name == "import")
    filled = read_filled(take.sent({"file": SOMETHING, "reason": "because"}))
    assert filled.given == {"reason": "because"}
    assert filled.files["file"].name == "rows.csv"


# -- what Discord would not send ------------------------------------------------------------------

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1", "stance"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "type", "value", "options", "focused", "resolved"]), inside)
    ),
    max_leaves=10,
)
STRANGE: tuple[dict[str, Any], ...] = (
    {},
    {"name": None},
    {"name": ["stance"]},
    {"name": "stance", "options": "who"},
    {"name": "stance", "options": {"who": 1}},
    {"name": "stance", "options": [None]},
    {"name": "stance", "options": ["who"]},
    {"name": "stance", "options": [{"name": "who"}]},
    {"name": "stance", "options": [{"name": "who", "type": 3}]},
    {"name": "stance", "options": [{"name": "who", "type": 3, "value": 1}]},
    {"name": "stance", "options": [{"name": "who", "type": 3, "value": ["musk"]}]},
    {"name": "stance", "options": [{"name": 1, "type": 3, "value": "musk"}]},
    {"name": "stance", "options": [{"name": "who", "type": [], "value": "musk"}]},
    {"name": "stance", "options": [{"name": "private", "type": 5, "value": "yes"}]},
    {"name": "review", "options": [{"name": "number", "type": 4, "value": True}]},
    {"name": "review", "options": [{"name": "number", "type": 4, "value": 1.5}]},
    {"name": "review", "options": [{"name": "number", "type": 4, "value": 10**5_000}]},
    {"name": "audit", "options": [{"name": "who", "type": 6, "value": "someone"}]},
    {"name": "record", "options": [{"name": "add", "type": 2, "options": "quote"}]},
    {"name": "record", "options": [{"name": "add", "type": 1}, {"name": "undo", "type": 1}]},
    {"name": "import", "options": [{"name": "file", "type": 11, "value": "1"}]},
    {"name": "import", "options": [{"name": "file", "type": 11, "value": "1"}], "resolved": {"attachments": []}},
    {"name": "import", "options": [{"name": "file", "type": 11, "value": "1"}], "resolved": {"attachments": {"1": 2}}},
)


@pytest.mark.parametrize("data", STRANGE)
def test_what_discord_would_not_send_is_malformed(data: dict[str, Any]) -> None:
    with pytest.raises(Malformed), reading():
        read_filled(data)
    with pytest.raises(Malformed), reading():
        read_typed(data)


@given(JSON_VALUES)
def test_whatever_comes_is_read_or_malformed(data: Any) -> None:  # noqa: ANN401  anything at all
    for read in (read_filled, read_typed):
        try:
            with reading():
                read(data)
        except Malformed:
            continue


def test_half_a_character_is_a_question_mark() -> None:
    (stance,) = (leaf for leaf in LEAVES if leaf.name == "stance")
    assert read_filled(stance.sent({"who": "half \ud83d"})).given == {"who": "half \ufffd"}


def test_naughty_strings_come_through_every_option_to_the_letter(
    sample_library: Library, request: pytest.FixtureRequest
) -> None:
    every = [text for text in naughty_strings() if text.strip()]
    options = [(leaf, option) for leaf in LEAVES for option in leaf.options if plain(option)]
    tried = product(options, every) if request.config.getoption("--all-naughty") else zip(cycle(options), every * 3)
    for (leaf, option), text in tried:
        filled = read_filled(leaf.sent({option["name"]: text}))
        assert filled.given == {option["name"]: text}
        command = BY_NAME[leaf.name]
        try:
            reading_of = read_line(write_line(filled.name, filled.given), COMMANDS, sample_library, TODAY)
        except Unreadable:
            continue  # Too long, or with something in it that cannot be seen, where words are kept to the letter.
        assert reading_of.command is command
        assert reading_of.given.get(option["name"], "") in {seen(text), ""}
        assert set(reading_of.given) <= {option["name"]}


def plain(option: Mapping[str, Any]) -> bool:
    return option["type"] == STRING and "choices" not in option
