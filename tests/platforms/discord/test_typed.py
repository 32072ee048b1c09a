"""What of a line can be typed on Discord, and how."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.platforms.discord.commands import tree
from bot.suggest import Surroundings
from tests.contracts.bots import TODAY, shipped
from tests.platforms.discord.typed import typed
from tests.platforms.discord.typing_commands import leaves

LEAVES = {leaf.name: leaf for leaf in leaves(tree(COMMANDS))}


def call(line: str) -> tuple[str, dict[str, object]] | None:
    return typed(line, LEAVES, Surroundings(shipped(), COMMANDS, TODAY))


@pytest.mark.parametrize(
    ("line", "command", "options"),
    [
        ("/stance musk", "stance", {"who": "musk"}),
        ("/stance musk weights private:yes", "stance", {"who": "musk", "question": "weights", "private": True}),
        ("/timeline openai from:2023 order:oldest", "timeline", {"about": "openai", "from": "2023", "order": "oldest"}),
        ("/review 12 approve", "review", {"number": 12, "verdict": "approve"}),
        ("/curators add 12345678901234567", "curators add", {"user": "12345678901234567"}),
        ("/record add quote", "record add quote", {}),
        ("/search a\x00b\ud800", "search", {"words": "a\x00b\N{REPLACEMENT CHARACTER}"}),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_line_is_typed_as_a_command_with_options_each_of_its_kind(
    line: str, command: str, options: dict[str, object]
) -> None:
    assert call(line) == (command, options)


@pytest.mark.parametrize(
    "line",
    [
        "musk",
        "STANCE musk",
        "/stanc musk",
        "/record",
        "/stance",
        "/timeline order:sideways",
        "/timeline page:2",
        "/timeline from:2023 from:2024",
        "/timeline openai and then some",
        "/check " + "word " * 1_000,
        "/search who:" + "x" * 201,
        "/record correct q-1 version:2",
    ],
    ids=lambda line: line[:30],
)
def test_what_no_option_takes_and_what_is_no_command_cannot_be_typed(line: str) -> None:
    assert call(line) is None
