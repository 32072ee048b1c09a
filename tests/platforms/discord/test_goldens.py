"""One golden file for each representative card over the sample dossier, and each form, as it is sent to Discord.

After a wanted change: `pytest tests/platforms/discord --refresh-goldens`, and read the diff.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.card import Card, Form, Quotation
from bot.command import Call, Command
from bot.commands import COMMANDS
from bot.platforms.discord.components import render
from bot.roles import Role
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import Ask, asking, dispatch_over
from tests.bot.golden_deliveries import DELIVERED, delivered
from tests.bot.golden_lines import CURATED, LINES
from tests.bot.keeping import kept
from tests.contracts.bodies import CARDS, FORMS
from tests.contracts.cards import texts
from tests.platforms.discord.golden import GOLDEN, check_golden, modals
from tests.platforms.discord.seen import seen, seen_form

ASKING = [command.name for command in COMMANDS if any(param.required for param in command.params)]
"""The commands of which a form asks for what they need."""


def file_of(name: str) -> str:
    return name.replace(" ", "-")


async def _crash(_call: Call) -> Card:
    raise RuntimeError


@pytest_asyncio.fixture
async def ask(sample_library: Library, sqlite_url: str) -> AsyncIterator[Ask]:
    """Ask a bot that keeps what is changed in the sample dossier."""
    async with kept(sample_library, sqlite_url) as tenants:
        yield asking(dispatch_over(tenants, *COMMANDS, Command("crash", "Crash", _crash)))


@pytest.mark.parametrize("name", [*LINES, *CURATED])
async def test_a_card_is_sent_as_it_was_looked_at(ask: Ask, name: str, request: pytest.FixtureRequest) -> None:
    for line in CURATED.get(name, ())[:-1]:
        await ask(line, Role.ADMIN)
    answer = await (ask(CURATED[name][-1], Role.ADMIN) if name in CURATED else ask(LINES[name]))
    check_golden(f"cards/{name}", answer.body, request)
    if isinstance(answer.body, Card):
        _check_read(answer.body)
    else:
        found = seen_form(modals(answer.body))
        assert not found.effects
        assert found.fields == tuple(field.name for field in answer.body.fields)


@pytest.mark.parametrize("name", DELIVERED)
def test_what_a_channel_is_told_is_sent_as_it_was_looked_at(
    sample: Dossier, name: str, request: pytest.FixtureRequest
) -> None:
    card = delivered(name, sample)
    check_golden(f"cards/{name}", card, request)
    _check_read(card)


@pytest.mark.parametrize("name", ASKING)
async def test_the_form_of_a_command_is_sent_as_it_was_looked_at(
    ask: Ask, name: str, request: pytest.FixtureRequest
) -> None:
    answer = await ask(f"/{name}", Role.ADMIN)
    assert isinstance(answer.body, Form)
    check_golden(f"forms/{file_of(name)}", answer.body, request)


def test_no_golden_is_left_over() -> None:
    cards = {f"cards/{name}" for name in (*LINES, *CURATED, *DELIVERED)}
    known = {*CARDS, *FORMS, *cards, *(f"forms/{file_of(name)}" for name in ASKING)}
    assert {str(golden.relative_to(GOLDEN).with_suffix("")) for golden in GOLDEN.rglob("*.json")} <= known


def _check_read(card: Card) -> None:
    """Hold that everything on a card can be read, and that nothing in it has an effect."""
    rendered = render(card, share="/help")
    found = seen([{"components": message.components} for message in rendered.messages])
    assert not found.effects
    shown = "".join(found.text.split())
    marked = {part.words for part in card.parts if isinstance(part, Quotation) and part.spans}
    assert all(text in marked or "".join(text.split()) in shown for text in texts(card))
