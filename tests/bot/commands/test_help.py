"""`/help`: what can be asked, and how."""

from __future__ import annotations

import pytest

from bot.card import Card
from bot.command import PAGE, Call, Command, Kind, Param
from bot.commands import COMMANDS
from bot.roles import Role
from briefings.library import Library
from tests.bot.asking import Ask, asking, buttons, card_of, dispatch_over, facts, refusal_of, text_of
from tests.bot.curating import PLAIN


async def _run(_call: Call) -> Card:
    return Card("ran")


MEND = Command("mend", "Mend something", _run, (Param("n", "How many", Kind.NUMBER), PAGE), role=Role.CURATOR)
RULE = Command("rule", "Rule everything", _run, role=Role.ADMIN)


async def test_every_command_is_listed_with_its_usage_and_summary(ask: Ask) -> None:
    card = card_of(await ask("/help"))
    assert card.title == "What can be asked"
    everyones = [command for command in COMMANDS if command.role is Role.EVERYONE]
    assert facts(card) == {command.usage: command.summary for command in everyones}
    assert list(buttons(card)) == [command.example for command in everyones if command.example]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.EVERYONE, {}),
        (Role.CURATOR, {"Curators": "/mend"}),
        (Role.ADMIN, {"Curators": "/mend", "Admins": "/rule"}),
    ],
)
async def test_only_what_a_role_may_use_is_listed(sample_library: Library, role: Role, more: dict[str, str]) -> None:
    ask = asking(dispatch_over(sample_library, *PLAIN, MEND, RULE))
    shown = facts(card_of(await ask("/help", role)))
    assert dict(list(shown.items())[len(PLAIN) :]) == more


async def test_a_page_says_whom_its_command_is_for(sample_library: Library) -> None:
    ask = asking(dispatch_over(sample_library, *COMMANDS, MEND, RULE))
    assert "Mend something. For curators." in text_of(card_of(await ask("/help mend")))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("lead", ["", "/"])
async def test_every_command_has_its_own_page(ask: Ask, command: Command, lead: str) -> None:
    card = card_of(await ask(f"/help {lead}{command.name.upper()}"))
    assert card.title == command.usage
    assert set(facts(card)) == {param.name for param in command.params if param.listed}
    assert buttons(card)["All commands"] == "/help"
    assert command.summary in text_of(card)


async def test_a_parameter_says_its_form_and_whether_it_is_needed(ask: Ask) -> None:
    assert facts(card_of(await ask("/help timeline"))) == {
        "about": "A person, organisation, question or debate, optional",
        "from": "From this date (2023, 2023-05, may 2023, last month), optional",
        "to": "Until this date (2023, 2023-05, may 2023, last month), optional",
        "order": "The newest or the oldest first (newest, oldest), optional",
        "known_at": "As our record had it at the end of this day (2023, 2023-05, may 2023, last month), optional",
    }
    assert facts(card_of(await ask("/help check")))["words"] == "The words, as you have seen them"


async def test_what_help_shows_as_an_example_works_for_those_whom_it_is_for(ask_shipped: Ask) -> None:
    for command in COMMANDS:
        card = card_of(await ask_shipped(f"/help {command.name}"))
        if command.example:
            card_of(await ask_shipped(buttons(card)[command.example], command.role))
    assert '/timeline openai from:2023 to:"may 2024"' in text_of(card)
    card_of(await ask_shipped('/timeline openai from:2023 to:"may 2024"'))


async def test_an_unknown_command_is_refused_with_near_ones(ask: Ask) -> None:
    card = refusal_of(await ask("/help stanse"))
    assert "There is no command “/stanse”." in text_of(card)
    assert "/stance" in buttons(card)
