from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_page_opens_ready_to_type(chat: Chat) -> None:
    await expect(chat.page).to_have_title("On Record")
    await expect(chat.page.get_by_role("heading", name="Ask the record")).to_be_visible()
    await expect(chat.line).to_be_focused()


async def test_an_example_on_the_welcome_card_is_asked_by_a_press(chat: Chat) -> None:
    answer = await chat.press(chat.page.get_by_role("button", name="/stance musk"))
    await expect(answer.get_by_role("heading", level=2)).to_have_text("Elon Musk on open-source AI")
    await expect(chat.messages.first).to_have_text("/stance musk")


async def test_a_line_is_typed_with_suggestions_and_sent_by_keyboard(chat: Chat) -> None:
    await chat.line.press_sequentially("/sta")
    await expect(chat.ways).to_have_count(1)
    await chat.line.press("Tab")
    await expect(chat.line).to_have_value("/stance ")
    await chat.line.fill("/stance mus")
    await expect(chat.ways.first).to_contain_text("Elon Musk")
    await chat.line.press("ArrowDown")
    await chat.line.press("Enter")
    await expect(chat.line).to_have_value("/stance elon-musk ")
    await chat.line.press("Escape")
    await expect(chat.ways).to_have_count(0)
    await chat.line.press("Enter")
    await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Elon Musk on open-source AI")
    await expect(chat.line).to_have_value("")
    await expect(chat.line).to_be_focused()


async def test_a_whole_line_typed_quickly_is_sent_as_it_stands(chat: Chat) -> None:
    await chat.line.press_sequentially("/stance musk")
    await chat.line.press("Enter")
    await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Elon Musk on open-source AI")
    await expect(chat.messages).to_have_count(2)
    await expect(chat.ways).to_have_count(0)


async def test_a_suggestion_is_taken_by_the_mouse(chat: Chat) -> None:
    await chat.line.fill("/stance zuck")
    await chat.ways.first.click()
    await expect(chat.line).to_have_value("/stance mark-zuckerberg ")
    await expect(chat.line).to_be_focused()


async def test_arrows_walk_round_the_suggestions(chat: Chat) -> None:
    await chat.line.fill("/s")
    await expect(chat.ways).to_have_count(5)
    selected = chat.page.locator("[role=option][aria-selected=true]")
    await expect(selected).to_have_count(0)
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 4), ("ArrowDown", 0)):
        await chat.line.press(key)
        await expect(selected).to_have_count(1)
        await expect(chat.ways.nth(place)).to_have_attribute("aria-selected", "true")


async def test_earlier_lines_come_back_with_the_arrow_keys(chat: Chat) -> None:
    await chat.ask("/debates")
    await chat.ask("/help")
    for key, line in (("ArrowUp", "/help"), ("ArrowUp", "/debates"), ("ArrowDown", "/help"), ("ArrowDown", "")):
        await chat.line.press(key)
        await expect(chat.line).to_have_value(line)


async def test_pages_of_a_timeline_turn_in_place(chat: Chat) -> None:
    card = await chat.ask("/timeline")
    first = await card.get_by_role("listitem").all_inner_texts()
    await expect(card).to_contain_text(re.compile(r"page 1 of \d+"))
    for page in (2, 3):
        await card.get_by_role("button", name="Earlier").click()
        await expect(card).to_contain_text(f"page {page} of")
        await expect(card.get_by_role("heading", level=2)).to_be_focused()
        await expect(card.get_by_role("heading", level=2)).to_be_in_viewport()
    for page in (2, 1):
        await card.get_by_role("button", name="Later").click()
        await expect(card).to_contain_text(f"page {page} of")
    assert await card.get_by_role("listitem").all_inner_texts() == first
    await expect(chat.messages).to_have_count(2)
    await card.get_by_role("button", name="Oldest first").click()
    await expect(card).to_contain_text("oldest first")
    await expect(chat.messages).to_have_count(2)


async def test_a_source_opens_from_a_timeline_and_leads_back(chat: Chat) -> None:
    card = await chat.ask("/timeline musk")
    words = card.locator("li.said button").first
    said = (await words.inner_text()).strip("“”")
    source = await chat.press(words)
    await expect(source.get_by_role("blockquote")).to_contain_text(said)
    await expect(source.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    stance = await chat.press(source.get_by_role("button", name="Where they stand").first)
    back = await chat.press(stance.get_by_role("button", name="Timeline"))
    assert (
        await back.get_by_role("heading", level=2).inner_text()
        == await card.get_by_role("heading", level=2).inner_text()
    )


async def test_the_details_of_a_quote_are_a_press_away(chat: Chat) -> None:
    card = await chat.ask("/stance musk")
    details = await chat.press(card.get_by_role("button", name="details").first)
    await expect(details.get_by_role("heading", level=2)).to_contain_text("A quote by")


async def test_a_link_opens_elsewhere_and_tells_nothing_of_here(chat: Chat) -> None:
    card = await chat.ask("/stance musk")
    for link in await card.get_by_role("link").all():
        assert await link.get_attribute("target") == "_blank"
        assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_a_near_match_is_a_press_away_and_only_the_asker_sees_the_error(chat: Chat) -> None:
    error = await chat.ask("/stance zukerberk")
    await expect(error).to_contain_text("Only you can see this")
    await expect(error.get_by_role("heading", level=2)).to_have_text("Not on record")
    answer = await chat.press(error.get_by_role("button", name="Mark Zuckerberg"))
    await expect(answer.get_by_role("heading", level=2)).to_contain_text("Mark Zuckerberg")


async def test_an_answer_is_read_from_its_top_with_the_question_in_sight(chat: Chat) -> None:
    for line in ("/help", "/stance musk", "/timeline"):
        answer = await chat.ask(line)
        await expect(answer.get_by_role("heading", level=2)).to_be_in_viewport()
        await expect(chat.messages.nth(await chat.messages.count() - 2)).to_be_in_viewport()


async def test_the_conversation_outlives_a_reload_until_it_is_cleared(chat: Chat) -> None:
    await chat.ask("/debates")
    await chat.ask("/stance zukerberk")
    before = await chat.messages.all_inner_texts()
    await chat.page.reload()
    await expect(chat.messages).to_have_count(4)
    assert await chat.messages.all_inner_texts() == before
    answer = await chat.press(chat.latest.get_by_role("button", name="Mark Zuckerberg"))
    await expect(answer).to_contain_text("Mark Zuckerberg")
    await chat.page.get_by_role("button", name="Clear").click()
    await expect(chat.messages).to_have_count(0)
    await expect(chat.line).to_be_focused()
    await chat.page.reload()
    await expect(chat.page.get_by_role("heading", name="Ask the record")).to_be_visible()
    await expect(chat.messages).to_have_count(0)


async def test_markup_that_is_typed_is_shown_and_does_nothing(chat: Chat) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>"
    answer = await chat.ask(f"/search {nasty}")
    await expect(chat.messages.first).to_have_text(f"/search {nasty}")
    await expect(answer.get_by_role("heading", level=2)).to_contain_text("<b>bold</b>")
    await chat.page.reload()
    await expect(chat.messages.first).to_have_text(f"/search {nasty}")
    await expect(chat.messages.locator("img, script, b")).to_have_count(0)


async def test_two_windows_have_conversations_of_their_own(visit: Visit) -> None:
    one, other = await visit(), await visit()
    await one.ask("/help")
    await expect(other.messages).to_have_count(0)
    await other.ask("/debates")
    await expect(one.messages).to_have_count(2)


async def test_found_words_in_a_title_keep_the_spaces_around_them(chat: Chat) -> None:
    card = await chat.ask('/search "open source" llama')
    title = card.locator("li button.link").first
    assert await title.inner_text() == "OSI says Llama 2's licence is not open source"
    await expect(title.locator("mark")).to_have_text(["Llama", "open source"])


async def test_a_long_text_that_is_pasted_asks_for_no_suggestions(chat: Chat) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    await chat.line.fill("/check " + "word " * 2_000)
    answer = await chat.press(chat.page.get_by_role("button", name="Ask", exact=True))
    await expect(answer).to_contain_text("Send a shorter part")
    assert not [url for url in asked if url.endswith("/suggest")]
    await expect(answer.get_by_role("heading", level=2)).to_be_in_viewport()


async def test_a_form_can_be_recalled_as_the_line_it_came_to(chat: Chat) -> None:
    form = await chat.open_form("/compare")
    await form.get_by_label("A person or organisation").fill("altman")
    await form.get_by_label("Another one").fill("musk")
    await form.get_by_role("button", name="Ask").click()
    await expect(chat.latest.get_by_role("heading", level=2)).to_have_text("Sam Altman and Elon Musk")
    await chat.line.press("ArrowUp")
    await expect(chat.line).to_have_value('/compare one:"altman" two:"musk"')
