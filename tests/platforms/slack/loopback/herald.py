"""Tells the app what happens without a person's doing: its own messages, tokens that end."""

from __future__ import annotations

from tests.platforms.slack.loopback.delivery import Post
from tests.platforms.slack.loopback.events import heard, tell
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.world import News, World


class Herald:
    """Sends news one after the other, after the call that made them has been answered."""

    def __init__(self, world: World, deliveries: Post) -> None:
        self._world, self._deliveries = world, deliveries

    async def run(self) -> None:
        """Send news as they come."""
        while True:
            news = await self._world.news.get()
            try:
                await self._send(news)
            finally:
                self._world.news.task_done()

    async def settled(self) -> None:
        """Wait until everything is told."""
        await self._world.news.join()

    async def _send(self, news: News) -> None:
        workspace = self._world.workspaces[news.team]
        user = workspace.users[self._world.installs[news.team].bot_user]
        scene = Scene(self._world, self._deliveries, workspace, workspace, user)
        if heard(scene, news.name):
            await tell(scene, news.event, news.channel)
