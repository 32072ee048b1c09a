"""Installing by OAuth in the loopback Slack, with Bolt's own OAuth flow at the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare import QUIET
from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.loopback.browser import Browser
from tests.web.served import served

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk signs in with it
WRONG = "other-" + "secret"


@asynccontextmanager
async def bolt(slack: Slack, folder: Path) -> AsyncIterator[tuple[str, FileInstallationStore]]:
    """Run Bolt with its own OAuth flow; give its address and where it keeps installs."""
    store = FileInstallationStore(base_dir=str(folder), client_id=slack.app.client_id, logger=QUIET)
    settings = AsyncOAuthSettings(
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        scopes=["commands", "chat:write"],
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(folder), logger=QUIET),
        logger=QUIET,
    )
    app = AsyncApp(
        client=AsyncWebClient(base_url=slack.api_url),
        signing_secret=slack.app.signing_secret,
        oauth_settings=settings,
        logger=QUIET,
    )
    flow = app.oauth_flow
    assert flow is not None
    ours = flow

    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await ours.handle_installation(await to_bolt_request(request)))

    async def back(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await ours.handle_callback(await to_bolt_request(request)))

    site = web.Application()
    site.add_routes([web.get("/slack/install", install), web.get("/slack/oauth_redirect", back)])
    async with served(site) as address:
        slack.app.redirect_urls = (f"{address}/slack/oauth_redirect",)
        yield address, store


@pytest.fixture
def boss(slack: Slack) -> Person:
    beta = slack.world.add_workspace("Beta")
    return slack.join("boss", slack.world.add_channel(beta, "lobby"), beta)


async def test_a_person_installs_the_app(slack: Slack, boss: Person, tmp_path: Path) -> None:
    async with bolt(slack, tmp_path) as (address, store), Browser(slack.world.base, address) as browser:
        page = await browser.install(f"{address}/slack/install", boss.user)
        assert page.status == 200
        install = store.find_bot(enterprise_id=None, team_id=boss.user.team)
        assert install is not None
        assert install.bot_token == slack.world.installs[boss.user.team].token.value
        assert slack.world.installs[boss.user.team].installer == boss.id
    assert not slack.refused


async def test_a_person_does_not_agree(slack: Slack, boss: Person, tmp_path: Path) -> None:
    async with bolt(slack, tmp_path) as (address, _), Browser(slack.world.base, address) as browser:
        back = await browser.consent(await browser.question(f"{address}/slack/install"), boss.user, allow=False)
        assert parse_qs(urlsplit(back).query)["error"] == ["access_denied"]
        assert boss.user.team not in slack.world.installs


async def test_another_browser_cannot_finish(slack: Slack, boss: Person, tmp_path: Path) -> None:
    async with bolt(slack, tmp_path) as (address, _), Browser(slack.world.base, address) as browser:
        back = await browser.consent(await browser.question(f"{address}/slack/install"), boss.user)
        browser.forget()
        assert (await browser.get(back)).status == 400


async def test_the_question_is_refused_where_it_asks_wrongly(slack: Slack, tmp_path: Path) -> None:
    async with bolt(slack, tmp_path) as (address, _), Browser(slack.world.base, address) as browser:
        asked = await browser.question(f"{address}/slack/install")
        for right, wrong, code in (
            (slack.app.client_id, "1.2", "invalid_client_id"),
            ("chat:write", "admin", "invalid_scope"),
        ):
            page = await browser.get(asked.replace(right, wrong, 1))
            assert (page.status, page.text) == (400, code)
        page = await browser.get(f"{asked}&redirect_uri=http://127.0.0.1:1/elsewhere")
        assert page.text == "bad_redirect_uri"


async def test_a_code_works_once(slack: Slack, boss: Person, tmp_path: Path) -> None:
    async with bolt(slack, tmp_path) as (address, _), Browser(slack.world.base, address) as browser:
        back = await browser.consent(await browser.question(f"{address}/slack/install"), boss.user)
    code = parse_qs(urlsplit(back).query)["code"][0]
    client = AsyncWebClient(base_url=slack.api_url)
    secret = slack.app.client_secret
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.oauth_v2_access(client_id=slack.app.client_id, client_secret=WRONG, code=code)
    told = await client.oauth_v2_access(client_id=slack.app.client_id, client_secret=secret, code=code)
    assert told["team"]["id"] == boss.user.team
    assert "refresh_token" not in told.data
    with pytest.raises(SlackApiError, match="code_already_used"):
        await client.oauth_v2_access(client_id=slack.app.client_id, client_secret=secret, code=code)


async def test_a_refresh_token_works_once(slack: Slack) -> None:
    slack.app.token_rotation = True
    install = slack.install_in(slack.workspace)
    client = AsyncWebClient(base_url=slack.api_url)
    secret = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    first = install.refresh
    told = await client.oauth_v2_access(**secret, grant_type="refresh_token", refresh_token=first)
    assert told["expires_in"] == 43_200
    assert (await client.auth_test(token=told["access_token"]))["team_id"] == install.team
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(**secret, grant_type="refresh_token", refresh_token=first)
    slack.clock.advance(43_201)
    with pytest.raises(SlackApiError, match="token_expired"):
        await client.auth_test(token=told["access_token"])


async def test_a_token_is_revoked_and_an_app_taken_out_by_itself(slack: Slack) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    assert not (await client.auth_revoke(test=True))["revoked"]
    with pytest.raises(SlackApiError, match="client_id_token_mismatch"):
        await client.apps_uninstall(client_id="1.2", client_secret=WRONG)
    await client.apps_uninstall(client_id=slack.app.client_id, client_secret=slack.app.client_secret)
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()
