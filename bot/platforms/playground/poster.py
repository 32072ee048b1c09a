"""Posting by itself in the playground: into its one channel, for every page that is open or is opened soon."""

from __future__ import annotations

from bot.card import Card
from bot.platforms.playground.app import CHANNEL, TENANT
from bot.platforms.playground.html import render
from bot.platforms.playground.posts import Posts
from bot.posting import ChannelClosed, Place, Posted

_ONE = f"The playground has one channel, and it is called {CHANNEL}. Choose that one."


class Poster:
    """Posts into the playground's channel; what a key has posted stands there once."""

    def __init__(self, posts: Posts) -> None:
        self._posts = posts

    async def check(self, place: Place) -> str:
        """Give what the channel is called; raise `ChannelClosed` for any other."""
        if place != Place(TENANT, CHANNEL):
            raise ChannelClosed(_ONE)
        return CHANNEL

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:  # noqa: ARG002  it can tell
        """Post a card, once for each key, as long as it is kept."""
        await self.check(place)
        return Posted((self._posts.add(key, render(card)).id,))
