"""Adding the bot in the browser: there and back, once, in time, in one browser, and told plainly when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.platforms.slack.access import Access, Grant
from bot.platforms.slack.oauth import COOKIE, OAuth
from bot.platforms.slack.pages import Pages, done
from bot.platforms.slack.scopes import SCOPES
from bot.store.database import Database
from bot.web.application import application
from tests.platforms.slack.installing import Process, access_to, clock_of, process
from tests.platforms.slack.loopback import App, Slack, loopback
from tests.platforms.slack.loopback.browser import Browser
from tests.platforms.slack.loopback.faults import Kind
from tests.platforms.slack.loopback.workspace import User
from tests.web.served import served

EXCHANGE = "oauth.v2.access"


@dataclass(frozen=True, slots=True)
class Site:
    """A bot with its install pages, where it is reached, and someone who wants it."""

    process: Process
    address: str
    user: User

    @property
    def slack(self) -> Slack:
        return self.process.slack

    @property
    def start(self) -> str:
        return f"{self.address}/slack/install"

    def browser(self) -> Browser:
        return Browser(self.slack.world.base, self.address)

    async def back(self, browser: Browser, *, allow: bool = True) -> str:
        """Go to Slack, answer it, and give the address to which it sends the browser back."""
        return await browser.consent(await browser.question(self.start), self.user, allow=allow)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with loopback(App(scopes=tuple(SCOPES), token_rotation=True)) as running:
        yield running


@asynccontextmanager
async def site_of(slack: Slack, database: Database, access: Access | None = None) -> AsyncIterator[Site]:
    """Serve the pages of one process."""
    async with process(slack, database) as running:
        oauth = OAuth(
            database,
            access or access_to(slack),
            running.workspaces.installed,
            slack.app.client_id,
            slack.api_url,
            "or-",
            clock_of(slack),
        )
        async with served(application(oauth.routes())) as address:
            slack.app.redirect_urls = (f"{address}/slack/oauth_redirect",)
            yield Site(running, address, slack.join("carol").user)


@pytest.fixture
async def site(slack: Slack, sqlite_url: str) -> AsyncIterator[Site]:
    database = Database(sqlite_url)
    async with site_of(slack, database) as running:
        yield running
    await database.close()


async def test_the_bot_is_added_and_whoever_did_it_is_known(slack: Slack, database: Database) -> None:
    async with site_of(slack, database) as site, site.browser() as browser:
        page = await browser.install(site.start, site.user)
        assert page.status == 200
        assert f"On Record was added to {slack.workspace.name}" in page.text
        assert "/or-record help" in page.text
        assert f"app_redirect?app={slack.app.id}&amp;team={slack.workspace.id}" in page.text
        install = await site.process.of()
        assert install is not None
        assert (install.token, install.installer) == (slack.bot_token, site.user.id)
        assert (install.bot_user_id, install.bot_id) == (slack.install.bot_user, slack.install.bot)
        assert install.scopes == SCOPES.keys()
        assert slack.refused == []


async def test_the_page_says_what_the_bot_asks_for_and_leads_to_slack(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get(site.start)
        asked = urlsplit(await browser.question(site.start))
    assert page.status == 200
    assert all(f"<code>{scope}</code>" in page.text and why in page.text for scope, why in SCOPES.items())
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{site.slack.world.base}/oauth/v2/authorize"
    query = parse_qs(asked.query)
    assert query["client_id"] == [site.slack.app.client_id]
    assert query["scope"][0].split(",") == list(SCOPES)
    assert len(query["state"][0]) == 43


@pytest.mark.parametrize(
    ("api", "beside"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize?"),
        ("http://127.0.0.1:9000/api/", "http://127.0.0.1:9000/oauth/v2/authorize?"),
        ("https://proxy.example/slack/api/", "https://proxy.example/slack/oauth/v2/authorize?"),
    ],
)
async def test_slacks_page_is_beside_its_methods(site: Site, api: str, beside: str) -> None:
    oauth = OAuth(
        site.process.database, Access(api), site.process.workspaces.installed, "1.2", api, "", clock_of(site.slack)
    )
    async with served(application(oauth.routes())) as address, site.browser() as browser:
        assert (await browser.question(f"{address}/slack/install")).startswith(beside)


async def test_the_cookie_is_for_this_browser_alone_and_no_page_is_kept(site: Site) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(site.start) as response:
            cookie = response.cookies[COOKIE]
            assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
            assert cookie["max-age"] == "600"
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        async with session.get(site.start, headers={"X-Forwarded-Proto": "https"}) as response:
            assert response.cookies[COOKIE]["secure"]


async def test_the_pages_look_as_they_should_below_any_path(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get(site.start)
        assert 'href="static/pages.css"' in page.text
        assert (await browser.get(f"{site.address}/slack/static/pages.css")).status == 200
        assert (await browser.get(f"{site.address}/slack/static/icon.svg")).status == 200
        assert (await browser.get(f"{site.address}/slack/static/scopes.py")).status == 404


async def test_whoever_does_not_allow_it_is_told_that_nothing_was_installed(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.install(site.start, site.user, allow=False)
        assert page.status == 200
        assert "Nothing was installed." in page.text
        assert 'href="install"' in page.text
        assert (await browser.install(site.start, site.user)).status == 200
    assert len(site.slack.calls(EXCHANGE)) == 1


async def test_the_way_back_works_once(site: Site) -> None:
    async with site.browser() as browser:
        back = await site.back(browser)
        pages = await asyncio.gather(*(browser.get(back) for _ in range(6)))
    assert sorted(page.status for page in pages) == [200] + [400] * 5
    assert all("Start again" in page.text for page in pages if page.status == 400)
    assert len(site.slack.calls(EXCHANGE)) == 1


async def test_another_browser_cannot_go_on_and_does_not_spoil_it(site: Site) -> None:
    async with site.browser() as browser, site.browser() as stranger:
        back = await site.back(browser)
        assert (await stranger.get(back)).status == 400
        await stranger.get(site.start)
        foreign = await stranger.get(back)
        assert foreign.status == 400
        assert "only in the browser in which you pressed" in foreign.text
        assert site.slack.calls(EXCHANGE) == []
        assert (await browser.get(back)).status == 200


async def test_ten_minutes_are_the_most_it_may_take(site: Site) -> None:
    async with site.browser() as browser:
        back = await site.back(browser)
        site.slack.clock.advance(600)
        late = await browser.get(back)
        assert late.status == 400
        assert "More than ten minutes have gone by" in late.text
        assert site.slack.calls(EXCHANGE) == []
        in_time = await site.back(browser)
        site.slack.clock.advance(598)
        assert (await browser.get(in_time)).status == 200


async def test_two_tabs_at_once_both_come_back(site: Site) -> None:
    async with site.browser() as browser:
        first = await browser.question(site.start)
        second = await browser.question(site.start)
        assert first != second
        backs = [await browser.consent(each, site.user) for each in (first, second)]
        assert [(await browser.get(back)).status for back in reversed(backs)] == [200, 200]
    assert await site.process.token() == site.slack.bot_token


async def test_it_may_begin_at_one_process_and_end_at_another(
    slack: Slack, database: Database, other_process: Database
) -> None:
    async with site_of(slack, database) as one, site_of(slack, other_process) as other, one.browser() as browser:
        question = await browser.question(one.start)
        page = await browser.get(await browser.consent(question, other.user))
        assert page.status == 200
        assert page.url.startswith(other.address)
        assert await one.process.token() == slack.bot_token


async def test_it_is_installed_anew_with_all_that_was_kept(site: Site) -> None:
    async with site.browser() as browser:
        await browser.install(site.start, site.user)
        first = await site.process.of()
        assert first is not None
        await site.process.workspaces.ended(first, "app_uninstalled", clock_of(site.slack)())
        assert await site.process.of() is None
        await browser.install(site.start, site.user)
    again = await site.process.of()
    assert again is not None
    assert again.token == site.slack.bot_token != first.token


async def test_a_workspace_is_chosen_for_someone_who_installs_again(site: Site) -> None:
    async with site.browser() as browser:
        chosen = await browser.question(f"{site.start}?team={site.slack.workspace.id}")
        assert parse_qs(urlsplit(chosen).query)["team"] == [site.slack.workspace.id]
        for bad in ("T1%26scope=admin", "nothing", "T" * 90):
            assert "team" not in parse_qs(urlsplit(await browser.question(f"{site.start}?team={bad}")).query)


@pytest.mark.parametrize(
    ("kind", "code", "status", "said"),
    [
        (Kind.REFUSED, "invalid_code", 400, "Nothing was installed."),
        (Kind.REFUSED, "code_already_used", 400, "Nothing was installed."),
        (Kind.REFUSED, "bad_client_secret", 502, "Slack says “bad_client_secret”."),
        (Kind.REFUSED, "internal_error", 502, "Start again in a minute"),
        (Kind.RATE_LIMITED, "", 502, "Start again in a minute"),
        (Kind.ERROR_BEFORE, "", 502, "Start again in a minute"),
        (Kind.DROP_AFTER, "", 502, "Start again in a minute"),
        (Kind.NOT_JSON, "", 502, "Start again in a minute"),
    ],
)
@pytest.mark.parametrize("method", [EXCHANGE, "auth.test"])
async def test_what_goes_wrong_at_slack_is_told(  # noqa: PLR0913, PLR0917  each row says all of one case
    site: Site, method: str, kind: Kind, code: str, status: int, said: str
) -> None:
    async with site.browser() as browser:
        back = await site.back(browser)
        site.slack.faults.add(method, kind, code=code)
        page = await browser.get(back)
        assert (page.status, said in page.text) == (status, True)
        assert 'href="install"' in page.text
        assert await site.process.of() is None
        assert (await browser.install(site.start, site.user)).status == 200


async def test_a_wrong_client_secret_is_told_to_whoever_runs_the_bot(slack: Slack, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    access = Access(slack.api_url, slack.app.client_id, "wrong")
    async with site_of(slack, database, access) as site, site.browser() as browser:
        page = await browser.install(site.start, site.user)
        assert page.status == 502
        assert "onrecord doctor slack" in page.text
    await database.close()


@pytest.mark.parametrize("query", ["", "state=x", "code=x", "state=%ff%00&code=%ff", "state=" + "a" * 43, "error="])
async def test_nonsense_is_refused_as_such(site: Site, query: str) -> None:
    async with site.browser() as browser:
        for _ in range(2):
            assert (await browser.get(f"{site.address}/slack/oauth_redirect?{query}")).status == 400
            await browser.get(site.start)
    assert site.slack.calls(EXCHANGE) == []


async def test_an_error_is_said_only_when_it_is_one_of_slacks(site: Site) -> None:
    async with site.browser() as browser:
        told = await browser.get(f"{site.address}/slack/oauth_redirect?error=invalid_scope")
        assert "Slack says “invalid_scope”" in told.text
        nasty = await browser.get(f"{site.address}/slack/oauth_redirect?error=%3Cscript%3Ealert(1)%3C/script%3E")
        assert (told.status, nasty.status, "script" in nasty.text) == (400, 400, False)


async def test_a_state_without_a_code_leads_nowhere(site: Site) -> None:
    async with site.browser() as browser:
        state = parse_qs(urlsplit(await browser.question(site.start)).query)["state"][0]
        assert (await browser.get(f"{site.address}/slack/oauth_redirect?state={state}")).status == 400


async def test_looking_whether_it_is_there_uses_nothing_up(site: Site) -> None:
    async with site.browser() as browser:
        back = await site.back(browser)
        async with aiohttp.ClientSession() as session, session.head(back) as response:
            assert response.status == 405
        assert (await browser.get(back)).status == 200


async def test_without_a_database_nothing_is_begun(site: Site) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/none")
    oauth = OAuth(
        gone,
        access_to(site.slack),
        site.process.workspaces.installed,
        "1.2",
        "https://slack.com/api/",
        "",
        clock_of(site.slack),
    )
    async with served(application(oauth.routes())) as address, site.browser() as browser:
        page = await browser.get(f"{address}/slack/install")
        assert page.status == 503
        assert "Nothing was installed" in page.text
    await gone.close()


@pytest.mark.parametrize(("lacking", "said"), [("files:write", "What to do next"), ("commands", "but cannot work")])
def test_what_slack_did_not_grant_is_told(lacking: str, said: str) -> None:
    grant = Grant("", None, None, frozenset(SCOPES) - {lacking}, "A1", "T1", "<b>Bakers</b>")
    page = Pages().outcome(done(grant, "", "https://slack.com/app_redirect")).text
    assert page is not None
    assert said in page
    assert f"<code>{lacking}</code>" in page
    assert SCOPES[lacking] in page
    assert "&lt;b&gt;Bakers" in page
    assert page.count("<dt>") == 1
