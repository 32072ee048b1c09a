from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SHOTS = Path(__file__).parent / "shots"
WIDE = """() => {
    const scrolled = [document.documentElement, document.getElementById("log")];
    const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
    return [...scrolled.filter(e => e.scrollWidth > e.clientWidth), ...wide].map(e => e.outerHTML.slice(0, 200));
}"""
PALE = """() => {
    const channels = text => text.match(/[\\d.]+/g).map(Number);
    const light = text => {
        const [r, g, b] = channels(text).slice(0, 3).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        for (let e = element; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if ((channels(colour)[3] ?? 1) === 1) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const pale = [];
    for (const e of document.querySelectorAll("body *")) {
        const written = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!written || !e.checkVisibility() || e.matches("noscript, .unseen, .skip, option, script")) continue;
        const [one, two] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (two + 0.05);
        if (ratio < 4.5) pale.push(`${ratio.toFixed(2)} ${e.outerHTML.slice(0, 120)}`);
    }
    return pale;
}"""
"""Text whose contrast is less than WCAG 2.2 AA asks for (4.5 to 1)."""
LINES = {
    "stance": "/stance musk",
    "timeline": "/timeline openai from:2023",
    "compare": "/compare altman musk",
    "briefing": "/briefing",
    "differs": "/check Grok 3 will be made open source in about 7 months",
    "search": "/search closed source",
    "source": "/source elon-musk",
    "people": "/people",
    "help": "/help",
    "near": "/stance zukerberk",
}


async def keep(page: Page, name: str) -> None:
    """Keep a picture for whoever looks at the design."""
    SHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png")


async def look(page: Page, name: str) -> None:
    """Keep a picture, and hold that nothing sticks out and all can be read."""
    await keep(page, name)
    assert await page.evaluate(WIDE) == []
    assert await page.evaluate(PALE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_state_fits_and_can_be_read(visit: Visit, size: tuple[int, int], scheme: str) -> None:
    chat = await visit(size, scheme)
    name = f"{'phone' if size == PHONE else 'desktop'}-{scheme}"
    await look(chat.page, f"{name}-welcome")
    await chat.line.fill("/stance m")
    await expect(chat.ways.first).to_be_visible()
    await chat.line.press("ArrowDown")
    await expect(chat.page.locator("#ways").get_by_role("option", selected=True)).to_be_visible()
    await look(chat.page, f"{name}-suggestions")
    await chat.line.press("Escape")
    for kind, line in LINES.items():
        await chat.ask(line)
        await look(chat.page, f"{name}-{kind}")
        # The end of a long card has its buttons.
        await chat.latest.evaluate("message => message.scrollIntoView(false)")
        await keep(chat.page, f"{name}-{kind}-end")
        await chat.page.get_by_role("button", name="Clear").click()
    for command in ("compare", "check"):
        await chat.open_form(f"/{command}")
        await look(chat.page, f"{name}-form-{command}")
        await chat.page.keyboard.press("Escape")
        await expect(chat.dialog).to_be_hidden()


@pytest.mark.parametrize("line", ["/timeline", "/timeline musk order:oldest", "/stance zuckerberg"])
@pytest.mark.parametrize("width", [320, 390, 768])
async def test_nothing_sticks_out_at_any_width(visit: Visit, line: str, width: int) -> None:
    chat = await visit((width, 800))
    await chat.ask(line)
    assert await chat.page.evaluate(WIDE) == []


async def test_an_unbroken_word_is_broken_rather_than_let_out(visit: Visit) -> None:
    chat = await visit(PHONE)
    await chat.ask(f"/search {'unbroken' * 40}")
    assert await chat.page.evaluate(WIDE) == []


async def test_a_month_is_not_broken_on_a_phone(visit: Visit) -> None:
    chat = await visit(PHONE)
    card = await chat.ask("/timeline from:2025-09 to:2025-09")
    month = card.locator("time", has_text="September")
    await expect(month).to_have_count(1)
    assert (
        await month.evaluate(
            "e => { const r = new Range(); r.selectNodeContents(e); return r.getClientRects().length }"
        )
        == 1
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_hint_in_the_empty_line_can_be_read(visit: Visit, scheme: str) -> None:
    chat = await visit(scheme=scheme)
    # The hint is given to the card's paragraph to be measured like any other text.
    colour = await chat.line.evaluate("e => getComputedStyle(e, '::placeholder').color")
    await chat.page.locator("#welcome p").evaluate("(e, colour) => { e.style.color = colour }", colour)
    assert await chat.page.evaluate(PALE) == []


async def test_light_and_dark_follow_the_system(visit: Visit) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        chat = await visit(scheme=scheme)
        grounds.add(await chat.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(246, 247, 249)", "rgb(20, 23, 27)"}


async def test_whatever_can_be_pressed_is_large_enough_for_a_thumb(visit: Visit) -> None:
    chat = await visit(PHONE)
    await chat.ask("/stance musk")
    small = await chat.page.evaluate(
        """[...document.querySelectorAll("button:not(.link)")]
        .filter(e => e.checkVisibility() && (e.offsetHeight < 38 || e.offsetWidth < 38)).map(e => e.outerHTML)"""
    )
    assert small == []
