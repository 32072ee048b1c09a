from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit, running

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_bot_that_has_stopped_is_told_plainly_and_can_be_asked_again(visit: Visit, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        chat = await visit(outage_of=server.address)
        await chat.ask("/help")
    error = await chat.ask("/stance musk")
    await expect(error.get_by_role("heading", level=2)).to_have_text("That did not work")
    await expect(error).to_contain_text("cannot be reached")
    await expect(chat.line).to_be_enabled()
    with running(tmp_path, server.port):
        # The bot that runs now does not know the page's token; the page fetches a new one by itself.
        answer = await chat.press(error.get_by_role("button", name="Try again"))
        await expect(answer.get_by_role("heading", level=2)).to_have_text("Elon Musk on open-source AI")


async def test_turning_a_page_while_the_bot_is_gone_leaves_the_card_as_it_was(visit: Visit, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        chat = await visit(outage_of=server.address)
        card = await chat.ask("/timeline")
    await card.get_by_role("button", name="Earlier").click()
    await expect(chat.messages).to_have_count(3)
    await expect(chat.latest).to_contain_text("cannot be reached")
    await expect(chat.messages.nth(1)).to_contain_text("page 1 of")
    await expect(chat.messages.nth(1)).not_to_have_attribute("aria-busy", "true")


async def test_typing_goes_on_without_suggestions_while_the_bot_is_gone(visit: Visit, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        chat = await visit(outage_of=server.address)
    await chat.line.press_sequentially("/stance mu")
    await expect(chat.ways).to_have_count(0)
    await expect(chat.line).to_have_value("/stance mu")


async def test_a_form_is_not_lost_when_the_bot_is_gone(visit: Visit, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        chat = await visit(outage_of=server.address)
        form = await chat.open_form("/compare")
    await form.get_by_label("A person or organisation").fill("altman")
    await form.get_by_label("Another one").fill("musk")
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_role("alert")).to_contain_text("cannot be reached")
    await expect(form.get_by_label("Another one")).to_have_value("musk")
    with running(tmp_path, server.port):
        await form.get_by_role("button", name="Ask").click()
        await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Sam Altman and Elon Musk")
    await expect(form).to_be_hidden()
