from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_conversation_is_a_log_with_a_name(chat: Chat) -> None:
    log = chat.page.get_by_role("log", name="Conversation")
    await expect(log).to_be_visible()
    await chat.ask("/help")
    await expect(log.get_by_role("article")).to_have_count(2)


async def test_the_line_tells_the_state_of_its_suggestions(chat: Chat) -> None:
    await expect(chat.line).to_have_attribute("aria-expanded", "false")
    await expect(chat.line).to_have_attribute("aria-autocomplete", "list")
    await expect(chat.page.get_by_role("listbox")).to_have_count(0)
    await chat.line.fill("/s")
    await expect(chat.page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    await expect(chat.line).to_have_attribute("aria-expanded", "true")
    await expect(chat.line).to_have_attribute("aria-controls", "ways")
    await expect(chat.page.locator("#ways")).to_have_role("listbox")
    assert await chat.line.get_attribute("aria-activedescendant") is None
    await chat.line.press("ArrowDown")
    active = await chat.line.get_attribute("aria-activedescendant")
    await expect(chat.page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    await expect(chat.page.locator("#ways").get_by_role("option", selected=True)).to_have_count(1)
    await chat.line.press("Escape")
    await expect(chat.line).to_have_attribute("aria-expanded", "false")
    assert await chat.line.get_attribute("aria-activedescendant") is None


async def test_suggestions_close_when_the_line_is_left(chat: Chat) -> None:
    await chat.line.fill("/s")
    await expect(chat.ways).to_have_count(5)
    await chat.page.get_by_role("button", name="Clear").focus()
    await expect(chat.line).to_have_attribute("aria-expanded", "false")
    await expect(chat.page.get_by_role("listbox")).to_have_count(0)


async def test_suggestions_stay_when_the_line_is_left_for_a_moment_only(chat: Chat) -> None:
    await chat.page.clock.install()
    await chat.page.clock.pause_at("2099-01-01")  # From here on, time passes only when the test says so.
    await expect(chat.line).to_be_focused()
    await chat.page.get_by_role("button", name="Clear").click()
    await expect(chat.line).to_be_focused()
    await chat.line.fill("/s")
    await expect(chat.ways).to_have_count(5)
    await chat.page.clock.run_for(1_000)
    await expect(chat.ways).to_have_count(5)


async def test_a_form_is_a_dialog_named_by_its_title(chat: Chat) -> None:
    await chat.open_form("/compare")
    await expect(chat.page.get_by_role("dialog", name="/compare")).to_be_visible()


async def test_everything_that_can_be_used_has_a_name(chat: Chat) -> None:
    for line in ("/stance musk", "/timeline", "/check OpenAI is a lie", "/help"):
        await chat.ask(line)
    await chat.open_form("/search")
    nameless = await chat.page.evaluate(
        """[...document.querySelectorAll("button, a, input, select, textarea")]
        .filter(e => !(e.textContent.trim() || e.labels?.[0]?.textContent.trim() || e.ariaLabel))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []


async def test_headings_go_down_one_step_at_a_time(chat: Chat) -> None:
    for line in ("/stance musk", "/timeline", "/compare altman musk", "/people"):
        await chat.ask(line)
    levels: list[int] = await chat.page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.localName[1]))"
    )
    assert levels[0] == 1
    assert [(before, level) for before, level in pairwise(levels) if level > before + 1] == []


async def test_everything_is_reached_and_pressed_by_keyboard_alone(chat: Chat) -> None:
    await chat.page.keyboard.type("/stance musk")
    await chat.page.keyboard.press("Enter")
    await expect(chat.messages).to_have_count(2)
    for _ in range(10):
        await chat.page.keyboard.press("Shift+Tab")
        if await chat.focused() == "button Timeline":
            break
    assert await chat.focused() == "button Timeline"
    outline = await chat.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "2px"
    await chat.page.keyboard.press("Enter")
    await expect(chat.messages).to_have_count(4)
    await expect(chat.latest.get_by_role("heading", level=2)).to_contain_text("Elon Musk")


async def test_the_first_stop_leads_past_the_conversation(chat: Chat) -> None:
    await chat.ask("/people")
    await chat.page.evaluate("document.activeElement.blur()")
    await chat.page.locator(".skip").focus()
    await expect(chat.page.get_by_role("link", name="Go to the question")).to_be_in_viewport()
    await chat.page.keyboard.press("Enter")
    await expect(chat.line).to_be_focused()


async def test_the_page_says_its_language_and_can_be_enlarged(chat: Chat) -> None:
    await expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    viewport = await chat.page.locator("meta[name=viewport]").get_attribute("content")
    assert viewport == "width=device-width, initial-scale=1"
