"""Asking on any platform, whatever can be typed there."""

from __future__ import annotations

import pytest

from bot.card import Button, Card, Choices
from bot.command import Call, Command, Kind, Param, write_line
from bot.reading import LONGEST_LINE
from tests.contracts.surface import Shown, Surface


async def _offer(call: Call) -> Card:
    return Card("Press it", (Choices((Button("Do it", call.needed("line")),)),))


OFFER = Command("offer", "Show a button", _offer, (Param("line", "What it asks", Kind.TEXT, limit=LONGEST_LINE),))
"""A test's own: buttons may ask what nobody can type, and where they were made long ago, what is no more."""


async def typed(surface: Surface, line: str) -> Shown:
    """Type a line; the test is skipped where nobody can."""
    if not await surface.can_type(line):
        pytest.skip("nobody can type that there")
    return await surface.ask(line)


async def offered(surface: Surface, line: str) -> Shown:
    """Give an answer with a button that asks a line."""
    return await typed(surface, write_line(OFFER.name, {"line": line}))


async def asked(surface: Surface, line: str) -> Shown:
    """Ask a line: by typing it or, where nobody can, by a button that asks it."""
    if await surface.can_type(line):
        return await surface.ask(line)
    return await surface.press(await offered(surface, line), "Do it")
