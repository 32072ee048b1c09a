"""The playground's page, in the words of someone who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect


@dataclass(frozen=True, slots=True)
class Chat:
    """A page, and what went wrong in it so far: errors, broken policies, requests to another place."""

    page: Page
    problems: list[str]

    @property
    def line(self) -> Locator:
        return self.page.get_by_role("combobox", name="Ask the record")

    @property
    def ways(self) -> Locator:
        return self.page.locator("#ways").get_by_role("option")

    @property
    def messages(self) -> Locator:
        """Give everything in the conversation below the welcome that is not still awaited."""
        return self.page.locator(".message:not(#welcome):not(.waiting)")

    @property
    def latest(self) -> Locator:
        return self.messages.last

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def ask(self, line: str, *, more: int = 0) -> Locator:
        """Type a line, send it, and give the answer to it; so many more messages may follow."""
        before = await self.messages.count()
        await self.line.fill(line)
        await self.line.press("Enter")
        await expect(self.messages).to_have_count(before + 2 + more)
        return self.messages.nth(before + 1)

    async def press(self, button: Locator) -> Locator:
        """Press a button that asks something new, and give the answer to it."""
        before = await self.messages.count()
        await button.click()
        await expect(self.messages).to_have_count(before + 2)
        return self.latest

    async def open_form(self, line: str) -> Locator:
        """Type a line that needs more, and give the dialog that opens."""
        await self.line.fill(line)
        await self.line.press("Enter")
        await expect(self.dialog).to_be_visible()
        return self.dialog

    async def focused(self) -> str:
        """Name the element that has the focus by its tag and text."""
        found: str = await self.page.evaluate(
            "[document.activeElement.localName, document.activeElement.textContent.trim()].join(' ').trim()"
        )
        return found


def watch(context: BrowserContext, address: str, *, outage: bool) -> list[str]:
    """Give the list that fills with everything that must not happen in a window.

    With `outage` a browser may say of its own accord that something could not be loaded.
    """
    problems: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # Broken content policies are told here too.
        expected = outage and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not expected:
            problems.append(f"{message.type}: {message.text}")

    def requested(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(address).netloc:
            problems.append(f"request to {request.url}")

    context.on("console", said)
    context.on("weberror", lambda error: problems.append(f"error: {error.error}"))
    context.on("request", requested)
    return problems
