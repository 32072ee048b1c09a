"""Adding the app to a workspace, in a browser."""

from __future__ import annotations

from tests.platforms.slack.loopback import Person, Slack, Workspace
from tests.platforms.slack.loopback.browser import Browser


async def install(slack: Slack, workspace: Workspace | None = None, name: str = "ida") -> Person:
    """Let somebody add the app to a workspace in the browser; give them."""
    slack.app.redirect_urls = (f"{slack.http.address}/slack/oauth_redirect",)
    ida = slack.join(name, workspace=workspace)
    async with Browser(slack.world.base, slack.http.address) as browser:
        page = await browser.install(f"{slack.http.address}/slack/install", ida.user)
    assert "On Record was added to" in page.text
    return ida
