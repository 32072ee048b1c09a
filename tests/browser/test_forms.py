from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_command_that_needs_more_opens_a_form_with_the_focus_in_it(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    await expect(form.get_by_role("heading")).to_have_text("/compare")
    await expect(form.get_by_label("A person or organisation")).to_be_focused()
    await expect(form.get_by_label("Another one")).to_be_visible()
    await expect(form.get_by_label("One question of the debate")).to_be_visible()


async def test_a_form_is_filled_in_and_sent_by_keyboard(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    await chat.page.keyboard.type("altman")
    await chat.page.keyboard.press("Tab")
    await chat.page.keyboard.type("musk")
    await chat.page.keyboard.press("Enter")
    await expect(form).to_be_hidden()
    await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Sam Altman and Elon Musk")
    await expect(chat.line).to_be_focused()


async def test_a_form_suggests_values_while_they_are_typed(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    await form.get_by_label("Another one").fill("zuck")
    values = form.locator("datalist option")
    await expect(values).to_have_count(1)
    await expect(values).to_have_attribute("value", "Mark Zuckerberg")


async def test_a_form_is_not_sent_while_something_is_missing(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    await form.get_by_label("A person or organisation").fill("altman")
    await form.get_by_role("button", name="Ask").click()
    await expect(form).to_be_visible()
    await expect(form.get_by_label("Another one")).to_be_focused()
    await expect(form.locator(":invalid")).to_have_count(2)  # the field, and the form around it


async def leave(chat: Chat, way: str) -> None:
    if way == "Cancel":
        await chat.dialog.get_by_role("button", name="Cancel").click()
    else:
        await chat.page.keyboard.press("Escape")


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
async def test_an_untouched_form_is_left_at_once_and_the_focus_returns(chat: Chat, way: str) -> None:
    form = await chat.open_form("/compare one:altman")
    await leave(chat, way)
    await expect(form).to_be_hidden()
    await expect(chat.line).to_be_focused()
    await expect(chat.messages).to_have_count(0)


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
async def test_what_was_written_is_thrown_away_only_when_that_is_meant(chat: Chat, way: str) -> None:
    form = await chat.open_form("/compare")
    before = await chat.messages.count()
    who = form.get_by_label("A person or organisation")
    await who.fill("altman")
    for _ in range(2):
        await leave(chat, way)
        await expect(form.get_by_role("group", name="Discard what you wrote?")).to_be_visible()
        await expect(form.get_by_role("button", name="Keep writing")).to_be_focused()
        await expect(form.get_by_role("button", name="Ask")).to_be_hidden()
        await (form.get_by_role("button", name="Keep writing").click() if way == "Cancel" else leave(chat, way))
        await expect(form.get_by_role("button", name="Ask")).to_be_focused()
        await expect(form.get_by_text("Discard")).to_have_count(0)
        await expect(who).to_have_value("altman")
    await leave(chat, way)
    await form.get_by_role("button", name="Discard").click()
    await expect(form).to_be_hidden()
    await expect(chat.line).to_be_focused()
    await expect(chat.messages).to_have_count(before)
    form = await chat.open_form("/compare")
    await expect(form.get_by_label("A person or organisation")).to_have_value("")


async def test_a_form_that_is_sent_with_a_mistake_is_answered_with_what_to_do(chat: Chat) -> None:
    form = await chat.open_form("/stance")
    await form.get_by_label("A person or organisation").fill("zukerberk")
    await form.get_by_role("button", name="Ask").click()
    await expect(chat.latest.get_by_role("button", name="Mark Zuckerberg")).to_be_visible()


async def test_the_focus_stays_inside_an_open_form(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    for _ in range(8):
        await chat.page.keyboard.press("Tab")
        # Between the last field and the first, the focus is the browser's own.
        assert await chat.page.evaluate(
            "Boolean(document.activeElement.closest('dialog')) || !document.hasFocus() ||"
            " document.activeElement === document.body"
        )
    await expect(form).to_be_visible()
    await chat.page.keyboard.press("Escape")
    await expect(chat.line).to_be_focused()


async def test_a_long_text_has_room_for_lines(chat: Chat) -> None:
    form = await chat.open_form("/check")
    words = form.get_by_label(re.compile("The words"))
    await words.fill("Grok 3 will be made\nopen source in about 7 months.")
    await form.get_by_role("button", name="Ask").click()
    await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Differs from the record")
