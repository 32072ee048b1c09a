"""A person's browser: keeps cookies, follows where it is sent, and consents or does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.workspace import User

LINK = re.compile(r"""href=["']([^"']*/oauth/v2/authorize[^"']*)["']""")
MOVED = (301, 302, 303, 307)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: where the browser was sent is in `leads_to`."""

    url: str
    status: int
    text: str
    leads_to: str = ""


class Browser:
    """One browser. Slack's own address leads to the loopback, since nothing leaves this machine."""

    def __init__(self, slack: str, *trusted: str) -> None:
        """Take the loopback's address; cookies that want HTTPS go to the trusted addresses all the same."""
        self._slack = URL(slack)
        origins = [URL(each).origin() for each in (slack, *trusted)]
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=origins)
        self._session = aiohttp.ClientSession(cookie_jar=jar)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def forget(self) -> None:
        """Throw the cookies away."""
        self._session.cookie_jar.clear()

    async def get(self, address: str) -> Page:
        """Open an address, without following where it leads."""
        async with self._session.get(self._local(address), allow_redirects=False) as response:
            return await read(response)

    async def install(self, start: str, user: User, *, allow: bool = True) -> Page:
        """Go the whole way: the app's page, Slack's question, back to the app; give the page at the end."""
        back = await self.consent(await self.question(start), user, allow=allow)
        page = await self.get(back)
        while page.leads_to:
            page = await self.get(page.leads_to)
        return page

    async def question(self, start: str) -> str:
        """Open the app's page and give the address of Slack's question."""
        page = await self.get(start)
        found = LINK.search(page.text)
        if page.leads_to:
            return page.leads_to
        if found is None:
            raise Impossible(f"the page does not lead to Slack: {page.status} {page.text[:200]}")
        return unescape(found[1])

    async def consent(self, question: str, user: User, *, allow: bool = True) -> str:
        """Answer Slack's question; give the address to which it sends the browser back."""
        page = await self.get(question)
        if page.status != 200:
            raise Impossible(f"Slack does not ask: {page.text}")
        form = {"team": user.team, "user": user.id, "answer": "allow" if allow else "deny"}
        async with self._session.post(self._local(question), data=form, allow_redirects=False) as response:
            return (await read(response)).leads_to

    def _local(self, address: str) -> URL:
        """Give an address on this machine for Slack's own."""
        url = URL(address)
        if url.host == "slack.com":
            return url.with_scheme(self._slack.scheme).with_host("127.0.0.1").with_port(self._slack.port)
        return url


async def read(response: aiohttp.ClientResponse) -> Page:
    text = await response.text()
    leads_to = response.headers.get("Location", "") if response.status in MOVED else ""
    return Page(str(response.url), response.status, text, str(response.url.join(URL(leads_to))) if leads_to else "")
