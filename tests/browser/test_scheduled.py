"""What is posted by itself appears on pages that are open, and on those that are opened soon after."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.card import Button, Card, Choices, Note, Quotation, SourceLink, Text, spans
from bot.platforms.playground.poster import Poster
from bot.posting import Place
from briefings.dates import PartialDate
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.curating import Curating, curating
from tests.browser.test_looks import look

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SAID = Quotation(
    "q-1",
    "A lamp that nobody may open is a lamp that nobody may mend.\n\nSo let them open it.",
    "Zoe Moreau",
    PartialDate(2026, 11, 20),
    "Lamps and Owls, annual meeting",
    SourceLink("https://example.org/lamps", "Lamps and owls, the minutes", "press"),
)
QUOTE = Card(
    "Quote of the day",
    (SAID, Note(spans("None is repeated before all were shown.")), Choices((Button("Timeline", "/timeline"),))),
    subtitle="Lamps",
)
WHEN = re.compile(r"^[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2,3}, \d\d:\d\d$")
EVERY = 5_000
"""Milliseconds between two looks of a page."""


@pytest_asyncio.fixture(loop_scope="session")
async def behind() -> AsyncIterator[Curating]:
    """Give a bot that posts by itself."""
    async with curating() as behind:
        yield behind


async def post(behind: Curating, card: Card, key: str) -> None:
    await Poster(behind.posts).post(Place("playground:local", "playground"), card, key, again=False)


async def test_a_posted_card_appears_on_every_open_page_without_a_reload(visit: Visit, behind: Curating) -> None:
    pages = [await visit(served_at=behind.address), await visit(PHONE, "dark", served_at=behind.address)]
    await post(behind, QUOTE, "a")
    for chat in pages:
        await expect(chat.latest).to_contain_text("nobody may mend", timeout=2 * EVERY)
        await expect(chat.latest).to_contain_text("Scheduled · ")
        await expect(chat.latest.locator(".scheduled time")).to_have_text(WHEN)
        await expect(chat.latest).not_to_contain_text("Only you can see this")


async def test_a_post_stays_one_whatever_the_page_does(visit: Visit, behind: Curating) -> None:
    await post(behind, QUOTE, "a")
    chat = await visit(served_at=behind.address)
    await expect(chat.messages).to_have_count(1)
    await chat.page.clock.install()
    await chat.page.reload()
    await post(behind, QUOTE, "a")
    for _ in range(2):
        async with chat.page.expect_response("**/playground/notices"):
            await chat.page.clock.run_for(EVERY)
    await expect(chat.messages).to_have_count(1)
    await post(behind, Card("Another one", (Text(spans("Of the next day.")),)), "b")
    await chat.page.clock.run_for(EVERY)
    await expect(chat.messages).to_have_count(2)
    await expect(chat.latest).to_contain_text("Of the next day")


async def test_what_was_cleared_stays_away_and_what_was_posted_lately_is_there_for_who_comes(
    visit: Visit, behind: Curating
) -> None:
    chat = await visit(served_at=behind.address)
    await post(behind, QUOTE, "a")
    await chat.ask("/debates", more=1)
    await chat.page.get_by_role("button", name="Clear").click()
    await chat.ask("/debates")
    late = await visit(served_at=behind.address)
    await expect(late.latest).to_contain_text("nobody may mend")


async def test_what_a_posted_card_offers_can_be_pressed(visit: Visit, behind: Curating) -> None:
    await post(behind, QUOTE, "a")
    chat = await visit(served_at=behind.address)
    await expect(chat.messages).to_have_count(1)
    await chat.press(chat.latest.get_by_role("button", name="Timeline"))
    await expect(chat.messages.nth(1)).to_have_text("/timeline")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_posted_card_fits_and_can_be_read(
    visit: Visit, behind: Curating, size: tuple[int, int], scheme: str
) -> None:
    chat = await visit(size, scheme, served_at=behind.address)
    await chat.ask("/debates")
    await post(behind, QUOTE, "a")
    await expect(chat.latest).to_contain_text("nobody may mend", timeout=2 * EVERY)
    await chat.latest.scroll_into_view_if_needed()
    await look(chat.page, f"scheduled-{'phone' if size == PHONE else 'desktop'}-{scheme}")
